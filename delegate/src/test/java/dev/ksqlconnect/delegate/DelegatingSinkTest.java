package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.delegate.wrapper.SinkWrapper;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkConnectorContext;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sink pair, driving a connector of another plugin folder through Connect's own class loaders.
 */
class DelegatingSinkTest {
  @TempDir private static Path pluginPath;
  private static PluginFolders folders;

  @BeforeAll
  static void install() {
    folders = new PluginFolders(pluginPath);
  }

  @BeforeEach
  void forget() {
    Calls.clear();
  }

  private static SinkConnector started(String... more) {
    SinkConnector connector = folders.connector(SinkConnector.class, SinkWrapper.class);
    connector.initialize(context(SinkConnectorContext.class));
    connector.start(config(more));
    return connector;
  }

  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "SinkWrapper");
    config.put("topics", "t");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  private static <T> T context(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null));
  }

  private static SinkTask task(SinkConnector connector) throws ReflectiveOperationException {
    SinkTask task = (SinkTask) connector.taskClass().getDeclaredConstructor().newInstance();
    task.initialize(context(SinkTaskContext.class));
    return task;
  }

  @Test
  void what_the_delegate_raises_shows_no_secret() {
    List<Object> heard = new ArrayList<>();
    SinkConnector connector = folders.connector(SinkConnector.class, SinkWrapper.class);
    connector.initialize(
        (SinkConnectorContext)
            Proxy.newProxyInstance(
                SinkConnectorContext.class.getClassLoader(),
                new Class<?>[] {SinkConnectorContext.class},
                (proxy, method, args) -> {
                  heard.add(((Exception) args[0]).getMessage());
                  return null;
                }));

    connector.start(config("raise.error", "s3cret!", "db.password", "s3cret!"));

    assertThat(heard).containsExactly("raised with [hidden]");
  }

  @Test
  void every_method_connect_may_call_is_handed_on_under_the_delegates_loader() throws Exception {
    SinkConnector connector = started();
    TopicPartition partition = new TopicPartition("t", 0);
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition, new OffsetAndMetadata(1));
    List<SinkRecord> records = List.of(new SinkRecord("t", 0, null, null, null, "v", 0));
    connector.reconfigure(config("more", "1"));
    connector.validate(config());
    assertThat(connector.alterOffsets(config(), Map.of())).isTrue();
    SinkTask task = task(connector);
    task.start(connector.taskConfigs(1).get(0));
    task.open(List.of(partition));
    task.put(records);
    task.flush(offsets);
    assertThat(task.preCommit(offsets)).isEmpty();
    task.close(List.of(partition));
    task.stop();
    connector.stop();

    assertThat(Calls.all())
        .extracting(Calls.Call::method)
        .contains(
            "constructor",
            "initialize",
            "start",
            "reconfigure",
            "validate",
            "alterOffsets",
            "taskConfigs",
            "stop",
            "task initialize",
            "task start",
            "open",
            "put",
            "flush",
            "preCommit",
            "close",
            "task stop");
    assertThat(Calls.all()).allMatch(Calls.Call::underItsLoader);
    assertThat(Calls.last("put").argument()).isSameAs(records);
    assertThat(Calls.last("task configs").argument())
        .isEqualTo(Calls.last("task start").argument());
  }

  @Test
  void no_method_of_connects_api_is_forgotten() {
    assertThat(
            DelegatingSourceTest.notOverridden(SinkConnector.class, DelegatingSinkConnector.class))
        .containsExactly("config", "initialize", "taskClass", "version");
    assertThat(DelegatingSourceTest.notOverridden(SinkTask.class, DelegatingSinkTask.class))
        // The older two are called by open and close, on the delegate itself.
        .containsExactly("initialize", "onPartitionsAssigned", "onPartitionsRevoked", "version");
  }

  @Test
  void recovered_task_configurations_are_handed_on() {
    SinkConnector connector = folders.connector(SinkConnector.class, SinkWrapper.class);
    List<Map<String, String>> recovered = List.of(Map.of("t", "1"));

    connector.initialize(context(SinkConnectorContext.class), recovered);
    connector.start(config());

    assertThat(Calls.last("initialize with tasks").argument()).isEqualTo(recovered);
  }

  @Test
  void tasks_get_maps_of_their_own_where_the_delegate_hands_out_one_for_all() {
    List<Map<String, String>> tasks = started().taskConfigs(2);

    tasks.get(0).put("changed", "yes");

    assertThat(tasks.get(1)).doesNotContainKey("changed");
  }

  @Test
  void a_task_that_never_started_can_be_closed_and_stopped() throws Exception {
    SinkConnector connector = started("fail.task.start", "away");
    SinkTask task = task(connector);

    assertThatThrownBy(() -> task.start(connector.taskConfigs(1).get(0)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("task away");
    assertThat(Calls.last("task stop")).isNotNull();
    assertThatCode(() -> task.close(List.of())).doesNotThrowAnyException();
    assertThatCode(task::stop).doesNotThrowAnyException();
  }
}
