package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.SqlDatabase;
import dev.ksqlconnect.harness.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Tables of all kinds in one connector, step by step, on a database of one make: each in the mode
 * it allows, with its own key, also when it changes while it is read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TablesScenario {
  private final String shop;

  /** The connectors' and topics' names begin with the database's make. */
  TablesScenario(String make) {
    this.shop = make + "-shop";
  }

  abstract Stack stack();

  abstract SqlDatabase database();

  /** What declares a column that the database counts up and that is the primary key. */
  abstract String counted();

  /** What declares a column with the time of a row's last change, which the database sets. */
  abstract String changeTime();

  /** The mode of a table that has such a column beside one that is counted up. */
  abstract String bestMode();

  /** The mode of a table that has nothing but such a column. */
  abstract String modeByTime();

  /** What stands in the database's SQL around a name. */
  abstract char quote();

  /** The name of a table as source partitions have it. */
  abstract String fullName(String table);

  /** Makes {@code name} the primary key of {@code countries}, in place of {@code code}. */
  abstract String changeKey();

  String quoted(String name) {
    return quote() + name + quote();
  }

  Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "KsqlJdbcSource");
    config.put("connection.url", database().url());
    config.put("poll.interval.ms", "200");
    config.put("table.poll.interval.ms", "1000");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    if (config.containsKey("bulk.tables")) {
      config.putIfAbsent("bulk.poll.interval.ms", "500");
    }
    return config;
  }

  @BeforeAll
  void create() {
    database()
        .execute(
            String.join(
                ";",
                "CREATE TABLE users (id " + counted() + ", name VARCHAR(20), " + changeTime() + ")",
                "CREATE TABLE orders (id " + counted() + ", note VARCHAR(20))",
                "CREATE TABLE order_lines (line_no INT NOT NULL, order_id BIGINT NOT NULL,"
                    + " sku VARCHAR(20), PRIMARY KEY (order_id, line_no))",
                "CREATE TABLE visits (page VARCHAR(20), " + changeTime() + ")",
                "CREATE TABLE countries (code VARCHAR(2) NOT NULL PRIMARY KEY,"
                    + " name VARCHAR(20) NOT NULL)",
                "CREATE TABLE audit_log (id " + counted() + ")",
                String.format(
                    "CREATE TABLE %s (%s %s, %s VARCHAR(20))",
                    quoted("Order-Items"), quoted("select"), counted(), quoted("Group")),
                "INSERT INTO users (name) VALUES ('ann')",
                "INSERT INTO orders (note) VALUES ('first')",
                "INSERT INTO order_lines VALUES (1, 7, 'a'), (2, 7, 'b')",
                "INSERT INTO visits (page) VALUES ('/')",
                "INSERT INTO countries VALUES ('de', 'Germany'), ('fr', 'France')",
                "INSERT INTO audit_log (id) VALUES (1)",
                String.format(
                    "INSERT INTO %s (%s) VALUES ('x')", quoted("Order-Items"), quoted("Group"))));
    stack().create(shop, config("tables", "-AUDIT_*", "bulk.tables", "*", "tasks.max", "2"));
  }

  private String topic(String table) {
    return shop + "-" + table;
  }

  private List<String> keys(String table, int atLeast) {
    return stack().awaitRecords(topic(table), atLeast).stream()
        .map(ConsumerRecord::key)
        .distinct()
        .collect(Collectors.toList());
  }

  private JsonNode plan(String connector) {
    return Stack.await(
            "the plan of " + connector,
            stack().worker(),
            "/connectors/" + connector + "/delegate-config",
            reply -> reply.status() == 200)
        .json();
  }

  private static Map<String, JsonNode> byTable(JsonNode plan) {
    return StreamSupport.stream(plan.path("tables").spliterator(), false)
        .collect(Collectors.toMap(table -> table.path("table").asText(), table -> table));
  }

  private void awaitRecord(String table, String key, String valueHolds) {
    Waiting.until(
        () ->
            String.format(
                "a record %s with %s; there are %s",
                key, valueHolds, stack().topics().records(topic(table))),
        Stack.PATIENCE,
        () ->
            stack().topics().records(topic(table)).stream()
                .anyMatch(
                    record -> key.equals(record.key()) && record.value().contains(valueHolds)));
  }

  @Test
  @Order(1)
  void every_table_is_read_in_the_mode_it_allows() {
    Map<String, JsonNode> tables = byTable(plan(shop));

    assertThat(tables.keySet())
        .containsExactlyInAnyOrder(
            fullName("users"),
            fullName("orders"),
            fullName("order_lines"),
            fullName("visits"),
            fullName("countries"),
            fullName("Order-Items"));
    assertThat(mode(tables, "users")).isEqualTo(bestMode());
    assertThat(mode(tables, "visits")).isEqualTo(modeByTime());
    assertThat(mode(tables, "orders")).isEqualTo("incrementing");
    assertThat(mode(tables, "Order-Items")).isEqualTo("incrementing");
    assertThat(mode(tables, "countries")).isEqualTo("bulk");
    assertThat(mode(tables, "order_lines")).isEqualTo("bulk");
  }

  private String mode(Map<String, JsonNode> tables, String table) {
    return tables.get(fullName(table)).path("mode").asText();
  }

  @Test
  @Order(2)
  void every_row_has_its_tables_own_key() {
    assertThat(keys("users", 1)).containsExactly("1");
    assertThat(keys("orders", 1)).containsExactly("1");
    assertThat(keys("order_lines", 2))
        .containsExactlyInAnyOrder(
            "{\"order_id\":7,\"line_no\":1}", "{\"order_id\":7,\"line_no\":2}");
    assertThat(keys("countries", 2)).containsExactlyInAnyOrder("\"de\"", "\"fr\"");
    assertThat(keys("visits", 1)).containsOnlyNulls();
    assertThat(keys("Order-Items", 1)).containsExactly("1");
    assertThat(stack().awaitRecords(topic("Order-Items"), 1).get(0).value())
        .isEqualTo("{\"select\":1,\"Group\":\"x\"}");
  }

  @Test
  @Order(3)
  void what_is_excluded_is_not_read() {
    assertThat(stack().topics().names()).doesNotContain(topic("audit_log"));
  }

  @Test
  @Order(4)
  void no_more_tasks_run_than_are_allowed_and_all_of_them_do() {
    JsonNode status = stack().awaitState(shop, "RUNNING", "RUNNING");

    assertThat(status.path("tasks")).hasSize(2);
  }

  @Test
  @Order(5)
  void an_added_column_is_a_new_version() {
    database()
        .execute(
            "ALTER TABLE orders ADD COLUMN paid VARCHAR(3);"
                + "INSERT INTO orders (note, paid) VALUES ('second', 'yes')");

    awaitRecord("orders", "2", "\"paid\":\"yes\"");
    assertThat(Stack.awaitVersion(stack().worker(), shop, topic("orders"), 2).path("columns"))
        .extracting(column -> column.path("name").asText())
        .containsExactly("id", "note", "paid");
  }

  @Test
  @Order(6)
  void a_new_table_is_read_in_its_own_mode() {
    database()
        .execute("CREATE TABLE late (id " + counted() + "); INSERT INTO late (id) VALUES (41)");

    assertThat(keys("late", 1)).containsExactly("41");
  }

  @Test
  @Order(7)
  void a_dropped_table_stops_nothing_else() {
    database().execute("DROP TABLE late");
    awaitNotRead(fullName("late"));
    database().execute("INSERT INTO orders (note) VALUES ('third')");

    awaitRecord("orders", "3", "third");
    stack().awaitState(shop, "RUNNING", "RUNNING");
  }

  private void awaitNotRead(String table) {
    Stack.await(
        table + " to be read no longer",
        stack().worker(),
        "/connectors/" + shop + "/delegate-config",
        reply -> !byTable(reply.json()).containsKey(table));
  }

  @Test
  @Order(8)
  void a_changed_primary_key_is_read_again() {
    database().execute(changeKey());

    awaitRecord("countries", "\"France\"", "\"fr\"");
    Stack.await(
        "the key to be announced",
        stack().worker(),
        "/connectors/" + shop + "/topics/" + topic("countries") + "/schema",
        reply -> reply.json().at("/primaryKey/0").asText().equals("name"));
  }

  @Test
  @Order(9)
  void a_view_is_read_on_request() {
    database().execute("CREATE VIEW names AS SELECT id, name FROM users");

    stack()
        .create(
            shop + "-views",
            config(
                "tables", "names",
                "table.types", "TABLE,VIEW",
                "key", "NAMES:ID",
                "bulk.tables", "names",
                "topic.prefix", shop + "-"));

    assertThat(keys("names", 1)).containsExactly("1");
    stack().delete(shop + "-views");
  }

  @Test
  @Order(10)
  void a_null_in_a_key_is_an_error_that_names_the_row() {
    database()
        .execute(
            "CREATE TABLE nulls (id "
                + counted()
                + ", code VARCHAR(20));"
                + "INSERT INTO nulls (code) VALUES ('a');"
                + "INSERT INTO nulls (code) VALUES (NULL);"
                + "INSERT INTO nulls (code) VALUES ('c')");
    String[] keyed = {"tables", "nulls", "key", "code", "topic.prefix", shop + "-strict-"};
    stack().create(shop + "-strict", config(keyed));

    stack().awaitState(shop + "-strict", "RUNNING", "FAILED");

    assertThat(
            stack()
                .rest()
                .get("/connectors/" + shop + "-strict/status")
                .json()
                .at("/tasks/0/trace")
                .asText())
        .contains(
            "Column code of table "
                + fullName("nulls")
                + " is null, and part of the key, in the row at offset {incrementing=2}.");
    stack().delete(shop + "-strict");
  }

  @Test
  @Order(11)
  void a_null_in_a_key_is_left_out_where_errors_are_tolerated() {
    List<String> config = new ArrayList<>(List.of("tables", "nulls", "key", "code"));
    config.addAll(List.of("errors.tolerance", "all", "topic.prefix", shop + "-tolerant-"));
    stack().create(shop + "-tolerant", config(config.toArray(new String[0])));

    assertThat(stack().awaitRecords(shop + "-tolerant-nulls", 2).stream().map(ConsumerRecord::key))
        .containsExactly("\"a\"", "\"c\"");
    stack().delete(shop + "-tolerant");
  }

  @Test
  @Order(12)
  void two_hundred_tables_are_read_by_one_connector() {
    stack().delete(shop);
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String name = quoted((i % 2 == 0 ? "Many_" : "many-") + i);
      String columns =
          i % 4 < 2
              ? "id " + counted() + ", v VARCHAR(3)"
              : "v VARCHAR(3) NOT NULL PRIMARY KEY, " + changeTime();
      statements.add("CREATE TABLE " + name + " (" + columns + ")");
      statements.add("INSERT INTO " + name + " (v) VALUES ('x')");
    }
    database().execute(String.join(";", statements));
    String connector = shop + "200";

    stack()
        .create(
            connector,
            config(
                "tables",
                "many*,Many_*",
                "bulk.tables",
                "*",
                "bulk.poll.interval.ms",
                "60000",
                "tasks.max",
                "3"));

    Waiting.until(
        () -> "all topics; there are " + topicsOf(connector).size(),
        Stack.PATIENCE,
        () -> topicsOf(connector).size() == 200);
    stack().delete(connector);
  }

  private List<String> topicsOf(String connector) {
    return stack().topics().names().stream()
        .filter(topic -> topic.startsWith(connector + "-"))
        .collect(Collectors.toList());
  }
}
