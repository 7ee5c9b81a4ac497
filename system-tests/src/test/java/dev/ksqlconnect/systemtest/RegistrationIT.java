package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On Connect 4.3 (jakarta), where beside the story everything goes wrong that can. Each test has a
 * ksqlDB of its own and a registrar of its own, for the twelve topics of one connector.
 */
class RegistrationIT extends RegistrationScenario {
  private static final String CANARY = "canary-in-the-mine";
  private static final int TABLES = 12;
  private static final String NOT_TODAY =
      "{\"@type\":\"statement_error\",\"error_code\":40001,\"message\":\"Not today.\","
          + "\"statementText\":\"\",\"entities\":[]}";
  private static final String STUMBLED =
      "{\"@type\":\"generic_error\",\"error_code\":50000,\"message\":\"Stumbled.\"}";

  RegistrationIT() {
    super(KafkaLine.V4_3);
  }

  @BeforeAll
  void fill() {
    StringBuilder tables = new StringBuilder("CREATE SCHEMA many; CREATE SCHEMA hand;");
    for (int i = 0; i < TABLES; i++) {
      tables.append(table("many." + table(i)));
    }
    stack().database().execute(tables + table("hand.h00"));
    stack().create("many", stack().jdbc("tables", "many.*"));
    stack().create("hand", stack().jdbc("tables", "hand.*"));
  }

  private static String table(int i) {
    return String.format("m%02d", i);
  }

  private static String table(String name) {
    return String.format(
        "CREATE TABLE %s (id SERIAL PRIMARY KEY, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
            + "INSERT INTO %s DEFAULT VALUES;",
        name, name);
  }

  /** What a registrar needs. */
  private static Map<String, String> registrar(
      KsqlDbStandIn own, String connectors, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "KsqlDdlSink");
    config.put("ksql.url", own.url());
    config.put("connectors", connectors);
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** It goes some time later; nothing waits for that. */
  private void dismiss(String... registrars) {
    for (String registrar : registrars) {
      stack().rest().delete("/connectors/" + registrar);
    }
  }

  /** What one registrar says of a connector's topics, by topic. */
  private static Map<String, JsonNode> said(Worker worker, String registrar, String connector) {
    Map<String, JsonNode> said = new TreeMap<>();
    Rest.Reply reply = worker.rest().get(Registrations.path(connector));
    if (reply.status() == 200) {
      for (JsonNode topic : reply.json().path("topics")) {
        for (JsonNode registration : topic.path("registrations")) {
          if (registration.path("registrar").asText().equals(registrar)) {
            said.put(topic.path("topic").asText(), registration);
          }
        }
      }
    }
    return said;
  }

  private JsonNode awaitSaid(
      String registrar, String connector, String topic, String state, String reasonPart) {
    Waiting.until(
        () ->
            String.format(
                "%s to be %s (%s); %s",
                topic, state, reasonPart, said(stack().worker(), registrar, connector)),
        Stack.PATIENCE,
        () -> {
          JsonNode said = said(stack().worker(), registrar, connector).get(topic);
          return said != null
              && said.path("state").asText().equals(state)
              && said.path("reason").asText().contains(reasonPart);
        });
    return said(stack().worker(), registrar, connector).get(topic);
  }

  private void awaitAllRegistered(String registrar) {
    awaitAllRegistered(stack().worker(), registrar, TABLES);
  }

  private static void awaitAllRegistered(Worker worker, String registrar, int topics) {
    Waiting.until(
        () -> topics + " registered topics; " + said(worker, registrar, "many"),
        Stack.PATIENCE,
        () ->
            said(worker, registrar, "many").values().stream()
                    .filter(said -> said.path("state").asText().equals("REGISTERED"))
                    .count()
                == topics);
  }

  /** Whatever happened, in the end each is there, made once. */
  private static void assertAllMadeOnce(KsqlDbStandIn own) {
    assertThat(own.names())
        .containsExactlyElementsOf(
            Stream.iterate(0, i -> i < TABLES, i -> i + 1)
                .map(i -> "MANY_" + table(i).toUpperCase(java.util.Locale.ROOT))
                .collect(Collectors.toList()));
    assertThat(own.changes()).hasSize(TABLES).doesNotHaveDuplicates();
  }

  private static List<String> creates(KsqlDbStandIn own, String part) {
    return own.statements().stream()
        .filter(statement -> statement.startsWith("CREATE") && statement.contains(part))
        .collect(Collectors.toList());
  }

  @Test
  @Order(10)
  void all_topics_are_registered_one_statement_after_the_other() {
    try (KsqlDbStandIn own = standIn()) {
      own.delay(Duration.ofMillis(5), Duration.ofMillis(1));

      stack().create("plain", registrar(own, "many"));

      awaitAllRegistered("plain");
      dismiss("plain");
      assertAllMadeOnce(own);
      assertThat(own.mostAtOnce()).isEqualTo(1);
    }
  }

  @Test
  @Order(10)
  void a_deleted_registrars_word_is_forgotten_on_every_worker() {
    try (KsqlDbStandIn own = standIn()) {
      stack().create("deleted", registrar(own, "many"));
      awaitAllRegistered("deleted");

      stack().delete("deleted");

      for (Worker worker : stack().workers()) {
        Waiting.until(
            () -> "nothing more by it; " + said(worker, "deleted", "many"),
            Stack.PATIENCE,
            () -> said(worker, "deleted", "many").isEmpty());
      }
      assertThat(own.changes()).as("what is registered stays").hasSize(TABLES);
    }
  }

  @Test
  @Order(10)
  void a_dry_run_says_what_it_would_do_and_changes_nothing() {
    try (KsqlDbStandIn own = standIn()) {
      stack().create("dry", registrar(own, "many", "ksql.dry.run", "true"));

      awaitSaid("dry", "many", "many-m11", "PENDING", "ksql.dry.run is true. It would be created.");
      awaitSaid("dry", "many", "many-m00", "PENDING", "ksql.dry.run is true. It would be created.");

      assertThat(creates(own, "")).isEmpty();
      stack().rest().put("/connectors/dry/config", registrar(own, "many"));
      awaitAllRegistered("dry");
      dismiss("dry");
      assertAllMadeOnce(own);
    }
  }

  @Test
  @Order(10)
  void a_ksqldb_that_is_starting_is_waited_for() {
    try (KsqlDbStandIn own = standIn()) {
      own.startingUp(true);
      stack().create("early", registrar(own, "many"));
      awaitSaid("early", "many", "many-m00", "PENDING", "is not ready (503)");

      own.startingUp(false);

      awaitAllRegistered("early");
      dismiss("early");
      assertAllMadeOnce(own);
    }
  }

  @Test
  @Order(10)
  void a_ksqldb_that_goes_away_mid_way_is_waited_for() {
    try (KsqlDbStandIn own = standIn()) {
      own.delay(Duration.ofMillis(100), Duration.ZERO);
      stack().create("lost", registrar(own, "many"));
      Waiting.until("some statements", Stack.PATIENCE, () -> own.changes().size() >= 3);
      own.away(true);
      awaitSaid("lost", "many", "many-m11", "PENDING", own.url());
      assertThat(own.changes()).as("that was mid-way").hasSizeLessThan(TABLES);

      own.away(false);

      awaitAllRegistered("lost");
      dismiss("lost");
      assertAllMadeOnce(own);
    }
  }

  @Test
  @Order(10)
  void what_goes_wrong_once_goes_right_in_the_end() {
    try (KsqlDbStandIn own = standIn()) {
      own.failNext(1, 500, STUMBLED);
      own.resetNext(1);
      own.garbageNext(1);
      own.failNext(1, 502, "<html>Bad gateway</html>");
      own.fenceNext(2);
      own.dropAfterApplying(2);
      own.hangNext(1);

      stack().create("shaky", registrar(own, "many", "ksql.request.timeout.ms", "1000"));

      awaitAllRegistered("shaky");
      dismiss("shaky");
      assertAllMadeOnce(own);
    }
  }

  @Test
  @Order(10)
  void one_topics_trouble_holds_no_other_up() {
    try (KsqlDbStandIn own = standIn()) {
      own.failAll(statement -> statement.contains("MANY_M05"), 500, STUMBLED);

      stack().create("stuck", registrar(own, "many"));

      awaitAllRegistered(stack().worker(), "stuck", TABLES - 1);
      awaitSaid("stuck", "many", "many-m05", "PENDING", "answers 500: Stumbled.");
      own.allIsWell();
      awaitAllRegistered("stuck");
      dismiss("stuck");
      assertAllMadeOnce(own);
    }
  }

  @Test
  @Order(10)
  void offsets_are_committed_up_to_what_is_settled() {
    List<ConsumerRecord<String, String>> announcements =
        stack().topics().records(Stack.ANNOUNCEMENTS);
    // The one announced last: of one at offset 0 Connect would commit nothing.
    ConsumerRecord<String, String> last =
        announcements.stream()
            .filter(record -> record.key().startsWith("{\"kind\":\"topic\""))
            .filter(record -> record.key().contains("\"topic\":\"many-m"))
            .reduce((before, after) -> after)
            .orElseThrow();
    long unsettled = last.offset();
    String name =
        last.key().replaceAll(".*\"many-(m[0-9]+)\".*", "MANY_$1").toUpperCase(Locale.ROOT);
    try (KsqlDbStandIn own = standIn()) {
      own.failAll(statement -> statement.contains(name), 500, STUMBLED);
      stack().create("behind", registrar(own, "many"));
      awaitAllRegistered(stack().worker(), "behind", TABLES - 1);

      Waiting.until(
          () -> "offset " + unsettled + " and not " + committed("behind"),
          Stack.PATIENCE,
          () -> committed("behind") == unsettled);

      own.allIsWell();
      long end = announcements.get(announcements.size() - 1).offset();
      Waiting.until(
          () -> "more than offset " + end + " and not " + committed("behind"),
          Stack.PATIENCE,
          () -> committed("behind") > end);
      dismiss("behind");
    }
  }

  private long committed(String registrar) {
    return stack().topics().committed("connect-" + registrar, Stack.ANNOUNCEMENTS);
  }

  @Test
  @Order(10)
  void two_registrars_of_one_ksqldb_come_to_the_same_end() {
    try (KsqlDbStandIn own = standIn()) {
      own.delay(Duration.ofMillis(30), Duration.ZERO);

      stack().create("left", registrar(own, "many"));
      stack().create("right", registrar(own, "many"));

      awaitAllRegistered("left");
      awaitAllRegistered("right");
      dismiss("left", "right");
      assertAllMadeOnce(own);
    }
  }

  @Test
  @Order(11)
  void what_ksqldb_refuses_is_not_tried_again_before_it_is_announced_anew() {
    try (KsqlDbStandIn own = standIn()) {
      own.failAll(statement -> statement.contains("MANY_M05"), 400, NOT_TODAY);
      stack().create("refused", registrar(own, "many"));
      awaitAllRegistered(stack().worker(), "refused", TABLES - 1);
      awaitSaid("refused", "many", "many-m05", "REFUSED", "ksqlDB says: Not today.");

      // Something else to do makes no difference.
      own.allIsWell();
      addColumn("m06");
      Waiting.until(
          "the other topic to be extended",
          Stack.PATIENCE,
          () -> !creates(own, "`EXTRA` VARCHAR").isEmpty());
      assertThat(creates(own, "MANY_M05")).hasSize(1);

      addColumn("m05");

      awaitAllRegistered("refused");
      dismiss("refused");
      assertThat(columns(own, "MANY_M05"))
          .containsExactly("ID INTEGER KEY", "UPDATED_AT TIMESTAMP", "EXTRA STRING");
    }
  }

  private void addColumn(String table) {
    stack()
        .database()
        .execute(
            String.format(
                "ALTER TABLE many.%s ADD COLUMN extra TEXT; INSERT INTO many.%s DEFAULT VALUES;",
                table, table));
  }

  /**
   * With a registry, ksqlDB would put a schema of its own under the subject of a topic that has
   * none yet, and the connector's first record would be refused.
   */
  @Test
  @Order(10)
  void a_topic_is_registered_when_it_holds_a_record() {
    announceByHand("hand-avro");
    try (KsqlDbStandIn own = standIn().withSchemaRegistry()) {
      stack().create("patient", registrar(own, "hand"));

      awaitSaid("patient", "hand", "hand-h00", "REGISTERED", "");
      awaitSaid("patient", "hand", "hand-avro", "PENDING", "there is no such topic");
      stack().topics().create("hand-avro", Map.of());
      awaitSaid("patient", "hand", "hand-avro", "PENDING", "it holds no record");
      assertThat(creates(own, "HAND_AVRO")).isEmpty();
      stack().topics().send("hand-avro", null, "a record");

      awaitSaid("patient", "hand", "hand-avro", "REGISTERED", "");
      dismiss("patient");
      assertThat(own.source("HAND_AVRO").valueFormat()).isEqualTo("AVRO");
    }
  }

  @Test
  @Order(11)
  void an_emptied_topic_is_not_registered_anew_before_it_holds_a_record() {
    stack().topics().deleteRecords("hand-avro");
    try (KsqlDbStandIn own = standIn().withSchemaRegistry()) {
      stack().create("anew", registrar(own, "hand"));

      awaitSaid("anew", "hand", "hand-h00", "REGISTERED", "");
      awaitSaid("anew", "hand", "hand-avro", "PENDING", "it holds no record");
      assertThat(creates(own, "HAND_AVRO")).isEmpty();
      stack().topics().send("hand-avro", null, "a record");

      awaitSaid("anew", "hand", "hand-avro", "REGISTERED", "");
      dismiss("anew");
    }
  }

  /** The announcement of a topic in Avro, which needs a converter that is not there. */
  private void announceByHand(String topic) {
    ObjectNode announcement =
        (ObjectNode) Stack.awaitVersion(stack().worker(), "hand", "hand-h00", 1);
    announcement.remove(List.of("announced", "columns"));
    announcement.put("topic", topic).put("fingerprint", topic);
    for (String side : List.of("key", "value")) {
      ObjectNode json = (ObjectNode) announcement.path(side);
      json.put("format", "AVRO");
      ((ObjectNode) json.path("converter"))
          .put("class", "io.confluent.connect.avro.AvroConverter")
          .putObject("properties");
    }
    stack()
        .topics()
        .send(
            Stack.ANNOUNCEMENTS,
            "{\"kind\":\"topic\",\"connector\":\"hand\",\"topic\":\"" + topic + "\"}",
            announcement.toString());
  }

  @Test
  @Order(10)
  void what_is_refused_comes_with_the_lines_that_mend_it() {
    stack().database().execute("CREATE SCHEMA env;" + table("env.e00"));
    Map<String, String> config =
        stack()
            .jdbc(
                "tables",
                "env.*",
                "value.converter",
                "org.apache.kafka.connect.json.JsonConverter");
    stack().create("env", config);

    JsonNode refused = Registrations.await(stack().worker(), "env", "env-e00", "REFUSED");
    assertThat(refused.path("reason").asText()).contains("schemas.enable=true", "nulls");
    for (JsonNode line : refused.path("remedy")) {
      String[] property = line.asText().split("=", 2);
      config.put(property[0], property[1]);
    }
    stack().rest().put("/connectors/env/config", config);
    stack().database().execute("INSERT INTO env.e00 DEFAULT VALUES");

    Registrations.await(stack().worker(), "env", "env-e00", "REGISTERED");
  }

  /** A configuration that is refused: the key that is named, and what is said of it. */
  private record Wrong(String what, Map<String, String> config, String key, List<String> said) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Wrong wrong(String what, Map<String, String> config, String key, String... said) {
    return new Wrong(what, config, key, List.of(said));
  }

  private Stream<Wrong> wrongs() {
    String url = ksql().url();
    String strings = "org.apache.kafka.connect.storage.StringConverter";
    return Stream.of(
        wrong("no URL", Map.of(), "ksql.url", "ksql.url", "no default value"),
        wrong("no URL at all", Map.of("ksql.url", "nonsense"), "ksql.url", "http://"),
        wrong("another scheme", Map.of("ksql.url", "ftp://host"), "ksql.url", "http://"),
        wrong(
            "nobody there",
            Map.of("ksql.url", "http://127.0.0.1:1"),
            "ksql.url",
            "There is no server at http://127.0.0.1:1",
            "start ksqlDB"),
        wrong(
            "a user in the URL",
            Map.of("ksql.url", "http://app:" + CANARY + "@127.0.0.1:1"),
            "ksql.url",
            "ksql.basic.auth.username",
            "ksql.basic.auth.password"),
        wrong(
            "not ksqlDB",
            Map.of("ksql.url", stack().worker().url()),
            "ksql.url",
            stack().worker().url(),
            "not as ksqlDB does"),
        wrong(
            "another key converter",
            Map.of("ksql.url", url, "key.converter", strings),
            "key.converter",
            "must be org.apache.kafka.connect.converters.ByteArrayConverter"),
        wrong(
            "another value converter",
            Map.of("ksql.url", url, "value.converter", strings),
            "value.converter",
            "must be org.apache.kafka.connect.converters.ByteArrayConverter"),
        wrong(
            "another topic",
            Map.of("ksql.url", url, "topics", "others"),
            "topics",
            "topics must be connect-announcements",
            "leave both out"),
        wrong(
            "topics by a pattern",
            Map.of("ksql.url", url, "topics.regex", "conn.*"),
            "topics",
            "topics.regex must not be set",
            "leave both out"),
        wrong(
            "a password without a user",
            Map.of("ksql.url", url, "ksql.basic.auth.password", CANARY),
            "ksql.basic.auth.username",
            "set it as well"),
        wrong(
            "a user without a password",
            Map.of("ksql.url", url, "ksql.basic.auth.username", "app"),
            "ksql.basic.auth.password",
            "set it as well"));
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  @Order(10)
  void what_is_wrong_is_said_under_its_key_with_what_to_do(Wrong wrong) {
    Map<String, String> config = new HashMap<>(wrong.config);
    config.put("connector.class", "KsqlDdlSink");

    Map<String, String> errors = errors(config);

    assertThat(errors).containsOnlyKeys(wrong.key);
    assertThat(errors.get(wrong.key)).contains(wrong.said).doesNotContain(CANARY);
    assertThat(stack().rest().create("wrong", config).status()).isEqualTo(400);
  }

  @Test
  @Order(10)
  void a_user_that_ksqldb_does_not_know_is_said_under_its_key() {
    try (KsqlDbStandIn own = standIn().requireBasicAuth("app", "another")) {
      Map<String, String> errors =
          errors(
              registrar(
                  own, "", "ksql.basic.auth.username", "app", "ksql.basic.auth.password", CANARY));

      assertThat(errors).containsOnlyKeys("ksql.basic.auth.username");
      assertThat(errors.get("ksql.basic.auth.username"))
          .contains("answers 401", "ksql.basic.auth.password")
          .doesNotContain(CANARY);
    }
  }

  /** What validation complains of, by key. */
  private Map<String, String> errors(Map<String, String> config) {
    Map<String, String> named = new HashMap<>(config);
    named.put("name", "wrong");
    Rest.Reply reply = stack().rest().put("/connector-plugins/KsqlDdlSink/config/validate", named);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode one : reply.json().path("configs")) {
      if (!one.at("/value/errors").isEmpty()) {
        errors.put(one.at("/value/name").asText(), one.at("/value/errors").toString());
      }
    }
    return errors;
  }

  @Test
  @Order(12)
  void the_password_shows_nowhere() throws IOException {
    Path file = stack().folder().resolve("ksql.properties");
    Files.writeString(file, "password=" + CANARY + "\n");
    try (KsqlDbStandIn own = standIn().requireBasicAuth("app", CANARY)) {
      Map<String, String> config =
          registrar(
              own,
              "many",
              "ksql.basic.auth.username",
              "app",
              "ksql.basic.auth.password",
              "${file:" + file + ":password}");
      stack().create("secret", config);
      awaitAllRegistered("secret");
      // The user is not known any more.
      own.requireBasicAuth("app", "another");
      own.forget();
      addColumn("m07");
      awaitSaid("secret", "many", "many-m07", "PENDING", "answers 401");

      Map<String, String> seen = new TreeMap<>();
      seen.put("validation", errors(config).toString());
      for (Worker worker : stack().workers()) {
        seen.put("log of " + worker.url(), worker.log());
      }
      for (String path :
          List.of(
              "/connectors?expand=info&expand=status",
              "/connectors/many/ddl",
              "/connectors/many/schema",
              "/connectors/secret/config",
              "/connectors/secret/status",
              "/connectors/secret/tasks",
              "/topic-announcements")) {
        seen.put(path, stack().rest().get(path).body());
      }
      for (String topic : stack().topics().names()) {
        if (topic.startsWith("connect-")) {
          for (ConsumerRecord<String, String> record : stack().topics().records(topic)) {
            seen.merge("topic " + topic, record.key() + record.value(), String::concat);
          }
        }
      }
      dismiss("secret");

      assertThat(seen.get("/connectors/many/ddl")).contains("answers 401");
      assertThat(seen).containsKeys("topic connect-configs", "topic connect-announcements");
      seen.forEach((where, text) -> assertThat(text).as(where).doesNotContain(CANARY));
    }
  }

  @Test
  @Order(LAST)
  void a_conflict_is_over_when_the_user_has_dropped_what_was_there() {
    Registrations.await(stack().worker(), "shop", "shop-pets", "REGISTERED");

    assertThat(columns(ksql(), "SHOP_PETS"))
        .containsExactly("ID INTEGER KEY", "NAME STRING", "UPDATED_AT TIMESTAMP");
  }

  @Test
  @Order(LAST + 1)
  void another_worker_goes_on_where_a_killed_one_was() {
    try (KsqlDbStandIn own = standIn()) {
      own.delay(Duration.ofMillis(300), Duration.ZERO);
      stack().create("killed", registrar(own, "many"));
      Waiting.until("some statements", Stack.PATIENCE, () -> own.changes().size() >= 4);
      Worker victim = workerOf("killed");
      List<Worker> others = new ArrayList<>(stack().workers());
      others.remove(victim);

      victim.kill();
      assertThat(own.changes()).as("that was mid-way").hasSizeLessThan(TABLES);

      awaitAllRegistered(others.get(0), "killed", TABLES);
      assertAllMadeOnce(own);
      assertThat(creates(own, "")).as("what was done is not done again").hasSize(TABLES);
      assertThat(own.mostAtOnce()).isEqualTo(1);
    }
  }

  private Worker workerOf(String connector) {
    String id =
        stack()
            .rest()
            .get("/connectors/" + connector + "/status")
            .json()
            .at("/tasks/0/worker_id")
            .asText();
    return stack().workers().stream()
        .filter(worker -> worker.url().endsWith(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No worker is " + id));
  }
}
