package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.KsqlDb;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user of the sinks does, on one cluster of two workers that keep Connect's default
 * converters: names streams and tables, and finds them in Elasticsearch and in a database. Runs on
 * both lines of Connect.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class EgressScenario {
  static final String CANARY = "canary-in-the-mine";
  static final String KSQL_USER = "connect";

  /** More than a machine that tests stands still for. */
  static final int KSQL_TIMEOUT_MS = 15_000;

  static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final String CONVERTER = "org.apache.kafka.connect.json.JsonConverter";

  /** What the worker fills in for values in JSON. */
  private static final Map<String, String> JSON_VALUES =
      Map.of("value.converter", CONVERTER, "value.converter.schemas.enable", "false");

  /** What has to be taken out where other sources are named. */
  private static final List<String> FILLED_IN =
      List.of("topics", "sources.described", "key.converter", "value.converter");

  private final KafkaLine line;
  private Stack stack;
  private KsqlDbStandIn ksql;
  private Elasticsearch elasticsearch;
  private KsqlRecords records;

  EgressScenario(KafkaLine line) {
    this.line = line;
  }

  @BeforeAll
  void start() {
    stack = new Stack(getClass(), line);
    ksql = KsqlDbStandIn.start().requireBasicAuth(KSQL_USER, CANARY);
    ksql.topicsFrom(stack.existingTopics());
    elasticsearch = stack.startElasticsearch();
    records = new KsqlRecords(stack.bootstrapServers());
    for (int i = 0; i < 2; i++) {
      stack.addWorker(
          worker ->
              worker
                  .with("key.converter.schemas.enable", "true")
                  .with("value.converter.schemas.enable", "true")
                  .with("ksql.connect.ksql.url", ksql.url())
                  .with("ksql.connect.ksql.basic.auth.username", KSQL_USER)
                  .with("ksql.connect.ksql.basic.auth.password", CANARY)
                  .with("ksql.connect.ksql.request.timeout.ms", "" + KSQL_TIMEOUT_MS)
                  // Nobody waits long for a worker that was killed.
                  .with("session.timeout.ms", "6000")
                  .with("heartbeat.interval.ms", "2000")
                  .with("consumer.session.timeout.ms", "6000")
                  .with("consumer.heartbeat.interval.ms", "2000"));
    }
    // The one that the tests below complete again and again.
    declare("TABLE", "ACCOUNTS", "ID INT PRIMARY KEY, NAME STRING", "accounts", "KAFKA");
    declare("TABLE", "CITIES", "ID INT PRIMARY KEY, NAME STRING", "cities", "KAFKA");
  }

  @AfterAll
  void stop() {
    records.close();
    stack.close();
    ksql.close();
  }

  final Stack stack() {
    return stack;
  }

  final KsqlDbStandIn ksql() {
    return ksql;
  }

  final Elasticsearch elasticsearch() {
    return elasticsearch;
  }

  final KsqlRecords records() {
    return records;
  }

  /** Makes a topic, and a stream or table on it, with values in JSON. */
  final void declare(String kind, String name, String columns, String topic, String keyFormat) {
    if (!stack.topics().names().contains(topic)) {
      stack.topics().create(topic, Map.of());
    }
    run(
        String.format(
            "CREATE %s %s (%s) WITH (KAFKA_TOPIC = '%s', KEY_FORMAT = '%s', VALUE_FORMAT ="
                + " 'JSON');",
            kind, name, columns, topic, keyFormat));
  }

  /** The password, as a configuration names it that somebody may read. */
  final String secret() {
    Path file = stack.folder().resolve("secret.properties");
    try {
      Files.writeString(file, "password=" + CANARY + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "${file:" + file + ":password}";
  }

  /** Has ksqlDB run a statement. */
  final void run(String statement) {
    KsqlDb.as(KSQL_USER, CANARY, ksql.url()).run(statement);
  }

  /** All that an Elasticsearch sink needs, and more. */
  final Map<String, String> documentsOf(String sources, String... more) {
    return sink("KsqlElasticsearchSink", elasticsearch.url(), "sources", sources, more);
  }

  /** All that a JDBC sink needs, and more. */
  final Map<String, String> rowsOf(String sources, String... more) {
    return sink("KsqlJdbcSink", stack.database().url(), "sources", sources, more);
  }

  static Map<String, String> sink(
      String connectorClass, String url, String key, String names, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", connectorClass);
    config.put("connection.url", url);
    config.put(key, names);
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** They go some time later; nothing waits for that. */
  final void dismiss(String... connectors) {
    for (String connector : connectors) {
      stack.rest().delete("/connectors/" + connector);
    }
  }

  /** Waits until an index holds these documents and no others: ids and JSON, one by one. */
  final void awaitDocuments(String index, String... idsAndDocuments) {
    Map<String, JsonNode> wanted = new TreeMap<>();
    for (int i = 0; i < idsAndDocuments.length; i += 2) {
      wanted.put(idsAndDocuments[i], json(idsAndDocuments[i + 1]));
    }
    awaitDocuments(index, wanted);
  }

  final void awaitDocuments(String index, Map<String, JsonNode> wanted) {
    Waiting.until(
        () -> index + " to hold " + differences(wanted, documents(index)),
        Stack.PATIENCE,
        () -> elasticsearch.count(index) == wanted.size() && documents(index).equals(wanted));
  }

  /** The first few of what is not the same. */
  private static String differences(Map<String, JsonNode> wanted, Map<String, JsonNode> held) {
    Set<String> ids = new TreeSet<>(wanted.keySet());
    ids.addAll(held.keySet());
    return ids.stream()
        .filter(id -> !Objects.equals(wanted.get(id), held.get(id)))
        .limit(5)
        .map(id -> id + ": " + wanted.get(id) + " and not " + held.get(id))
        .collect(Collectors.joining("; "));
  }

  final Map<String, JsonNode> documents(String index) {
    Map<String, JsonNode> documents = new TreeMap<>();
    elasticsearch
        .documents(index)
        .forEach(
            (id, document) ->
                // Read again, so that numbers are of the same kinds as in what is wanted.
                documents.put(id, json(document.source().toString())));
    return documents;
  }

  /** Waits until a table holds these rows and no others, each as JSON. */
  final void awaitRows(String table, String... rows) {
    List<String> wanted =
        Arrays.stream(rows).map(row -> json(row).toString()).sorted().collect(Collectors.toList());
    Waiting.until(
        () -> table + " to hold " + wanted + " and not " + rows(table),
        Stack.PATIENCE,
        () -> rows(table).equals(wanted));
  }

  /** The rows of a table, each as JSON, sorted; none if it is not there. */
  final List<String> rows(String table) {
    List<String> rows = new ArrayList<>();
    if (hasTable(table)) {
      stack
          .database()
          .query("SELECT row_to_json(t)::text AS row FROM \"" + table + "\" t")
          .forEach(row -> rows.add(json(row.get("row").toString()).toString()));
    }
    Collections.sort(rows);
    return rows;
  }

  final boolean hasTable(String table) {
    return stack
            .database()
            .query("SELECT to_regclass('\"" + table + "\"')::text AS name")
            .get(0)
            .get("name")
        != null;
  }

  /** JSON with its fields in the order of their names. */
  static JsonNode json(String text) {
    try {
      return sorted(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static JsonNode sorted(JsonNode json) {
    if (!json.isObject()) {
      return json;
    }
    Map<String, JsonNode> fields = new TreeMap<>();
    json.fields().forEachRemaining(field -> fields.put(field.getKey(), sorted(field.getValue())));
    return JSON.createObjectNode().setAll(fields);
  }

  @Test
  @Order(1)
  void a_tables_inserts_updates_and_deletes_end_up_as_documents_and_as_rows() {
    declare("TABLE", "USERS", "ID INT PRIMARY KEY, NAME STRING, AGE BIGINT", "users", "KAFKA");
    records.send("users", KsqlRecords.kafka(1), "{\"NAME\":\"ann\",\"AGE\":33}");
    records.send("users", KsqlRecords.kafka(2), "{\"NAME\":\"bob\",\"AGE\":null}");
    records.send("users", KsqlRecords.kafka(3), "{\"NAME\":\"eve\",\"AGE\":-1}");
    stack.create("users-documents", documentsOf("users"));
    stack.create("users-rows", rowsOf("users"));

    awaitDocuments(
        "users",
        "1",
        "{\"NAME\":\"ann\",\"AGE\":33}",
        "2",
        "{\"NAME\":\"bob\",\"AGE\":null}",
        "3",
        "{\"NAME\":\"eve\",\"AGE\":-1}");
    awaitRows(
        "users",
        "{\"ID\":1,\"NAME\":\"ann\",\"AGE\":33}",
        "{\"ID\":2,\"NAME\":\"bob\",\"AGE\":null}",
        "{\"ID\":3,\"NAME\":\"eve\",\"AGE\":-1}");

    records.send("users", KsqlRecords.kafka(2), "{\"NAME\":\"bert\"}");
    records.send("users", KsqlRecords.kafka(1), null);
    records.send("users", KsqlRecords.kafka(3), null);
    records.send("users", KsqlRecords.kafka(3), "{\"NAME\":\"eva\",\"AGE\":5000000000}");
    records.send("users", KsqlRecords.kafka(4), null);

    awaitDocuments(
        "users", "2", "{\"NAME\":\"bert\"}", "3", "{\"NAME\":\"eva\",\"AGE\":5000000000}");
    awaitRows(
        "users",
        "{\"ID\":2,\"NAME\":\"bert\",\"AGE\":null}",
        "{\"ID\":3,\"NAME\":\"eva\",\"AGE\":5000000000}");
    dismiss("users-documents", "users-rows");
  }

  @Test
  @Order(1)
  void a_key_of_several_columns_is_one_document_and_one_row() {
    declare(
        "TABLE",
        "LINES",
        "ORDER_ID BIGINT PRIMARY KEY, SKU STRING PRIMARY KEY, PIECES INT",
        "Order.Lines",
        "JSON");
    records.send("Order.Lines", line(7, "a"), "{\"PIECES\":1}");
    records.send("Order.Lines", line(7, "b"), "{\"PIECES\":2}");
    records.send("Order.Lines", line(8, "a"), "{\"PIECES\":3}");
    // The same key with its columns the other way round.
    records.send(
        "Order.Lines", KsqlRecords.text("{\"SKU\":\"a\",\"ORDER_ID\":7}"), "{\"PIECES\":4}");
    records.send("Order.Lines", line(8, "a"), null);

    stack.create("lines-documents", documentsOf("LINES"));
    stack.create("lines-rows", rowsOf("LINES"));

    awaitDocuments("order.lines", "7|a", "{\"PIECES\":4}", "7|b", "{\"PIECES\":2}");
    awaitRows(
        "Order.Lines",
        "{\"ORDER_ID\":7,\"SKU\":\"a\",\"PIECES\":4}",
        "{\"ORDER_ID\":7,\"SKU\":\"b\",\"PIECES\":2}");
    dismiss("lines-documents", "lines-rows");
  }

  private static byte[] line(int order, String sku) {
    return KsqlRecords.text("{\"ORDER_ID\":" + order + ",\"SKU\":\"" + sku + "\"}");
  }

  @Test
  @Order(1)
  void a_single_key_in_json_is_the_document_and_the_row() {
    declare("TABLE", "STOCK", "SKU STRING PRIMARY KEY, PIECES INT", "stock", "JSON");
    records.send("stock", KsqlRecords.text("\"a 1\""), "{\"PIECES\":1}");
    records.send("stock", KsqlRecords.text("\"b\""), "{\"PIECES\":2}");
    records.send("stock", KsqlRecords.text("\"b\""), null);
    records.send("stock", KsqlRecords.text("\"a 1\""), "{\"PIECES\":3}");
    records.send("stock", KsqlRecords.text("\"c\""), "{\"PIECES\":4}");

    stack.create("stock-documents", documentsOf("Stock"));
    stack.create("stock-rows", rowsOf("`STOCK`"));

    awaitDocuments("stock", "a 1", "{\"PIECES\":3}", "c", "{\"PIECES\":4}");
    awaitRows("stock", "{\"SKU\":\"a 1\",\"PIECES\":3}", "{\"SKU\":\"c\",\"PIECES\":4}");
    dismiss("stock-documents", "stock-rows");
  }

  @Test
  @Order(1)
  void a_streams_records_are_appended_with_their_keys_and_are_documents_of_their_own() {
    declare("STREAM", "VISITS", "USER_ID INT KEY, PAGE STRING", "visits", "KAFKA");
    records.send("visits", KsqlRecords.kafka(1), "{\"PAGE\":\"/\"}");
    records.send("visits", KsqlRecords.kafka(1), "{\"PAGE\":\"/\"}");
    records.send("visits", null, "{\"PAGE\":\"/help\"}");
    records.send("visits", KsqlRecords.kafka(2), null);
    records.send("visits", KsqlRecords.kafka(2), "{\"PAGE\":null}");

    stack.create("visits-documents", documentsOf("visits"));
    stack.create("visits-rows", rowsOf("visits"));

    awaitDocuments(
        "visits",
        "visits+0+0",
        "{\"PAGE\":\"/\"}",
        "visits+0+1",
        "{\"PAGE\":\"/\"}",
        "visits+0+2",
        "{\"PAGE\":\"/help\"}",
        "visits+0+4",
        "{\"PAGE\":null}");
    awaitRows(
        "visits",
        "{\"USER_ID\":1,\"PAGE\":\"/\"}",
        "{\"USER_ID\":1,\"PAGE\":\"/\"}",
        "{\"USER_ID\":null,\"PAGE\":\"/help\"}",
        "{\"USER_ID\":2,\"PAGE\":null}");
    dismiss("visits-documents", "visits-rows");
  }

  @Test
  @Order(1)
  void tables_and_streams_share_an_elasticsearch_sink() {
    declare("TABLE", "PETS", "ID INT PRIMARY KEY, NAME STRING", "pets", "KAFKA");
    declare("STREAM", "BARKS", "PET_ID INT KEY, LOUD BOOLEAN", "barks", "KAFKA");
    records.send("pets", KsqlRecords.kafka(1), "{\"NAME\":\"rex\"}");
    records.send("pets", KsqlRecords.kafka(1), "{\"NAME\":\"max\"}");
    records.send("pets", KsqlRecords.kafka(2), "{\"NAME\":\"tom\"}");
    records.send("pets", KsqlRecords.kafka(2), null);
    records.send("barks", KsqlRecords.kafka(1), "{\"LOUD\":true}");
    records.send("barks", KsqlRecords.kafka(1), "{\"LOUD\":false}");

    stack.create("pets-documents", documentsOf("pets,barks"));

    awaitDocuments("pets", "1", "{\"NAME\":\"max\"}");
    awaitDocuments("barks", "barks+0+0", "{\"LOUD\":true}", "barks+0+1", "{\"LOUD\":false}");
    dismiss("pets-documents");
  }

  @Test
  @Order(1)
  void tables_and_streams_cannot_share_a_jdbc_sink() {
    declare("STREAM", "LOGINS", "ID INT KEY, NAME STRING", "logins", "KAFKA");

    Rest.Reply refused = stack.rest().create("mixed", rowsOf("accounts,logins"));

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body())
        .contains(
            "sources: ACCOUNTS is written by key, and LOGINS is appended",
            "Make a connector for the tables and one for the streams");
    assertNothingIsStored("mixed");
  }

  final void assertNothingIsStored(String connector) {
    for (Worker worker : stack.workers()) {
      assertThat(worker.rest().get("/connectors/" + connector).status()).isEqualTo(404);
    }
  }

  /** A configuration with all that the worker fills in, but for the description. */
  private static Map<String, String> completed(String name, Map<String, String> config) {
    Map<String, String> completed = new HashMap<>(JSON_VALUES);
    completed.put("topics", "accounts");
    completed.put("key.converter", "org.apache.kafka.connect.converters.IntegerConverter");
    completed.putAll(config);
    completed.put("name", name);
    return completed;
  }

  /** Sees to it that a configuration is complete. */
  private static void assertCompleted(JsonNode config, Map<String, String> expected) {
    ObjectNode rest = config.deepCopy();
    JsonNode described = json(rest.remove("sources.described").asText());
    assertThat(rest).isEqualTo(JSON.valueToTree(expected));
    assertThat(described.findValuesAsText("source")).containsExactly("ACCOUNTS");
  }

  private void awaitCompleted(String connector, Map<String, String> expected) {
    for (Worker worker : stack.workers()) {
      Rest.Reply stored =
          Stack.await(
              "the stored configuration",
              worker,
              "/connectors/" + connector + "/config",
              reply -> reply.status() == 200);
      assertCompleted(stored.json(), expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Order(2)
  void what_connect_has_to_find_is_filled_in_whichever_worker_a_post_goes_to(int worker) {
    // Of two workers one is a follower, which hands the request on to the leader.
    String name = "posted-" + worker;
    Map<String, String> config = documentsOf("accounts");

    Rest.Reply posted = stack.workers().get(worker).rest().create(name, config);

    assertThat(posted.status()).as(posted.body()).isEqualTo(201);
    assertCompleted(posted.json().path("config"), completed(name, config));
    awaitCompleted(name, completed(name, config));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Order(2)
  void what_connect_has_to_find_is_filled_in_whichever_worker_a_put_goes_to(int worker) {
    String name = "put-" + worker;
    Map<String, String> config = rowsOf("accounts");

    Rest.Reply put =
        stack.workers().get(worker).rest().put("/connectors/" + name + "/config", config);

    assertThat(put.status()).as(put.body()).isEqualTo(201);
    assertCompleted(put.json().path("config"), completed(name, config));
    awaitCompleted(name, completed(name, config));
  }

  /** ksqlDB makes upper case of a key that stands without quotes in CREATE SINK CONNECTOR. */
  @Test
  @Order(2)
  void sources_may_be_called_as_ksqldb_does() {
    Map<String, String> config = documentsOf("accounts");
    config.put("SOURCES", config.remove("sources"));

    stack.create("shouted", config);

    awaitCompleted("shouted", completed("shouted", documentsOf("accounts")));
    dismiss("shouted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KsqlElasticsearchSink", "KsqlJdbcSink"})
  @Order(2)
  void sources_alone_are_valid(String connectorClass) {
    Map<String, String> config =
        connectorClass.equals("KsqlJdbcSink") ? rowsOf("accounts") : documentsOf("accounts");
    config.put("name", "validated");

    JsonNode answer =
        stack
            .rest()
            .put("/connector-plugins/" + connectorClass + "/config/validate", config)
            .json();

    assertThat(answer.path("error_count").asInt()).as(answer.toString()).isZero();
  }

  @Test
  @Order(2)
  void what_the_user_sets_wins() {
    Map<String, String> config =
        documentsOf(
            "accounts",
            "key.converter",
            "IntegerConverter",
            "key.ignore",
            "true",
            "max.retries",
            "3");

    stack.create("own", config);

    awaitCompleted("own", completed("own", config));
    JsonNode plan = delegateConfig("own");
    assertThat(plan.at("/config/key.ignore").asText()).isEqualTo("true");
    assertThat(plan.at("/config/max.retries").asText()).isEqualTo("3");
    dismiss("own");
  }

  /** What a wrapper gives its delegate, as a worker shows it. */
  final JsonNode delegateConfig(String connector) {
    return Stack.await(
            "the plan of " + connector,
            stack.worker(),
            "/connectors/" + connector + "/delegate-config",
            reply -> reply.status() == 200)
        .json();
  }

  @Test
  @Order(2)
  void what_follows_from_the_sources_can_be_seen_with_the_reasons() {
    stack.create("seen", rowsOf("accounts"));

    JsonNode plan = delegateConfig("seen");

    assertThat(plan.at("/config/pk.mode").asText()).isEqualTo("record_key");
    assertThat(plan.at("/config/pk.fields").asText()).isEqualTo("ID");
    assertThat(plan.at("/config/insert.mode").asText()).isEqualTo("upsert");
    assertThat(plan.at("/config/delete.enabled").asText()).isEqualTo("true");
    assertThat(plan.at("/why/pk.mode").asText()).isNotEmpty();
    dismiss("seen");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Order(2)
  void other_sources_than_those_filled_in_are_refused_and_go_through_with_the_remedy(int worker) {
    Rest rest = stack.workers().get(worker).rest();
    stack.create("patched", documentsOf("accounts"));
    Map<String, String> change = new HashMap<>(Map.of("sources", "cities"));

    Rest.Reply refused = rest.patch("/connectors/patched/config", change);

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body())
        .contains("CITIES is not among what was filled in", "without topics, sources.described");
    awaitCompleted("patched", completed("patched", documentsOf("accounts")));

    FILLED_IN.forEach(key -> change.put(key, null));
    Rest.Reply changed = rest.patch("/connectors/patched/config", change);

    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.json().at("/config/topics").asText()).isEqualTo("cities");
    records.send("cities", KsqlRecords.kafka(1), "{\"NAME\":\"Rome\"}");
    awaitDocuments("cities", "1", "{\"NAME\":\"Rome\"}");
    dismiss("patched");
  }

  @Test
  @Order(2)
  void a_complete_configuration_can_be_changed_while_ksqldb_is_away() {
    stack.create("later", documentsOf("accounts"));
    awaitCompleted("later", completed("later", documentsOf("accounts")));
    ksql.away(true);
    try {
      for (int i = 0; i < 2; i++) {
        Rest.Reply changed =
            stack
                .workers()
                .get(i)
                .rest()
                .patch("/connectors/later/config", Map.of("tasks.max", String.valueOf(2 + i)));

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().at("/config/tasks.max").asText()).isEqualTo("" + (2 + i));
        assertThat(changed.json().at("/config/topics").asText()).isEqualTo("accounts");
      }
    } finally {
      ksql.away(false);
    }
    dismiss("later");
  }

  @Test
  @Order(2)
  void a_connector_of_another_class_is_stored_as_it_was_posted() {
    // Written anew, the number would have lost its zero.
    String body =
        " {\"config\":\n {\"connector.class\" : \""
            + Project.jdbcClass().replace("Source", "Sink")
            + "\", \"sources\":\"accounts\",\"unknown\":1.10,\r\n \"text\" : \"\\u00e4 \\/\","
            + " \"topics\":\"nothing\", \"connection.url\":\""
            + stack.database().url()
            + "\"}, \"name\":\"other\"}";

    for (Worker worker : stack.workers()) {
      Rest.Reply posted = worker.rest().post("/connectors", body);

      assertThat(posted.status()).as(posted.body()).isEqualTo(201);
      assertThat(posted.json().path("config"))
          .isEqualTo(
              JSON.valueToTree(
                  Map.of(
                      "name", "other",
                      "connector.class", Project.jdbcClass().replace("Source", "Sink"),
                      "sources", "accounts",
                      "unknown", "1.10",
                      "text", "ä /",
                      "topics", "nothing",
                      "connection.url", stack.database().url())));
      stack.delete("other");
    }
  }

  /** The two keys that a source needs; ksqlDB is away while the sinks are posted. */
  @Test
  @Order(3)
  void topics_that_the_source_has_announced_need_no_ksqldb() {
    stack
        .database()
        .execute(
            """
            CREATE SCHEMA shop;
            CREATE TABLE shop.users (
              id SERIAL PRIMARY KEY, name TEXT, price NUMERIC(12, 2),
              updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            INSERT INTO shop.users (name, price, updated_at) VALUES
              ('ann', 1.10, '2024-02-29 12:34:56.789Z'), ('bob', NULL, '2024-02-29 12:34:57Z');
            """);
    stack.create(
        "shop",
        Map.of(
            "connector.class",
            "KsqlJdbcSource",
            "connection.url",
            stack.database().url() + "&currentSchema=shop"));
    Stack.awaitVersion(stack.worker(), "shop", "shop-users", 1);
    ksql.away(true);
    try {
      stack.create(
          "shop-documents",
          sink("KsqlElasticsearchSink", elasticsearch.url(), "topics", "shop-users"));
      stack.create(
          "shop-rows", sink("KsqlJdbcSink", stack.database().url(), "topics", "shop-users"));

      awaitDocuments(
          "shop-users",
          "1",
          "{\"id\":1,\"name\":\"ann\",\"price\":1.10,\"updated_at\":1709210096789}",
          "2",
          "{\"id\":2,\"name\":\"bob\",\"price\":null,\"updated_at\":1709210097000}");
      awaitRows(
          "shop-users",
          "{\"id\":1,\"name\":\"ann\",\"price\":1.10,\"updated_at\":\"2024-02-29T12:34:56.789\"}",
          "{\"id\":2,\"name\":\"bob\",\"price\":null,\"updated_at\":\"2024-02-29T12:34:57\"}");
      stack
          .database()
          .execute(
              "UPDATE shop.users SET name = 'bert', updated_at = '2024-02-29 12:34:58Z' WHERE id ="
                  + " 2");
      awaitDocuments(
          "shop-users",
          "1",
          "{\"id\":1,\"name\":\"ann\",\"price\":1.10,\"updated_at\":1709210096789}",
          "2",
          "{\"id\":2,\"name\":\"bert\",\"price\":null,\"updated_at\":1709210098000}");
    } finally {
      ksql.away(false);
    }
    dismiss("shop-documents", "shop-rows");
  }

  @Test
  @Order(4)
  void a_source_has_got_converters_that_ksqldb_can_read() {
    JsonNode config = stack.rest().get("/connectors/shop/config").json();

    assertThat(config)
        .isEqualTo(
            JSON.valueToTree(
                Map.of(
                    "name", "shop",
                    "connector.class", "KsqlJdbcSource",
                    "connection.url", stack.database().url() + "&currentSchema=shop",
                    "key.converter", CONVERTER,
                    "key.converter.schemas.enable", "false",
                    "key.converter.decimal.format", "NUMERIC",
                    "value.converter", CONVERTER,
                    "value.converter.schemas.enable", "false",
                    "value.converter.decimal.format", "NUMERIC")));
    stack.create(
        "registrar",
        Map.of(
            "connector.class",
            "KsqlDdlSink",
            "ksql.url",
            ksql.url(),
            "ksql.basic.auth.username",
            KSQL_USER,
            "ksql.basic.auth.password",
            secret()));
    Registrations.await(stack.worker(), "shop", "shop-users", "REGISTERED");
    dismiss("registrar", "shop");
  }
}
