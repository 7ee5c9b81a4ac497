package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.KsqlDb;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Topics register themselves in a real ksqlDB, which then reads what the database holds. With a
 * registry and Confluent's converters, in their formats as well.
 */
@EnabledIfSystemProperty(
    named = "ksqldb.url",
    matches = ".+",
    disabledReason = "it needs a ksqlDB: -Dksqldb.url=… and its broker: -Dksqldb.bootstrap=…")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KsqlDbIT {
  private static final String NEEDS_REGISTRY =
      "it needs -Dksqldb.registry.url=… and -Dksqldb.converters=<plugin.path>";

  /** Stands before all names, so that nothing else on the servers is touched. */
  private static final String RUN = "it" + UUID.randomUUID().toString().substring(0, 8);

  private static final String SHOP = RUN + "-shop";
  private static final String REGISTRAR = RUN + "-registrar";

  private static KsqlDb ksql;
  private static Stack stack;

  /** A format that has its schemas in a registry. */
  private enum Format {
    AVRO("io.confluent.connect.avro.AvroConverter"),
    JSON_SR("io.confluent.connect.json.JsonSchemaConverter"),
    PROTOBUF("io.confluent.connect.protobuf.ProtobufConverter");

    private final String converter;

    Format(String converter) {
      this.converter = converter;
    }

    String connector(String what) {
      return RUN + "-" + name().toLowerCase(Locale.ROOT) + "-" + what;
    }

    /** The lines that make one side of a connector's records so. */
    Map<String, String> lines(String side) {
      return Map.of(
          side + ".converter",
          converter,
          side + ".converter.schema.registry.url",
          System.getProperty("ksqldb.registry.url"));
    }
  }

  @BeforeAll
  static void start() {
    ksql = new KsqlDb(System.getProperty("ksqldb.url"));
    stack = Stack.beside(System.getProperty("ksqldb.bootstrap"), KsqlDbIT.class, KafkaLine.V4_3);
    Everything.create(stack.database(), "everything", true);
    Everything.create(stack.database(), "journal", false);
    stack
        .database()
        .execute(
            """
            CREATE TABLE lines (
              line_no INT, order_id BIGINT, sku TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
              PRIMARY KEY (order_id, line_no));
            CREATE TABLE pets (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            CREATE TABLE clash (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            INSERT INTO lines (order_id, line_no, sku) VALUES (7, 1, 'a');
            INSERT INTO lines (order_id, line_no, sku) VALUES (9007199254740993, 2, 'last');
            INSERT INTO pets (name) VALUES ('rex');
            INSERT INTO clash (name) VALUES ('x');
            """);
    stack.addWorker(KsqlDbIT::ofThisRun);
    ksql.run(
        String.format(
            "CREATE TABLE `%s` (ID BIGINT PRIMARY KEY, NAME STRING) WITH (KAFKA_TOPIC = '%s-configs',"
                + " KEY_FORMAT = 'JSON', VALUE_FORMAT = 'JSON');",
            nameOf(SHOP, "clash"), RUN));
    stack.create(
        REGISTRAR,
        Map.of("connector.class", "KsqlDdlSink", "ksql.url", System.getProperty("ksqldb.url")));
    stack.create(SHOP, stack.jdbc());
  }

  private static Worker.Builder ofThisRun(Worker.Builder worker) {
    String converters = System.getProperty("ksqldb.converters", "");
    if (!converters.isEmpty()) {
      worker.pluginPath(stack.bundle(), Project.jdbcPlugins(), Path.of(converters));
    }
    return worker
        .with("group.id", RUN)
        .with("config.storage.topic", RUN + "-configs")
        .with("offset.storage.topic", RUN + "-offsets")
        .with("status.storage.topic", RUN + "-status")
        .with("ksql.connect.announcements.topic", RUN + "-announcements")
        .with("value.converter.decimal.format", "NUMERIC");
  }

  @AfterAll
  static void stop() {
    stack.close();
    for (String kind : List.of("tables", "streams")) {
      for (String name : ksql.names(kind)) {
        if (name.startsWith(RUN.toUpperCase(Locale.ROOT))) {
          drop(kind, name);
        }
      }
    }
    for (String topic : stack.topics().names()) {
      if (topic.startsWith(RUN)) {
        stack.topics().delete(topic);
      }
    }
    String registry = System.getProperty("ksqldb.registry.url", "");
    if (!registry.isEmpty()) {
      for (JsonNode subject : new Rest(registry).get("/subjects").json()) {
        // ksqlDB leaves some of its push queries behind.
        if (subject.asText().toLowerCase(Locale.ROOT).contains(RUN)) {
          String path = "/subjects/" + Rest.segment(subject.asText());
          new Rest(registry).delete(path);
          new Rest(registry).delete(path + "?permanent=true");
        }
      }
    }
  }

  private static void drop(String kind, String name) {
    ksql.run("DROP " + kind.substring(0, kind.length() - 1) + " `" + name + "`;");
  }

  private static String nameOf(String connector, String table) {
    return (connector + "_" + table).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String awaitRegistered(String connector, String table) {
    JsonNode said =
        Registrations.await(stack.worker(), connector, connector + "-" + table, "REGISTERED");
    assertThat(said.path("name").asText()).isEqualTo(nameOf(connector, table));
    return said.path("name").asText();
  }

  private static List<String> described(List<Everything.Column> columns) {
    return columns.stream()
        .map(column -> column.name().toUpperCase(Locale.ROOT) + " " + column.ksql())
        .collect(Collectors.toList());
  }

  private static List<String> described() {
    return described(Everything.COLUMNS);
  }

  private static List<String> withKey(List<String> columns) {
    List<String> withKey = new ArrayList<>(columns);
    withKey.set(0, withKey.get(0) + " KEY");
    return withKey;
  }

  /** What a push query answers, as text, up to a row whose last column is so. */
  private static List<String> rows(String query, String last) {
    return ksql
        .rows(
            query,
            row -> {
              JsonNode columns = row.path("columns");
              return columns.path(columns.size() - 1).asText().equals(last);
            })
        .stream()
        .map(row -> row.path("columns").toString())
        .collect(Collectors.toList());
  }

  @Test
  @Order(1)
  void a_table_holds_every_row_of_every_type_under_its_key() {
    String table = awaitRegistered(SHOP, "everything");

    assertThat(ksql.columns(table)).isEqualTo(withKey(described()));
    assertThat(Everything.read(ksql, table, Everything.COLUMNS))
        .isEqualTo(Everything.held(stack.database(), "everything", Everything.COLUMNS));
  }

  @Test
  @Order(1)
  void a_stream_holds_every_row_of_every_type() {
    String stream = awaitRegistered(SHOP, "journal");

    assertThat(ksql.columns(stream)).isEqualTo(described());
    assertThat(Everything.read(ksql, stream, Everything.COLUMNS))
        .isEqualTo(Everything.held(stack.database(), "journal", Everything.COLUMNS));
  }

  @Test
  @Order(1)
  void a_composite_key_is_read_as_two_columns() {
    String table = awaitRegistered(SHOP, "lines");

    assertThat(rows("SELECT ORDER_ID, LINE_NO, SKU FROM " + table + " EMIT CHANGES;", "last"))
        .containsExactly("[7,1,\"a\"]", "[9007199254740993,2,\"last\"]");
  }

  @Test
  @Order(2)
  void a_row_that_changes_and_goes_does_so_in_its_table() {
    String table = awaitRegistered(SHOP, "pets");
    stack.database().execute("UPDATE pets SET name = 'max', updated_at = now()");
    stack.awaitRecords(SHOP + "-pets", 2);
    stack.topics().send(SHOP + "-pets", "1", null);

    List<JsonNode> rows =
        ksql.rows(
            "SELECT ID, NAME FROM " + table + " EMIT CHANGES;",
            row -> row.path("tombstone").asBoolean());

    assertThat(rows)
        .extracting(row -> row.path("columns").toString())
        .containsExactly("[1,\"rex\"]", "[1,\"max\"]", "[1,null]");
  }

  @Test
  @Order(3)
  void a_new_column_is_appended_and_read() {
    stack
        .database()
        .execute(
            "ALTER TABLE pets ADD COLUMN colour TEXT;"
                + "INSERT INTO pets (name, colour) VALUES ('tom', 'grey')");

    Registrations.await(
        "version 2 to be registered",
        stack.worker(),
        SHOP,
        SHOP + "-pets",
        said ->
            said.path("state").asText().equals("REGISTERED")
                && said.path("statement").asText().contains("COLOUR"));

    assertThat(ksql.columns(nameOf(SHOP, "pets")))
        .containsExactly("ID INTEGER KEY", "NAME STRING", "UPDATED_AT TIMESTAMP", "COLOUR STRING");
    assertThat(
            rows("SELECT ID, NAME, COLOUR FROM " + nameOf(SHOP, "pets") + " EMIT CHANGES;", "grey"))
        .last()
        .isEqualTo("[2,\"tom\",\"grey\"]");
  }

  @Test
  @Order(3)
  void what_is_there_already_and_otherwise_is_left_alone_and_said() {
    JsonNode said = Registrations.await(stack.worker(), SHOP, SHOP + "-clash", "CONFLICT");

    assertThat(said.path("differences"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "Its topic is " + RUN + "-configs, and should be " + SHOP + "-clash.",
            "Column `ID` is BIGINT KEY, and should be INT KEY.");
    assertThat(ksql.columns(nameOf(SHOP, "clash"))).containsExactly("ID BIGINT KEY", "NAME STRING");
  }

  /** Creates a connector that writes in a format; answers its name. */
  private static String create(Format format, String what, String tables, String... sides) {
    Map<String, String> config = stack.jdbc("tables", tables);
    for (String side : sides) {
      config.putAll(format.lines(side));
    }
    stack.create(format.connector(what), config);
    return format.connector(what);
  }

  @ParameterizedTest
  @EnumSource(names = {"AVRO", "JSON_SR"})
  @Order(4)
  @EnabledIfSystemProperty(
      named = "ksqldb.registry.url",
      matches = ".+",
      disabledReason = NEEDS_REGISTRY)
  void keys_and_values_of_a_registry_are_read(Format format) {
    String connector = create(format, "both", "everything,journal,lines", "key", "value");

    String table = awaitRegistered(connector, "everything");
    assertThat(ksql.columns(table)).isEqualTo(withKey(described()));
    assertThat(Everything.read(ksql, table, Everything.COLUMNS))
        .isEqualTo(Everything.held(stack.database(), "everything", Everything.COLUMNS));
    String stream = awaitRegistered(connector, "journal");
    assertThat(Everything.read(ksql, stream, Everything.COLUMNS))
        .isEqualTo(Everything.held(stack.database(), "journal", Everything.COLUMNS));
    String lines = awaitRegistered(connector, "lines");
    assertThat(rows("SELECT ORDER_ID, LINE_NO, SKU FROM " + lines + " EMIT CHANGES;", "last"))
        .containsExactly("[7,1,\"a\"]", "[9007199254740993,2,\"last\"]");
    assertThat(subjects(connector))
        .containsOnly(
            Map.entry(connector + "-everything-key", "[1]"),
            Map.entry(connector + "-everything-value", "[1]"),
            Map.entry(connector + "-journal-value", "[1]"),
            Map.entry(connector + "-lines-key", "[1]"),
            Map.entry(connector + "-lines-value", "[1]"));
    stack.awaitState(connector, "RUNNING", "RUNNING");
  }

  /** Protobuf has no nulls, and in a table no bytes. */
  @Test
  @Order(4)
  @EnabledIfSystemProperty(
      named = "ksqldb.registry.url",
      matches = ".+",
      disabledReason = NEEDS_REGISTRY)
  void values_in_protobuf_are_read_as_far_as_protobuf_holds_them() {
    String connector = create(Format.PROTOBUF, "values", "everything,journal", "value");
    List<Everything.Column> inTable =
        Everything.COLUMNS.stream()
            .filter(column -> !column.name().equals("raw"))
            .collect(Collectors.toList());

    String table = awaitRegistered(connector, "everything");
    assertThat(ksql.columns(table)).isEqualTo(withKey(described(inTable)));
    assertThat(withoutLast(Everything.read(ksql, table, inTable)))
        .isEqualTo(withoutLast(Everything.held(stack.database(), "everything", inTable)));
    String stream = awaitRegistered(connector, "journal");
    assertThat(withoutLast(Everything.read(ksql, stream, Everything.COLUMNS)))
        .isEqualTo(withoutLast(Everything.held(stack.database(), "journal", Everything.COLUMNS)));
    assertThat(subjects(connector))
        .containsOnly(
            Map.entry(connector + "-everything-value", "[1]"),
            Map.entry(connector + "-journal-value", "[1]"));
    stack.awaitState(connector, "RUNNING", "RUNNING");
  }

  /** Without the row of nulls. */
  private static List<List<String>> withoutLast(List<List<String>> rows) {
    return rows.subList(0, rows.size() - 1);
  }

  @Test
  @Order(4)
  @EnabledIfSystemProperty(
      named = "ksqldb.registry.url",
      matches = ".+",
      disabledReason = NEEDS_REGISTRY)
  void composite_keys_in_protobuf_are_read() {
    String connector = create(Format.PROTOBUF, "both", "lines", "key", "value");

    String lines = awaitRegistered(connector, "lines");

    assertThat(rows("SELECT ORDER_ID, LINE_NO, SKU FROM " + lines + " EMIT CHANGES;", "last"))
        .containsExactly("[7,1,\"a\"]", "[9007199254740993,2,\"last\"]");
    assertThat(subjects(connector))
        .containsOnly(
            Map.entry(connector + "-lines-key", "[1]"),
            Map.entry(connector + "-lines-value", "[1]"));
  }

  @Test
  @Order(5)
  @EnabledIfSystemProperty(
      named = "ksqldb.registry.url",
      matches = ".+",
      disabledReason = NEEDS_REGISTRY)
  void a_scalar_key_in_protobuf_is_refused_and_is_read_with_the_remedy() {
    String connector = create(Format.PROTOBUF, "scalar", "everything", "key", "value");
    JsonNode refused =
        Registrations.await(stack.worker(), connector, connector + "-everything", "REFUSED");
    Map<String, String> config = stack.jdbc("tables", "everything");
    config.putAll(Format.PROTOBUF.lines("key"));
    config.putAll(Format.PROTOBUF.lines("value"));
    for (JsonNode line : refused.path("remedy")) {
      String[] property = line.asText().split("=", 2);
      config.put(property[0], property[1]);
    }

    stack.create(Format.PROTOBUF.connector("mended"), config);

    String table = awaitRegistered(Format.PROTOBUF.connector("mended"), "everything");
    assertThat(rows("SELECT ID, PRICE, WORDS FROM " + table + " EMIT CHANGES;", "some words"))
        .as("the key as a number, as the remedy has it written")
        .containsExactly("[1,1.25,\"some words\"]");
  }

  /** The versions of each subject of a connector's topics. */
  private static Map<String, String> subjects(String connector) {
    Rest registry = new Rest(System.getProperty("ksqldb.registry.url"));
    Map<String, String> versions = new TreeMap<>();
    for (JsonNode subject : registry.get("/subjects").json()) {
      String name = subject.asText();
      if (name.startsWith(connector + "-")) {
        versions.put(name, registry.get("/subjects/" + Rest.segment(name) + "/versions").body());
      }
    }
    return versions;
  }

  @Test
  @Order(6)
  void the_script_of_statements_makes_it_all_again() {
    stack.delete(REGISTRAR);
    Map<String, List<String>> before = new TreeMap<>();
    for (String kind : List.of("tables", "streams")) {
      for (String name : ksql.names(kind)) {
        if (name.startsWith(nameOf(SHOP, ""))) {
          before.put(name, ksql.columns(name));
          drop(kind, name);
        }
      }
    }
    // That one was somebody else's.
    before.put(
        nameOf(SHOP, "clash"), List.of("ID INTEGER KEY", "NAME STRING", "UPDATED_AT TIMESTAMP"));

    ksql.run(stack.rest().get(Registrations.path(SHOP), "Accept", "application/sql").body());

    Map<String, List<String>> after = new TreeMap<>();
    before.keySet().forEach(name -> after.put(name, ksql.columns(name)));
    assertThat(after).hasSize(5).isEqualTo(before);
  }
}
