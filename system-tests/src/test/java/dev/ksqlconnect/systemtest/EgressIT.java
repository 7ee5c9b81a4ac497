package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On Connect 4.3 (jakarta), where beside the story everything goes wrong that can. */
class EgressIT extends EgressScenario {
  private static final String NOBODY = "http://127.0.0.1:1";
  private static final int RECORDS = 10_000;
  private static final int KEYS = 2_000;

  /** The order of what stops servers. */
  private static final int LATE = 100;

  EgressIT() {
    super(KafkaLine.V4_3);
  }

  @BeforeAll
  void declareWhatDoesNotGo() {
    declare("STREAM", "SMALL_CASE", "ID INT KEY, NAME STRING", "same-index", "KAFKA");
    declare("STREAM", "LARGE_CASE", "ID INT KEY, NAME STRING", "Same-Index", "KAFKA");
    declare("STREAM", "HIDDEN", "ID INT KEY, NAME STRING", "__hidden", "KAFKA");
    declare("TABLE", "BY_TEXT", "ID STRING PRIMARY KEY, NAME STRING", "by-text", "KAFKA");
    declare("TABLE", "IN_JSON", "ID INT PRIMARY KEY, NAME STRING", "in-json", "JSON");
    declare("TABLE", "NESTED", "ID INT PRIMARY KEY, TAGS ARRAY<STRING>", "nested", "KAFKA");
  }

  @Test
  @Order(10)
  void every_type_arrives_exactly() {
    declare(
        "TABLE",
        "TYPES",
        "ID INT PRIMARY KEY, B BOOLEAN, I INT, L BIGINT, F DOUBLE, T STRING, RAW BYTES, DAY DATE,"
            + " CLOCK TIME, MOMENT TIMESTAMP, PRICE DECIMAL(12, 2), EXACT DECIMAL(30, 10)",
        "types",
        "KAFKA");
    records()
        .send(
            "types",
            KsqlRecords.kafka(1),
            "{\"B\":true,\"I\":-2147483648,\"L\":9223372036854775807,\"F\":0.1,\"T\":\"äöü € 漢字 '\\\"\","
                + "\"RAW\":\"AP8Q\",\"DAY\":19782,\"CLOCK\":45296000,\"MOMENT\":1709210096789,"
                + "\"PRICE\":-9999999999.99,\"EXACT\":12345678901234567890.0123456789}");
    records().send("types", KsqlRecords.kafka(2), "{}");

    stack().create("types-rows", rowsOf("types"));

    awaitRows(
        "types",
        "{\"ID\":1,\"B\":true,\"I\":-2147483648,\"L\":9223372036854775807,\"F\":0.1,\"T\":\"äöü € 漢字 '\\\"\","
            + "\"RAW\":\"\\\\x00ff10\",\"DAY\":\"2024-02-29\",\"CLOCK\":\"12:34:56\","
            + "\"MOMENT\":\"2024-02-29T12:34:56.789\",\"PRICE\":-9999999999.99,"
            + "\"EXACT\":12345678901234567890.0123456789}",
        "{\"ID\":2,\"B\":null,\"I\":null,\"L\":null,\"F\":null,\"T\":null,\"RAW\":null,\"DAY\":null,"
            + "\"CLOCK\":null,\"MOMENT\":null,\"PRICE\":null,\"EXACT\":null}");
    dismiss("types-rows");
  }

  @Test
  @Order(10)
  void a_table_can_be_written_elsewhere_than_its_topic_is_called() {
    stack().database().execute("CREATE SCHEMA elsewhere");
    declare("TABLE", "ELSEWHERE", "ID INT PRIMARY KEY, NAME STRING", "else.where", "KAFKA");
    records().send("else.where", KsqlRecords.kafka(1), "{\"NAME\":\"ann\"}");

    stack()
        .create(
            "elsewhere",
            sink(
                "KsqlJdbcSink",
                stack().database().url() + "&currentSchema=elsewhere",
                "sources",
                "elsewhere",
                "table.name.format",
                "moved"));

    Waiting.until(
        "the row in the other schema",
        Stack.PATIENCE,
        () ->
            stack()
                .database()
                .query("SELECT to_regclass('elsewhere.moved')::text AS name")
                .toString()
                .contains("moved"));
    Waiting.until(
        "the row",
        Stack.PATIENCE,
        () ->
            stack()
                .database()
                .query("SELECT \"ID\" || \"NAME\" AS row FROM elsewhere.moved")
                .equals(List.of(Map.of("row", "1ann"))));
    dismiss("elsewhere");
  }

  private static final Map<String, String> TOLERANT =
      Map.of(
          "errors.tolerance", "all",
          "errors.deadletterqueue.topic.replication.factor", "1",
          "errors.deadletterqueue.context.headers.enable", "true");

  @Test
  @Order(10)
  void a_poison_document_goes_to_the_dead_letter_queue_and_the_rest_arrives() {
    declare("TABLE", "AGES", "ID STRING PRIMARY KEY, AGE BIGINT, NAME STRING", "ages", "KAFKA");
    records().send("ages", KsqlRecords.text("a"), "{\"AGE\":1}");
    Map<String, String> config = documentsOf("ages");
    config.putAll(TOLERANT);
    config.put("errors.deadletterqueue.topic.name", "ages-dead-documents");
    stack().create("ages-documents", config);
    awaitDocuments("ages", "a", "{\"AGE\":1}");

    records().send("ages", KsqlRecords.text("no-json"), "no JSON");
    records().send("ages", KsqlRecords.text("an-array"), "[1, 2]");
    records().send("ages", KsqlRecords.text("refused"), "{\"AGE\":\"none\"}");
    records().send("ages", KsqlRecords.text(""), "{\"AGE\":2}");
    records().send("ages", KsqlRecords.text("x".repeat(513)), "{\"AGE\":3}");
    records().send("ages", KsqlRecords.text("b"), "{\"AGE\":4}");
    records().send("ages", KsqlRecords.text("a"), null);

    awaitDocuments("ages", "b", "{\"AGE\":4}");
    assertThat(keys(stack().awaitRecords("ages-dead-documents", 5)))
        .containsExactlyInAnyOrder("no-json", "an-array", "refused", "", "x".repeat(513));
    stack().awaitState("ages-documents", "RUNNING", "RUNNING");
    awaitCommitted("ages-documents", "ages", 8);
    dismiss("ages-documents");
  }

  private void awaitCommitted(String connector, String topic, long offset) {
    Waiting.until(
        connector + " to have committed all of its records",
        Stack.PATIENCE,
        () -> stack().topics().committed("connect-" + connector, topic),
        committed -> committed == offset);
  }

  private static List<String> keys(List<ConsumerRecord<String, String>> records) {
    List<String> keys = new ArrayList<>();
    records.forEach(record -> keys.add(record.key()));
    return keys;
  }

  @Test
  @Order(10)
  void a_poison_row_goes_to_the_dead_letter_queue_and_the_rest_arrives() {
    stack()
        .database()
        .execute(
            "CREATE TABLE \"widths\" (\"ID\" TEXT PRIMARY KEY, \"WIDTH\" INT CHECK (\"WIDTH\" > 0))");
    declare("TABLE", "WIDTHS", "ID STRING PRIMARY KEY, WIDTH INT, NAME STRING", "widths", "KAFKA");
    records().send("widths", KsqlRecords.text("a"), "{\"WIDTH\":1}");
    Map<String, String> config = rowsOf("widths", "max.retries", "0");
    config.putAll(TOLERANT);
    config.put("errors.deadletterqueue.topic.name", "widths-dead-rows");
    stack().create("widths-rows", config);
    awaitRows("widths", "{\"ID\":\"a\",\"WIDTH\":1,\"NAME\":null}");

    records().send("widths", KsqlRecords.text("no-json"), "no JSON");
    records().send("widths", KsqlRecords.text("an-array"), "[1, 2]");
    records().send("widths", KsqlRecords.text("no-number"), "{\"WIDTH\":\"none\"}");
    records().send("widths", KsqlRecords.text("refused"), "{\"WIDTH\":-1}");
    records().send("widths", KsqlRecords.text("b"), "{\"WIDTH\":2}");
    records().send("widths", KsqlRecords.text("a"), null);

    awaitRows("widths", "{\"ID\":\"b\",\"WIDTH\":2,\"NAME\":null}");
    assertThat(keys(stack().awaitRecords("widths-dead-rows", 4)))
        .containsExactlyInAnyOrder("no-json", "an-array", "no-number", "refused");
    stack().awaitState("widths-rows", "RUNNING", "RUNNING");
    awaitCommitted("widths-rows", "widths", 7);
    dismiss("widths-rows");
  }

  @Test
  @Order(10)
  void a_poison_record_without_a_queue_stops_the_task_and_says_which_record_and_what_to_do() {
    declare("TABLE", "WEIGHTS", "ID STRING PRIMARY KEY, WEIGHT INT", "weights", "KAFKA");
    records().send("weights", KsqlRecords.text("a"), "{\"WEIGHT\":\"" + CANARY + "\"}");

    stack().create("weights-rows", rowsOf("weights"));

    String status = stack().awaitState("weights-rows", "RUNNING", "FAILED").toString();
    assertThat(status)
        .contains(
            "Offset 0 of partition 0 of topic weights cannot be written",
            "WEIGHT is INT",
            "errors.tolerance=all",
            "errors.deadletterqueue.topic.name")
        .doesNotContain(CANARY);
    dismiss("weights-rows");
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
    return Stream.of(
        wrong(
            "neither sources nor topics",
            documentsOf(""),
            "sources",
            "sources is missing",
            "give topics instead"),
        wrong(
            "sources and a pattern",
            documentsOf("accounts", "topics.regex", "a.*"),
            "sources",
            "sources and topics.regex are both set"),
        wrong(
            "a source that is missing",
            documentsOf("accounts,nobody"),
            "sources",
            "ksqlDB has no stream or table nobody",
            "ACCOUNTS, "),
        wrong(
            "a topic in place of a source",
            rowsOf("by-text"),
            "sources",
            "There is a topic of that name",
            "topics=by-text"),
        wrong(
            "topics beside the sources that are not theirs",
            documentsOf("accounts", "topics", "cities"),
            "topics",
            "topics is cities, and the sources accounts are on accounts"),
        wrong(
            "two topics for one index",
            documentsOf("small_case,large_case"),
            "sources",
            "same-index (SMALL_CASE)",
            "Same-Index (LARGE_CASE)",
            "would both be written to the index same-index"),
        wrong(
            "an index that Elasticsearch forbids",
            documentsOf("hidden"),
            "sources",
            "__hidden (HIDDEN)",
            "the index _hidden, which Elasticsearch forbids"),
        wrong(
            "two topics for one index, by their names",
            sink("KsqlElasticsearchSink", elasticsearch().url(), "topics", "same-index,Same-Index"),
            "topics",
            "would both be written to the index same-index"),
        wrong(
            "keys in two formats",
            documentsOf("accounts,cities,in_json"),
            "sources",
            "Make 2 connectors",
            "ACCOUNTS",
            "IN_JSON"),
        wrong(
            "keys of two widths",
            rowsOf("accounts,by_text"),
            "sources",
            "Make 2 connectors",
            "IntegerConverter",
            "StringConverter"),
        wrong(
            "nested columns in rows",
            rowsOf("nested"),
            "sources",
            "NESTED has what no column of a database holds: TAGS ARRAY<VARCHAR>"),
        wrong(
            "a converter that does not fit",
            documentsOf(
                "accounts", "key.converter", "org.apache.kafka.connect.converters.LongConverter"),
            "key.converter",
            "needs key.converter=org.apache.kafka.connect.converters.IntegerConverter"),
        wrong(
            "nobody where Elasticsearch should be",
            sink("KsqlElasticsearchSink", NOBODY, "sources", "accounts"),
            "connection.url",
            "Elasticsearch"),
        wrong(
            "nobody where the database should be",
            sink("KsqlJdbcSink", "jdbc:postgresql://127.0.0.1:1/x?user=u", "sources", "accounts"),
            "connection.url",
            "127.0.0.1:1 refused"),
        wrong(
            "a database that is missing",
            sink(
                "KsqlJdbcSink",
                stack().database().url().replace("/postgres?", "/missing?"),
                "sources",
                "accounts"),
            "connection.url",
            "\"missing\" does not exist"));
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  @Order(11)
  void what_is_wrong_is_said_under_its_key_and_nothing_is_stored(Wrong wrong) {
    Map<String, String> errors = errors(wrong.config);

    assertThat(errors).containsKey(wrong.key);
    assertThat(errors.get(wrong.key)).contains(wrong.said);
    for (Worker worker : stack().workers()) {
      Rest.Reply posted = worker.rest().create("wrong", wrong.config);
      assertThat(posted.status()).as(posted.body()).isEqualTo(400);
      assertThat(posted.json().path("message").asText()).contains(wrong.said);
    }
    assertNothingIsStored("wrong");
  }

  /** What validation complains of, by key. */
  private Map<String, String> errors(Map<String, String> config) {
    Map<String, String> named = new HashMap<>(config);
    named.put("name", "wrong");
    Rest.Reply reply =
        stack()
            .rest()
            .put("/connector-plugins/" + config.get("connector.class") + "/config/validate", named);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    Map<String, String> errors = new TreeMap<>();
    for (JsonNode one : reply.json().path("configs")) {
      if (!one.at("/value/errors").isEmpty()) {
        List<String> said = new ArrayList<>();
        one.at("/value/errors").forEach(error -> said.add(error.asText()));
        errors.put(one.at("/value/name").asText(), String.join("; ", said));
      }
    }
    return errors;
  }

  /** Posts to each worker; the refusal says why, and nothing comes of it. */
  private void assertRefused(Map<String, String> config, String... said) {
    for (Worker worker : stack().workers()) {
      Rest.Reply posted = worker.rest().create("refused", config);

      assertThat(posted.status()).as(posted.body()).isEqualTo(400);
      assertThat(posted.body()).contains(said).doesNotContain(CANARY);
    }
    assertThat(errors(config)).containsOnlyKeys("sources");
    assertNothingIsStored("refused");
  }

  @Test
  @Order(12)
  void a_user_that_ksqldb_does_not_know_is_said_and_nothing_is_stored() {
    ksql().requireBasicAuth(KSQL_USER, "another");
    try {
      assertRefused(
          documentsOf("accounts"),
          "ksqlDB could not be asked",
          "answers 401",
          "ksql.connect.ksql.basic.auth.password");
    } finally {
      ksql().requireBasicAuth(KSQL_USER, CANARY);
    }
  }

  @Test
  @Order(12)
  void a_ksqldb_that_is_away_is_said_and_nothing_is_stored() {
    ksql().away(true);
    try {
      assertRefused(
          rowsOf("accounts"),
          "ksqlDB could not be asked",
          "There is no server at " + ksql().url() + " that answers");
    } finally {
      ksql().away(false);
    }
  }

  @Test
  @Order(12)
  void a_ksqldb_that_is_starting_is_said_and_nothing_is_stored() {
    ksql().startingUp(true);
    try {
      assertRefused(documentsOf("accounts"), "ksqlDB could not be asked", "is not ready (503)");
    } finally {
      ksql().startingUp(false);
    }
  }

  @Test
  @Order(12)
  void a_ksqldb_that_hangs_is_said_in_time_and_nothing_is_stored() {
    ksql().hangNext(RECORDS);
    try {
      Rest.Reply posted = stack().rest().create("hanging", documentsOf("accounts"));

      assertThat(posted.status()).as(posted.body()).isEqualTo(400);
      assertThat(posted.body())
          .contains(
              "ksqlDB could not be asked", "has not answered within " + KSQL_TIMEOUT_MS + " ms");
      assertNothingIsStored("hanging");
    } finally {
      ksql().allIsWell();
    }
  }

  @Test
  @Order(12)
  void a_ksqldb_that_stumbles_once_is_said_and_nothing_is_stored() {
    Rest leader = stack().leader().rest();
    // The one answer is the completion's; validation then gets one. So would the leader's
    // completion of what a follower hands on.
    ksql().resetNext(1);

    Rest.Reply posted = leader.create("stumbled", documentsOf("accounts"));

    ksql().allIsWell();
    assertThat(posted.status()).as(posted.body()).isBetween(400, 599);
    assertThat(posted.body()).contains("ksqlDB did not answer");
    assertNothingIsStored("stumbled");
  }

  @Test
  @Order(12)
  void a_source_that_is_another_one_now_is_refused_when_the_configuration_is_put_again() {
    declare("TABLE", "DROPPED", "ID INT PRIMARY KEY, NAME STRING", "dropped", "KAFKA");
    stack().create("dropped", documentsOf("dropped"));
    JsonNode stored =
        Stack.await(
                "the configuration",
                stack().worker(),
                "/connectors/dropped/config",
                reply -> reply.status() == 200)
            .json();
    run("DROP TABLE DROPPED;");
    declare("STREAM", "DROPPED", "ID INT KEY, NAME STRING", "dropped", "KAFKA");

    Map<String, String> again = new HashMap<>();
    stored.fields().forEachRemaining(each -> again.put(each.getKey(), each.getValue().asText()));
    Rest.Reply put = stack().rest().put("/connectors/dropped/config", again);

    assertThat(put.status()).as(put.body()).isEqualTo(400);
    assertThat(put.body())
        .contains("sources: DROPPED was a table and is a stream", "without topics");
    assertThat(stack().rest().get("/connectors/dropped/config").json()).isEqualTo(stored);
    dismiss("dropped");
  }

  @Test
  @Order(12)
  void a_source_that_is_another_one_now_fails_the_connector_and_nothing_is_written() {
    declare("TABLE", "REMADE", "ID INT PRIMARY KEY, NAME STRING", "remade", "KAFKA");
    records().send("remade", KsqlRecords.kafka(1), "{\"NAME\":\"ann\"}");
    stack().create("remade-documents", documentsOf("remade"));
    stack().create("remade-rows", rowsOf("remade"));
    awaitDocuments("remade", "1", "{\"NAME\":\"ann\"}");
    awaitRows("remade", "{\"ID\":1,\"NAME\":\"ann\"}");
    run("DROP TABLE REMADE;");
    declare("TABLE", "REMADE", "ID STRING PRIMARY KEY, AGE INT", "remade", "KAFKA");

    for (String connector : List.of("remade-documents", "remade-rows")) {
      stack().rest().post("/connectors/" + connector + "/restart?includeTasks=true");
    }
    for (String connector : List.of("remade-documents", "remade-rows")) {
      String status =
          Stack.await(
                  connector + " to fail",
                  stack().worker(),
                  "/connectors/" + connector + "/status",
                  reply ->
                      reply.json().at("/connector/state").asText().equals("FAILED")
                          && reply.json().at("/tasks/0/state").asText().equals("FAILED"))
              .body();
      assertThat(status).contains("REMADE had the key {ID=INT} and has {ID=VARCHAR}");
    }
    records().send("remade", KsqlRecords.text("four"), "{\"AGE\":4}");

    assertThat(documents("remade")).isEqualTo(Map.of("1", json("{\"NAME\":\"ann\"}")));
    assertThat(rows("remade")).containsExactly("{\"ID\":1,\"NAME\":\"ann\"}");
    dismiss("remade-documents", "remade-rows");
  }

  @Test
  @Order(12)
  void a_source_that_has_more_columns_now_is_taken_as_it_is() {
    declare("TABLE", "GROWN", "ID INT PRIMARY KEY, NAME STRING", "grown", "KAFKA");
    records().send("grown", KsqlRecords.kafka(1), "{\"NAME\":\"ann\"}");
    stack().create("grown-rows", rowsOf("grown"));
    awaitRows("grown", "{\"ID\":1,\"NAME\":\"ann\"}");
    run("DROP TABLE GROWN;");
    declare("TABLE", "GROWN", "ID INT PRIMARY KEY, NAME STRING, AGE INT", "grown", "KAFKA");

    stack().rest().put("/connectors/grown-rows/stop");
    Stack.await(
        "the connector to have stopped",
        stack().worker(),
        "/connectors/grown-rows/status",
        reply ->
            reply.json().at("/connector/state").asText().equals("STOPPED")
                && reply.json().path("tasks").isEmpty());
    records().send("grown", KsqlRecords.kafka(2), "{\"NAME\":\"bob\",\"AGE\":4}");
    stack().rest().put("/connectors/grown-rows/resume");

    awaitRows(
        "grown",
        "{\"ID\":1,\"NAME\":\"ann\",\"AGE\":null}",
        "{\"ID\":2,\"NAME\":\"bob\",\"AGE\":4}");
    dismiss("grown-rows");
  }

  @Test
  @Order(13)
  void passwords_show_nowhere() {
    String secret = secret();
    declare("TABLE", "SECRETS", "ID INT PRIMARY KEY, NAME STRING", "secrets", "KAFKA");
    records().send("secrets", KsqlRecords.kafka(1), "{\"NAME\":\"ann\"}");
    stack().database().execute("CREATE DATABASE doomed");
    Map<String, String> seen = new TreeMap<>();

    // What goes right …
    String url = stack().database().url() + "&password=" + secret;
    stack().create("secret-rows", sink("KsqlJdbcSink", url, "sources", "secrets"));
    stack()
        .create(
            "secret-documents",
            documentsOf(
                "secrets", "connection.username", "connect", "connection.password", secret));
    awaitRows("secrets", "{\"ID\":1,\"NAME\":\"ann\"}");
    awaitDocuments("secrets", "1", "{\"NAME\":\"ann\"}");
    // … what is refused …
    Map<String, String> refused =
        sink(
            "KsqlJdbcSink",
            "jdbc:postgresql://127.0.0.1:1/x?user=u&password=" + CANARY,
            "sources",
            "secrets");
    seen.put("refused", stack().rest().create("refused", refused).body());
    seen.put("validation", errors(refused).toString());
    // … and what loses its database while it runs.
    stack()
        .create(
            "secret-lost",
            sink(
                "KsqlJdbcSink",
                url.replace("/postgres?", "/doomed?"),
                "sources",
                "secrets",
                "connection.attempts",
                "1",
                "max.retries",
                "0"));
    stack().awaitState("secret-lost", "RUNNING", "RUNNING");
    stack().database().execute("DROP DATABASE doomed WITH (FORCE)");
    records().send("secrets", KsqlRecords.kafka(2), "{\"NAME\":\"bob\"}");
    stack().awaitState("secret-lost", "RUNNING", "FAILED");

    for (String connector : List.of("secret-rows", "secret-documents", "secret-lost")) {
      seen.put("plan of " + connector, delegateConfig(connector).toString());
      for (String path : List.of("config", "status", "tasks")) {
        String asked = "/connectors/" + connector + "/" + path;
        seen.put(asked, stack().rest().get(asked).body());
      }
    }
    seen.put("announcements", stack().rest().get("/topic-announcements").body());
    for (Worker worker : stack().workers()) {
      seen.put("log of " + worker.url(), worker.log());
    }
    for (String topic : stack().topics().names()) {
      if (topic.startsWith("connect-")) {
        for (ConsumerRecord<String, String> record : stack().topics().records(topic)) {
          seen.merge("topic " + topic, record.key() + record.value(), String::concat);
        }
      }
    }
    dismiss("secret-rows", "secret-documents", "secret-lost");

    assertThat(seen.get("/connectors/secret-lost/status")).contains("trace");
    assertThat(seen).containsKeys("topic connect-configs", "topic connect-announcements");
    seen.forEach((where, text) -> assertThat(text).as(where).doesNotContain(CANARY));
  }

  @Test
  @Order(LATE)
  void a_database_that_goes_away_while_it_is_written_is_waited_for() {
    declare("TABLE", "PATIENT", "ID INT PRIMARY KEY, NAME STRING", "patient", "KAFKA");
    records().send("patient", KsqlRecords.kafka(1), "{\"NAME\":\"before\"}");
    stack()
        .create(
            "patient-rows",
            rowsOf("patient", "connection.attempts", "1", "connection.backoff.ms", "100"));
    awaitRows("patient", "{\"ID\":1,\"NAME\":\"before\"}");

    stack().database().stop();
    records().send("patient", KsqlRecords.kafka(2), "{\"NAME\":\"meanwhile\"}");
    records().send("patient", KsqlRecords.kafka(1), null);
    Waiting.until(
        "the task to have noticed", Stack.PATIENCE, () -> logs().contains("The database is away"));
    stack().awaitState("patient-rows", "RUNNING", "RUNNING");
    stack().database().startAgain();
    records().send("patient", KsqlRecords.kafka(3), "{\"NAME\":\"after\"}");

    awaitRows("patient", "{\"ID\":2,\"NAME\":\"meanwhile\"}", "{\"ID\":3,\"NAME\":\"after\"}");
    assertNeverFailed("patient-rows");
    dismiss("patient-rows");
  }

  @Test
  @Order(LATE)
  void an_elasticsearch_that_goes_away_while_it_is_written_is_waited_for() {
    declare("TABLE", "CALM", "ID INT PRIMARY KEY, NAME STRING", "calm", "KAFKA");
    records().send("calm", KsqlRecords.kafka(1), "{\"NAME\":\"before\"}");
    stack().create("calm-documents", documentsOf("calm"));
    awaitDocuments("calm", "1", "{\"NAME\":\"before\"}");

    elasticsearch().stop();
    records().send("calm", KsqlRecords.kafka(2), "{\"NAME\":\"meanwhile\"}");
    records().send("calm", KsqlRecords.kafka(1), null);
    elasticsearch().startAgain();
    records().send("calm", KsqlRecords.kafka(3), "{\"NAME\":\"after\"}");

    awaitDocuments("calm", "2", "{\"NAME\":\"meanwhile\"}", "3", "{\"NAME\":\"after\"}");
    assertNeverFailed("calm-documents");
    dismiss("calm-documents");
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    stack().workers().forEach(worker -> logs.append(worker.log()));
    return logs.toString();
  }

  private void assertNeverFailed(String connector) {
    stack().awaitState(connector, "RUNNING", "RUNNING");
    assertThat(logs())
        .doesNotContain(
            String.format(
                "WorkerSinkTask{id=%s-0} Task threw an uncaught and unrecoverable exception",
                connector));
  }

  /** All of them are at work when the other half comes, in which the worker is killed. */
  private void writeSomeOfEach() {
    records().flush();
    // Small batches, so that there is a middle.
    String[] slowly = {"consumer.override.max.poll.records", "50"};
    stack().create("many-documents", documentsOf("many", slowly));
    stack().create("many-rows", rowsOf("many", slowly));
    stack().create("flood-documents", documentsOf("flood", slowly));
    Waiting.until(
        "some of all",
        Stack.PATIENCE,
        () ->
            elasticsearch().count("flood") > RECORDS / 10
                && elasticsearch().count("many") > KEYS / 10
                && hasTable("many")
                && !stack().database().query("SELECT 1 FROM \"many\" LIMIT 100").isEmpty());
  }

  /** All at once: a table's documents, its rows, and a stream's documents. */
  @Test
  @Order(LATE + 1)
  void nothing_is_missing_and_nothing_is_too_much_after_the_worker_was_killed_mid_way() {
    // All tasks are to be on the one that is killed.
    stack().workers().get(1).stop();
    declare("TABLE", "MANY", "ID INT PRIMARY KEY, NAME STRING, N BIGINT", "many", "KAFKA");
    declare("STREAM", "FLOOD", "ID INT KEY, NAME STRING, N BIGINT", "flood", "KAFKA");
    Map<String, JsonNode> documents = new TreeMap<>();
    Map<String, JsonNode> flood = new TreeMap<>();
    Random random = new Random(7);
    for (int n = 0; n < RECORDS; n++) {
      if (n == RECORDS / 2) {
        writeSomeOfEach();
      }
      int id = random.nextInt(KEYS);
      String value = String.format("{\"NAME\":\"name of %d\",\"N\":%d}", id, n);
      boolean isDeleted = n < RECORDS - 1 && random.nextInt(5) == 0;
      records().sendSoon("many", KsqlRecords.kafka(id), isDeleted ? null : value);
      records().sendSoon("flood", KsqlRecords.kafka(id), value);
      flood.put("flood+0+" + n, json(value));
      if (isDeleted) {
        documents.remove(String.valueOf(id));
      } else {
        documents.put(String.valueOf(id), json(value));
      }
    }
    records().flush();
    String last = "\"N\":" + (RECORDS - 1);

    stack().worker().kill();

    assertThat(elasticsearch().count("flood")).as("that was mid-way").isLessThan(RECORDS);
    assertThat(rows("many").toString()).as("that was mid-way").doesNotContain(last);
    assertThat(documents("many").toString()).as("that was mid-way").doesNotContain(last);
    stack().worker().startAgain();
    awaitDocuments("flood", flood);
    awaitDocuments("many", documents);
    awaitRows(
        "many",
        documents.entrySet().stream()
            .map(each -> each.getValue().toString().replace("{", "{\"ID\":" + each.getKey() + ","))
            .toArray(String[]::new));
    for (String connector : List.of("many-documents", "many-rows", "flood-documents")) {
      stack().awaitState(connector, "RUNNING", "RUNNING");
    }
  }
}
