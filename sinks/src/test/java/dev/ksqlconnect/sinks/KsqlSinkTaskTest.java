package dev.ksqlconnect.sinks;

import static dev.ksqlconnect.sinks.PlayedWorker.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.sinks.InstalledSink.InstalledTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a topic's records reaches the delegate's task. */
class KsqlSinkTaskTest {
  private static final SinkRecord GOOD = record("users", 1, "good", 0);
  private static final SinkRecord POISON = record("users", 2, "poison", 1);

  private final PlayedSink.PlayedTask task = new PlayedSink.PlayedTask();
  private final List<SinkRecord> reported = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  @BeforeEach
  void forget() {
    InstalledTask.PUTS.clear();
    InstalledTask.fails = 0;
  }

  private static SinkRecord record(String topic, Object key, Object value, long offset) {
    return new SinkRecord(topic, 3, null, key, null, value, offset);
  }

  private void start(ErrantRecordReporter reporter) {
    task.initialize(new Context(reporter));
    task.start(
        map(
            "name",
            "sink",
            "ksql.connect.delegate.class",
            InstalledSink.class.getName(),
            "ksql.connect.sources.described",
            """
            {"users":{"kind":"table","key":{"ID":"INT"}},
            "clicks":{"kind":"stream"}}"""));
  }

  private void start() {
    start(
        (record, failure) -> {
          reported.add(record);
          reasons.add(failure.getMessage());
          return CompletableFuture.completedFuture(null);
        });
  }

  @Test
  void a_table_has_no_row_for_a_null_key_and_deletes_one_for_a_null_value() {
    start();
    SinkRecord deletion = record("users", 1, null, 1);

    task.put(List.of(record("users", null, "x", 0), deletion));

    assertThat(InstalledTask.PUTS).containsExactly(List.of(deletion));
  }

  @Test
  void a_stream_has_no_record_for_a_null_value_and_one_for_a_null_key() {
    start();
    SinkRecord keyless = record("clicks", null, "x", 1);

    task.put(List.of(record("clicks", 1, null, 0), keyless));

    assertThat(InstalledTask.PUTS).containsExactly(List.of(keyless));
  }

  @Test
  void of_a_topic_that_is_not_known_everything_is_handed_on() {
    start();
    SinkRecord empty = record("unknown", null, null, 0);

    task.put(List.of(empty));

    assertThat(InstalledTask.PUTS).containsExactly(List.of(empty));
  }

  @Test
  void a_record_that_was_moved_to_another_topic_is_what_its_own_topic_holds() {
    start();
    SinkRecord moved =
        GOOD.newRecord("elsewhere", 3, null, null, null, "no key any more", null, List.of());

    task.put(List.of(moved));

    assertThat(InstalledTask.PUTS).containsExactly(List.of());
  }

  @Test
  void a_bad_record_is_reported_with_its_place_and_the_others_are_written() {
    start();

    task.put(List.of(POISON, GOOD));

    assertThat(reported).containsExactly(POISON);
    assertThat(reasons)
        .containsExactly("Offset 1 of partition 3 of topic users cannot be written: it is poison");
    assertThat(InstalledTask.PUTS).containsExactly(List.of(GOOD));
  }

  @Test
  void a_bad_record_is_reported_once_where_its_batch_is_put_again() {
    start();
    InstalledTask.fails = 2;
    List<SinkRecord> batch = List.of(GOOD, POISON);
    assertThatThrownBy(() -> task.put(batch)).isInstanceOf(RetriableException.class);
    assertThatThrownBy(() -> task.put(batch)).isInstanceOf(RetriableException.class);

    task.put(batch);

    assertThat(reported).containsExactly(POISON);
    assertThat(InstalledTask.PUTS).hasSize(3).containsOnly(List.of(GOOD));
  }

  @Test
  void a_bad_record_that_is_read_again_is_reported_again() {
    start();
    task.put(List.of(POISON));
    task.put(List.of(POISON));

    assertThat(reported).hasSize(2);
  }

  @Test
  void where_nobody_takes_bad_records_the_task_fails_and_says_what_to_set() {
    start(null);

    assertThatThrownBy(() -> task.put(List.of(GOOD, POISON)))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessage(
            "Offset 1 of partition 3 of topic users cannot be written: it is poison. To go on"
                + " without such records, set errors.tolerance=all and"
                + " errors.deadletterqueue.topic.name");
    assertThat(InstalledTask.PUTS).isEmpty();
  }

  /** What a task sees of its worker. */
  private record Context(ErrantRecordReporter errantRecordReporter) implements SinkTaskContext {
    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {}

    @Override
    public void offset(TopicPartition partition, long offset) {}

    @Override
    public void timeout(long timeoutMs) {}

    @Override
    public Set<TopicPartition> assignment() {
      return Set.of();
    }

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}
  }
}
