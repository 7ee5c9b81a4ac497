package dev.ksqlconnect.standin.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a wrapper expects of an Elasticsearch sink connector. Runs on the stand-in always, and on
 * the real one where {@code -Dblessed.plugins} names a plugin.path that it is installed in.
 */
class ElasticsearchSinkContractIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOPIC = "SHOP_Orders";
  private static final String INDEX = "shop_orders";
  private static final Map<String, Object> VALUE = Map.of("a", 1);
  private static Elasticsearch elasticsearch;

  static Stream<InstalledSink> connectors() {
    return InstalledSink.all();
  }

  @BeforeAll
  static void startElasticsearch() {
    var folder = Project.root().resolve("stand-ins/elasticsearch/target/contract");
    Component.delete(folder);
    elasticsearch = Elasticsearch.start(folder);
  }

  @AfterAll
  static void stopElasticsearch() {
    elasticsearch.close();
  }

  @BeforeEach
  void deleteIndices() {
    elasticsearch.indices().forEach(elasticsearch::deleteIndex);
  }

  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "contract");
    config.put("topics", TOPIC);
    config.put("connection.url", elasticsearch.url());
    config.put("max.retries", "1");
    config.put("retry.backoff.ms", "10");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** For values without a schema, too. */
  private static Map<String, String> schemaless(String... more) {
    Map<String, String> config = config(more);
    config.put("schema.ignore", "true");
    return config;
  }

  private static SinkRecord record(
      long offset,
      @Nullable Schema keySchema,
      @Nullable Object key,
      @Nullable Schema valueSchema,
      @Nullable Object value) {
    return new SinkRecord(TOPIC, 0, keySchema, key, valueSchema, value, offset);
  }

  private static SinkRecord record(long offset, @Nullable Object key, @Nullable Object value) {
    return record(offset, null, key, null, value);
  }

  private static RunningSink run(InstalledSink installed, Map<String, String> config) {
    return new RunningSink(installed, config, TOPIC);
  }

  private static Set<String> ids() {
    return elasticsearch.documents(INDEX).keySet();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  // Configuration.

  @ParameterizedTest
  @MethodSource("connectors")
  void knows_every_key_of_the_recorded_ones(InstalledSink installed) throws IOException {
    List<String> recorded = new ArrayList<>();
    try (InputStream file = SinkConfig.class.getResourceAsStream("keys.json")) {
      JSON.readTree(file).forEach(key -> recorded.add(key.get("name").asText()));
    }

    assertThat(installed.connector().config().names()).containsAll(recorded);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void every_task_is_given_the_configuration_in_a_map_of_its_own(InstalledSink installed) {
    var connector = installed.connector();
    connector.start(config());

    List<Map<String, String>> tasks = connector.taskConfigs(2);

    assertThat(tasks)
        .hasSize(2)
        .allSatisfy(task -> assertThat(task).containsAllEntriesOf(config()));
    assertThat(tasks.get(0)).isNotSameAs(tasks.get(1));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_stop_after_no_start_fails(InstalledSink installed) throws ReflectiveOperationException {
    SinkTask task =
        (SinkTask) installed.connector().taskClass().getDeclaredConstructor().newInstance();

    assertThatThrownBy(task::stop).isInstanceOf(NullPointerException.class);
  }

  private static Set<String> errorsOn(InstalledSink installed, Map<String, String> config) {
    Config validated = installed.with(() -> installed.connector().validate(config));
    Set<String> keys = new TreeSet<>();
    for (ConfigValue value : validated.configValues()) {
      if (!value.errorMessages().isEmpty()) {
        keys.add(value.name());
      }
    }
    return keys;
  }

  static Stream<Object[]> validations() {
    String nobody = "http://127.0.0.1:1";
    List<Object[]> cases =
        List.of(
            wrong("nothing", Map.of()),
            wrong("topic that is not there", Map.of("topic.key.ignore", "other")),
            wrong("case", Map.of("write.method", "uPSERT", "behavior.on.null.values", "delete")),
            wrong("one of two that is down", Map.of("connection.url", nobody + ",{url}")),
            wrong("slash", Map.of("connection.url", "{url}/")),
            wrong("url", Map.of("connection.url", ""), "connection.url"),
            wrong("no protocol", Map.of("connection.url", "127.0.0.1:9200"), "connection.url"),
            wrong("path", Map.of("connection.url", "{url}/path"), "connection.url"),
            wrong("down", Map.of("connection.url", nobody), "connection.url"),
            wrong(
                "down, with a user",
                Map.of(
                    "connection.url",
                    nobody,
                    "connection.username",
                    "u",
                    "connection.password",
                    "p"),
                "connection.url",
                "connection.username",
                "connection.password"),
            wrong(
                "user without password",
                Map.of("connection.username", "u"),
                "connection.username",
                "connection.password"),
            wrong(
                "key.ignore twice",
                Map.of("key.ignore", "true", "topic.key.ignore", "t"),
                "key.ignore",
                "topic.key.ignore"),
            wrong(
                "schema.ignore twice",
                Map.of("schema.ignore", "true", "topic.schema.ignore", "t"),
                "schema.ignore",
                "topic.schema.ignore"),
            wrong(
                "unknown values",
                Map.of("write.method", "x", "behavior.on.null.values", "y"),
                "write.method",
                "behavior.on.null.values"),
            wrong(
                "batches larger than the buffer",
                Map.of("batch.size", "10000"),
                "batch.size",
                "max.buffered.records",
                "max.in.flight.requests"),
            wrong(
                "lingers too long",
                Map.of("linger.ms", "10000", "flush.timeout.ms", "1000"),
                "linger.ms",
                "flush.timeout.ms"));
    return connectors()
        .flatMap(
            installed ->
                cases.stream().map(one -> new Object[] {installed, one[0], one[1], one[2]}));
  }

  private static Object[] wrong(String name, Map<String, String> set, String... keys) {
    return new Object[] {name, set, Set.of(keys)};
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("validations")
  void validation_names_the_recorded_keys(
      InstalledSink installed, String name, Map<String, String> set, Set<String> keys) {
    Map<String, String> config = config();
    set.forEach((key, value) -> config.put(key, value.replace("{url}", elasticsearch.url())));

    assertThat(errorsOn(installed, config)).isEqualTo(new TreeSet<>(keys));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void validation_counts_whom_the_server_does_not_let_in_as_wrong_credentials(
      InstalledSink installed) throws IOException {
    HttpServer server = answering(401);
    try {
      Map<String, String> config = config("connection.username", "u", "connection.password", "p");
      config.put("connection.url", "http://127.0.0.1:" + server.getAddress().getPort());

      assertThat(errorsOn(installed, config))
          .containsExactly("connection.password", "connection.url", "connection.username");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void validation_knows_what_is_not_elasticsearch(InstalledSink installed) throws IOException {
    HttpServer server = answering(200);
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();

      assertThat(errorsOn(installed, config("connection.url", url)))
          .containsExactly("connection.url");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void validation_lets_pass_who_may_not_ask_what_server_it_is(InstalledSink installed)
      throws IOException {
    HttpServer server = answering(403);
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();

      assertThat(errorsOn(installed, config("connection.url", url))).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer answering(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  // Ids.

  @ParameterizedTest
  @MethodSource("connectors")
  void a_text_or_a_whole_number_is_the_id(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless())) {
      sink.write(
          record(0, Schema.STRING_SCHEMA, "{\"x\":1, \"y\":\"/\"}", null, VALUE),
          record(1, Schema.INT8_SCHEMA, (byte) 8, null, VALUE),
          record(2, Schema.INT16_SCHEMA, (short) 16, null, VALUE),
          record(3, Schema.INT32_SCHEMA, 32, null, VALUE),
          record(4, Schema.INT64_SCHEMA, 64L, null, VALUE),
          record(5, "text", VALUE),
          record(6, 9L, VALUE));

      assertThat(ids())
          .containsExactlyInAnyOrder("{\"x\":1, \"y\":\"/\"}", "8", "16", "32", "64", "text", "9");
    }
  }

  static Stream<Object[]> keysThatAreNoIds() {
    Schema struct = SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).build();
    List<Object[]> keys =
        List.of(
            new Object[] {"null", null, null},
            new Object[] {"null of a schema", Schema.OPTIONAL_STRING_SCHEMA, null},
            new Object[] {"empty", Schema.STRING_SCHEMA, ""},
            new Object[] {"float", Schema.FLOAT32_SCHEMA, 1.5f},
            new Object[] {"double", Schema.FLOAT64_SCHEMA, 1.5},
            new Object[] {"boolean", Schema.BOOLEAN_SCHEMA, true},
            new Object[] {"bytes", Schema.BYTES_SCHEMA, new byte[] {1}},
            new Object[] {"decimal", Decimal.schema(1), new BigDecimal("1.5")},
            new Object[] {"struct", struct, new Struct(struct).put("x", 1)},
            new Object[] {"map", null, Map.of("x", 1)},
            new Object[] {"list", null, List.of(1)},
            new Object[] {"double without a schema", null, 1.5});
    return connectors()
        .flatMap(
            installed ->
                keys.stream().map(key -> new Object[] {installed, key[0], key[1], key[2]}));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("keysThatAreNoIds")
  void any_other_key_is_reported_and_fails_the_task(
      InstalledSink installed, String name, @Nullable Schema schema, @Nullable Object key) {
    try (RunningSink sink = run(installed, schemaless())) {
      assertThatThrownBy(() -> sink.put(record(0, schema, key, null, VALUE)))
          .isInstanceOf(DataException.class);
      assertThat(sink.reported()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_key_that_is_no_id_is_left_out_where_invalid_messages_are_dropped(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("drop.invalid.message", "true"))) {
      sink.write(record(0, null, VALUE), record(1, "k", VALUE));

      assertThat(ids()).containsExactly("k");
      assertThat(sink.reported()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void an_id_that_is_too_long_fails_its_neighbours_too_whatever_shall_be_dropped(
      InstalledSink installed) {
    Map<String, String> lenient =
        schemaless("drop.invalid.message", "true", "behavior.on.malformed.documents", "ignore");
    // Both are in one request.
    lenient.put("linger.ms", "500");
    try (RunningSink sink = run(installed, lenient)) {
      sink.put(record(0, "k", VALUE), record(1, "x".repeat(513), VALUE));

      assertThat(sink.awaitFailure()).hasMessage("Bulk request failed");
      assertThat(ids()).isEmpty();
      assertThat(sink.reported()).isEmpty();
    }
  }

  static Stream<Object[]> waysToIgnoreKeys() {
    return connectors()
        .flatMap(
            installed ->
                Stream.of(
                    new Object[] {installed, schemaless("key.ignore", "true")},
                    new Object[] {installed, schemaless("topic.key.ignore", "other," + TOPIC)}));
  }

  @ParameterizedTest
  @MethodSource("waysToIgnoreKeys")
  void an_ignored_key_gives_way_to_topic_partition_and_offset(
      InstalledSink installed, Map<String, String> config) {
    try (RunningSink sink = run(installed, config)) {
      sink.write(record(3, Map.of("x", 1), VALUE), record(4, null, VALUE));

      assertThat(ids()).containsExactly(TOPIC + "+0+3", TOPIC + "+0+4");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void an_ignored_key_makes_one_document_of_a_record_that_comes_twice(InstalledSink installed) {
    for (int i = 0; i < 2; i++) {
      try (RunningSink sink = run(installed, schemaless("key.ignore", "true"))) {
        sink.write(record(3, "k", VALUE));
      }
    }

    assertThat(elasticsearch.count(INDEX)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void topics_with_ignored_keys_are_named_in_their_own_case(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("topic.key.ignore", INDEX))) {
      assertThatThrownBy(() -> sink.put(record(3, null, VALUE))).isInstanceOf(DataException.class);
    }
  }

  // Versions.

  @ParameterizedTest
  @MethodSource("connectors")
  void an_offset_is_the_version_of_a_document(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless())) {
      sink.write(record(42, "k", VALUE));

      assertThat(elasticsearch.document(INDEX, "k"))
          .hasValueSatisfying(document -> assertThat(document.version()).isEqualTo(42));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void what_is_delivered_again_changes_nothing(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("behavior.on.null.values", "delete"))) {
      sink.write(record(0, "k", VALUE), record(1, "gone", VALUE));
      sink.write(record(2, "k", Map.of("a", 2)), record(3, "gone", null));
    }
    try (RunningSink again = run(installed, schemaless("behavior.on.null.values", "delete"))) {
      again.write(record(0, "k", VALUE), record(1, "gone", VALUE));

      assertThat(elasticsearch.documents(INDEX))
          .containsOnlyKeys("k")
          .hasEntrySatisfying(
              "k", document -> assertThat(document.source()).isEqualTo(json("{\"a\": 2}")));
      assertThat(again.reported()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void the_last_of_many_writes_of_a_key_stays(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("batch.size", "2"))) {
      sink.write(
          IntStream.range(0, 50)
              .mapToObj(i -> record(i, "k", Map.of("a", i)))
              .toArray(SinkRecord[]::new));

      assertThat(elasticsearch.document(INDEX, "k"))
          .hasValueSatisfying(
              document -> assertThat(document.source()).isEqualTo(json("{\"a\": 49}")));
    }
  }

  // Methods.

  @ParameterizedTest
  @MethodSource("connectors")
  void an_insert_replaces_the_whole_document(InstalledSink installed) {
    assertThat(afterTwoWrites(installed, "INSERT"))
        .isEqualTo(json("{\"b\": 2, \"c\": {\"y\": 2}}"));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void an_upsert_keeps_the_fields_that_do_not_come_again(InstalledSink installed) {
    assertThat(afterTwoWrites(installed, "UPSERT"))
        .isEqualTo(json("{\"a\": 1, \"b\": 2, \"c\": {\"x\": 1, \"y\": 2}}"));
  }

  private static JsonNode afterTwoWrites(InstalledSink installed, String method) {
    try (RunningSink sink = run(installed, schemaless("write.method", method))) {
      sink.write(
          record(0, "k", Map.of("a", 1, "c", Map.of("x", 1))),
          record(1, "k", Map.of("b", 2, "c", Map.of("y", 2))));
      return elasticsearch.document(INDEX, "k").orElseThrow().source();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void an_upsert_delivered_again_puts_back_what_is_older(InstalledSink installed) {
    Map<String, String> config = schemaless("write.method", "UPSERT");
    try (RunningSink sink = run(installed, config)) {
      sink.write(record(0, "k", VALUE), record(1, "k", Map.of("a", 2)));
    }
    try (RunningSink again = run(installed, config)) {
      again.write(record(0, "k", VALUE));

      assertThat(elasticsearch.document(INDEX, "k"))
          .hasValueSatisfying(
              document -> assertThat(document.source()).isEqualTo(json("{\"a\": 1}")));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_delete_after_as_many_upserts_as_its_offset_is_lost(InstalledSink installed) {
    Map<String, String> config =
        schemaless("write.method", "UPSERT", "behavior.on.null.values", "delete");
    try (RunningSink sink = run(installed, config)) {
      sink.write(record(0, "k", VALUE), record(1, "k", null));

      assertThat(ids()).containsExactly("k");
      assertThat(sink.reported()).isEmpty();
    }
  }

  // Null values.

  @ParameterizedTest
  @MethodSource("connectors")
  void a_null_value_fails_the_task_by_default(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless())) {
      assertThatThrownBy(() -> sink.put(record(0, "k", null)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("null value");
      assertThat(sink.reported()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void an_ignored_null_value_is_reported(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("behavior.on.null.values", "ignore"))) {
      sink.write(record(0, "k", VALUE), record(1, "k", null), record(2, "k2", VALUE));

      assertThat(ids()).containsExactly("k", "k2");
      assertThat(sink.reported()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_null_value_deletes(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("behavior.on.null.values", "delete"))) {
      sink.write(
          record(0, "k", VALUE),
          record(1, "other", VALUE),
          record(2, "k", null),
          record(3, "nobody", null));

      assertThat(ids()).containsExactly("other");
      assertThat(sink.reported()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_null_value_deletes_nothing_where_keys_are_ignored(InstalledSink installed) {
    Map<String, String> config =
        schemaless("behavior.on.null.values", "delete", "key.ignore", "true");
    try (RunningSink sink = run(installed, config)) {
      sink.write(record(0, "k", VALUE), record(1, "k", null));

      assertThat(ids()).containsExactly(TOPIC + "+0+0");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_null_value_without_a_key_holds_up_the_offset_when_it_shall_delete(
      InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("behavior.on.null.values", "delete"))) {
      sink.write(record(0, "k", VALUE));
      sink.put(record(1, null, null), record(2, "k2", VALUE));
      sink.awaitDocument(elasticsearch, INDEX, "k2");

      assertThat(sink.commit()).containsEntry(TOPIC, 1L);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_null_value_without_a_key_holds_up_nothing_when_flushes_are_synchronous(
      InstalledSink installed) {
    Map<String, String> config =
        schemaless("behavior.on.null.values", "delete", "flush.synchronously", "true");
    try (RunningSink sink = run(installed, config)) {
      sink.write(record(0, null, null), record(1, "k", VALUE));

      assertThat(ids()).containsExactly("k");
    }
  }

  // Schemas.

  @ParameterizedTest
  @MethodSource("connectors")
  void a_value_without_a_schema_fails_where_schemas_are_not_ignored(InstalledSink installed) {
    try (RunningSink sink = run(installed, config("drop.invalid.message", "true"))) {
      assertThatThrownBy(() -> sink.put(record(0, "k", VALUE)))
          .isInstanceOf(DataException.class)
          .hasMessageMatching(".*mapping without schema.*|.*without a schema makes no mapping");
      assertThat(sink.reported()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_tombstone_as_the_first_record_fails_where_schemas_are_not_ignored(
      InstalledSink installed) {
    try (RunningSink sink = run(installed, config("behavior.on.null.values", "delete"))) {
      assertThatThrownBy(() -> sink.put(record(0, "k", null)))
          .isInstanceOf(DataException.class)
          .hasMessageMatching(".*mapping without schema.*|.*without a schema makes no mapping");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_value_without_a_schema_goes_into_an_index_that_has_fields(InstalledSink installed) {
    elasticsearch.createIndex(
        INDEX, "{\"mappings\": {\"properties\": {\"z\": {\"type\": \"long\"}}}}");
    try (RunningSink sink = run(installed, config())) {
      sink.write(record(0, "k", VALUE));

      assertThat(ids()).containsExactly("k");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void schemas_are_ignored_for_single_topics(InstalledSink installed) {
    try (RunningSink sink = run(installed, config("topic.schema.ignore", TOPIC))) {
      sink.write(record(0, "k", VALUE));

      assertThat(ids()).containsExactly("k");
    }
  }

  private static final Schema ROW =
      SchemaBuilder.struct()
          .field("id", Schema.INT32_SCHEMA)
          .field("big", Schema.INT64_SCHEMA)
          .field("ok", Schema.BOOLEAN_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .field("price", Decimal.schema(2))
          .field("born", Date.SCHEMA)
          .field("at", Timestamp.SCHEMA)
          .field("raw", Schema.BYTES_SCHEMA)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
          .field("counts", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build())
          .field("in", SchemaBuilder.struct().field("x", Schema.FLOAT64_SCHEMA).build())
          .field("seven", SchemaBuilder.int32().optional().defaultValue(7).build())
          .build();

  private static Struct row() {
    return new Struct(ROW)
        .put("id", 1)
        .put("big", 9007199254740993L)
        .put("ok", true)
        .put("price", new BigDecimal("12.34"))
        .put("born", new java.util.Date(20_000L * 86_400_000))
        .put("at", new java.util.Date(1_700_000_000_123L))
        .put("raw", new byte[] {1, 2})
        .put("tags", List.of("a", "b"))
        .put("counts", Map.of("k", 1))
        .put("in", new Struct(ROW.field("in").schema()).put("x", 1.5));
  }

  private static String document(String price) {
    return "{\"id\": 1, \"big\": 9007199254740993, \"ok\": true, \"name\": null, \"price\": "
        + price
        + ", \"born\": 20000, \"at\": 1700000000123, \"raw\": \"AQI=\", \"tags\": [\"a\", \"b\"],"
        + " \"counts\": {\"k\": 1}, \"in\": {\"x\": 1.5}, \"seven\": 7}";
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_row_is_written_as_its_schema_says(InstalledSink installed) {
    try (RunningSink sink = run(installed, config())) {
      sink.write(record(0, null, "k", ROW, row()));

      assertThat(source("k")).isEqualTo(json(document("12.34")));
    }
  }

  private static JsonNode source(String id) {
    // Read again, so that numbers of one kind are of one class.
    return json(elasticsearch.document(INDEX, id).orElseThrow().source().toString());
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_decimal_is_not_a_number_where_schemas_are_ignored(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless())) {
      sink.write(record(0, null, "k", ROW, row()));

      assertThat(source("k")).isEqualTo(json(document("\"BNI=\"")));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void an_index_has_the_fields_of_the_first_schema(InstalledSink installed) {
    try (RunningSink sink = run(installed, config())) {
      sink.write(record(0, null, "k", ROW, row()));

      String text =
          "{\"type\": \"text\", \"fields\": {\"keyword\": {\"type\": \"keyword\","
              + " \"ignore_above\": 256}}}";
      assertThat(elasticsearch.fields(INDEX))
          .isEqualTo(
              json(
                  "{\"id\": {\"type\": \"integer\"}, \"big\": {\"type\": \"long\"},"
                      + " \"ok\": {\"type\": \"boolean\"}, \"name\": "
                      + text
                      + ", \"price\": {\"type\": \"double\"}, \"born\": {\"type\": \"date\"},"
                      + " \"at\": {\"type\": \"date\"}, \"raw\": {\"type\": \"binary\"},"
                      + " \"tags\": "
                      + text
                      + ", \"counts\": {\"properties\": {\"key\": "
                      + text
                      + ", \"value\": {\"type\": \"integer\"}, \"k\": {\"type\": \"long\"}}},"
                      + " \"in\": {\"properties\": {\"x\": {\"type\": \"double\"}}},"
                      + " \"seven\": {\"type\": \"integer\", \"null_value\": 7}}"));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_map_is_a_list_of_entries_where_it_is_not_compact(InstalledSink installed) {
    try (RunningSink sink = run(installed, config("compact.map.entries", "false"))) {
      sink.write(record(0, null, "k", ROW, row()));

      assertThat(source("k").get("counts")).isEqualTo(json("[{\"key\": \"k\", \"value\": 1}]"));
    }
  }

  // Documents that Elasticsearch does not take.

  /** A third of them is malformed; its index has fields before, so that which one is certain. */
  private static void putWithOneMalformed(RunningSink sink) {
    sink.write(record(0, "k0", VALUE));
    sink.put(record(1, "k1", Map.of("a", "not a number")), record(2, "k2", VALUE));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_malformed_document_is_reported_and_fails_the_task_later(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("drop.invalid.message", "true"))) {
      putWithOneMalformed(sink);

      assertThat(sink.awaitFailure())
          .isInstanceOf(ConnectException.class)
          .hasMessageMatching("Indexing record failed.*|a record was not indexed.*");
      assertThat(ids()).containsExactly("k0", "k2");
      assertThat(sink.reported()).extracting(RunningSink::offset).containsExactly(1L);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_malformed_document_is_reported_and_left_out_if_that_is_wanted(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("behavior.on.malformed.documents", "warn"))) {
      putWithOneMalformed(sink);
      sink.write(record(3, "k3", VALUE));

      assertThat(ids()).containsExactly("k0", "k2", "k3");
      assertThat(sink.reported()).extracting(RunningSink::offset).containsExactly(1L);
      assertThat(sink.errors().get(0)).contains("failed to parse field [a]");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_closed_index_fails_the_task_also_where_malformed_documents_are_ignored(
      InstalledSink installed) {
    elasticsearch.createIndex(INDEX, "{\"settings\": {\"index.blocks.write\": true}}");
    try (RunningSink sink =
        run(installed, schemaless("behavior.on.malformed.documents", "ignore"))) {
      sink.put(record(0, "k", VALUE));

      assertThat(sink.awaitFailure()).isInstanceOf(ConnectException.class);
      assertThat(sink.reported()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_value_that_is_no_object_fails_the_task(InstalledSink installed) {
    Map<String, String> lenient =
        schemaless("drop.invalid.message", "true", "behavior.on.malformed.documents", "ignore");
    try (RunningSink sink = run(installed, lenient)) {
      sink.put(record(0, "k", "text"));

      assertThat(sink.awaitFailure()).hasMessage("Bulk request failed");
    }
  }

  // Indices.

  static Stream<Object[]> indexNames() {
    List<String[]> names =
        List.of(
            new String[] {"Shop.Orders-2", "shop.orders-2"},
            new String[] {"_under", "under"},
            new String[] {"-dash", "dash"},
            new String[] {"x".repeat(249), "x".repeat(249)});
    return connectors()
        .flatMap(
            installed -> names.stream().map(name -> new Object[] {installed, name[0], name[1]}));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("indexNames")
  void an_index_is_named_after_the_topic(InstalledSink installed, String topic, String index) {
    try (RunningSink sink = new RunningSink(installed, schemaless(), topic)) {
      sink.write(new SinkRecord(topic, 0, null, "k", null, VALUE, 0));

      assertThat(elasticsearch.indices()).containsExactly(index);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void topics_that_differ_by_case_share_an_index(InstalledSink installed) {
    try (RunningSink sink = new RunningSink(installed, schemaless(), "T", "t")) {
      sink.write(new SinkRecord("T", 0, null, "k", null, VALUE, 5));
      sink.write(new SinkRecord("t", 0, null, "k", null, Map.of("a", 2), 0));

      assertThat(elasticsearch.document("t", "k"))
          .hasValueSatisfying(
              document -> assertThat(document.source()).isEqualTo(json("{\"a\": 1}")));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_name_that_no_index_can_have_fails_the_task(InstalledSink installed) {
    try (RunningSink sink = new RunningSink(installed, schemaless(), "__two")) {
      assertThatThrownBy(() -> sink.put(new SinkRecord("__two", 0, null, "k", null, VALUE, 0)))
          .isInstanceOf(ConnectException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_topic_that_a_transform_has_changed_fails_the_task(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless())) {
      assertThatThrownBy(() -> sink.put(new SinkRecord("other", 0, null, "k", null, VALUE, 0)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("topic mutating");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_topic_that_a_transform_has_changed_is_fine_when_flushes_are_synchronous(
      InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("flush.synchronously", "true"))) {
      sink.write(new SinkRecord("other", 0, null, "k", null, VALUE, 0));

      assertThat(elasticsearch.indices()).containsExactly("other");
    }
  }

  // Elasticsearch away.

  @ParameterizedTest
  @MethodSource("connectors")
  void starts_without_a_server_and_fails_with_the_first_record(InstalledSink installed) {
    try (RunningSink sink = run(installed, schemaless("connection.url", "http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> sink.put(record(0, "k", VALUE)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("after 2 attempt(s)");
    }
  }
}
