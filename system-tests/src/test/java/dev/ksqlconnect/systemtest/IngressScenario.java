package dev.ksqlconnect.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main story, step by step on one cluster of two workers: from database rows to keyed,
 * announced, described topics. Runs on both lines of Connect.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class IngressScenario {
  private final KafkaLine line;
  private Stack stack;

  IngressScenario(KafkaLine line) {
    this.line = line;
  }

  @BeforeAll
  void start() {
    stack = new Stack(getClass(), line);
    stack
        .database()
        .execute(
            """
            CREATE TABLE users (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            CREATE TABLE order_lines (
              line_no INT, order_id BIGINT, sku TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
              PRIMARY KEY (order_id, line_no));
            CREATE TABLE visits (page TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            INSERT INTO users (name) VALUES ('ann'), ('bob');
            INSERT INTO order_lines (order_id, line_no, sku) VALUES (7, 1, 'a'), (7, 2, 'b');
            INSERT INTO visits (page) VALUES ('/');
            """);
    stack.addWorker();
    stack.addWorker();
    stack.create("shop", Map.of("connector.class", "KsqlJdbcSource", "connection.url", url()));
  }

  private String url() {
    return stack.database().url();
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  private static List<String> keys(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(ConsumerRecord::key).collect(Collectors.toList());
  }

  @Test
  @Order(1)
  void keys_are_the_primary_keys_of_the_database() {
    assertThat(keys(stack.awaitRecords("shop-users", 2))).containsExactly("1", "2");
    assertThat(keys(stack.awaitRecords("shop-order_lines", 2)))
        .containsExactly("{\"order_id\":7,\"line_no\":1}", "{\"order_id\":7,\"line_no\":2}");
    assertThat(keys(stack.awaitRecords("shop-visits", 1))).containsOnlyNulls();
  }

  @Test
  @Order(2)
  void announcements_are_durable_before_the_first_record_and_compacted() {
    for (ConsumerRecord<String, String> record : topicAnnouncements()) {
      String topic = record.key().replaceAll(".*\"topic\":\"([^\"]+)\"}", "$1");
      assertThat(record.timestamp())
          .isLessThanOrEqualTo(stack.topics().records(topic).get(0).timestamp());
      assertThat(new String(record.headers().lastHeader("ce_type").value(), UTF_8))
          .isEqualTo("dev.ksqlconnect.topic.created.v1");
      assertThat(new String(record.headers().lastHeader("ce_subject").value(), UTF_8))
          .isEqualTo(topic);
    }
    assertThat(keys(topicAnnouncements()))
        .containsExactlyInAnyOrder(
            "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"shop-users\"}",
            "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"shop-order_lines\"}",
            "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"shop-visits\"}");
    assertThat(stack.topics().config(Stack.ANNOUNCEMENTS, "cleanup.policy")).isEqualTo("compact");
  }

  private List<ConsumerRecord<String, String>> topicAnnouncements() {
    return stack.topics().records(Stack.ANNOUNCEMENTS).stream()
        .filter(record -> record.key().contains("\"kind\":\"topic\""))
        .collect(Collectors.toList());
  }

  @Test
  @Order(3)
  void both_workers_answer_the_same_with_the_columns_of_the_database() {
    String path = "/connectors/shop/schema";
    Rest.Reply first = stack.workers().get(0).rest().get(path);
    assertThat(stack.workers().get(1).rest().get(path).body()).isEqualTo(first.body());

    JsonNode users = topic(first.json(), "shop-users");
    assertThat(users.path("announced").asBoolean()).isTrue();
    assertThat(users.at("/origin/table").asText()).isEqualTo("public.users");
    assertThat(users.path("primaryKey")).extracting(JsonNode::asText).containsExactly("id");
    assertThat(users.at("/key/schema/type").asText()).isEqualTo("int32");
    assertThat(users.at("/value/format").asText()).isEqualTo("JSON");
    assertThat(users.path("columns"))
        .extracting(column -> column.path("name").asText() + " " + column.path("type").asText())
        .containsExactly("id int32", "name string", "updated_at int64");
    assertThat(topic(first.json(), "shop-order_lines").path("primaryKey"))
        .extracting(JsonNode::asText)
        .containsExactly("order_id", "line_no");
  }

  private static JsonNode topic(JsonNode answer, String topic) {
    for (JsonNode one : answer.path("topics")) {
      if (one.path("topic").asText().equals(topic)) {
        return one;
      }
    }
    throw new AssertionError("No " + topic + " in " + answer);
  }

  @Test
  @Order(4)
  void connects_own_topics_stay_as_they_are_and_expand_on_request() {
    JsonNode own = stack.rest().get("/connectors/shop/topics").json();
    assertThat(own.path("shop").properties()).hasSize(1);

    JsonNode expanded = stack.rest().get("/connectors/shop/topics?expand=schema").json();
    assertThat(expanded.path("shop").path("topics")).isEqualTo(own.path("shop").path("topics"));
    assertThat(expanded.at("/shop/schemas/shop-users/version").asInt()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void an_unchanged_answer_is_not_sent_again() {
    for (String path :
        List.of(
            "/connectors/shop/schema",
            "/connectors/shop/topics/shop-users/schema",
            "/connectors/shop/delegate-config",
            "/topic-announcements")) {
      Rest.Reply reply = stack.rest().get(path);
      assertThat(reply.headers()).containsKey("ETag");
      Rest.Reply again = stack.rest().get(path, "If-None-Match", reply.headers().get("ETag"));
      assertThat(again.status()).as(path).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
  }

  @Test
  @Order(6)
  void klips_path_answers_as_ours() {
    assertThat(stack.rest().get("/connectors/shop/shop-users/schema").body())
        .isEqualTo(stack.rest().get("/connectors/shop/topics/shop-users/schema").body());
  }

  @Test
  @Order(7)
  void what_is_not_there_is_said_in_connects_shape_with_what_is() {
    assertThat(stack.rest().get("/connectors/shoop/schema").json().toString())
        .isEqualTo(
            "{\"error_code\":404,\"message\":\"Connector shoop not found. There are: shop.\"}");
    assertThat(stack.rest().get("/connectors/shop/topics/users/schema").json().toString())
        .isEqualTo(
            "{\"error_code\":404,\"message\":\"Connector shop has no topic users. It has:"
                + " shop-order_lines, shop-users, shop-visits.\"}");
    assertThat(stack.rest().get("/connectors/shop/shop-users/schema?version=9").status())
        .isEqualTo(404);
    assertThat(stack.rest().get("/connectors/shop/shop-users/schema?version=x").status())
        .isEqualTo(400);
  }

  @Test
  @Order(8)
  void any_worker_shows_what_the_delegate_is_given_and_why() {
    for (Worker worker : stack.workers()) {
      JsonNode plan =
          Stack.await(
                  "the plan",
                  worker,
                  "/connectors/shop/delegate-config",
                  reply -> reply.status() == 200)
              .json();
      assertThat(plan.at("/delegate/class").asText()).isEqualTo(Project.jdbcClass());
      assertThat(plan.path("tables"))
          .extracting(table -> table.path("topic").asText() + " by " + table.path("mode").asText())
          .containsExactly(
              "shop-order_lines by timestamp",
              "shop-users by timestamp+incrementing",
              "shop-visits by timestamp");
      assertThat(plan.path("delegates")).hasSize(2);
      assertThat(plan.path("derived"))
          .extracting(JsonNode::asText)
          .contains("mode", "topic.prefix");
    }
  }

  @Test
  @Order(9)
  void a_new_column_is_version_2_and_a_changed_event() throws IOException {
    Worker other = stack.workers().get(1);
    String seenSoFar = other.rest().get("/topic-announcements").json().path("lastEventId").asText();
    try (EventListener listener = new EventListener(other.rest(), seenSoFar)) {
      stack
          .database()
          .execute(
              "ALTER TABLE users ADD COLUMN email TEXT;"
                  + "INSERT INTO users (name, email) VALUES ('eve', 'eve@example.org')");

      EventListener.Event event =
          listener.await("the event", Stack.PATIENCE, e -> e.type().equals("changed"));

      assertThat(event.data().path("topic").asText()).isEqualTo("shop-users");
      assertThat(event.data().path("version").asInt()).isEqualTo(2);
      assertThat(listener.events()).hasSize(1);
    }
    for (Worker worker : stack.workers()) {
      JsonNode schema = Stack.awaitVersion(worker, "shop", "shop-users", 2);
      assertThat(schema.path("columns"))
          .extracting(column -> column.path("name").asText())
          .containsExactly("id", "name", "updated_at", "email");
      assertThat(schema.path("history")).hasSize(2);
      assertThat(
              worker.rest().get("/connectors/shop/shop-users/schema?version=1").json().toString())
          .contains("\"version\":1", "\"current\":false");
    }
  }

  @Test
  @Order(10)
  void a_listener_goes_on_where_it_was_and_hears_everything_if_it_is_new() throws IOException {
    List<String> heard = new ArrayList<>();
    String first;
    try (EventListener listener = new EventListener(stack.rest(), null)) {
      listener.await(
          "all topics",
          Stack.PATIENCE,
          e -> listener.events().stream().map(EventListener.Event::data).distinct().count() == 3);
      listener.events().forEach(event -> heard.add(event.data().path("topic").asText()));
      first = listener.events().get(0).id();
    }
    assertThat(heard).containsExactlyInAnyOrder("shop-users", "shop-order_lines", "shop-visits");

    Worker other = stack.workers().get(1);
    try (EventListener listener = new EventListener(other.rest(), first)) {
      listener.await("the last topic", Stack.PATIENCE, e -> listener.events().size() == 2);
      assertThat(listener.events())
          .extracting(event -> event.data().path("topic").asText())
          .containsExactlyElementsOf(heard.subList(1, 3));
    }
  }

  @Test
  @Order(11)
  void a_new_table_is_picked_up() {
    stack
        .database()
        .execute(
            "CREATE TABLE late (code TEXT PRIMARY KEY, updated_at TIMESTAMPTZ NOT NULL DEFAULT"
                + " now()); INSERT INTO late VALUES ('x')");

    assertThat(keys(stack.awaitRecords("shop-late", 1))).containsExactly("\"x\"");
    Stack.awaitVersion(stack.workers().get(1), "shop", "shop-late", 1);
  }

  @Test
  @Order(12)
  void all_answers_are_the_same_after_both_workers_restart() {
    List<String> paths =
        List.of(
            "/connectors/shop/schema",
            "/connectors/shop/topics/shop-users/schema",
            "/connectors/shop/delegate-config",
            "/topic-announcements");
    List<String> before =
        paths.stream().map(path -> stack.rest().get(path).body()).collect(Collectors.toList());

    stack.workers().forEach(Worker::stop);
    stack.workers().forEach(Worker::startAgain);

    for (Worker worker : stack.workers()) {
      for (int i = 0; i < paths.size(); i++) {
        String expected = before.get(i);
        Rest.Reply after =
            Stack.await("the catalog", worker, paths.get(i), reply -> reply.status() == 200);
        // The plan is written again by whoever runs the connector, at a new place in the log.
        assertThat(after.body().replaceAll("\"lastEventId\":\"[^\"]*\"", ""))
            .isEqualTo(expected.replaceAll("\"lastEventId\":\"[^\"]*\"", ""));
      }
    }
    stack.awaitState("shop", "RUNNING", "RUNNING");
    assertThat(topicAnnouncements()).as("nothing is announced again").hasSize(5);
  }

  @Test
  @Order(13)
  void rows_go_on_after_the_restart_without_a_repetition() {
    stack.database().execute("INSERT INTO users (name) VALUES ('zoe')");

    assertThat(keys(stack.awaitRecords("shop-users", 4))).containsExactly("1", "2", "3", "4");
  }

  @Test
  @Order(14)
  void a_deleted_connectors_topics_are_retired_and_live_again_with_it() throws IOException {
    try (EventListener listener = new EventListener(stack.rest(), null)) {
      stack.delete("shop");
      listener.await(
          "all four to be retired",
          Duration.ofSeconds(30),
          e -> listener.events().stream().filter(x -> x.type().equals("retired")).count() == 4);
      assertThat(stack.rest().get("/connectors/shop/schema").status()).isEqualTo(404);
      assertThat(stack.rest().get("/topic-announcements").json().path("topics"))
          .hasSize(4)
          .allMatch(topic -> topic.path("status").asText().equals("retired"));

      stack.create("shop", stack.jdbc());
      Waiting.until(
          "all four to be there again",
          Stack.PATIENCE,
          () ->
              stack
                      .rest()
                      .get("/topic-announcements")
                      .body()
                      .split("\"status\":\"current\"", -1)
                      .length
                  == 5);
      assertThat(Stack.awaitVersion(stack.worker(), "shop", "shop-users", 2).path("history"))
          .hasSize(2);
    }
  }
}
