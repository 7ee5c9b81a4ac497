package dev.ksqlconnect.standin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.SqlDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the wrapper expects of a JDBC source connector. Runs on the stand-in always, and on the real
 * one where {@code -Dblessed.plugins} names a plugin.path that it is installed in.
 */
class JdbcSourceContractIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static Database database;

  static Stream<InstalledConnector> connectors() {
    return InstalledConnector.all();
  }

  @BeforeAll
  static void startDatabase() {
    Path folder = Project.root().resolve("stand-ins/target/contract");
    Component.delete(folder);
    database = Database.start(folder);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void makeTables() {
    database.execute(
        """
        DROP SCHEMA public CASCADE;
        CREATE SCHEMA public;
        DROP SCHEMA IF EXISTS other CASCADE;
        CREATE SCHEMA other;
        CREATE TABLE customers (
          id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMP NOT NULL);
        INSERT INTO customers (name, updated_at) VALUES
          ('ann', '2026-01-01 10:00:00.123456'),
          ('bob', '2026-01-01 10:00:00.123456'),
          ('eve', '2026-01-01 11:00:00');
        CREATE TABLE order_items (
          order_id BIGINT NOT NULL, line_no SMALLINT NOT NULL, updated_at TIMESTAMP NOT NULL,
          PRIMARY KEY (order_id, line_no));
        INSERT INTO order_items VALUES (100, 1, '2026-01-01 10:00:00');
        """);
  }

  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "contract");
    config.put("connection.url", database.url());
    config.put("topic.prefix", "pre.");
    config.put("poll.interval.ms", "100");
    config.put("poll.linger.ms", "100");
    config.put("table.poll.interval.ms", "200");
    config.put("connection.attempts", "1");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void knows_every_key_of_the_recorded_ones(InstalledConnector installed) throws IOException {
    List<String> recorded = new ArrayList<>();
    try (InputStream file = SourceConfig.class.getResourceAsStream("keys.json")) {
      JSON.readTree(file).forEach(key -> recorded.add(key.get("name").asText()));
    }

    assertThat(installed.connector().config().names()).containsAll(recorded);
  }

  static Stream<Object[]> recordedValidations() throws IOException {
    List<Object[]> cases = new ArrayList<>();
    try (InputStream file =
        JdbcSourceContractIT.class.getResourceAsStream("validate-matrix.json")) {
      JsonNode recorded = JSON.readTree(file);
      connectors()
          .forEach(
              installed ->
                  recorded.forEach(
                      one -> cases.add(new Object[] {installed, one.get("case").asText(), one})));
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("recordedValidations")
  void validation_names_the_recorded_keys(InstalledConnector installed, String name, JsonNode one) {
    Map<String, String> config = config();
    one.get("config")
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isNull()) {
                config.remove(field.getKey());
              } else {
                config.put(field.getKey(), field.getValue().asText());
              }
            });

    Config validated = installed.with(() -> installed.connector().validate(config));

    TreeSet<String> errorsOn = new TreeSet<>();
    validated.configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .forEach(value -> errorsOn.add(value.name()));
    List<String> recorded = new ArrayList<>();
    one.get("errorsOn").forEach(key -> recorded.add(key.asText()));
    assertThat(errorsOn).containsExactlyElementsOf(new TreeSet<>(recorded));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void finds_its_dialects_once_under_the_context_class_loader(InstalledConnector installed) {
    InstalledConnector spoilt = installed.fresh();
    SourceConnector connector = spoilt.connector();
    Map<String, String> config = config("mode", "bulk", "table.whitelist", "customers");

    assertThat(errorsOf(spoilt.withForeignLoader(() -> connector.validate(config)))).isNotEmpty();

    // That spoils it for all who come later.
    assertThat(errorsOf(spoilt.with(() -> connector.validate(config)))).isNotEmpty();
    assertThat(errorsOf(installed.with(() -> installed.connector().validate(config)))).isEmpty();
  }

  private static List<String> errorsOf(Config config) {
    List<String> errors = new ArrayList<>();
    config.configValues().forEach(value -> errors.addAll(value.errorMessages()));
    return errors;
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void fails_to_start_without_its_database_and_then_to_stop(InstalledConnector installed) {
    SourceConnector connector = installed.connector();
    Map<String, String> config =
        config(
            "connection.url", "jdbc:postgresql://127.0.0.1:1/postgres",
            "mode", "bulk",
            "table.whitelist", "customers");

    assertThatThrownBy(() -> start(installed, connector, config))
        .isInstanceOf(ConnectException.class)
        .hasRootCauseInstanceOf(java.net.ConnectException.class);
    assertThatThrownBy(() -> installed.with(() -> stop(connector)))
        .isInstanceOf(NullPointerException.class);
  }

  private static void start(
      InstalledConnector installed, SourceConnector connector, Map<String, String> config) {
    installed.with(
        () -> {
          connector.start(config);
          return null;
        });
  }

  private static Object stop(SourceConnector connector) {
    connector.stop();
    return null;
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void makes_one_task_without_tables_until_it_knows_them(InstalledConnector installed) {
    Map<String, String> config =
        config(
            "mode", "bulk",
            "table.whitelist", "customers",
            "table.monitoring.startup.polling.limit.ms", "100");
    // Connecting does without this table, reading the names of tables does not.
    SqlDatabase.Held lock = database.hold("LOCK TABLE pg_catalog.pg_description");
    try (RunningSource source = new RunningSource(installed, config)) {
      assertThat(source.taskConfigs(4))
          .singleElement()
          .satisfies(
              task ->
                  assertThat(task)
                      .containsEntry("tables", "")
                      .containsEntry("tables.fetched", "false"));

      lock.close();
      source.awaitReconfiguration(1);

      assertThat(source.taskConfigs(4))
          .singleElement()
          .satisfies(
              task ->
                  assertThat(task)
                      .containsEntry("tables", "\"public\".\"customers\"")
                      .containsEntry("tables.fetched", "true"));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void gives_its_tasks_the_configuration_and_the_quoted_tables(InstalledConnector installed) {
    try (RunningSource source =
        new RunningSource(
            installed, config("mode", "bulk", "table.whitelist", "customers,order_items"))) {
      source.awaitReconfiguration(1);

      assertThat(source.taskConfigs(1))
          .singleElement()
          .satisfies(
              task ->
                  assertThat(task)
                      .containsEntry("connection.url", database.url())
                      .containsEntry(
                          "tables", "\"public\".\"customers\",\"public\".\"order_items\""));
      assertThat(source.taskConfigs(9)).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void makes_a_task_without_tables_where_none_matches(InstalledConnector installed) {
    try (RunningSource source =
        new RunningSource(installed, config("mode", "bulk", "table.whitelist", "nope"))) {
      source.awaitReconfiguration(1);

      assertThat(source.taskConfigs(2))
          .singleElement()
          .satisfies(
              task ->
                  assertThat(task)
                      .containsEntry("tables", "")
                      .containsEntry("tables.fetched", "true"));
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void asks_for_new_tasks_when_a_table_comes(InstalledConnector installed) {
    try (RunningSource source =
        new RunningSource(installed, config("mode", "bulk", "table.whitelist", "customers,late"))) {
      source.awaitReconfiguration(1);
      int before = source.reconfigurations();

      database.execute("CREATE TABLE late (id INT)");

      source.awaitReconfiguration(before + 1);
      assertThat(source.taskConfigs(9)).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void tells_tables_of_one_name_apart_by_the_schema_pattern(InstalledConnector installed) {
    database.execute("CREATE TABLE other.customers (id INT)");
    try (RunningSource both =
        new RunningSource(installed, config("mode", "bulk", "table.whitelist", "customers"))) {
      assertThatThrownBy(() -> both.taskConfigs(1)).isInstanceOf(ConnectException.class);
      assertThat(both.awaitRaisedError()).isInstanceOf(ConnectException.class);
    }
    try (RunningSource one =
        new RunningSource(
            installed,
            config("mode", "bulk", "table.whitelist", "customers", "schema.pattern", "other"))) {
      one.awaitReconfiguration(1);
      assertThat(one.taskConfigs(1).get(0)).containsEntry("tables", "\"other\".\"customers\"");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void writes_keyless_records_to_the_prefix_and_the_bare_name(InstalledConnector installed) {
    SourceRecord record = readCustomers(installed, "incrementing").get(0);

    assertThat(record.topic()).isEqualTo("pre.customers");
    assertThat(record.key()).isNull();
    assertThat(record.keySchema()).isNull();
    assertThat(record.headers()).isEmpty();
    assertThat(record.valueSchema().name()).isEqualTo("customers");
    assertThat(record.sourcePartition())
        .isEqualTo(Map.of("protocol", "1", "table", "public.customers"));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void has_no_offsets_in_bulk_mode(InstalledConnector installed) {
    SourceRecord record = readCustomers(installed, "bulk").get(0);

    assertThat(record.sourcePartition()).isEqualTo(Map.of("table", "customers"));
    assertThat(record.sourceOffset()).isNull();
  }

  private static List<SourceRecord> readCustomers(
      InstalledConnector installed, String mode, String... more) {
    Map<String, String> config = config(more);
    config.put("mode", mode);
    config.put("table.whitelist", "customers");
    try (RunningSource source = new RunningSource(installed, config)) {
      source.awaitReconfiguration(1);
      return source.read(source.taskConfigs(1).get(0), 3);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void stores_the_increasing_number_and_finds_its_column(InstalledConnector installed) {
    assertThat(readCustomers(installed, "incrementing"))
        .extracting(record -> (Object) record.sourceOffset())
        .containsExactly(
            Map.of("incrementing", 1L), Map.of("incrementing", 2L), Map.of("incrementing", 3L));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void stores_a_time_once_all_rows_of_it_are_read(InstalledConnector installed) {
    List<SourceRecord> records =
        readCustomers(installed, "timestamp", "timestamp.column.name", "updated_at");

    Map<String, Object> ten = Map.of("timestamp", 1767261600123L, "timestamp_nanos", 123456000L);
    Map<String, Object> eleven = Map.of("timestamp", 1767265200000L, "timestamp_nanos", 0L);
    assertThat(records.get(0).sourceOffset()).isNotEqualTo(ten);
    assertThat(records.get(1).sourceOffset()).isEqualTo(ten);
    assertThat(records.get(2).sourceOffset()).isEqualTo(eleven);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void stores_both_in_the_combined_mode(InstalledConnector installed) {
    List<SourceRecord> records =
        readCustomers(
            installed,
            "timestamp+incrementing",
            "timestamp.column.name",
            "updated_at",
            "incrementing.column.name",
            "id");

    assertThat(records.get(0).sourceOffset())
        .isEqualTo(
            Map.of("timestamp", 1767261600123L, "timestamp_nanos", 123456000L, "incrementing", 1L));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void goes_on_after_what_the_offsets_say(InstalledConnector installed) {
    Map<String, String> config = config("mode", "incrementing", "table.whitelist", "customers");
    Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
    offsets.put(Map.of("protocol", "1", "table", "public.customers"), Map.of("incrementing", 2L));

    try (RunningSource source = new RunningSource(installed, config, offsets)) {
      source.awaitReconfiguration(1);
      assertThat(source.read(source.taskConfigs(1).get(0), 1))
          .extracting(record -> ((Struct) record.value()).get("id"))
          .containsExactly(3);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void reads_a_query_into_a_topic_of_exactly_the_prefix(InstalledConnector installed) {
    Map<String, String> config =
        config("mode", "bulk", "query", "SELECT id, name FROM customers ORDER BY id");
    try (RunningSource source = new RunningSource(installed, config)) {
      SourceRecord record = source.read(source.taskConfigs(1).get(0), 3).get(0);

      assertThat(record.topic()).isEqualTo("pre.");
      assertThat(record.sourcePartition()).isEqualTo(Map.of("query", "query"));
      assertThat(record.valueSchema().fields())
          .extracting(Field::name)
          .containsExactly("id", "name");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void hands_unknown_connection_properties_to_the_driver(InstalledConnector installed) {
    try (RunningSource source =
        new RunningSource(
            installed,
            config(
                "mode", "bulk",
                "table.whitelist", "customers",
                "connection.ApplicationName", "the-contract"))) {
      source.awaitReconfiguration(1);

      assertThat(
              database.query(
                  "SELECT count(*) AS n FROM pg_stat_activity"
                      + " WHERE application_name = 'the-contract'"))
          .extracting(row -> (Long) row.get("n"))
          .allMatch(n -> n >= 1);
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void spells_each_postgresql_type_as_recorded(InstalledConnector installed) throws IOException {
    JsonNode recorded;
    try (InputStream file = JdbcSourceContractIT.class.getResourceAsStream("postgres-types.json")) {
      recorded = JSON.readTree(file);
    }
    StringBuilder columns = new StringBuilder();
    for (JsonNode column : recorded) {
      columns
          .append(columns.isEmpty() ? "" : ", ")
          .append(column.get("column").asText())
          .append(' ')
          .append(column.get("type").asText())
          .append(column.get("notNull").asBoolean() ? " NOT NULL DEFAULT " + zero(column) : "");
    }
    database.execute(
        "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE types ("
            + columns
            + ");"
            + "INSERT INTO types DEFAULT VALUES");
    Map<String, String> config = config("mode", "bulk", "table.whitelist", "types");

    Schema schema;
    try (RunningSource source = new RunningSource(installed, config)) {
      source.awaitReconfiguration(1);
      schema = source.read(source.taskConfigs(1).get(0), 1).get(0).valueSchema();
    }

    for (JsonNode column : recorded) {
      Field field = schema.field(column.get("column").asText());
      JsonNode expected = column.get("schema");
      if (expected.isNull()) {
        assertThat(field).as(column.toString()).isNull();
      } else {
        assertThat(field).as(column.toString()).isNotNull();
        assertThat(describe(field.schema())).isEqualTo(JSON.convertValue(expected, Map.class));
      }
    }
  }

  private static String zero(JsonNode column) {
    String type = column.get("type").asText();
    if (type.startsWith("timestamp")) {
      return "now()";
    }
    return type.startsWith("text") || type.startsWith("character") ? "''" : "0";
  }

  private static Map<String, Object> describe(Schema schema) {
    Map<String, Object> description = new HashMap<>();
    description.put("type", schema.type().name());
    description.put("name", schema.name());
    description.put("version", schema.version());
    description.put("optional", schema.isOptional());
    description.put("parameters", schema.parameters());
    return description;
  }
}
