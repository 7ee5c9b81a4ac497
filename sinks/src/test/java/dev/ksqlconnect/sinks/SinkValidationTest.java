package dev.ksqlconnect.sinks;

import static dev.ksqlconnect.sinks.PlayedWorker.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a sink's configuration before it is stored. */
class SinkValidationTest {
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String AVRO = "io.confluent.connect.avro.AvroConverter";
  private static final String ANEW =
      ". Put the configuration again without topics, sources.described, key.converter and"
          + " value.converter, so that they are filled in anew";

  private final PlayedWorker worker = new PlayedWorker();

  @BeforeEach
  void make() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private static Map<String, ConfigValue> validated(Map<String, String> config) {
    Map<String, ConfigValue> values = new TreeMap<>();
    new PlayedSink().validate(config).configValues().forEach(v -> values.put(v.name(), v));
    return values;
  }

  /** What is wrong with a configuration, by key. */
  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    validated(config)
        .forEach(
            (key, value) -> {
              if (!value.errorMessages().isEmpty()) {
                errors.put(key, value.errorMessages());
              }
            });
    return errors;
  }

  private Map<String, String> completed(String sources, String... more) {
    Map<String, String> config = map("name", "sink", "connector.class", "KsqlElasticsearchSink");
    config.put("sources", sources);
    config.putAll(map(more));
    return worker.completed(config);
  }

  private static Map<String, String> topics(String topics, String... more) {
    Map<String, String> config = map("name", "sink", "topics", topics);
    config.putAll(map(more));
    return config;
  }

  private static Map<String, List<String>> on(String key, String message) {
    return Map.of(key, List.of(message));
  }

  @Test
  void what_was_filled_in_is_fine() {
    assertThat(errors(completed("users"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , "})
  void sources_or_topics_have_to_be_named(String sources) {
    assertThat(errors(map("name", "sink", "sources", sources)))
        .isEqualTo(
            on(
                "sources",
                "sources is missing: name the KSQL streams and tables to write out, such as"
                    + " sources=my_table, or give topics instead"));
  }

  @Test
  void sources_and_a_pattern_of_topics_exclude_one_another() {
    assertThat(errors(completed("users", "topics.regex", "u.*")))
        .isEqualTo(on("sources", "sources and topics.regex are both set: leave one of them out"));
  }

  /** Connect reads the value of topics as a list wherever it looks at it. */
  @Test
  void connect_is_kept_from_asking_for_topics_where_something_else_is_wrong() {
    Map<String, ConfigValue> values = validated(map("name", "sink"));

    assertThat(values.get("topics").value()).isEqualTo(List.of());
    assertThat(values.get("topics").errorMessages()).isEmpty();
    assertThat(values.get("topics.regex").value()).isNull();
  }

  @Test
  void connects_own_word_on_topics_is_heard_where_nothing_is_wrong() {
    assertThat(validated(completed("users"))).doesNotContainKeys("topics", "topics.regex");
  }

  @Test
  void a_source_that_is_not_there_is_said_beside_those_that_are() {
    worker.stream("clicks", "page VARCHAR");

    assertThat(errors(completed("nobody")))
        .isEqualTo(
            on("sources", "sources: ksqlDB has no stream or table nobody. It has CLICKS, USERS"));
  }

  @Test
  void a_comma_too_many_is_no_source() {
    assertThat(errors(completed("users,"))).isEmpty();
    assertThat(errors(completed(",,users"))).isEmpty();
  }

  @Test
  void a_ksqldb_without_any_source_is_said_to_be_so() {
    worker.ksql.forget();

    assertThat(errors(completed("users")))
        .isEqualTo(on("sources", "sources: ksqlDB has no stream or table users. It has none"));
  }

  @Test
  void a_topics_name_in_the_place_of_a_source_is_answered_with_the_source() {
    worker.make("TABLE", "people", "shop-users", "id INT PRIMARY KEY, n VARCHAR", "KAFKA", "JSON");

    assertThat(errors(completed("shop-users")))
        .isEqualTo(
            on(
                "sources",
                "ksqlDB has no stream or table shop-users. There is a topic of that name: write"
                    + " sources=PEOPLE, which reads it, or topics=shop-users"));
  }

  /** As a ksqlDB answers that has a stream whose formats the stand-in does not know. */
  private void answersAs(String keyFormat, String valueFormat, boolean isWindowed) {
    worker.ksql.failAll(
        statements -> statements.startsWith("SHOW"),
        200,
        """
        [{"@type":"tables","tables":[]},{"@type":"streams","streams":[{"type":"STREAM","name":"LOG",
        "topic":"log","keyFormat":"%s","valueFormat":"%s","isWindowed":%s}]}]"""
            .formatted(keyFormat, valueFormat, isWindowed));
    worker.ksql.failAll(
        statements -> statements.startsWith("DESCRIBE"),
        200,
        """
        [{"@type":"sourceDescription","sourceDescription":{"name":"LOG","type":"STREAM","fields":[
        {"name":"ID","schema":{"type":"INTEGER"},"type":"KEY"},
        {"name":"LINE","schema":{"type":"STRING"}}],
        "keyFormat":"%s","valueFormat":"%s","topic":"log","statement":""}}]"""
            .formatted(keyFormat, valueFormat));
  }

  @ParameterizedTest
  @CsvSource({
    "KAFKA, DELIMITED, VALUE_FORMAT, DELIMITED",
    "DELIMITED, JSON, KEY_FORMAT, DELIMITED",
    "KAFKA, KAFKA, VALUE_FORMAT, KAFKA",
    "PROTOBUF_NOSR, JSON, KEY_FORMAT, PROTOBUF_NOSR"
  })
  void a_format_that_no_converter_reads_is_answered_with_a_statement_that_helps(
      String key, String value, String property, String format) {
    answersAs(key, value, false);

    assertThat(errors(completed("log")))
        .isEqualTo(
            on(
                "sources",
                String.format(
                    "sources: LOG has %s=%s, which no converter of Connect reads as"
                        + " columns. Write it out in another format first: CREATE STREAM `LOG_JSON`"
                        + " WITH (%s = 'JSON') AS SELECT * FROM `LOG`; then name that one",
                    property, format, property)));
  }

  @Test
  void with_a_converter_of_the_users_own_any_format_will_do() {
    answersAs("DELIMITED", "DELIMITED", false);

    assertThat(
            errors(completed("log", "key.converter", "my.Delimited", "value.converter", "my.Own")))
        .isEmpty();
  }

  @Test
  void a_windowed_source_is_refused() {
    answersAs("KAFKA", "JSON", true);

    assertThat(errors(completed("log")))
        .isEqualTo(
            on(
                "sources",
                "sources: LOG is windowed: each of its keys holds the bounds of a window as well,"
                    + " which no converter of Connect reads. Name a source without windows"));
  }

  @Test
  void two_sources_on_one_topic_are_one_too_many() {
    worker.make("STREAM", "raw", "users", "name VARCHAR", "KAFKA", "JSON");

    assertThat(errors(completed("users,raw")))
        .isEqualTo(
            on(
                "sources",
                "sources: USERS and RAW are both on the topic users: leave one of them out"));
  }

  @Test
  void sources_whose_formats_differ_are_answered_with_how_to_split_them() {
    worker.table("pages", "id VARCHAR PRIMARY KEY, title VARCHAR");
    worker.stream("clicks", "page VARCHAR");

    assertThat(errors(completed("users,pages,clicks")))
        .isEqualTo(
            on(
                "sources",
                "sources: one connector has one converter for all keys and one for all values, and"
                    + " USERS has keys for IntegerConverter and values for JsonConverter with"
                    + " {schemas.enable=false}, PAGES has keys for StringConverter and values for"
                    + " JsonConverter with {schemas.enable=false}, CLICKS has values for"
                    + " JsonConverter with {schemas.enable=false}. Make 2 connectors: one with"
                    + " sources=users,clicks and one with sources=pages"));
  }

  @Test
  void announced_topics_whose_formats_differ_are_to_be_split_too() {
    Schema row = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    worker.log.announce("shop", "a", row);
    worker.log.announce(
        "shop", "b", Schema.INT32_SCHEMA, row, List.of("id"), map("value.converter", AVRO));

    assertThat(errors(topics("a,b")).get("topics"))
        .singleElement()
        .asString()
        .endsWith("Make 2 connectors: one with topics=a and one with topics=b");
  }

  @Test
  void a_source_that_was_added_alone_is_told() {
    worker.table("pages", "id INT PRIMARY KEY, title VARCHAR");
    Map<String, String> changed = completed("users");
    changed.put("sources", "users,pages");

    assertThat(errors(changed))
        .isEqualTo(on("sources", "sources: PAGES is not among what was filled in" + ANEW));
  }

  @Test
  void a_source_that_was_removed_alone_is_told() {
    worker.table("pages", "id INT PRIMARY KEY, title VARCHAR");
    Map<String, String> changed = completed("users,pages");
    changed.put("sources", "pages");

    assertThat(errors(changed))
        .isEqualTo(on("sources", "sources: the filled in [users, pages] are more" + ANEW));
  }

  @Test
  void topics_that_are_not_the_sources_are_told() {
    assertThat(errors(completed("users", "topics", "others")))
        .isEqualTo(on("topics", "topics is others, and the sources users are on users" + ANEW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TABLE  | other | id INT PRIMARY KEY, name VARCHAR     | KAFKA | JSON |"
            + " was on the topic users and is on other",
        "STREAM | users | id INT KEY, name VARCHAR             | KAFKA | JSON |"
            + " was a table and is a stream",
        "TABLE  | users | id VARCHAR PRIMARY KEY, name VARCHAR | KAFKA | JSON |"
            + " had the key {ID=INT} and has {ID=VARCHAR}",
        "TABLE  | users | id INT PRIMARY KEY, name VARCHAR     | JSON  | JSON |"
            + " had keys in KAFKA and has them in JSON",
        "TABLE  | users | id INT PRIMARY KEY, name VARCHAR     | KAFKA | AVRO |"
            + " had values in JSON and has them in AVRO",
        "TABLE  | users | id INT PRIMARY KEY, other VARCHAR    | KAFKA | JSON |"
            + " had a column NAME and has none",
        "TABLE  | users | id INT PRIMARY KEY, name BIGINT      | KAFKA | JSON |"
            + " had a column NAME of VARCHAR and has it of BIGINT"
      })
  void a_source_that_was_made_anew_otherwise_is_told(
      String kind, String topic, String columns, String key, String value, String difference) {
    Map<String, String> completed = completed("users");
    worker.ksql.run("DROP TABLE users;");
    worker.make(kind, "users", topic, columns, key, value);

    assertThat(errors(completed).get("sources"))
        .containsExactly("sources: USERS " + difference + ANEW);
  }

  @Test
  void a_column_that_was_added_is_no_drift() {
    Map<String, String> completed = completed("users");
    worker.ksql.run("DROP TABLE users;");
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR, mail VARCHAR");

    assertThat(errors(completed)).isEmpty();
  }

  @Test
  void a_converter_of_the_users_that_cannot_read_the_keys_is_told() {
    assertThat(
            errors(
                completed(
                    "users", "key.converter", "org.apache.kafka.connect.converters.LongConverter")))
        .isEqualTo(
            on(
                "key.converter",
                "key.converter is org.apache.kafka.connect.converters.LongConverter, and USERS needs"
                    + " key.converter=org.apache.kafka.connect.converters.IntegerConverter. Set it"
                    + " so, or leave it out"));
  }

  @Test
  void json_that_is_expected_to_hold_schemas_is_told() {
    assertThat(errors(completed("users", "value.converter", JSON)))
        .isEqualTo(
            on(
                "value.converter",
                "value.converter is "
                    + JSON
                    + ", and USERS needs value.converter.schemas.enable=false. Set it so, or leave"
                    + " it out"));
  }

  @Test
  void a_converter_that_hands_on_text_is_the_users_own_business() {
    assertThat(
            errors(
                completed(
                    "users",
                    "value.converter",
                    "org.apache.kafka.connect.storage.StringConverter")))
        .isEmpty();
  }

  @Test
  void a_registry_that_nobody_knows_is_asked_for() {
    worker.table("avro", "id INT PRIMARY KEY, name VARCHAR", "KAFKA", "AVRO");

    assertThat(errors(completed("avro")))
        .isEqualTo(
            on(
                "value.converter.schema.registry.url",
                "value.converter.schema.registry.url is missing, since the worker knows no schema"
                    + " registry. Set it, or ksql.connect.schema.registry.url in the properties of"
                    + " every worker"));
  }

  @Test
  void while_ksqldb_is_away_a_new_sink_is_refused() {
    worker.ksql.away(true);

    assertThat(errors(completed("users")))
        .isEqualTo(
            on(
                "sources",
                "sources: ksqlDB could not be asked. There is no server at "
                    + worker.ksql.url()
                    + " that answers"));
  }

  @Test
  void while_ksqldb_is_away_what_was_filled_in_holds() {
    Map<String, String> completed = completed("users");
    worker.ksql.away(true);

    assertThat(errors(completed)).isEmpty();
  }

  @Test
  void while_ksqldb_is_away_other_sources_than_were_filled_in_are_refused() {
    Map<String, String> completed = completed("users");
    worker.ksql.away(true);
    completed.put("sources", "pages");

    assertThat(errors(completed)).containsOnlyKeys("sources");
  }

  @Test
  void wrong_credentials_for_ksqldb_are_told_by_the_workers_keys() {
    worker.ksql.requireBasicAuth("connect", "right");

    assertThat(errors(completed("users")))
        .isEqualTo(
            on(
                "sources",
                "sources: ksqlDB could not be asked. "
                    + worker.ksql.url()
                    + " answers 401; set ksql.connect.ksql.basic.auth.username and"
                    + " ksql.connect.ksql.basic.auth.password to a user it knows"));
  }

  @Test
  void a_worker_that_knows_no_ksqldb_is_told_how_to() {
    worker.hasNoKsql();

    assertThat(errors(completed("users")))
        .isEqualTo(
            on(
                "sources",
                "the worker does not know where ksqlDB is. Add"
                    + " ksql.connect.ksql.url=http://<host>:8088 to the properties of every worker"
                    + " and restart them, or give topics in place of sources"));
  }

  @Test
  void a_worker_without_the_extension_is_told_to_have_it() {
    Map<String, String> bare = map("name", "sink", "sources", "users");
    worker.close();

    assertThat(errors(bare).get("sources"))
        .singleElement()
        .asString()
        .startsWith("sources cannot be looked up: this worker has no announcer. Add rest.extension")
        .endsWith("or give topics instead");
  }

  @Test
  void topics_need_no_ksqldb() {
    worker.hasNoKsql();

    assertThat(errors(topics("anything"))).isEmpty();
    assertThat(errors(map("name", "sink", "topics.regex", "any.*"))).isEmpty();
  }

  @Test
  void what_was_filled_in_and_is_broken_is_to_be_left_out() {
    assertThat(errors(completed("users", "sources.described", "[1]")))
        .isEqualTo(
            on(
                "sources.described",
                "sources.described is no JSON object; leave it out to have it filled in"));
  }

  @Test
  void a_delegate_that_is_not_installed_is_told() {
    assertThat(errors(completed("users", "delegate.class", "Missing")))
        .isEqualTo(
            on(
                "delegate.class",
                "Missing is not installed on this worker. Install it in a folder of the plugin.path"
                    + " of every worker and restart them, or leave delegate.class out for"
                    + " Confluent's"));
  }

  @Test
  void what_does_not_go_together_is_told_before_the_delegate_is_asked() {
    assertThat(errors(completed("users", "fault", "x", "refuses", "deletes")))
        .isEqualTo(on("fault", "fault is x"));
  }

  @Test
  void what_the_delegate_refuses_is_told_without_secrets() {
    assertThat(errors(completed("users", "refuses", "deletes", "connection.password", "hunter2")))
        .isEqualTo(on("deletes", "deletes: true does not go with [hidden]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sources", "sources.described", "delegate.class", "deletes"})
  void every_key_that_connect_shows_has_a_value(String key) {
    assertThat(validated(map("name", "sink"))).containsKey(key);
    assertThat(validated(completed("users"))).containsKey(key);
  }
}
