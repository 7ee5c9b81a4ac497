package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.KsqlDb;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main story of registration, step by step on one cluster of two workers: from tables of a
 * database to streams and tables of ksqlDB, with nobody typing a statement. Runs on both lines of
 * Connect.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RegistrationScenario {
  /** The order of the story's end; what needs both workers has to come before. */
  static final int LAST = 1_000_000;

  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final KafkaLine line;
  private Stack stack;
  private KsqlDbStandIn ksql;

  RegistrationScenario(KafkaLine line) {
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
            CREATE TABLE pets (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            INSERT INTO users (name) VALUES ('ann'), ('bob');
            INSERT INTO order_lines (order_id, line_no, sku) VALUES (7, 1, 'a'), (7, 2, 'b');
            INSERT INTO visits (page) VALUES ('/');
            INSERT INTO pets (name) VALUES ('rex');
            """);
    stack.addWorker();
    stack.addWorker();
    ksql = standIn();
    // Somebody was there before, and has something else of that name.
    new KsqlDb(ksql.url())
        .run(
            "CREATE TABLE SHOP_PETS (ID BIGINT PRIMARY KEY, NAME STRING, COLOUR STRING) WITH"
                + " (KAFKA_TOPIC = 'connect-configs', KEY_FORMAT = 'KAFKA', VALUE_FORMAT ="
                + " 'JSON');");
    stack.create("registrar", Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url()));
    stack.create("shop", stack.jdbc());
  }

  @AfterAll
  void stop() {
    stack.close();
    ksql.close();
  }

  /** A ksqlDB beside the stack's broker. */
  final KsqlDbStandIn standIn() {
    KsqlDbStandIn standIn = KsqlDbStandIn.start();
    standIn.topicsFrom(stack.existingTopics());
    return standIn;
  }

  final Stack stack() {
    return stack;
  }

  /** The ksqlDB of the story. */
  final KsqlDbStandIn ksql() {
    return ksql;
  }

  /** The columns of a stream or table, as ksqlDB says. */
  static List<String> columns(KsqlDbStandIn ksql, String name) {
    return new KsqlDb(ksql.url()).columns(name);
  }

  @Test
  @Order(1)
  void a_table_with_a_primary_key_becomes_a_table_under_that_key() {
    Registrations.await(stack.worker(), "shop", "shop-users", "REGISTERED");

    assertThat(columns(ksql, "SHOP_USERS"))
        .containsExactly("ID INTEGER KEY", "NAME STRING", "UPDATED_AT TIMESTAMP");
    assertThat(ksql.source("SHOP_USERS").table()).isTrue();
    assertThat(ksql.source("SHOP_USERS").topic()).isEqualTo("shop-users");
  }

  @Test
  @Order(1)
  void a_composite_key_becomes_as_many_primary_key_columns() {
    Registrations.await(stack.worker(), "shop", "shop-order_lines", "REGISTERED");

    assertThat(columns(ksql, "SHOP_ORDER_LINES"))
        .containsExactly(
            "ORDER_ID BIGINT KEY", "LINE_NO INTEGER KEY", "SKU STRING", "UPDATED_AT TIMESTAMP");
    assertThat(ksql.source("SHOP_ORDER_LINES").table()).isTrue();
  }

  @Test
  @Order(1)
  void a_table_without_a_key_becomes_a_stream() {
    Registrations.await(stack.worker(), "shop", "shop-visits", "REGISTERED");

    assertThat(columns(ksql, "SHOP_VISITS")).containsExactly("PAGE STRING", "UPDATED_AT TIMESTAMP");
    assertThat(ksql.source("SHOP_VISITS").table()).isFalse();
  }

  @Test
  @Order(2)
  void every_worker_shows_the_statement_that_was_run_and_what_became_of_it() {
    for (Worker worker : stack.workers()) {
      JsonNode said = Registrations.await(worker, "shop", "shop-users", "REGISTERED");

      assertThat(ksql.changes()).containsOnlyOnce(said.path("statement").asText());
      assertThat(said.path("name").asText()).isEqualTo("SHOP_USERS");
      assertThat(said.path("registrations"))
          .extracting(registration -> registration.path("registrar").asText())
          .containsExactly("registrar");
    }
  }

  @Test
  @Order(2)
  void what_connect_has_to_find_in_the_registrars_configuration_is_filled_in() {
    assertThat(stack.rest().get("/connectors/registrar/config").json())
        .isEqualTo(json(completed("registrar", ksql.url())));
  }

  @Test
  @Order(2)
  void it_is_filled_in_whichever_worker_is_asked() {
    // Of two workers one is a follower, which hands the request on to the leader.
    for (int i = 0; i < 2; i++) {
      Rest rest = stack.workers().get(i).rest();
      String name = "idle-" + i;

      Rest.Reply posted = rest.create(name, idle());

      assertThat(posted.status()).as(posted.body()).isEqualTo(201);
      assertThat(posted.json().path("config")).isEqualTo(json(completedIdle(name)));
      Stack.await(
          "the stored configuration",
          stack.worker(),
          "/connectors/" + name + "/config",
          reply -> reply.status() == 200 && reply.json().equals(json(completedIdle(name))));
    }
  }

  @Test
  @Order(2)
  void it_is_filled_in_where_a_configuration_is_put() {
    for (int i = 0; i < 2; i++) {
      Rest.Reply put =
          stack.workers().get(i).rest().put("/connectors/put-" + i + "/config", idle());

      assertThat(put.status()).as(put.body()).isEqualTo(201);
      assertThat(put.json().path("config")).isEqualTo(json(completedIdle("put-" + i)));
    }
  }

  @Test
  @Order(2)
  void it_is_filled_in_where_a_configuration_is_validated() {
    Map<String, String> config = new HashMap<>(idle());
    config.put("name", "validated");

    JsonNode answer =
        stack.rest().put("/connector-plugins/KsqlDdlSink/config/validate", config).json();

    assertThat(answer.path("error_count").asInt()).as(answer.toString()).isZero();
  }

  @Test
  @Order(2)
  void what_the_user_has_set_stays() {
    Map<String, String> config = new HashMap<>(idle());
    config.put("key.converter", "ByteArrayConverter");

    Rest.Reply posted = stack.rest().create("own", config);

    assertThat(posted.json().at("/config/key.converter").asText()).isEqualTo("ByteArrayConverter");
  }

  @Test
  @Order(2)
  void other_connectors_configurations_are_stored_as_they_were_posted() {
    Map<String, String> expected = stack.jdbc();
    expected.put("name", "shop");

    assertThat(stack.rest().get("/connectors/shop/config").json()).isEqualTo(json(expected));
  }

  /** A registrar of nothing. */
  private Map<String, String> idle() {
    return Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url(), "connectors", "nobody");
  }

  private Map<String, String> completedIdle(String name) {
    Map<String, String> completed = completed(name, ksql.url());
    completed.put("connectors", "nobody");
    return completed;
  }

  private static Map<String, String> completed(String name, String url) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("connector.class", "KsqlDdlSink");
    config.put("ksql.url", url);
    config.put("topics", Stack.ANNOUNCEMENTS);
    config.put("key.converter", BYTES);
    config.put("value.converter", BYTES);
    config.put("consumer.override.allow.auto.create.topics", "false");
    return config;
  }

  private static JsonNode json(Map<String, String> config) {
    return new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(config);
  }

  @Test
  @Order(3)
  void what_lies_between_is_said_column_by_column_and_left_alone() {
    for (Worker worker : stack.workers()) {
      JsonNode said = Registrations.await(worker, "shop", "shop-pets", "CONFLICT");

      assertThat(said.path("reason").asText()).contains("`SHOP_PETS`", "Drop it", "ksql.name");
      assertThat(said.path("differences"))
          .extracting(JsonNode::asText)
          .containsExactlyInAnyOrder(
              "Its topic is connect-configs, and should be shop-pets.",
              "Its key format is KAFKA, and should be JSON.",
              "Column `ID` is BIGINT KEY, and should be INT KEY.",
              "Column `COLOUR` (VARCHAR) is there, and the topic has none such.");
    }
    assertThat(columns(ksql, "SHOP_PETS"))
        .containsExactly("ID BIGINT KEY", "NAME STRING", "COLOUR STRING");
    new KsqlDb(ksql.url()).run("DROP TABLE SHOP_PETS;");
  }

  @Test
  @Order(4)
  void a_new_column_is_appended() {
    stack
        .database()
        .execute(
            "ALTER TABLE users ADD COLUMN email TEXT;"
                + "INSERT INTO users (name, email) VALUES ('eve', 'eve@example.org')");

    Registrations.await(
        "version 2 to be registered",
        stack.worker(),
        "shop",
        "shop-users",
        said ->
            said.path("state").asText().equals("REGISTERED")
                && said.path("statement").asText().contains("EMAIL"));

    assertThat(columns(ksql, "SHOP_USERS"))
        .containsExactly("ID INTEGER KEY", "NAME STRING", "UPDATED_AT TIMESTAMP", "EMAIL STRING");
    assertThat(
            ksql.changes().stream()
                .filter(change -> change.startsWith("CREATE OR REPLACE"))
                .collect(Collectors.toList()))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("CREATE OR REPLACE TABLE `SHOP_USERS` (");
  }

  @Test
  @Order(5)
  void a_listener_hears_of_registrations() throws IOException {
    try (EventListener listener = new EventListener(stack.workers().get(1).rest(), null)) {
      EventListener.Event event =
          listener.await(
              "the registration of shop-visits",
              Stack.PATIENCE,
              each ->
                  each.type().equals("registration")
                      && each.data().path("topic").asText().equals("shop-visits"));

      assertThat(event.data().path("state").asText()).isEqualTo("REGISTERED");
      assertThat(event.data().path("connector").asText()).isEqualTo("shop");
      assertThat(event.data().path("registrar").asText()).isEqualTo("registrar");
    }
  }

  @Test
  @Order(5)
  void the_statements_are_there_as_a_script() {
    Rest.Reply script = stack.rest().get(Registrations.path("shop"), "Accept", "application/sql");

    assertThat(script.headers().get("Content-Type")).startsWith("application/sql");
    assertThat(script.body())
        .contains(
            "-- Topic shop-order_lines\nCREATE TABLE IF NOT EXISTS `SHOP_ORDER_LINES` (",
            "-- Topic shop-visits\nCREATE STREAM IF NOT EXISTS `SHOP_VISITS` (");
  }
}
