package dev.ksqlconnect.sinks;

import static dev.ksqlconnect.sinks.PlayedWorker.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sink makes of its configuration when it is started. */
class KsqlSinkConnectorTest {
  private final PlayedWorker worker = new PlayedWorker();
  private final PlayedSink sink = new PlayedSink();
  private Map<String, String> config;

  @BeforeEach
  void submit() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    config =
        worker.completed(
            map("name", "sink", "connector.class", "KsqlElasticsearchSink", "sources", "users"));
  }

  @AfterEach
  void close() {
    sink.stop();
    worker.close();
  }

  private Map<String, String> task() {
    sink.start(config);
    return sink.taskConfigs(1).get(0);
  }

  private void makeAnew(String columns) {
    worker.ksql.run("DROP TABLE users;");
    worker.table("users", columns);
  }

  @Test
  void a_task_is_given_what_was_worked_out_and_what_the_topics_hold() {
    assertThat(task())
        .containsEntry("deletes", "true")
        .containsEntry("topics", "users")
        .containsEntry("ksql.connect.sources.described", config.get("sources.described"))
        .doesNotContainKeys("sources", "sources.described", "another.key");
  }

  @Test
  void what_the_user_has_set_is_given_to_the_delegate() {
    config.put("deletes", "false");
    config.put("another.key", "mine");

    assertThat(task()).containsEntry("deletes", "false").containsEntry("another.key", "mine");
  }

  @Test
  void a_column_that_was_added_since_is_known_to_the_tasks() {
    makeAnew("id INT PRIMARY KEY, name VARCHAR, mail VARCHAR");

    assertThat(task().get("ksql.connect.sources.described")).contains("\"MAIL\":\"VARCHAR\"");
  }

  @Test
  void a_source_that_is_another_one_now_keeps_the_sink_from_starting() {
    makeAnew("id INT PRIMARY KEY, name INT");

    assertThatThrownBy(() -> sink.start(config))
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("USERS had a column NAME of VARCHAR and has it of INT. Put the");
  }

  @Test
  void while_ksqldb_is_away_the_sink_goes_by_what_was_filled_in() {
    worker.ksql.away(true);

    assertThat(task())
        .containsEntry("ksql.connect.sources.described", config.get("sources.described"));
  }

  @Test
  void the_keys_are_the_wrappers_and_those_of_the_delegate() {
    assertThat(sink.config().names())
        .contains("sources", "sources.described", "delegate.class", "deletes");
  }

  @Test
  void a_sink_that_never_started_can_be_stopped() {
    assertThatCode(sink::stop).doesNotThrowAnyException();
    assertThat(sink.taskConfigs(1)).isEmpty();
  }
}
