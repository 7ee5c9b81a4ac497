package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a user is told who gets something wrong, through Connect's own validation. */
class BadInputIT {
  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = new Stack(BadInputIT.class, KafkaLine.V4_3);
    stack
        .database()
        .execute(
            """
            CREATE TABLE users (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            CREATE TABLE notes (id INT PRIMARY KEY, text TEXT);
            CREATE SCHEMA empty;
            """);
    stack.addWorker();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  /** The errors of a validation, by key. */
  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, String> named = new HashMap<>(config);
    named.putIfAbsent("name", "bad");
    Rest.Reply reply = stack.rest().put("/connector-plugins/KsqlJdbcSource/config/validate", named);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    Map<String, List<String>> errors = new TreeMap<>();
    for (JsonNode shown : reply.json().path("configs")) {
      JsonNode value = shown.path("value");
      assertThat(value.isObject()).as("clients read every value: " + shown).isTrue();
      value
          .path("errors")
          .forEach(
              error ->
                  errors
                      .computeIfAbsent(value.path("name").asText(), key -> new ArrayList<>())
                      .add(error.asText()));
    }
    return errors;
  }

  @Test
  void without_a_url_only_that_is_said() {
    assertThat(errors(Map.of("connector.class", "KsqlJdbcSource")))
        .isEqualTo(
            Map.of(
                "connection.url",
                List.of(
                    "Missing required configuration \"connection.url\" which has no default"
                        + " value.")));
  }

  @Test
  void an_unknown_delegate_is_named_with_what_to_do() {
    assertThat(errors(stack.jdbc("delegate.class", "com.example.Jdbc")))
        .isEqualTo(
            Map.of(
                "delegate.class",
                List.of(
                    "com.example.Jdbc is not installed on this worker. Install it in a folder of"
                        + " the plugin.path of every worker and restart them, or leave"
                        + " delegate.class out for Confluent's")));
  }

  @Test
  void an_unknown_table_is_told_apart_from_a_misspelt_one() {
    assertThat(errors(stack.jdbc("tables", "\"Users\",orders", "table.types", "TABLE")))
        .isEqualTo(
            Map.of(
                "tables",
                List.of(
                    "tables: There is no table \"Users\". Did you mean users? There are: notes, users.",
                    "tables: There is no table orders. There are: notes, users.")));
  }

  @Test
  void a_schema_without_tables_is_said_to_be_so() {
    assertThat(
            errors(stack.jdbc("connection.url", stack.database().url() + "&currentSchema=empty")))
        .isEqualTo(
            Map.of(
                "tables",
                List.of(
                    "No table is visible in schema empty to the user that connects. Grant it SELECT"
                        + " on the tables, or name those of another schema: tables=schema.*")));
  }

  @Test
  void a_key_of_a_missing_column_names_those_there_are() {
    assertThat(errors(stack.jdbc("tables", "users", "key", "users:code;notes:id")))
        .isEqualTo(
            Map.of(
                "key",
                List.of(
                    "Table users has no column code for its key. There are: id, name,"
                        + " updated_at.",
                    "key names table notes, which is not read. Read are: users.")));
  }

  @Test
  void a_table_that_is_named_and_allows_no_mode_is_told_what_to_write() {
    String message =
        "Table notes: it has no NOT NULL timestamp that is called like one of"
            + " timestamp.column.patterns, and no NOT NULL column that the database counts up."
            + " Name the timestamp of a row's last change in timestamp.column.patterns, or add"
            + " notes to bulk.tables to read it whole, again and again; validate.non.null=false"
            + " takes columns that may be null, as those of views are.";

    assertThat(errors(stack.jdbc("tables", "users,notes")))
        .isEqualTo(Map.of("tables", List.of(message), "mode", List.of("mode: " + message)));
    assertThat(errors(stack.jdbc())).as("where it is not named").isEmpty();
  }

  @Test
  void a_mode_whose_column_a_table_lacks_is_refused_with_what_to_do() {
    assertThat(errors(stack.jdbc("mode", "incrementing")).get("mode"))
        .containsExactly(
            "mode=incrementing needs a NOT NULL column that the database counts up, or its name in"
                + " incrementing.column.name. Leave mode out to have each table read in the mode"
                + " it allows, or set tables to those that have it. Without it are: notes.");
  }

  @Test
  void transforms_without_the_announcing_one_last_are_refused_with_the_lines_to_add() {
    assertThat(
            errors(
                stack.jdbc(
                    "tables", "users",
                    "transforms", "route",
                    "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter",
                    "transforms.route.regex", ".*",
                    "transforms.route.replacement", "all")))
        .isEqualTo(
            Map.of(
                "transforms",
                List.of(
                    "What is announced is what the last transform makes of the records. Add"
                        + " AnnounceTopics behind the others: transforms=route,announce and"
                        + " transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics; or set"
                        + " announce=false")));
  }

  @Test
  void what_the_delegate_says_of_its_own_keys_is_handed_on() {
    assertThat(errors(stack.jdbc("tables", "users", "batch.max.rows", "many")))
        .containsOnlyKeys("batch.max.rows");
  }

  @Test
  void a_connectors_name_that_makes_no_topic_asks_for_a_prefix() {
    assertThat(errors(stack.jdbc("name", "my shop", "tables", "users")).get("topic.prefix"))
        .containsExactly(
            "All topics' names would begin with 'my shop-', but a topic's name holds only letters,"
                + " digits, '.', '_' and '-', and 249 of them at most; set topic.prefix");
  }

  @Test
  void a_database_that_refuses_is_reported_without_its_password() {
    assertThat(
            errors(
                stack.jdbc(
                    "connection.url", "jdbc:postgresql://127.0.0.1:1/shop?user=u&password=geheim")))
        .containsOnlyKeys("connection.url")
        .extractingByKey("connection.url")
        .asString()
        .contains("jdbc:postgresql://127.0.0.1:1/shop could not be read", "refused")
        .doesNotContain("geheim");
  }

  @Test
  void a_database_that_hangs_is_given_up_within_ten_seconds() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread hanging = new Thread(() -> answerOnceAndHang(server), "hanging-database");
      hanging.setDaemon(true);
      hanging.start();
      long begin = System.nanoTime();

      Map<String, List<String>> errors =
          errors(
              stack.jdbc(
                  "connection.url", "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/x"));

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      assertThat(errors.get("connection.url"))
          .singleElement()
          .asString()
          .contains("does not answer: no answer within 8000 ms");
    }
  }

  /** Says no to encryption, as PostgreSQL does in one byte, and then nothing more. */
  private static void answerOnceAndHang(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getInputStream().readNBytes(8);
      client.getOutputStream().write('N');
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client has given up.
    }
  }

  @Test
  void a_refused_connector_leaves_nothing_behind() {
    Rest.Reply reply = stack.rest().create("bad", stack.jdbc("tables", "orders"));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("There is no table orders. There are: notes, users.");
    assertThat(stack.rest().get("/connectors").body()).doesNotContain("bad");
  }

  @Test
  void strange_names_work_everywhere() {
    // Not with a %: Connect 4.3 itself answers 400 to a path that holds one.
    String name = "we'ird \"shop\" ünï";
    stack
        .database()
        .execute(
            "CREATE SCHEMA odd; CREATE TABLE odd.\"Strange.Table\" (\"The Key\" SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                + "INSERT INTO odd.\"Strange.Table\" DEFAULT VALUES");
    stack.create(name, stack.jdbc("topic.prefix", "odd.", "tables", "odd.\"Strange.Table\""));

    assertThat(stack.awaitRecords("odd.Strange.Table", 1).get(0).key()).isEqualTo("1");
    JsonNode schema = Stack.awaitVersion(stack.worker(), name, "odd.Strange.Table", 1);
    assertThat(schema.path("connector").asText()).isEqualTo(name);
    assertThat(schema.path("primaryKey")).extracting(JsonNode::asText).containsExactly("The Key");
    stack.delete(name);
    stack.database().execute("DROP SCHEMA odd CASCADE");
  }

  @Test
  void a_percent_sign_in_a_name_is_answered_as_connect_answers_it() {
    assertThat(stack.rest().get("/connectors/100%25/schema").status())
        .isEqualTo(stack.rest().get("/connectors/100%25/status").status());
  }
}
