package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far the registrar's task lets Connect commit, here while there is no announcer. */
class KsqlDdlSinkTaskTest {
  private static final TopicPartition PARTITION = new TopicPartition("connect-announcements", 0);
  private static final String ANNOUNCEMENT =
      "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"shop-users\"}";

  private final KsqlDdlSinkTask task = new KsqlDdlSinkTask();

  private static SinkRecord record(long offset, String key) {
    return new SinkRecord(
        PARTITION.topic(), 0, null, key.getBytes(StandardCharsets.UTF_8), null, null, offset);
  }

  private long committed(long end) {
    return task.preCommit(Map.of(PARTITION, new OffsetAndMetadata(end))).get(PARTITION).offset();
  }

  @Test
  void what_speaks_of_no_topic_is_settled_at_once() {
    task.put(List.of(record(3, "{\"kind\":\"plan\",\"connector\":\"shop\"}"), record(4, "no key")));

    assertThat(committed(5)).isEqualTo(5);
  }

  @Test
  void nothing_is_committed_beyond_a_topic_that_is_not_settled() {
    task.put(
        List.of(
            record(3, "{\"kind\":\"plan\",\"connector\":\"shop\"}"),
            record(4, ANNOUNCEMENT),
            record(5, "{\"kind\":\"plan\",\"connector\":\"shop\"}")));

    assertThat(committed(6)).isEqualTo(4);
  }

  @Test
  void a_partition_that_was_taken_away_is_forgotten() {
    task.put(List.of(record(4, ANNOUNCEMENT)));
    task.close(List.of(PARTITION));

    assertThat(committed(9)).isEqualTo(9);
  }

  /** It was on the worker that validated the configuration, and the task runs on another. */
  @Test
  void a_truststore_that_this_worker_lacks_fails_the_task(@TempDir Path folder) {
    Map<String, String> config =
        Map.of(
            "name",
            "ddl",
            "ksql.url",
            "https://localhost:1",
            "ksql.ssl.truststore.location",
            folder.resolve("none.p12").toString());

    assertThatThrownBy(() -> task.start(config))
        .hasMessageContaining("ksql.ssl.truststore.location");
  }
}
