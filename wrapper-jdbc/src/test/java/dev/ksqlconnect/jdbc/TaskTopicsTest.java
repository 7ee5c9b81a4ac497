package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.jdbc.SourcePlan.TablePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTopicsTest {
  private static final TablePlan USERS =
      plan(
          new TableName(null, "public", "users"),
          "t-users",
          TableKey.ofTable(table("users", "*id"), false),
          "tags",
          "address");
  private static final TablePlan LINES =
      plan(
          new TableName(null, "sales", "Order Lines"),
          "t-lines",
          TableKey.ofUser(List.of("order", "no")));
  private static final TablePlan IN_CATALOG =
      plan(
          new TableName("shop", "dbo", "log"),
          "t-log",
          TableKey.ofTable(table("log", "line"), false));

  private static TablePlan plan(TableName table, String topic, TableKey key, String... doubtful) {
    return new TablePlan(
        table, topic, TableMode.bulk(""), key, List.of(doubtful), Map.of(), "bulk");
  }

  @Test
  void two_thousand_tables_are_far_from_what_a_record_can_hold() {
    Map<String, String> columns = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      columns.put("some_column_" + i, i % 3 == 0 ? "FLOAT64" : "");
    }
    List<TablePlan> plans = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      plans.add(
          new TablePlan(
              new TableName(null, "public", "some_table_" + i),
              "shop-some_table_" + i,
              TableMode.bulk(""),
              TableKey.ofUser(List.of("some_column_1")),
              List.of("some_column_7"),
              columns,
              "bulk"));
    }

    String written = TaskTopics.of(plans).write();

    assertThat(written.length()).isLessThan(200_000);
    TaskTopics read = TaskTopics.read(written);
    assertThat(read.names()).hasSize(2_000);
    assertThat(read.of("shop-some_table_1999").bestFit()).isEqualTo(columns);
    assertThat(read.of("shop-some_table_1999").key()).containsExactly("some_column_1");
  }

  @Test
  void what_is_written_is_read_again() {
    TaskTopics topics = TaskTopics.read(TaskTopics.of(List.of(USERS, LINES)).write());

    assertThat(topics.of("t-users").table()).isEqualTo("public.users");
    assertThat(topics.of("t-users").key()).containsExactly("id");
    assertThat(topics.of("t-users").keyIsUsers()).isFalse();
    assertThat(topics.of("t-users").doubtful()).containsExactly("tags", "address");
    assertThat(topics.of("t-lines").table()).isEqualTo("sales.Order Lines");
    assertThat(topics.of("t-lines").key()).containsExactly("order", "no");
    assertThat(topics.of("t-lines").keyIsUsers()).isTrue();
    assertThat(topics.of("t-lines").doubtful()).isEmpty();
    assertThat(topics.names()).containsExactlyInAnyOrder("t-users", "t-lines");
  }

  @Test
  void the_same_topics_are_the_same_text() {
    // Connect compares task configurations as text to see whether tasks have to start anew.
    assertThat(TaskTopics.of(List.of(USERS, LINES)).write())
        .isEqualTo(TaskTopics.of(List.of(LINES, USERS)).write());
  }

  @Test
  void of_a_topic_that_is_not_known_nothing_is_said() {
    TaskTopics.SourceTopic unknown = TaskTopics.read("{}").of("other");

    assertThat(unknown.table()).isNull();
    assertThat(unknown.key()).isEmpty();
    assertThat(unknown.doubtful()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"public\".\"users\"                          | t-users",
        "`users`                                       | t-users",
        "public.users                                  | t-users",
        "[shop].[dbo].[log]                            | t-log",
        "\"dbo\".\"log\", \"sales\".\"Order Lines\"    | t-lines,t-log",
        "\"db\".\"public\".\"users\"                   | t-users",
        // As of tasks of several delegates.
        "\"public\".\"users\",[shop].[dbo].[log]       | t-log,t-users",
        // Not known by these names: better told of all than of none.
        "\"sales\".\"users\"                           | t-lines,t-log,t-users",
        "\"rs\"                                        | t-lines,t-log,t-users",
      })
  void a_task_is_told_of_the_topics_of_its_own_tables_only(String ofTask, String topics) {
    TaskTopics all = TaskTopics.of(List.of(USERS, LINES, IN_CATALOG));

    TaskTopics own = all.ofTask(ofTask);

    assertThat(
            Stream.of("t-lines", "t-log", "t-users")
                .filter(topic -> own.of(topic).table() != null)
                .toList())
        .isEqualTo(topics.isEmpty() ? List.of() : List.of(topics.split(",", -1)));
  }

  @Test
  void a_task_without_tables_of_its_own_is_told_of_all() {
    TaskTopics all = TaskTopics.of(List.of(USERS, LINES));

    assertThat(all.ofTask(null).write()).isEqualTo(all.write());
    assertThat(all.ofTask("").write()).isEqualTo(all.write());
  }

  @Test
  void text_of_another_origin_is_refused() {
    assertThatThrownBy(() -> TaskTopics.read("no json"))
        .isInstanceOf(ConnectException.class)
        .hasMessage("The task's configuration was not made by its connector");
  }
}
