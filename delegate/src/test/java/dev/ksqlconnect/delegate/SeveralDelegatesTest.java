package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ksqlconnect.delegate.wrapper.SourceWrapper;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One connector with several delegates, and one task that runs tasks of them. */
@Timeout(60)
class SeveralDelegatesTest {
  @TempDir private static Path pluginPath;
  private static PluginFolders folders;

  private final List<SourceTask> tasks = new ArrayList<>();
  private SourceConnector connector;

  @BeforeAll
  static void install() {
    folders = new PluginFolders(pluginPath);
  }

  @BeforeEach
  void make() {
    Calls.clear();
    connector = folders.connector(SourceConnector.class, SourceWrapper.class);
    connector.initialize(context(SourceConnectorContext.class));
  }

  @AfterEach
  void stop() {
    tasks.forEach(SourceTask::stop);
    connector.stop();
  }

  private static <T> T context(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null));
  }

  private static Map<String, String> config(String delegates, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "n");
    config.put("connector.class", "SourceWrapper");
    config.put("delegate", "RecordingSource");
    config.put("delegates", delegates);
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** The names of the delegates that a method was called of, in the order of the calls. */
  private static List<String> calledOf(String method) {
    return Calls.all().stream()
        .filter(call -> call.method().equals(method) && call.argument() != null)
        .map(call -> ((Map<?, ?>) call.argument()).get("records.of").toString().trim())
        .toList();
  }

  private static long calls(String method) {
    return Calls.all().stream().filter(call -> call.method().equals(method)).count();
  }

  /** Connect's task that runs all of the delegates' tasks. */
  private SourceTask task(String delegates, String... more) {
    connector.start(config(delegates, more));
    List<Map<String, String>> configs = connector.taskConfigs(1);
    assertThat(configs).hasSize(1);
    try {
      SourceTask task = (SourceTask) connector.taskClass().getDeclaredConstructor().newInstance();
      tasks.add(task);
      task.initialize(context(SourceTaskContext.class));
      task.start(configs.get(0));
      return task;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Polls until there have been as many records of these delegates. */
  private static List<SourceRecord> poll(SourceTask task, int atLeast, String delegates) {
    List<SourceRecord> records = new ArrayList<>();
    await("records of " + delegates)
        .until(
            () -> {
              List<SourceRecord> polled = task.poll();
              records.addAll(polled == null ? List.of() : polled);
              return delegates
                  .chars()
                  .allMatch(
                      of ->
                          records.stream()
                                  .filter(one -> one.value().toString().charAt(0) == of)
                                  .count()
                              >= atLeast);
            });
    return records;
  }

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("-delegate-"))
        .forEach(names::add);
    return names;
  }

  @Test
  void those_that_are_to_do_what_they_do_go_on_and_others_are_started_and_stopped() {
    connector.start(config("a,b"));
    connector.reconfigure(config("b,c"));

    assertThat(calledOf("start")).containsExactly("a", "b", "c");
    assertThat(calledOf("stop")).containsExactly("a");

    connector.stop();
    assertThat(calledOf("stop")).containsExactly("a", "b", "c");
  }

  @Test
  void one_that_is_to_do_something_else_is_started_before_the_former_is_stopped() {
    connector.start(config("a,b"));
    connector.reconfigure(config("a,b", "b.mode", "bulk"));

    assertThat(calledOf("start")).containsExactly("a", "b", "b");
    assertThat(calledOf("stop")).containsExactly("b");
    assertThat(Calls.all())
        .extracting(Calls.Call::method)
        .filteredOn(Set.of("start", "stop")::contains)
        .containsExactly("start", "start", "start", "stop");
  }

  @Test
  void anew_means_all_of_them() {
    connector.start(config("a,b"));
    connector.reconfigure(config("a,b", "anew", "yes"));

    assertThat(calledOf("start")).containsExactly("a", "b", "a", "b");
    assertThat(calledOf("stop")).containsExactly("a", "b");
  }

  @Test
  void one_that_cannot_be_started_leaves_those_that_run_as_they_were() {
    connector.start(config("a,b"));

    assertThatThrownBy(
            () -> connector.reconfigure(config("b,c,d", "b.mode", "bulk", "d.fail.start", "x")))
        .isInstanceOf(ConnectException.class)
        .hasMessage("could not start with x");

    assertThat(calledOf("start")).containsExactly("a", "b", "b", "c", "d");
    assertThat(calledOf("stop").subList(0, 2)).as("what was started in vain").contains("b", "c");
    assertThat(connector.taskConfigs(9))
        .extracting(task -> task.get("records.of"))
        .containsExactlyInAnyOrder("a ", "b ");
    assertThat(connector.taskConfigs(9)).noneMatch(task -> "bulk".equals(task.get("mode")));
  }

  @Test
  void each_is_asked_for_as_many_tasks_as_its_share() {
    connector.start(config("a,b", "a.parts", "9", "b.parts", "1"));

    List<Map<String, String>> tasks = connector.taskConfigs(3);

    assertThat(Calls.all())
        .filteredOn(call -> call.method().equals("taskConfigs"))
        .extracting(Calls.Call::argument)
        .containsExactly(2, 1);
    assertThat(tasks).extracting(task -> task.get("records.of")).containsExactly("a ", "a ", "b ");
    assertThat(tasks).allMatch(task -> task.get("connector.class").equals("SourceWrapper"));
  }

  @Test
  void with_fewer_tasks_than_delegates_one_runs_several_each_with_its_own_configuration() {
    task("a,b,c", "url", "u", "b.mode", "bulk");

    assertThat(calledOf("task start")).containsExactly("a", "b", "c");
    List<Map<?, ?>> given = new ArrayList<>();
    Calls.all().stream()
        .filter(call -> call.method().equals("task start"))
        .forEach(call -> given.add((Map<?, ?>) call.argument()));
    assertThat(given).extracting(one -> (Object) one.get("url")).containsOnly("u");
    assertThat(given)
        .extracting(one -> (Object) one.get("mode"))
        .containsExactly(null, "bulk", null);
    assertThat(given)
        .allSatisfy(
            one ->
                assertThat(one.keySet())
                    .noneMatch(key -> key.toString().startsWith("ksql.connect.")));
  }

  @Test
  void the_records_of_all_come_out_of_the_one_task() {
    List<SourceRecord> records = poll(task("a,b,c"), 2, "abc");

    assertThat(records)
        .extracting(SourceRecord::key)
        .contains("key of a one", "key of b two", "key of c one");
    assertThat(Calls.all()).allMatch(Calls.Call::underItsLoader);
  }

  @Test
  void a_record_that_is_committed_is_handed_back_to_the_one_that_read_it() throws Exception {
    SourceTask task = task("a,b");
    SourceRecord ofB =
        poll(task, 2, "ab").stream()
            .filter(one -> one.value().equals("b two"))
            .findFirst()
            .orElseThrow();

    task.commitRecord(ofB, null);

    assertThat(calls("commitRecord")).isEqualTo(1);
    assertThat(((SourceRecord) Calls.last("commitRecord").argument()).value()).isEqualTo("b two");
    assertThat(Calls.last("committed by").argument()).isEqualTo("b ");
  }

  @Test
  void a_record_that_is_left_out_is_committed_at_once() {
    List<SourceRecord> records = poll(task("a,x"), 2, "ax");

    assertThat(records).extracting(SourceRecord::value).doesNotContain("x one");
    assertThat(Calls.last("committed by").argument()).isEqualTo("x ");
    assertThat(((SourceRecord) Calls.last("commitRecord").argument()).value()).isEqualTo("x one");
  }

  @Test
  void a_commit_is_told_to_all() throws Exception {
    SourceTask task = task("a,b,c");

    task.commit();

    assertThat(calls("commit")).isEqualTo(3);
  }

  @Test
  void one_that_blocks_does_not_hold_up_the_others() {
    SourceTask task = task("a,b,c", "b.poll.blocks", "yes");

    assertThat(poll(task, 20, "ac"))
        .extracting(record -> record.value().toString().charAt(0))
        .containsOnly('a', 'c');
  }

  @Test
  void one_that_is_not_asked_for_its_records_reads_no_more_than_one_batch_ahead() {
    task("a,b");

    await("both have polled").until(() -> calls("poll") >= 2);
    await()
        .during(300, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> assertThat(calls("poll")).isEqualTo(2));
  }

  @Test
  void one_that_fails_in_passing_is_started_again_while_the_others_go_on() {
    SourceTask task = task("a,b", "b.fail.poll", "a passing trouble");

    await("it is started again")
        .until(
            () -> {
              task.poll();
              return calledOf("task start").stream().filter("b"::equals).count() >= 2;
            });
    poll(task, 20, "a");

    assertThat(calledOf("task start").stream().filter("a"::equals)).hasSize(1);
  }

  @Test
  void a_lasting_failure_of_one_fails_the_task() {
    SourceTask task = task("a,b", "b.fail.poll", "a lasting trouble");

    assertThatThrownBy(
            () -> {
              while (true) {
                task.poll();
              }
            })
        .isInstanceOf(ConnectException.class)
        .hasMessage("a lasting trouble");
  }

  @Test
  void one_that_cannot_be_started_has_the_others_stopped_with_it() {
    assertThatThrownBy(() -> task("a,b", "b.fail.task.start", "lasting"))
        .isInstanceOf(ConnectException.class)
        .hasMessage("task lasting");

    assertThat(calls("task stop")).isGreaterThanOrEqualTo(1);
    assertThat(threads()).isEmpty();
  }

  @Test
  void one_whose_start_fails_in_passing_does_not_keep_the_others_from_starting() {
    SourceTask task = task("a,b", "a.fail.task.start", "passing");

    poll(task, 2, "b");
    await("the other is tried again")
        .until(
            () -> {
              task.poll();
              return calledOf("task start").stream().filter("a"::equals).count() >= 2;
            });
  }

  @Test
  void to_stop_ends_the_threads_whatever_they_wait_for() {
    SourceTask polling = task("a,b,c", "b.poll.blocks", "yes", "c.fail.poll", "passing");
    poll(polling, 2, "a");
    assertThat(threads()).hasSize(3);

    polling.stop();

    assertThat(threads()).isEmpty();
  }
}
