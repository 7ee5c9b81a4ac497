package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.sinks.SinkCompletion;
import dev.ksqlconnect.sinks.Sources;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JDBC sink is given for streams and tables. */
class KsqlJdbcSinkConnectorTest {
  private final KsqlDbStandIn ksql = KsqlDbStandIn.start();
  private final Sources sources =
      new Sources(
          Map.of("ksql.connect.ksql.url", ksql.url()), new AnnouncementsLog("id").read().catalog());
  private final KsqlJdbcSinkConnector connector = new KsqlJdbcSinkConnector();

  @BeforeEach
  void open() {
    sources.open();
    make("TABLE users (id INT PRIMARY KEY, name VARCHAR)", "users");
    make("STREAM clicks (id INT KEY, page VARCHAR)", "clicks");
  }

  @AfterEach
  void close() {
    connector.stop();
    sources.close();
    ksql.close();
  }

  private void make(String source, String topic) {
    make(source, topic, "KAFKA");
  }

  private void make(String source, String topic, String keyFormat) {
    ksql.run(
        String.format(
            "CREATE %s WITH (KAFKA_TOPIC='%s', KEY_FORMAT='%s', VALUE_FORMAT='JSON');",
            source, topic, keyFormat));
  }

  /** A configuration as it is stored. */
  private Map<String, String> config(String sources, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "sink");
    config.put("connector.class", "KsqlJdbcSink");
    config.put("delegate.class", InstalledSink.class.getName());
    config.put("connection.url", "jdbc:postgresql://db/shop");
    config.put("sources", sources);
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    config.putAll(new SinkCompletion(this.sources).additions(config));
    return config;
  }

  /** What is wrong with a configuration; on which keys, its messages say. */
  private List<String> errors(String sources, String... more) {
    return connector.validate(config(sources, more)).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }

  /** What the delegate is given. */
  private Map<String, String> given(String sources, String... more) {
    assertThat(errors(sources, more)).isEmpty();
    return InstalledSink.VALIDATED.get();
  }

  @Test
  void a_table_is_upserted_and_deleted_by_its_key() {
    assertThat(given("users"))
        .containsEntry("insert.mode", "upsert")
        .containsEntry("pk.mode", "record_key")
        .containsEntry("pk.fields", "ID")
        .containsEntry("delete.enabled", "true")
        .containsEntry("auto.create", "true")
        .containsEntry("auto.evolve", "true")
        .containsEntry("trim.sensitive.log", "true")
        .doesNotContainKeys("table.name.format", "sources", "sources.described");
  }

  @Test
  void a_stream_is_appended() {
    assertThat(given("clicks"))
        .containsEntry("insert.mode", "insert")
        .containsEntry("pk.mode", "none")
        .containsEntry("auto.create", "true")
        .containsEntry("auto.evolve", "true")
        .doesNotContainKeys("pk.fields", "delete.enabled");
  }

  @Test
  void a_key_of_several_columns_is_named_in_its_order() {
    make("TABLE lines (o INT PRIMARY KEY, a INT PRIMARY KEY, sku VARCHAR)", "lines", "JSON");

    assertThat(given("lines")).containsEntry("pk.fields", "O,A");
  }

  @Test
  void tables_with_the_same_key_share_its_name() {
    make("TABLE pages (id INT PRIMARY KEY, title VARCHAR)", "pages");

    assertThat(given("users,pages")).containsEntry("pk.fields", "ID");
  }

  @Test
  void tables_with_different_keys_have_them_from_the_records() {
    make("TABLE pages (no INT PRIMARY KEY, title VARCHAR)", "pages");

    assertThat(given("users,pages"))
        .containsEntry("pk.mode", "record_key")
        .doesNotContainKey("pk.fields");
  }

  @Test
  void tables_and_streams_do_not_go_together() {
    assertThat(errors("users,clicks"))
        .containsExactly(
            "sources: USERS is written by key, and CLICKS is appended, which one JDBC sink cannot do"
                + " both. Make a connector for the tables and one for the streams");
  }

  @Test
  void tables_and_streams_go_together_as_the_user_wants() {
    assertThat(given("users,clicks", "pk.mode", "kafka"))
        .containsEntry("pk.mode", "kafka")
        .doesNotContainKeys("insert.mode", "delete.enabled", "pk.fields");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "kafka", "record_value"})
  void a_table_that_the_user_wants_without_its_key_is_neither_upserted_nor_deleted(String mode) {
    assertThat(given("users", "pk.mode", mode))
        .containsEntry("pk.mode", mode)
        .doesNotContainKeys("insert.mode", "delete.enabled", "pk.fields");
  }

  @Test
  void the_users_own_word_for_a_key_mode_counts_in_any_case() {
    assertThat(given("users", "pk.mode", "RECORD_KEY"))
        .containsEntry("pk.mode", "RECORD_KEY")
        .containsEntry("insert.mode", "upsert")
        .containsEntry("delete.enabled", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "insert.mode, update",
    "pk.fields, user_id",
    "delete.enabled, false",
    "auto.create, false",
    "auto.evolve, false",
    "trim.sensitive.log, false",
    "table.name.format, t_${topic}"
  })
  void what_the_user_sets_is_given(String key, String value) {
    assertThat(given("users", key, value)).containsEntry(key, value);
  }

  @Test
  void a_stream_with_a_key_of_the_users_choice_is_written_by_it() {
    assertThat(given("clicks", "pk.mode", "record_value", "pk.fields", "ID"))
        .containsEntry("pk.mode", "record_value")
        .containsEntry("insert.mode", "insert");
  }

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "UPDATE"})
  void what_has_no_key_is_neither_upserted_nor_updated(String mode) {
    assertThat(errors("clicks", "insert.mode", mode))
        .containsExactly(
            "insert.mode="
                + mode
                + " needs a key: with pk.mode=none no row is told from another, and an update"
                + " overwrites all of them. Set pk.mode and pk.fields, or leave insert.mode out");
    assertThat(errors("users", "insert.mode", mode, "pk.mode", "none")).hasSize(1);
    assertThat(errors("clicks", "insert.mode", mode, "pk.mode", "kafka")).isEmpty();
    assertThat(errors("users", "insert.mode", mode)).isEmpty();
  }

  @Test
  void what_is_nested_is_refused_with_the_columns_that_can_be_written() {
    make("TABLE t (id INT PRIMARY KEY, a INT, b ARRAY<INT>, c STRUCT<x INT>, d BIGINT)", "t");

    assertThat(errors("t"))
        .containsExactly(
            "sources: T has what no column of a database holds: B ARRAY<INT>, C STRUCT<`X` INT>."
                + " Name the columns to write with fields.whitelist=A,D, or take them apart in KSQL"
                + " and name what comes of it");
    assertThat(errors("t", "fields.whitelist", "A,D")).isEmpty();
    assertThat(errors("t", "fields.whitelist", "A,B")).hasSize(1);
  }

  @Test
  void the_columns_to_name_are_those_of_all_sources_and_of_the_streams_keys() {
    make("STREAM s (id INT KEY, a INT, b ARRAY<INT>)", "s");

    assertThat(errors("s,clicks").get(0)).contains(" fields.whitelist=ID,A,PAGE,");
  }

  @Test
  void where_all_is_nested_there_are_no_columns_to_name() {
    make("TABLE t (id INT PRIMARY KEY, b ARRAY<INT>)", "t");

    assertThat(errors("t"))
        .containsExactly(
            "sources: T has what no column of a database holds: B ARRAY<INT>. Take them apart in"
                + " KSQL and name what comes of it");
  }

  @Test
  void a_nested_key_is_refused() {
    make("TABLE t (k STRUCT<x INT> PRIMARY KEY, a INT)", "t", "JSON");

    assertThat(errors("t"))
        .containsExactly(
            "sources: the key of T is {K=STRUCT<`X` INT>}, which no column of a database holds. Make"
                + " a table in KSQL that is keyed by its parts, and name that one");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db/shop, '\"${topic}\"'",
    "jdbc:oracle:thin:@db:1521/shop, '\"${topic}\"'",
    "jdbc:mysql://db/shop, '`${topic}`'",
    "jdbc:mariadb://db/shop, '`${topic}`'",
    "jdbc:sqlserver://db;databaseName=shop, '\"${topic}\"'"
  })
  void dots_in_a_topics_name_are_part_of_the_tables(String url, String format) {
    make("TABLE dotted (id INT PRIMARY KEY, name VARCHAR)", "shop.public.users");

    assertThat(given("dotted", "connection.url", url)).containsEntry("table.name.format", format);
  }

  @Test
  void without_quotes_there_is_no_name_for_a_topic_with_dots() {
    make("TABLE dotted (id INT PRIMARY KEY, name VARCHAR)", "shop.public.users");

    assertThat(errors("dotted", "quote.sql.identifiers", "NEVER"))
        .first()
        .asString()
        .startsWith("quote.sql.identifiers=never and the dots of shop.public.users do not go");
  }

  @Test
  void a_secret_of_the_url_stands_where_the_delegate_does_not_log_it() {
    assertThat(given("users", "connection.url", "jdbc:postgresql://db/shop?password=hunter2"))
        .containsEntry("connection.url", "jdbc:postgresql://db/shop")
        .containsEntry("connection.password", "hunter2");
  }

  @Test
  void a_secret_of_the_url_is_stored_for_the_tasks_as_the_user_wrote_it() {
    String url = "jdbc:postgresql://db/shop?password=hunter2";
    connector.start(config("users", "connection.url", url));

    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("connection.url", url)
        .doesNotContainKey("connection.password");
  }

  @Test
  void a_secret_of_the_url_is_not_in_the_answer() {
    assertThat(
            connector
                .validate(
                    config("users", "connection.url", "jdbc:postgresql://db/s?password=hunter2"))
                .configValues())
        .noneMatch(value -> String.valueOf(value.value()).contains("hunter2"));
  }

  @Test
  void topics_of_which_nothing_is_known_are_left_to_the_user() {
    Map<String, String> config = config("users");
    config.keySet().removeAll(List.of("sources", "sources.described"));
    config.put("topics", "a.b");
    connector.validate(config);

    assertThat(InstalledSink.VALIDATED.get())
        .containsEntry("table.name.format", "\"${topic}\"")
        .doesNotContainKeys("insert.mode", "pk.mode", "pk.fields", "delete.enabled");
  }
}
