package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the plain connector to the wrapper and back, by changing connector.class. */
class MigrationIT {
  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = new Stack(MigrationIT.class, KafkaLine.V4_3);
    stack.addWorker();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static Map<String, String> config(String connectorClass, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", connectorClass);
    config.put("connection.url", stack.database().url());
    config.put("topic.prefix", "mig.");
    config.put("poll.interval.ms", "200");
    config.put("poll.linger.ms", "100");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /**
   * Inserts rows, each with the next number, until one arrives with a key or without, as wanted.
   */
  private static void insertUntilKeyed(String table, boolean keyed) {
    String topic = "mig." + table;
    Waiting.until(
        () -> (keyed ? "a keyed" : "an unkeyed") + " record; there are " + rows(topic),
        Stack.PATIENCE,
        () -> {
          int before = stack.topics().records(topic).size();
          stack.database().execute("INSERT INTO " + table + " DEFAULT VALUES");
          List<ConsumerRecord<String, String>> records = stack.awaitRecords(topic, before + 1);
          return (records.get(records.size() - 1).key() != null) == keyed;
        });
  }

  /** The numbers of the rows in a topic, in order. */
  private static List<Integer> rows(String topic) {
    return stack.topics().records(topic).stream()
        .map(record -> Integer.valueOf(record.value().replaceAll(".*\"id\":(\\d+).*", "$1")))
        .collect(Collectors.toList());
  }

  private static void change(String connector, Map<String, String> config) {
    Rest.Reply reply = stack.rest().put("/connectors/" + connector + "/config", config);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static void assertEachRowOnceInOrder(String table) {
    List<Integer> all =
        stack.database().query("SELECT id FROM " + table + " ORDER BY id").stream()
            .map(row -> (Integer) row.get("id"))
            .collect(Collectors.toList());
    assertThat(rows("mig." + table)).isEqualTo(all);
  }

  @Test
  void goes_on_at_the_same_row_with_the_users_own_settings() {
    stack.database().execute("CREATE TABLE people (id SERIAL PRIMARY KEY)");
    Map<String, String> plain =
        config(
            Project.jdbcClass(),
            "mode",
            "incrementing",
            "incrementing.column.name",
            "id",
            "table.whitelist",
            "people");
    Map<String, String> wrapped = new HashMap<>(plain);
    wrapped.put("connector.class", "KsqlJdbcSource");

    stack.create("people", plain);
    insertUntilKeyed("people", false);
    change("people", wrapped);
    insertUntilKeyed("people", true);
    change("people", plain);
    insertUntilKeyed("people", false);

    assertEachRowOnceInOrder("people");
  }

  @Test
  void goes_on_at_the_same_row_with_derived_settings() {
    stack
        .database()
        .execute(
            "CREATE TABLE pets (id SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'))");
    Map<String, String> plain =
        config(
            Project.jdbcClass(),
            "mode",
            "timestamp",
            "timestamp.column.name",
            "updated_at",
            "table.whitelist",
            "pets");

    stack.create("pets", plain);
    insertUntilKeyed("pets", false);
    // Left to itself, the wrapper would read by time and number; it keeps to what was begun.
    change("pets", config("KsqlJdbcSource", "tables", "pets"));
    insertUntilKeyed("pets", true);
    assertThat(
            stack.rest().get("/connectors/pets/delegate-config").json().at("/config/mode").asText())
        .isEqualTo("timestamp");
    change("pets", plain);
    insertUntilKeyed("pets", false);

    assertEachRowOnceInOrder("pets");
  }

  @Test
  void a_wrapper_of_two_modes_goes_on_where_a_plain_connector_for_each_was_and_back() {
    stack
        .database()
        .execute(
            "CREATE TABLE numbered (id SERIAL PRIMARY KEY);"
                + "CREATE TABLE timed (id SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'))");
    Map<String, String> numbered =
        config(
            Project.jdbcClass(),
            "mode",
            "incrementing",
            "incrementing.column.name",
            "id",
            "table.whitelist",
            "numbered");
    Map<String, String> timed =
        config(
            Project.jdbcClass(),
            "mode",
            "timestamp+incrementing",
            "timestamp.column.name",
            "updated_at",
            "incrementing.column.name",
            "id",
            "table.whitelist",
            "timed");

    // Offsets belong to a connector's name: the wrapper takes over one, and hands over to one.
    stack.create("both", numbered);
    insertUntilKeyed("numbered", false);
    change("both", timed);
    insertUntilKeyed("timed", false);
    change("both", config("KsqlJdbcSource", "tables", "numbered,timed"));
    insertUntilKeyed("numbered", true);
    insertUntilKeyed("timed", true);
    assertThat(stack.rest().get("/connectors/both/delegate-config").json().path("delegates"))
        .hasSize(2);
    change("both", numbered);
    insertUntilKeyed("numbered", false);
    change("both", timed);
    insertUntilKeyed("timed", false);

    assertEachRowOnceInOrder("numbered");
    assertEachRowOnceInOrder("timed");
  }
}
