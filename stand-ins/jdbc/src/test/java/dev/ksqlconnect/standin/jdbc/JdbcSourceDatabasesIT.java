package dev.ksqlconnect.standin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the wrapper expects of a JDBC source connector on each database, with its old and its new
 * keys, as far as it has them. Runs on the stand-ins always, and on the real one where {@code
 * -Dblessed.plugins} names a plugin.path that it is installed in.
 */
class JdbcSourceDatabasesIT {
  private static final long TEN = 1767261600000L;

  @BeforeAll
  static void startDatabases() {
    TestedDatabase.startAll();
  }

  @AfterAll
  static void stopDatabases() {
    TestedDatabase.stopAll();
  }

  @BeforeEach
  void makeTables() {
    for (TestedDatabase database : TestedDatabase.values()) {
      database.empty();
      for (String table : List.of("customers", "orders")) {
        database
            .running()
            .execute(
                """
                CREATE TABLE %1$s (id %2$s PRIMARY KEY, name VARCHAR(9), at %3$s NOT NULL);
                INSERT INTO %1$s (name, at) VALUES ('ann', %4$s), ('bob', %4$s)
                """
                    .formatted(
                        database.quoted(table),
                        database.countedUp,
                        database.time,
                        database.tenOClock));
      }
    }
  }

  /** How tables and columns are named. */
  enum Keys {
    OLD,
    NEW
  }

  /** A connector, on a database, with keys that it knows. */
  record Case(InstalledConnector installed, TestedDatabase database, Keys keys) {
    boolean isOldRelease() {
      return !knowsNewKeys(installed);
    }

    Map<String, String> config(String mode, String... tables) {
      Map<String, String> config = new HashMap<>();
      config.put("name", "contract");
      config.put("connection.url", database.running().url());
      config.put("topic.prefix", "pre.");
      config.put("poll.interval.ms", "100");
      config.put("table.poll.interval.ms", "200");
      config.put("connection.attempts", "1");
      config.put("mode", mode);
      if (!isOldRelease()) {
        config.put("poll.linger.ms", "100");
      }
      if (database == TestedDatabase.MARIADB) {
        config.put("catalog.pattern", "shop");
      }
      if (keys == Keys.OLD) {
        config.put(
            "table.whitelist",
            Stream.of(tables).map(database::qualified).collect(Collectors.joining(",")));
        config.put("incrementing.column.name", mode.endsWith("incrementing") ? "id" : "");
        config.put("timestamp.column.name", mode.startsWith("timestamp") ? "at" : "");
      } else {
        String regex =
            Stream.of(tables)
                .map(database::qualified)
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        config.put("table.include.list", regex);
        if (mode.endsWith("incrementing")) {
          config.put("incrementing.column.mapping", "(" + regex + "):id");
        }
        if (mode.startsWith("timestamp")) {
          config.put("timestamp.columns.mapping", "(" + regex + "):[at]");
        }
      }
      return config;
    }

    List<SourceRecord> read(Map<String, String> config, int atLeast) {
      try (RunningSource source = new RunningSource(installed, config)) {
        source.awaitReconfiguration(1);
        return source.read(source.taskConfigs(1).get(0), atLeast);
      }
    }
  }

  private static boolean knowsNewKeys(InstalledConnector installed) {
    return installed.with(
        () -> installed.connector().config().names().contains("table.include.list"));
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    InstalledConnector.allReleases()
        .forEach(
            installed -> {
              for (TestedDatabase database : TestedDatabase.values()) {
                cases.add(new Case(installed, database, Keys.OLD));
                if (knowsNewKeys(installed)) {
                  cases.add(new Case(installed, database, Keys.NEW));
                }
              }
            });
    return cases;
  }

  static List<Case> oldKeys() {
    return cases().stream().filter(one -> one.keys == Keys.OLD).collect(Collectors.toList());
  }

  static List<Case> newKeys() {
    return cases().stream().filter(one -> one.keys == Keys.NEW).collect(Collectors.toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void finds_nothing_wrong_with_its_configuration(Case one) {
    Map<String, String> config = one.config("timestamp+incrementing", "customers", "orders");

    assertThat(one.installed.with(() -> one.installed.connector().validate(config)).configValues())
        .allMatch(value -> value.errorMessages().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gives_its_task_the_quoted_tables(Case one) {
    try (RunningSource source =
        new RunningSource(one.installed, one.config("bulk", "customers", "orders"))) {
      source.awaitReconfiguration(1);

      assertThat(source.taskConfigs(1))
          .extracting(task -> task.get("tables"))
          .containsExactly(one.database.quoted("customers") + "," + one.database.quoted("orders"));
    }
  }

  @ParameterizedTest
  @MethodSource("oldKeys")
  void takes_bare_qualified_and_quoted_names(Case one) {
    for (String name :
        List.of(
            "customers", one.database.qualified("customers"), one.database.quoted("customers"))) {
      Map<String, String> config = one.config("bulk", "customers");
      config.put("table.whitelist", name);
      try (RunningSource source = new RunningSource(one.installed, config)) {
        source.awaitReconfiguration(1);

        assertThat(source.taskConfigs(1))
            .extracting(task -> task.get("tables"))
            .containsExactly(one.database.quoted("customers"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void names_topics_schemas_and_partitions(Case one) {
    SourceRecord record = one.read(one.config("incrementing", "customers"), 2).get(0);

    assertThat(record.topic()).isEqualTo("pre.customers");
    assertThat(record.valueSchema().name()).isEqualTo("customers");
    assertThat(record.sourcePartition())
        .isEqualTo(Map.of("protocol", "1", "table", one.database.qualified("customers")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void has_offsets_of_its_mode(Case one) {
    Map<String, Object> ten = Map.of("timestamp", TEN, "timestamp_nanos", 0L);
    Map<String, Object> both = new HashMap<>(ten);
    both.put("incrementing", 2L);

    assertThat(lastOffset(one, "bulk")).isNull();
    assertThat(lastOffset(one, "incrementing")).isEqualTo(Map.of("incrementing", 2L));
    assertThat(lastOffset(one, "timestamp")).isEqualTo(ten);
    assertThat(lastOffset(one, "timestamp+incrementing")).isEqualTo(both);
  }

  private static Object lastOffset(Case one, String mode) {
    return one.read(one.config(mode, "customers"), 2).get(1).sourceOffset();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goes_on_after_what_the_offsets_say(Case one) {
    Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
    offsets.put(
        Map.of("protocol", "1", "table", one.database.qualified("customers")),
        Map.of("incrementing", 1L));

    try (RunningSource source =
        new RunningSource(one.installed, one.config("incrementing", "customers"), offsets)) {
      source.awaitReconfiguration(1);
      assertThat(source.read(source.taskConfigs(1).get(0), 1))
          .extracting(record -> ((Struct) record.value()).get("name"))
          .containsExactly("bob");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reads_names_that_need_quotes(Case one) {
    one.database
        .running()
        .execute(
            "CREATE TABLE %1$s (id INTEGER NOT NULL PRIMARY KEY); INSERT INTO %1$s VALUES (7)"
                .formatted(one.database.quoted("Order")));

    assertThat(one.read(one.config("incrementing", "Order"), 1))
        .extracting(SourceRecord::topic)
        .containsExactly("pre.Order");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reads_a_view_by_time_where_nulls_are_not_checked(Case one) {
    one.database
        .running()
        .execute("CREATE VIEW seen AS SELECT * FROM " + one.database.quoted("customers"));
    Map<String, String> config = one.config("timestamp", "seen");
    config.put("table.types", "TABLE,VIEW");
    config.put("validate.non.null", "false");

    assertThat(one.read(config, 2)).extracting(SourceRecord::topic).contains("pre.seen");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refuses_a_nullable_time(Case one) {
    one.database
        .running()
        .execute("CREATE TABLE loose (id INTEGER, at %s NULL)".formatted(one.database.time));
    Map<String, String> config = one.config("timestamp", "loose");

    assertThatThrownBy(() -> one.read(config, 1)).isInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fails_of_a_dropped_table_where_the_driver_says_it_is_for_good(Case one) {
    boolean fails = one.database == TestedDatabase.MARIADB && !one.isOldRelease();

    try (RunningSource source =
        new RunningSource(one.installed, one.config("incrementing", "customers", "orders"))) {
      source.awaitReconfiguration(1);
      try (RunningSource.RunningTask task = source.run(source.taskConfigs(1).get(0))) {
        task.read(4);
        one.database.running().execute("DROP TABLE " + one.database.quoted("customers"));
        one.database
            .running()
            .execute(
                "INSERT INTO %s (name, at) VALUES ('eve', %s)"
                    .formatted(one.database.quoted("orders"), one.database.tenOClock));
        if (fails) {
          assertThatThrownBy(() -> task.read(Integer.MAX_VALUE))
              .isInstanceOf(ConnectException.class)
              .hasRootCauseInstanceOf(SQLSyntaxErrorException.class);
        } else {
          assertThat(task.read(1)).extracting(SourceRecord::topic).containsExactly("pre.orders");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("newKeys")
  void fails_to_start_without_the_columns_of_its_first_table(Case one) {
    try (RunningSource source =
        new RunningSource(one.installed, one.config("incrementing", "customers", "orders"))) {
      source.awaitReconfiguration(1);
      Map<String, String> task = source.taskConfigs(1).get(0);
      one.database.running().execute("DROP TABLE " + one.database.quoted("customers"));

      assertThatThrownBy(() -> source.run(task)).isInstanceOf(KafkaException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("newKeys")
  void wants_one_mapping_for_each_table(Case one) {
    Map<String, String> twice = one.config("incrementing", "customers");
    twice.merge("incrementing.column.mapping", ".*customers:id", (a, b) -> a + "," + b);
    Map<String, String> never = one.config("incrementing", "customers");
    never.put("incrementing.column.mapping", "nothing:id");

    assertThatThrownBy(() -> one.read(twice, 1)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> one.read(never, 1)).isInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @MethodSource("newKeys")
  void takes_many_tables_in_one_expression(Case one) {
    List<String> tables = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      tables.add("many_" + i);
      sql.append(
          """
          CREATE TABLE %1$s (id INTEGER NOT NULL PRIMARY KEY, at %2$s NOT NULL);
          INSERT INTO %1$s VALUES (1, %3$s);
          """
              .formatted(
                  one.database.quoted("many_" + i), one.database.time, one.database.tenOClock));
    }
    one.database.running().execute(sql.toString());

    assertThat(one.read(one.config("timestamp+incrementing", tables.toArray(new String[0])), 50))
        .extracting(SourceRecord::topic)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("oldKeys")
  void has_a_task_without_tables_in_new_releases_only(Case one) {
    try (RunningSource source = new RunningSource(one.installed, one.config("bulk", "nope"))) {
      source.awaitReconfiguration(1);

      assertThat(source.taskConfigs(2)).hasSize(one.isOldRelease() ? 0 : 1);
    }
  }

  @ParameterizedTest
  @MethodSource("oldKeys")
  void looks_at_other_databases_of_mariadb_unless_told_not_to(Case one) {
    assumeTrue(one.database == TestedDatabase.MARIADB);
    one.database.running().execute("CREATE TABLE other.customers (id INT)");
    Map<String, String> shopOnly = one.config("incrementing", "customers");
    Map<String, String> all = new HashMap<>(shopOnly);
    all.remove("catalog.pattern");

    assertThatCode(() -> one.read(shopOnly, 2)).doesNotThrowAnyException();
    // The column of the other table may be null.
    assertThatThrownBy(() -> one.read(all, 2)).isInstanceOf(ConnectException.class);
  }

  /** The types of MariaDB, what they become, and what they are filled with. */
  private static final String[][] MARIADB_TYPES = {
    {"TINYINT", "INT8", "1"},
    {"TINYINT(1)", "BOOLEAN", "1"},
    {"TINYINT UNSIGNED", "INT16", "255"},
    {"SMALLINT", "INT16", "1"},
    {"SMALLINT UNSIGNED", "INT32", "1"},
    {"MEDIUMINT", "INT32", "1"},
    {"INT", "INT32", "1"},
    {"INT UNSIGNED", "INT64", "1"},
    {"BIGINT", "INT64", "1"},
    {"BIGINT UNSIGNED", "INT64", "1"},
    {"DECIMAL(10,2)", "Decimal{scale=2, connect.decimal.precision=10}", "1.5"},
    {"DECIMAL(18,0)", "Decimal{scale=0, connect.decimal.precision=18}", "1"},
    {"FLOAT", "FLOAT32", "1.5"},
    {"DOUBLE", "FLOAT64", "1.5"},
    {"CHAR(3)", "STRING", "'a'"},
    {"VARCHAR(9)", "STRING", "'a'"},
    {"TEXT", "STRING", "'a'"},
    {"LONGTEXT", "STRING", "'a'"},
    {"BLOB", "BYTES", "'a'"},
    {"BINARY(16)", "BYTES", "'a'"},
    {"VARBINARY(9)", "BYTES", "'a'"},
    {"DATE", "Date", "'2026-01-01'"},
    {"TIME", "Time", "'10:00:00'"},
    {"DATETIME(6)", "Timestamp", "'2026-01-01 10:00:00.123456'"},
    {"TIMESTAMP", "Timestamp", "'2026-01-01 10:00:00'"},
    {"YEAR", "Date", "2026"},
    {"JSON", "STRING", "'{}'"},
    {"ENUM('a','b')", "STRING", "'a'"},
    {"SET('a','b')", "STRING", "'a,b'"},
    {"BIT", "BOOLEAN", "b'1'"},
    {"BIT(8)", "INT8", "b'1'"},
    {"BOOLEAN", "BOOLEAN", "TRUE"},
    {"UUID", "left out", "UUID()"},
    {"INET6", "STRING", "'::1'"},
  };

  /** Those of SQLite, which depend on what the first row holds. */
  private static final String[][] SQLITE_TYPES = {
    {"INTEGER", "INT32", "1"},
    {"INTEGER", "INT64", "5000000000"},
    {"INTEGER", "STRING", "'a'"},
    {"INT", "INT64", "1"},
    {"BIGINT", "INT64", "1"},
    {"SMALLINT", "INT32", "1"},
    {"REAL", "FLOAT32", "1.5"},
    {"DOUBLE", "FLOAT64", "1.5"},
    {"TEXT", "STRING", "'a'"},
    {"VARCHAR(9)", "STRING", "NULL"},
    {"NUMERIC", "INT32", "1"},
    {"DECIMAL(10,2)", "INT64", "1"},
    {"TIMESTAMP", "Timestamp", "1767261600000"},
    {"TIMESTAMP", "Timestamp", "'2026-01-01 10:00:00.123'"},
    {"DATE", "Date", "1767261600000"},
    {"BOOLEAN", "BOOLEAN", "TRUE"},
  };

  @ParameterizedTest
  @MethodSource("cases")
  void spells_types_as_recorded(Case one) {
    assumeTrue(one.database != TestedDatabase.POSTGRESQL, "these have a test of their own");
    String[][] types = one.database == TestedDatabase.MARIADB ? MARIADB_TYPES : SQLITE_TYPES;
    makeTypes(one, types);

    assertThat(found(one, types, one.config("bulk", "types"))).isEqualTo(expected(types));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void spells_types_as_recorded_if_they_are_to_fit_best(Case one) {
    String[][] types =
        switch (one.database) {
          case POSTGRESQL ->
              new String[][] {
                {"NUMERIC", "INT8", "3"},
                {"NUMERIC(10,2)", "FLOAT64", "1.5"},
                {"NUMERIC(18,0)", "INT64", "1"},
                {"NUMERIC(30,2)", "Decimal{scale=2, connect.decimal.precision=30}", "1.5"},
              };
          case MARIADB -> MARIADB_TYPES;
          case SQLITE ->
              new String[][] {
                {"NUMERIC", "INT32", "1"},
                {"NUMERIC", "INT8", "NULL"},
                {"NUMERIC(10,2)", "FLOAT64", "1.5"},
                {"DECIMAL(10,2)", "INT64", "1"},
              };
        };
    makeTypes(one, types);
    Map<String, String> config = one.config("bulk", "types");
    config.put("numeric.mapping", "best_fit");

    assertThat(found(one, types, config)).isEqualTo(expected(types));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fails_of_what_the_driver_of_sqlite_cannot_read(Case one) {
    assumeTrue(one.database == TestedDatabase.SQLITE);
    for (String[] type :
        List.of(new String[] {"BLOB", "", "x'01'"}, new String[] {"DECIMAL(10,2)", "", "1.5"})) {
      makeTypes(one, new String[][] {type});

      assertThatThrownBy(() -> one.read(one.config("bulk", "types"), 1))
          .hasRootCauseInstanceOf(SQLFeatureNotSupportedException.class);
      one.database.running().execute("DROP TABLE types");
    }
  }

  private static void makeTypes(Case one, String[][] types) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      columns.add(
          "c" + i + " " + types[i][0] + (one.database == TestedDatabase.MARIADB ? " NULL" : ""));
      values.add(types[i][2]);
    }
    one.database
        .running()
        .execute(
            "CREATE TABLE types (%s); INSERT INTO types VALUES (%s)"
                .formatted(String.join(", ", columns), String.join(", ", values)));
  }

  private static List<String> expected(String[][] types) {
    return Stream.of(types).map(type -> type[0] + " " + type[1]).collect(Collectors.toList());
  }

  private static List<String> found(Case one, String[][] types, Map<String, String> config) {
    Schema schema = one.read(config, 1).get(0).valueSchema();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      Field field = schema.field("c" + i);
      found.add(types[i][0] + " " + (field == null ? "left out" : describe(field.schema())));
    }
    return found;
  }

  private static String describe(Schema schema) {
    assertThat(schema.isOptional()).isTrue();
    String name = schema.name();
    return (name == null ? schema.type().name() : name.substring(name.lastIndexOf('.') + 1))
        + (schema.parameters() == null ? "" : new TreeMap<>(schema.parameters()).descendingMap());
  }
}
