package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.delegate.wrapper.SourceWrapper;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The source pair, driving a connector of another plugin folder through Connect's own class
 * loaders.
 */
class DelegatingSourceTest {
  @TempDir private static Path pluginPath;
  private static PluginFolders folders;

  private final List<Object> heard = new ArrayList<>();

  @BeforeAll
  static void install() {
    folders = new PluginFolders(pluginPath);
  }

  @BeforeEach
  void forget() {
    Calls.clear();
  }

  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "n");
    config.put("connector.class", "SourceWrapper");
    config.put("connector.plugin.version", "1");
    config.put("delegate", "RecordingSource");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  private SourceConnector connector() {
    return folders.connector(SourceConnector.class, SourceWrapper.class);
  }

  private SourceConnector started(String... more) {
    SourceConnector connector = connector();
    connector.initialize(context(SourceConnectorContext.class));
    connector.start(config(more));
    return connector;
  }

  /** A context of Connect's that writes down what it is asked. */
  private <T> T context(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              heard.add(args == null ? method.getName() : args[0]);
              return null;
            }));
  }

  private SourceTask task(SourceConnector connector, SourceTaskContext context) {
    return task(connector, context, 0);
  }

  private static SourceTask task(SourceConnector connector, SourceTaskContext context, int i) {
    Map<String, String> config = connector.taskConfigs(2).get(i);
    try {
      SourceTask task = (SourceTask) connector.taskClass().getDeclaredConstructor().newInstance();
      task.initialize(context);
      task.start(config);
      return task;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertAllUnderTheDelegatesLoader() {
    assertThat(Calls.all()).isNotEmpty().allMatch(Calls.Call::underItsLoader);
  }

  @Test
  void every_method_connect_may_call_is_handed_on_under_the_delegates_loader() throws Exception {
    SourceConnector connector = connector();
    connector.initialize(context(SourceConnectorContext.class), List.of(Map.of("t", "1")));
    connector.start(config());
    connector.reconfigure(config("more", "1"));
    connector.validate(config());
    connector.config();
    assertThat(connector.exactlyOnceSupport(config())).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(connector.canDefineTransactionBoundaries(config()))
        .isEqualTo(ConnectorTransactionBoundaries.SUPPORTED);
    assertThat(connector.alterOffsets(config(), Map.of())).isTrue();
    SourceTask task = task(connector, context(SourceTaskContext.class));
    List<SourceRecord> records = task.poll();
    task.commitRecord(records.get(0), null);
    task.commit();
    task.stop();
    connector.stop();

    assertThat(Calls.all())
        .extracting(Calls.Call::method)
        .contains(
            "constructor",
            "initialize with tasks",
            "start",
            "reconfigure",
            "validate",
            "config",
            "exactlyOnceSupport",
            "canDefineTransactionBoundaries",
            "alterOffsets",
            "taskConfigs",
            "stop",
            "task constructor",
            "task initialize",
            "task start",
            "poll",
            "commitRecord",
            "commit",
            "task stop");
    assertAllUnderTheDelegatesLoader();
  }

  @Test
  void no_method_of_connects_api_is_forgotten() {
    assertThat(notOverridden(SourceConnector.class, DelegatingSourceConnector.class))
        .containsExactly("config", "initialize", "taskClass", "version");
    assertThat(notOverridden(SourceTask.class, DelegatingSourceTask.class))
        // The older commitRecord is called by the newer one, on the delegate itself.
        .containsExactly("commitRecord", "initialize", "version");
  }

  /**
   * The public methods of a class of Connect's, and of those it extends, that ours does not have.
   */
  static Set<String> notOverridden(Class<?> connects, Class<?> ours) {
    Set<String> missing = new TreeSet<>();
    for (Method method : connects.getMethods()) {
      boolean counts =
          method.getDeclaringClass() != Object.class
              && !Modifier.isFinal(method.getModifiers())
              && !Modifier.isStatic(method.getModifiers());
      if (counts
          && Arrays.stream(ours.getDeclaredMethods())
              .noneMatch(
                  own ->
                      own.getName().equals(method.getName())
                          && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))) {
        missing.add(method.getName());
      }
    }
    return missing;
  }

  @Test
  void a_delegate_that_looks_for_services_when_it_is_initialised_finds_them() {
    started();

    assertThat(Calls.last("services").argument()).isEqualTo(1);
  }

  @Test
  void the_delegate_is_given_its_own_class_and_no_pinned_version() {
    started();

    assertThat(Calls.last("start").argument())
        .isEqualTo(
            Map.of(
                "name", "n",
                "connector.class", "dev.ksqlconnect.delegate.installed.RecordingSource",
                "derived", "yes"));
  }

  @Test
  void a_task_is_given_the_wrappers_class_and_its_delegate_the_delegates() {
    SourceConnector connector = started();

    assertThat(connector.taskConfigs(2))
        .hasSize(2)
        .allSatisfy(
            task ->
                assertThat(task)
                    .containsEntry("connector.class", "SourceWrapper")
                    .containsEntry("ksql.connect.own", "RecordingSource")
                    .containsEntry("derived", "yes"));

    task(connector, context(SourceTaskContext.class));

    Map<?, ?> given = (Map<?, ?>) Calls.last("task start").argument();
    assertThat(given.get("connector.class"))
        .isEqualTo("dev.ksqlconnect.delegate.installed.RecordingSource");
    assertThat(given.keySet()).noneMatch(key -> key.toString().startsWith("ksql.connect."));
  }

  @Test
  void a_task_sees_its_own_configuration_in_its_context() throws Exception {
    SourceTask task = task(started(), context(SourceTaskContext.class));
    task.poll();

    assertThat(Calls.last("poll").argument()).isEqualTo(Calls.last("task start").argument());
  }

  @Test
  void a_committed_record_is_handed_back_as_the_delegate_made_it() throws Exception {
    SourceTask task = task(started(), context(SourceTaskContext.class));

    List<SourceRecord> records = task.poll();
    task.commitRecord(records.get(1), null);

    assertThat(records).extracting(SourceRecord::key).containsExactly("key of one", "key of two");
    SourceRecord committed = (SourceRecord) Calls.last("commitRecord").argument();
    assertThat(committed.getClass()).isEqualTo(SourceRecord.class);
    assertThat(committed.value()).isEqualTo("two");
    assertThat(committed.key()).isNull();
  }

  @Test
  void a_record_named_to_the_transaction_is_the_one_connect_sees() throws Exception {
    TransactionContext transactions = context(TransactionContext.class);
    SourceTaskContext context =
        (SourceTaskContext)
            Proxy.newProxyInstance(
                SourceTaskContext.class.getClassLoader(),
                new Class<?>[] {SourceTaskContext.class},
                (proxy, method, args) ->
                    method.getName().equals("transactionContext") ? transactions : null);
    SourceTask task = task(started(), context);

    List<SourceRecord> records = task.poll();

    // Named before poll had returned it.
    assertThat(heard).singleElement().isEqualTo(records.get(1));
  }

  @Test
  void a_failed_start_is_told_though_the_delegate_cannot_be_stopped_after_it() {
    SourceConnector connector = connector();
    connector.initialize(context(SourceConnectorContext.class));

    assertThatThrownBy(() -> connector.start(config("fail.start", "x")))
        .isInstanceOf(ConnectException.class)
        .hasMessage("could not start with x");
    assertThat(Calls.last("stop")).isNotNull();
    assertThatCode(connector::stop).doesNotThrowAnyException();
  }

  @Test
  void no_secret_is_in_what_the_delegate_throws_or_raises() {
    SourceConnector connector = connector();
    connector.initialize(context(SourceConnectorContext.class));

    assertThatThrownBy(
            () -> connector.start(config("fail.start", "s3cret!", "db.password", "s3cret!")))
        .isInstanceOf(ConnectException.class)
        .hasMessage("could not start with [hidden]");

    connector.start(config("raise.error", "s3cret!", "db.password", "s3cret!"));

    assertThat(heard)
        .filteredOn(Exception.class::isInstance)
        .extracting(raised -> ((Exception) raised).getMessage())
        .containsExactly("raised with [hidden]");
  }

  @Test
  void a_failure_that_passes_is_answered_with_a_new_delegate_task() throws Exception {
    SourceConnector connector = started("fail.poll", "a passing trouble");
    SourceTask task = task(connector, context(SourceTaskContext.class));

    assertThat(task.poll()).isNull();
    List<SourceRecord> records = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              // Each new task fails at its first poll, so that it is the backoff that is seen here.
              List<SourceRecord> polled = task.poll();
              records.addAll(polled == null ? List.of() : polled);
              return Calls.all().stream()
                      .filter(call -> call.method().equals("task constructor"))
                      .count()
                  >= 3;
            });

    assertThat(records).isEmpty();
    task.stop();
    assertAllUnderTheDelegatesLoader();
  }

  @Test
  void a_task_start_that_fails_in_passing_is_tried_again() throws Exception {
    SourceConnector connector = started("fail.task.start", "passing");
    SourceTask task = task(connector, context(SourceTaskContext.class));

    Awaitility.await()
        .until(
            () -> {
              assertThat(task.poll()).isNull();
              return Calls.all().stream().filter(call -> call.method().equals("task start")).count()
                  >= 2;
            });
    task.stop();
  }

  @Test
  void any_other_failure_fails_the_task() {
    SourceConnector connector = started("fail.poll", "a lasting trouble");
    SourceTask task = task(connector, context(SourceTaskContext.class));

    assertThatThrownBy(task::poll)
        .isInstanceOf(ConnectException.class)
        .hasMessage("a lasting trouble");
    assertThatThrownBy(
            () -> task(started("fail.task.start", "lasting"), context(SourceTaskContext.class)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("task lasting");
  }

  @Test
  void the_delegate_is_found_by_class_name_or_alias_and_by_no_other() {
    for (String name :
        List.of(
            "dev.ksqlconnect.delegate.installed.RecordingSource", "RecordingSource", "Recording")) {
      boolean found = found(name);
      assertThat(found).as(name).isEqualTo(!name.equals("Recording"));
    }
    assertThatThrownBy(() -> connector().validate(config("delegate", "no.such.Connector")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not installed");
    assertThatThrownBy(() -> connector().validate(config("delegate", "RecordingSink")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not a SourceConnector");
    assertThatThrownBy(() -> connector().validate(config("delegate", "SourceWrapper")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is itself a wrapper");
  }

  private boolean found(String name) {
    try {
      connector().validate(config("delegate", name));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  @Test
  void connector_and_task_version_keys_are_for_the_wrapper_only() {
    started("key.converter.plugin.version", "1", "transforms.x.plugin.version", "2");

    Map<?, ?> given = (Map<?, ?>) Calls.last("start").argument();
    assertThat(given.keySet().stream().map(Object::toString).collect(Collectors.toList()))
        .noneMatch(key -> key.endsWith("plugin.version"));
  }

  @Test
  void a_connector_is_a_connector_of_connects() {
    assertThat(connector()).isInstanceOf(Connector.class);
  }
}
