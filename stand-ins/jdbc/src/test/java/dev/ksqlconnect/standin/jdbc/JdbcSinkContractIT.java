package dev.ksqlconnect.standin.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the wrapper expects of a JDBC sink connector. Runs on the stand-in always, and on the real
 * one where {@code -Dblessed.plugins} names a plugin.path that it is installed in.
 */
class JdbcSinkContractIT {
  private static final Schema USER =
      SchemaBuilder.struct()
          .field("id", Schema.INT32_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema NAME =
      SchemaBuilder.struct().field("name", Schema.OPTIONAL_STRING_SCHEMA).build();
  private static final Schema LINE =
      SchemaBuilder.struct()
          .field("order_id", Schema.INT32_SCHEMA)
          .field("line_no", Schema.INT32_SCHEMA)
          .build();
  private static final String NOBODY = "jdbc:postgresql://127.0.0.1:1/postgres?user=postgres";

  private static Database database;

  static Stream<InstalledConnector> connectors() {
    return InstalledConnector.all();
  }

  @BeforeAll
  static void startDatabase() {
    Path folder = Project.root().resolve("stand-ins/target/sink-contract");
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
        CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(5));
        INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
        """);
  }

  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "contract");
    config.put("connection.url", database.url());
    config.put("connection.attempts", "1");
    config.put("max.retries", "0");
    config.put("retry.backoff.ms", "7");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** As for a ksqlDB table with a key of one column. */
  private static Map<String, String> upsertAndDelete(String... more) {
    Map<String, String> config =
        config(
            "insert.mode", "upsert",
            "pk.mode", "record_key",
            "pk.fields", "id",
            "delete.enabled", "true");
    config.putAll(with(more));
    return config;
  }

  private static Map<String, String> with(String... more) {
    Map<String, String> config = new HashMap<>();
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  private static SinkRecord record(
      String topic,
      @Nullable Schema keySchema,
      @Nullable Object key,
      @Nullable Schema valueSchema,
      @Nullable Object value) {
    return new SinkRecord(topic, 0, keySchema, key, valueSchema, value, 0);
  }

  /** A user, keyed by its number. */
  private static SinkRecord user(int id, @Nullable String name) {
    return userTo("users", id, name);
  }

  private static SinkRecord userTo(String topic, int id, @Nullable String name) {
    Struct value = new Struct(USER).put("id", id).put("name", name);
    return record(topic, Schema.INT32_SCHEMA, id, USER, value);
  }

  private static SinkRecord tombstone(int id) {
    return record("users", Schema.INT32_SCHEMA, id, null, null);
  }

  /** A record of one field, with no key. */
  private static SinkRecord field(String topic, Schema schema, @Nullable Object value) {
    Schema struct = SchemaBuilder.struct().field("f", schema).build();
    Struct filled = new Struct(struct);
    if (value != null) {
      filled.put("f", value);
    }
    return record(topic, null, null, struct, filled);
  }

  private static void put(
      InstalledConnector installed, Map<String, String> config, SinkRecord... records) {
    try (RunningSink sink = new RunningSink(installed, config)) {
      sink.put(records);
    }
  }

  private static List<String> users() {
    return rows("SELECT id || ' ' || coalesce(name, 'null') AS row FROM users ORDER BY id");
  }

  private static List<String> rows(String query) {
    return database.query(query).stream()
        .map(row -> String.valueOf(row.get("row")))
        .collect(Collectors.toList());
  }

  /** The columns of a table, each as {@code name type}, with {@code !} where null is refused. */
  private static List<String> columns(String table) {
    return rows(
        "SELECT column_name || ' ' || udt_name || CASE is_nullable WHEN 'NO' THEN '!' ELSE '' END"
            + " AS row FROM information_schema.columns WHERE table_name = '"
            + table
            + "' ORDER BY ordinal_position");
  }

  private static String primaryKey(String table) {
    return rows("SELECT pg_get_constraintdef(oid) AS row FROM pg_constraint WHERE contype = 'p'"
            + " AND conrelid = '"
            + table
            + "'::regclass")
        .toString();
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void knows_the_recorded_keys(InstalledConnector installed) throws IOException {
    List<String> recorded = new ArrayList<>();
    try (InputStream file = SinkConfig.class.getResourceAsStream("sink-keys.json")) {
      new ObjectMapper().readTree(file).forEach(key -> recorded.add(key.get("name").asText()));
    }

    assertThat(installed.sinkConnector().config().names())
        .containsExactlyInAnyOrderElementsOf(recorded);
  }

  static Stream<Object[]> validations() {
    Map<List<String>, List<String>> cases = new LinkedHashMap<>();
    cases.put(List.of(), List.of());
    cases.put(List.of("delete.enabled", "true"), List.of("delete.enabled", "pk.mode"));
    cases.put(
        List.of("delete.enabled", "true", "pk.mode", "record_value", "pk.fields", "id"),
        List.of("delete.enabled", "pk.mode"));
    cases.put(List.of("delete.enabled", "true", "pk.mode", "record_key"), List.of());
    // That one comes to grief with the first record.
    cases.put(List.of("insert.mode", "upsert"), List.of());
    cases.put(List.of("insert.mode", "UPSERT", "pk.mode", "RECORD_KEY"), List.of());
    cases.put(List.of("pk.mode", "Record_Key"), List.of("pk.mode"));
    cases.put(List.of("insert.mode", "merge"), List.of("insert.mode"));
    cases.put(List.of("table.name.format", " "), List.of("table.name.format"));
    cases.put(List.of("table.name.format", "\"${topic}"), List.of());
    cases.put(List.of("batch.size", "many"), List.of("batch.size"));
    cases.put(List.of("max.retries", "-1"), List.of("max.retries"));
    cases.put(List.of("quote.sql.identifiers", "perhaps"), List.of("connection.url"));
    cases.put(List.of("connection.url", "postgresql://db/shop"), List.of("connection.url"));
    // Tries once, whatever these say.
    cases.put(
        List.of(
            "connection.url", NOBODY, "connection.attempts", "9", "connection.backoff.ms", "99999"),
        List.of("connection.url"));
    cases.put(
        List.of("connection.url", NOBODY, "delete.enabled", "true"),
        List.of("delete.enabled", "pk.mode"));
    return connectors()
        .flatMap(
            installed ->
                cases.entrySet().stream()
                    .map(one -> new Object[] {installed, one.getKey(), one.getValue()}));
  }

  @ParameterizedTest(name = "{0}: {1} is wrong on {2}")
  @MethodSource("validations")
  void validation_names_the_keys(
      InstalledConnector installed, List<String> more, List<String> errorsOn) {
    Map<String, String> config = config(more.toArray(new String[0]));

    assertThat(wrong(installed.with(() -> installed.sinkConnector().validate(config))))
        .containsExactlyInAnyOrderElementsOf(errorsOn);
  }

  private static List<String> wrong(Config config) {
    return config.configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .map(ConfigValue::name)
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void validation_wants_a_url(InstalledConnector installed) {
    assertThat(wrong(installed.with(() -> installed.sinkConnector().validate(Map.of()))))
        .containsExactly("connection.url");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void finds_its_dialects_once_under_the_context_class_loader(InstalledConnector installed) {
    InstalledConnector spoilt = installed.fresh();
    SinkConnector connector = spoilt.sinkConnector();
    Map<String, String> config = config();

    assertThat(wrong(spoilt.withForeignLoader(() -> connector.validate(config)))).isNotEmpty();

    // That spoils it for all who come later.
    assertThat(wrong(spoilt.with(() -> connector.validate(config)))).isNotEmpty();
    assertThat(wrong(installed.with(() -> installed.sinkConnector().validate(config)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void gives_all_its_tasks_the_very_map_that_it_was_started_with(InstalledConnector installed) {
    SinkConnector connector = installed.sinkConnector();
    Map<String, String> config = config();

    List<Map<String, String>> tasks =
        installed.with(
            () -> {
              connector.start(config);
              return connector.taskConfigs(3);
            });

    assertThat(tasks).hasSize(3).allSatisfy(task -> assertThat(task).isSameAs(config));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_task_that_could_not_start_cannot_be_stopped(InstalledConnector installed) {
    SinkTask task = installed.with(() -> RunningSink.newTask(installed.sinkConnector()));

    assertThatThrownBy(
            () ->
                installed.with(
                    () -> {
                      task.start(config("delete.enabled", "true"));
                      return null;
                    }))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(
            () ->
                installed.with(
                    () -> {
                      task.stop();
                      return null;
                    }))
        .isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void starts_without_its_database_and_fails_with_the_first_record(InstalledConnector installed) {
    Map<String, String> config = config("connection.url", NOBODY, "max.retries", "5");
    try (RunningSink sink = new RunningSink(installed, config, true)) {
      sink.put();

      assertThatThrownBy(() -> sink.put(user(3, "eve")))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasRootCauseInstanceOf(java.net.ConnectException.class);
      assertThat(sink.reported()).isEmpty();
      assertThat(sink.timeouts()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void takes_records_again_once_its_database_is_back(InstalledConnector installed) {
    try (RunningSink sink = new RunningSink(installed, upsertAndDelete())) {
      sink.put(user(3, "eve"));
      database.stop();
      try {
        assertThatThrownBy(() -> sink.put(user(4, "dan"))).isInstanceOf(ConnectException.class);
      } finally {
        database.startAgain();
      }

      sink.put(user(4, "dan"));

      assertThat(users()).containsExactly("1 ann", "2 bob", "3 eve", "4 dan");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void replaces_a_connection_that_is_broken(InstalledConnector installed) {
    Map<String, String> config = upsertAndDelete("connection.ApplicationName", "the-contract");
    try (RunningSink sink = new RunningSink(installed, config)) {
      sink.put(user(3, "eve"));
      assertThat(
              database.query(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE application_name = 'the-contract'"))
          .hasSize(1);

      assertThat(sink.putWithRetries(user(4, "dan"))).isZero();

      assertThat(users()).contains("4 dan");
    }
  }

  static Stream<Object[]> names() {
    String n70 = "n".repeat(70);
    return times(
        new Object[] {"\"${topic}\"", "a.b.c", "public", "a.b.c"},
        new Object[] {"\"${topic}\"", "a.b.c.d", "public", "a.b.c.d"},
        new Object[] {"\"${topic}\"", ".a.", "public", ".a."},
        new Object[] {"\"${topic}\"", "Up-per_select", "public", "Up-per_select"},
        new Object[] {"\"from.${topic}\"", "a.b", "public", "from.a.b"},
        new Object[] {"other.\"${topic}\"", "a.b.c", "other", "a.b.c"},
        new Object[] {"\"other\".\"${topic}\"", "a.b.c", "other", "a.b.c"},
        new Object[] {"${topic}", "Up-per", "public", "Up-per"},
        new Object[] {"${topic}", "other.b", "other", "b"},
        new Object[] {"${topic}", "postgres.other.b", "other", "b"},
        // What is too much is left out without a word.
        new Object[] {"${topic}", "other.b.c.d", "other", "b"},
        new Object[] {"other.${topic}", "b.c.d", "other", "b"},
        new Object[] {"${topic}", n70, "public", n70.substring(0, 63)});
  }

  private static Stream<Object[]> times(Object[]... cases) {
    return connectors()
        .flatMap(
            installed ->
                Arrays.stream(cases)
                    .map(one -> Stream.concat(Stream.of(installed), Arrays.stream(one)).toArray()));
  }

  @ParameterizedTest(name = "{0}: {1} of {2} is {3}.{4}")
  @MethodSource("names")
  void dots_separate_names_outside_of_quotes(
      InstalledConnector installed, String format, String topic, String schema, String table) {
    put(
        installed,
        config("auto.create", "true", "table.name.format", format),
        userTo(topic, 7, "zoe"));

    assertThat(rows("SELECT name AS row FROM \"" + schema + "\".\"" + table + "\""))
        .containsExactly("zoe");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void three_names_without_quotes_are_a_database_first(InstalledConnector installed) {
    assertThatThrownBy(
            () -> put(installed, config("auto.create", "true"), userTo("a.b.c", 7, "zoe")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("cross-database references");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_quote_that_does_not_end_is_found_with_the_first_record(InstalledConnector installed) {
    assertThatThrownBy(
            () -> put(installed, config("table.name.format", "\"${topic}"), user(7, "zoe")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void without_quotes_the_database_folds_names(InstalledConnector installed) {
    Map<String, String> config =
        config(
            "quote.sql.identifiers", "never",
            "auto.create", "true",
            "pk.mode", "record_key",
            "pk.fields", "CODE");

    put(installed, config, userTo("People", 7, "zoe"));

    assertThat(columns("people")).containsExactly("id int4!", "name text", "code int4!");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void takes_a_table_for_there_if_another_is_like_it(InstalledConnector installed) {
    database.execute("CREATE TABLE a1b (id INT, name TEXT)");

    assertThatThrownBy(() -> put(installed, config("auto.create", "true"), userTo("a_b", 7, "zoe")))
        .hasMessageContaining("a_b\" does not exist");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void puts_tables_into_the_schema_of_the_connection(InstalledConnector installed) {
    put(
        installed,
        config("auto.create", "true", "connection.url", database.url() + "&currentSchema=other"),
        user(7, "zoe"));

    assertThat(rows("SELECT name AS row FROM other.users")).containsExactly("zoe");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void upserts_and_deletes_in_the_records_order(InstalledConnector installed) {
    put(
        installed,
        upsertAndDelete(),
        user(1, "ANN"),
        tombstone(1),
        tombstone(2),
        user(2, "BOB"),
        user(3, "eve"),
        user(3, "EVE"),
        user(1, "Ann"),
        user(4, "dan"),
        tombstone(4),
        tombstone(99));

    assertThat(users()).containsExactly("1 Ann", "2 BOB", "3 EVE");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void appends_without_looking_at_the_key(InstalledConnector installed) {
    put(installed, config("auto.create", "true"), userTo("log", 7, "x"), userTo("log", 7, "x"));

    assertThat(columns("log")).containsExactly("id int4!", "name text");
    assertThat(rows("SELECT id AS row FROM log")).containsExactly("7", "7");
  }

  static Stream<Object[]> unfitRecords() {
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    Schema array = SchemaBuilder.array(NAME).build();
    Struct name = new Struct(NAME).put("name", "zoe");
    Map<String, String> keyed = with("pk.mode", "record_key", "pk.fields", "id");
    return times(
        new Object[] {"a null with deletes off", Map.of(), tombstone(1)},
        new Object[] {"a null with deletes off, keyed", keyed, tombstone(1)},
        new Object[] {"a value without schema", Map.of(), record("users", null, null, null, "v")},
        new Object[] {
          "a value of a primitive type",
          Map.of(),
          record("users", null, null, Schema.INT32_SCHEMA, 1)
        },
        new Object[] {"no key", keyed, record("users", null, null, NAME, name)},
        new Object[] {"a key without schema", keyed, record("users", null, "1", NAME, name)},
        new Object[] {
          "a key that pk.fields does not fit",
          with("pk.mode", "record_key", "pk.fields", "x"),
          record("users", LINE, new Struct(LINE).put("order_id", 1).put("line_no", 2), NAME, name)
        },
        new Object[] {"a key that has no name", with("pk.mode", "record_key"), user(7, "zoe")},
        new Object[] {
          "a value that pk.fields does not fit",
          with("pk.mode", "record_value", "pk.fields", "x"),
          user(7, "zoe")
        },
        new Object[] {"no key to upsert by", with("insert.mode", "upsert"), user(7, "zoe")},
        new Object[] {"a map", with("auto.create", "true"), field("t", map, Map.of("a", "b"))},
        new Object[] {"a struct in a struct", with("auto.create", "true"), field("t", NAME, name)},
        new Object[] {
          "an array of structs", with("auto.create", "true"), field("t", array, List.of(name))
        });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("unfitRecords")
  void fails_with_a_record_that_does_not_fit_and_never_reports_it(
      InstalledConnector installed, String what, Map<String, String> more, SinkRecord record) {
    Map<String, String> config = config("max.retries", "5");
    config.putAll(more);
    try (RunningSink sink = new RunningSink(installed, config, true)) {
      assertThatThrownBy(() -> sink.put(record))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class);
      assertThat(sink.reported()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void names_the_column_of_a_primitive_key(InstalledConnector installed) {
    Struct value = new Struct(NAME).put("name", "zoe");

    put(
        installed,
        upsertAndDelete("auto.create", "true", "pk.fields", "code"),
        record("people", Schema.OPTIONAL_STRING_SCHEMA, "z", NAME, value));

    assertThat(columns("people")).containsExactly("name text", "code text!");
    assertThat(primaryKey("people")).isEqualTo("[PRIMARY KEY (code)]");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void takes_all_fields_of_a_struct_key_or_the_named_ones(InstalledConnector installed) {
    Map<String, String> all = upsertAndDelete("auto.create", "true", "pk.fields", "");
    Map<String, String> one = upsertAndDelete("auto.create", "true", "pk.fields", "line_no");
    Struct key = new Struct(LINE).put("order_id", 1).put("line_no", 2);
    Struct value = new Struct(NAME).put("name", "zoe");

    put(installed, all, record("by_all", LINE, key, NAME, value));
    put(installed, one, record("by_one", LINE, key, NAME, value));

    assertThat(columns("by_all")).containsExactly("name text", "line_no int4!", "order_id int4!");
    assertThat(primaryKey("by_all")).isEqualTo("[PRIMARY KEY (line_no, order_id)]");
    assertThat(columns("by_one")).containsExactly("name text", "line_no int4!");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_key_takes_the_place_of_a_field_of_its_name(InstalledConnector installed) {
    Struct value = new Struct(USER).put("id", 1).put("name", "zoe");

    put(
        installed,
        upsertAndDelete("auto.create", "true"),
        record("people", Schema.INT64_SCHEMA, 77L, USER, value));

    assertThat(columns("people")).containsExactly("id int8!", "name text");
    assertThat(rows("SELECT id AS row FROM people")).containsExactly("77");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void takes_the_key_from_the_value(InstalledConnector installed) {
    Map<String, String> config =
        config("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");

    put(installed, config, user(1, "ANN"), user(3, "eve"));

    assertThat(users()).containsExactly("1 ANN", "2 bob", "3 eve");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void deletes_by_the_named_part_of_a_key_alone(InstalledConnector installed) {
    database.execute(
        "CREATE TABLE lines (order_id INT, line_no INT); INSERT INTO lines VALUES (1,1), (1,2)");
    Struct key = new Struct(LINE).put("order_id", 1).put("line_no", 2);

    put(
        installed,
        upsertAndDelete("pk.fields", "order_id"),
        record("lines", LINE, key, null, null));

    assertThat(rows("SELECT line_no AS row FROM lines")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_delete_makes_a_table_of_the_key_alone(InstalledConnector installed) {
    database.execute("DROP TABLE users");
    Map<String, String> config = upsertAndDelete("auto.create", "true", "auto.evolve", "true");
    Schema strict = SchemaBuilder.struct().field("name", Schema.STRING_SCHEMA).build();
    Struct name = new Struct(strict).put("name", "zoe");
    try (RunningSink sink = new RunningSink(installed, config)) {
      sink.put(tombstone(1));
      assertThat(columns("users")).containsExactly("id int4!");

      // And so it stays, if the columns are required.
      assertThatThrownBy(() -> sink.put(record("users", Schema.INT32_SCHEMA, 1, strict, name)))
          .isInstanceOf(ConnectException.class);

      sink.put(user(1, "zoe"));
      assertThat(columns("users")).containsExactly("id int4!", "name text");
    }
  }

  static Stream<Object[]> types() {
    return times(
        new Object[] {Schema.INT8_SCHEMA, (byte) 1, "int2!", "1"},
        new Object[] {Schema.INT16_SCHEMA, (short) 1, "int2!", "1"},
        new Object[] {Schema.INT32_SCHEMA, 1, "int4!", "1"},
        new Object[] {Schema.INT64_SCHEMA, 1L, "int8!", "1"},
        new Object[] {Schema.FLOAT32_SCHEMA, 1.5f, "float4!", "1.5"},
        new Object[] {Schema.FLOAT64_SCHEMA, 1.5, "float8!", "1.5"},
        new Object[] {Schema.BOOLEAN_SCHEMA, true, "bool!", "true"},
        new Object[] {Schema.STRING_SCHEMA, "é'", "text!", "é'"},
        new Object[] {Schema.BYTES_SCHEMA, new byte[] {1, 2}, "bytea!", "\\x0102"},
        new Object[] {Decimal.schema(2), new BigDecimal("1.25"), "numeric!", "1.25"},
        new Object[] {Date.SCHEMA, new java.util.Date(86_400_000L * 366), "date!", "1971-01-02"},
        new Object[] {Time.SCHEMA, new java.util.Date(3_723_004L), "time!", "01:02:03.004"},
        new Object[] {
          Timestamp.SCHEMA,
          new java.util.Date(1_767_261_600_123L),
          "timestamp!",
          "2026-01-01 10:00:00.123"
        },
        new Object[] {Schema.OPTIONAL_INT32_SCHEMA, null, "int4", "null"},
        new Object[] {
          SchemaBuilder.array(Schema.INT64_SCHEMA).build(), List.of(1L, 2L), "_int8!", "{1,2}"
        },
        new Object[] {
          SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build(),
          Arrays.asList("a", null),
          "_text",
          "{a,NULL}"
        },
        new Object[] {SchemaBuilder.int32().defaultValue(9).build(), null, "int4", "9"},
        new Object[] {
          SchemaBuilder.string().optional().defaultValue("nine").build(), null, "text", "nine"
        });
  }

  @ParameterizedTest(name = "{0}: {1} is {3}")
  @MethodSource("types")
  void makes_a_column_of_each_type(
      InstalledConnector installed,
      Schema schema,
      @Nullable Object value,
      String type,
      String stored) {
    put(installed, config("auto.create", "true"), field("t", schema, value));

    assertThat(columns("t")).containsExactly("f " + type);
    assertThat(rows("SELECT f::text AS row FROM t")).containsExactly(stored);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void a_null_stays_null_if_it_is_to_be(InstalledConnector installed) {
    Schema schema = SchemaBuilder.string().optional().defaultValue("nine").build();

    put(
        installed,
        config("auto.create", "true", "replace.null.with.default", "false"),
        field("t", schema, null));

    assertThat(rows("SELECT f AS row FROM t")).containsExactly("null");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void writes_times_as_they_are_in_a_zone(InstalledConnector installed) {
    put(
        installed,
        config("auto.create", "true", "db.timezone", "Asia/Tokyo"),
        field("t", Timestamp.SCHEMA, new java.util.Date(1_767_261_600_000L)));

    assertThat(rows("SELECT f::text AS row FROM t")).containsExactly("2026-01-01 19:00:00");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void writes_strings_into_columns_of_json_and_uuids(InstalledConnector installed) {
    database.execute("CREATE TABLE j (f JSONB); CREATE TABLE u (f UUID)");
    String uuid = "6b3e1c1e-0000-4000-8000-000000000000";

    put(
        installed,
        config(),
        field("j", Schema.STRING_SCHEMA, "{\"a\": 1}"),
        field("u", Schema.STRING_SCHEMA, uuid));

    assertThat(rows("SELECT f::text AS row FROM j")).containsExactly("{\"a\": 1}");
    assertThat(rows("SELECT f::text AS row FROM u")).containsExactly(uuid);
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void leaves_fields_out_that_are_not_listed_but_no_key(InstalledConnector installed) {
    Map<String, String> config =
        config(
            "auto.create", "true",
            "fields.whitelist", "name",
            "pk.mode", "record_key",
            "pk.fields", "code");

    put(installed, config, userTo("people", 7, "zoe"));

    assertThat(columns("people")).containsExactly("name text", "code int4!");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void leaves_columns_alone_that_a_record_lacks(InstalledConnector installed) {
    database.execute("ALTER TABLE users ADD note TEXT NOT NULL DEFAULT 'none'");

    put(installed, config(), user(3, "eve"));

    assertThat(rows("SELECT note AS row FROM users WHERE id = 3")).containsExactly("none");
  }

  private static SinkRecord withAge(Schema age) {
    Schema schema =
        SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).field("age", age).build();
    return record("users", null, null, schema, new Struct(schema).put("id", 3).put("age", 30));
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void adds_a_column_that_may_be_null_or_has_a_default(InstalledConnector installed) {
    put(installed, config("auto.evolve", "true"), withAge(Schema.OPTIONAL_INT32_SCHEMA));

    assertThat(columns("users")).containsExactly("id int4!", "name varchar", "age int4");
  }

  static Stream<Object[]> unfitTables() {
    SinkRecord age = withAge(Schema.OPTIONAL_INT32_SCHEMA);
    return times(
        new Object[] {"no table", Map.of(), userTo("people", 7, "zoe")},
        new Object[] {"no column", with("auto.create", "true"), age},
        new Object[] {
          "no column, and a required one", with("auto.evolve", "true"), withAge(Schema.INT32_SCHEMA)
        });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("unfitTables")
  void reports_at_once_what_it_may_not_make_a_place_for(
      InstalledConnector installed, String what, Map<String, String> more, SinkRecord record) {
    Map<String, String> config = config("max.retries", "5");
    config.putAll(more);
    try (RunningSink sink = new RunningSink(installed, config)) {
      assertThatThrownBy(() -> sink.put(record))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class);
    }
    try (RunningSink tolerant = new RunningSink(installed, config, true)) {
      tolerant.put(user(3, "eve"), record);

      assertThat(tolerant.reported()).containsExactly(record);
      assertThat(tolerant.timeouts()).isEmpty();
      assertThat(users()).contains("3 eve");
    }
  }

  static Stream<Object[]> refusedRecords() {
    Schema big = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    Schema empty = SchemaBuilder.struct().field("name", Schema.OPTIONAL_STRING_SCHEMA).build();
    return times(
        new Object[] {"a key that is there", user(1, "dup")},
        new Object[] {"too long a text", user(9, "too long")},
        new Object[] {
          "too large a number",
          record("users", null, null, big, new Struct(big).put("id", 1L << 40))
        },
        new Object[] {
          "no value for a column that needs one",
          record("users", null, null, empty, new Struct(empty))
        });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refusedRecords")
  void tries_again_whatever_the_database_refuses(
      InstalledConnector installed, String what, SinkRecord refused) {
    SinkRecord good = user(3, "eve");
    SinkRecord better = user(4, "dan");
    try (RunningSink sink = new RunningSink(installed, config("max.retries", "2"))) {
      assertThatThrownBy(() -> sink.putWithRetries(good, refused, better))
          .isInstanceOf(ConnectException.class)
          .hasCauseInstanceOf(java.sql.SQLException.class);
      assertThat(sink.timeouts()).containsExactly(7L, 7L);
      assertThat(users()).containsExactly("1 ann", "2 bob");
    }
    try (RunningSink tolerant = new RunningSink(installed, config("max.retries", "2"), true)) {
      assertThat(tolerant.putWithRetries(good, refused, better)).isEqualTo(2);

      assertThat(tolerant.reported()).containsExactly(refused);
      assertThat(users()).containsExactly("1 ann", "2 bob", "3 eve", "4 dan");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void writes_all_of_what_it_is_given_or_nothing(InstalledConnector installed) {
    assertThatThrownBy(
            () -> put(installed, config("batch.size", "1"), user(3, "eve"), user(1, "dup")))
        .isInstanceOf(ConnectException.class);

    assertThat(users()).containsExactly("1 ann", "2 bob");
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void making_a_table_commits_what_was_written_before(InstalledConnector installed) {
    Map<String, String> config = config("batch.size", "1", "auto.create", "true");

    assertThatThrownBy(
            () -> put(installed, config, user(3, "eve"), userTo("log", 1, "x"), user(1, "dup")))
        .isInstanceOf(ConnectException.class);

    assertThat(users()).containsExactly("1 ann", "2 bob", "3 eve");
    assertThat(rows("SELECT id AS row FROM log")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void makes_a_table_anew_that_is_gone_when_it_tries_again(InstalledConnector installed) {
    Map<String, String> config = upsertAndDelete("auto.create", "true", "max.retries", "1");
    try (RunningSink sink = new RunningSink(installed, config)) {
      sink.put(user(3, "eve"));
      database.execute("DROP TABLE users");

      assertThat(sink.putWithRetries(user(4, "dan"))).isOne();

      assertThat(users()).containsExactly("4 dan");
    }
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void quotes_a_refused_row_unless_told_not_to(InstalledConnector installed) {
    assertThatThrownBy(() -> put(installed, config(), user(9, "geheim")))
        .hasMessageContaining("geheim");
    assertThatThrownBy(
            () -> put(installed, config("trim.sensitive.log", "true"), user(9, "geheim")))
        .isInstanceOf(ConnectException.class)
        .satisfies(
            failure -> {
              java.io.StringWriter trace = new java.io.StringWriter();
              failure.printStackTrace(new java.io.PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("geheim");
            });
  }
}
