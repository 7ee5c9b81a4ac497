package dev.ksqlconnect.sinks;

import static dev.ksqlconnect.sinks.PlayedWorker.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TopicDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is filled in on a sink's submission. */
class SinkCompletionTest {
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final String AVRO = "io.confluent.connect.avro.AvroConverter";
  private static final String DESCRIBED = "sources.described";

  private static final Schema USER =
      SchemaBuilder.struct()
          .field("id", Schema.INT32_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final PlayedWorker worker = new PlayedWorker();

  @AfterEach
  void close() {
    worker.close();
  }

  private Map<String, String> additions(String sources, String... more) {
    return worker.additions(config(sources, more));
  }

  private static Map<String, String> config(String sources, String... more) {
    Map<String, String> config = map("connector.class", "KsqlElasticsearchSink");
    config.put("sources", sources);
    config.putAll(map(more));
    return config;
  }

  private Map<String, String> ofTopics(String topics, String... more) {
    Map<String, String> config = map("connector.class", "KsqlElasticsearchSink");
    config.put("topics", topics);
    config.putAll(map(more));
    return worker.additions(config);
  }

  private static DescribedTopic only(Map<String, String> additions) {
    return DescribedTopics.parse(additions.get(DESCRIBED)).all().iterator().next();
  }

  @Test
  void a_table_gets_its_topic_its_converters_and_what_it_holds() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");

    Map<String, String> additions = additions("users");

    assertThat(additions)
        .containsOnlyKeys(
            "topics",
            DESCRIBED,
            "key.converter",
            "value.converter",
            "value.converter.schemas.enable")
        .containsEntry("topics", "users")
        .containsEntry("key.converter", "org.apache.kafka.connect.converters.IntegerConverter")
        .containsEntry("value.converter", JSON)
        .containsEntry("value.converter.schemas.enable", "false");
    assertThat(additions.get(DESCRIBED))
        .isEqualTo(
            """
            {"users":{"kind":"table","source":"USERS","keyFormat":"KAFKA","valueFormat":"JSON",\
            "key":{"ID":"INT"},"value":{"NAME":"VARCHAR"}}}""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"users", "USERS", "Users", "`USERS`"})
  void a_source_is_named_as_in_a_statement(String written) {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");

    assertThat(additions(written)).containsEntry("topics", "users");
  }

  @Test
  void a_name_in_backticks_is_exact() {
    worker.make("TABLE", "`users`", "lower", "id INT PRIMARY KEY, name VARCHAR", "KAFKA", "JSON");
    worker.make("TABLE", "users", "upper", "id INT PRIMARY KEY, name VARCHAR", "KAFKA", "JSON");

    assertThat(additions("`users`")).containsEntry("topics", "lower");
    assertThat(additions("users")).containsEntry("topics", "upper");
  }

  @ParameterizedTest
  @CsvSource({
    "INT, org.apache.kafka.connect.converters.IntegerConverter",
    "BIGINT, org.apache.kafka.connect.converters.LongConverter",
    "DOUBLE, org.apache.kafka.connect.converters.DoubleConverter",
    "VARCHAR, " + STRING,
    "BYTES, " + BYTES
  })
  void a_key_of_kafkas_own_is_read_in_its_width(String type, String converter) {
    worker.table("users", "id " + type + " PRIMARY KEY, name VARCHAR");

    assertThat(additions("users")).containsEntry("key.converter", converter);
  }

  @ParameterizedTest
  @CsvSource({
    "AVRO, " + AVRO,
    "PROTOBUF, io.confluent.connect.protobuf.ProtobufConverter",
    "JSON_SR, io.confluent.connect.json.JsonSchemaConverter"
  })
  void a_format_with_a_registry_gets_the_one_the_worker_knows(String format, String converter) {
    worker.has("ksql.connect.schema.registry.url", "http://registry:8081");
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR", format, format);

    assertThat(additions("users"))
        .containsEntry("key.converter", converter)
        .containsEntry("key.converter.schema.registry.url", "http://registry:8081")
        .containsEntry("value.converter", converter)
        .containsEntry("value.converter.schema.registry.url", "http://registry:8081")
        .hasSize(6);
  }

  @Test
  void a_registry_that_is_not_known_is_not_filled_in() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR", "KAFKA", "AVRO");

    assertThat(additions("users"))
        .containsEntry("value.converter", AVRO)
        .doesNotContainKey("value.converter.schema.registry.url");
  }

  @Test
  void a_converter_that_the_worker_has_already_stays_the_workers() {
    worker.has(
        "value.converter", AVRO, "value.converter.schema.registry.url", "http://registry:8081");
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR", "AVRO", "AVRO");

    assertThat(additions("users"))
        .containsEntry("key.converter", AVRO)
        .containsEntry("key.converter.schema.registry.url", "http://registry:8081")
        .doesNotContainKeys("value.converter", "value.converter.schema.registry.url");
  }

  @Test
  void a_worker_that_reads_json_is_not_relied_on() {
    worker.has("value.converter", JSON, "value.converter.schemas.enable", "false");
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");

    assertThat(additions("users"))
        .containsEntry("value.converter", JSON)
        .containsEntry("value.converter.schemas.enable", "false");
  }

  @Test
  void keys_that_hold_no_columns_are_read_as_bytes() {
    worker.stream("clicks", "page VARCHAR");

    assertThat(additions("clicks")).containsEntry("key.converter", BYTES);
    assertThat(only(additions("clicks")).isTable()).isFalse();
  }

  @Test
  void a_key_of_several_columns_is_read_as_json() {
    worker.table("lines", "o INT PRIMARY KEY, n INT PRIMARY KEY, sku VARCHAR", "JSON", "JSON");

    assertThat(additions("lines"))
        .containsEntry("key.converter", JSON)
        .containsEntry("key.converter.schemas.enable", "false");
    assertThat(only(additions("lines")).key().keySet()).containsExactly("O", "N");
  }

  @Test
  void several_sources_share_a_connector_in_the_order_they_are_named() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.table("pages", "id INT PRIMARY KEY, title VARCHAR");
    worker.stream("clicks", "page VARCHAR");

    assertThat(additions("users , clicks,pages")).containsEntry("topics", "users,clicks,pages");
  }

  @ParameterizedTest
  @CsvSource({"VARCHAR, JSON", "INT, AVRO"})
  void sources_that_no_one_connector_reads_get_nothing(String key, String value) {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.table("pages", "id " + key + " PRIMARY KEY, title VARCHAR", "KAFKA", value);

    assertThat(additions("users,pages")).isEmpty();
  }

  @Test
  void where_the_user_has_chosen_the_converters_the_formats_need_not_agree() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.table("pages", "id VARCHAR PRIMARY KEY, title VARCHAR");

    assertThat(additions("users,pages", "key.converter", BYTES))
        .containsEntry("topics", "users,pages")
        .containsEntry("value.converter", JSON)
        .doesNotContainKey("key.converter");
  }

  @Test
  void what_the_user_has_set_stays() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");

    assertThat(
            additions(
                "users",
                "topics",
                "mine",
                "key.converter",
                "my.Converter",
                "value.converter",
                JSON,
                "value.converter.schemas.enable",
                "true"))
        .containsOnlyKeys(DESCRIBED);
  }

  @Test
  void a_property_of_a_converter_that_is_filled_in_stays_as_the_user_has_set_it() {
    worker.has("ksql.connect.schema.registry.url", "http://registry:8081");
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR", "KAFKA", "AVRO");

    assertThat(additions("users", "value.converter.schema.registry.url", "http://mine"))
        .containsEntry("value.converter", AVRO)
        .doesNotContainKey("value.converter.schema.registry.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "AVRO"})
  void what_was_completed_is_complete(String format) {
    worker.has("ksql.connect.schema.registry.url", "http://registry:8081");
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR", format, format);
    worker.stream("clicks", "page VARCHAR", "KAFKA", format);

    assertThat(worker.additions(worker.completed(config("users,clicks")))).isEmpty();
  }

  @Test
  void a_column_that_is_added_is_brought_up_to_date_and_nothing_else() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    Map<String, String> completed = worker.completed(config("users"));
    worker.make(
        "OR REPLACE TABLE",
        "users",
        "users",
        "id INT PRIMARY KEY, name VARCHAR, mail VARCHAR",
        "KAFKA",
        "JSON");

    Map<String, String> additions = worker.additions(completed);

    assertThat(additions).containsOnlyKeys(DESCRIBED);
    assertThat(only(additions).value()).containsKey("MAIL");
  }

  @Test
  void a_column_of_another_type_is_not_brought_up_to_date() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    Map<String, String> completed = worker.completed(config("users"));
    worker.ksql.run("DROP TABLE users;");
    worker.table("users", "id INT PRIMARY KEY, name INT");

    assertThat(worker.additions(completed)).isEmpty();
  }

  @Test
  void other_sources_than_those_that_were_filled_in_are_left_to_the_validation() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.table("pages", "id INT PRIMARY KEY, name VARCHAR");
    Map<String, String> changed = worker.completed(config("users"));
    changed.put("sources", "users,pages");

    assertThat(worker.additions(changed)).isEmpty();
  }

  @Test
  void a_worker_that_knows_no_ksqldb_fills_in_nothing() {
    worker.hasNoKsql();

    assertThat(additions("users")).isEmpty();
  }

  @Test
  void while_ksqldb_is_away_nothing_is_filled_in() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.ksql.away(true);

    assertThat(additions("users")).isEmpty();
  }

  @Test
  void while_ksqldb_does_not_answer_nothing_is_filled_in() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.ksql.hangNext(1);

    assertThat(additions("users")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"right, true", "wrong, false"})
  void whom_ksqldb_does_not_know_gets_nothing(String password, boolean isKnown) {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    worker.ksql.requireBasicAuth("connect", "right");
    worker.has(
        "ksql.connect.ksql.basic.auth.username",
        "connect",
        "ksql.connect.ksql.basic.auth.password",
        password);

    assertThat(additions("users").containsKey("topics")).isEqualTo(isKnown);
  }

  @Test
  void a_source_that_is_not_there_fills_in_nothing() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");

    assertThat(additions("users,nobody")).isEmpty();
  }

  @Test
  void a_pattern_of_topics_beside_sources_fills_in_nothing() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");

    assertThat(additions("users", "topics.regex", "u.*")).isEmpty();
  }

  @Test
  void a_topic_that_was_announced_gets_what_its_connector_writes() {
    worker.log.announce("shop", "shop-users", USER);

    Map<String, String> additions = ofTopics("shop-users");

    assertThat(additions)
        .containsOnlyKeys(
            DESCRIBED, "key.converter", "value.converter", "value.converter.schemas.enable")
        .containsEntry("key.converter", "org.apache.kafka.connect.converters.IntegerConverter")
        .containsEntry("value.converter", JSON)
        .containsEntry("value.converter.schemas.enable", "false");
    assertThat(additions.get(DESCRIBED))
        .isEqualTo(
            """
            {"shop-users":{"kind":"table","source":null,"keyFormat":"KAFKA","valueFormat":"JSON",\
            "key":{"id":"INT"},"value":{"name":"VARCHAR"}}}""");
  }

  @Test
  void announced_json_with_schemas_is_read_with_schemas() {
    worker.log.announce(
        "shop", "t", Schema.INT32_SCHEMA, USER, List.of("id"), map("value.converter", JSON));

    assertThat(ofTopics("t"))
        .containsEntry("value.converter", JSON)
        .containsEntry("value.converter.schemas.enable", "true");
    assertThat(only(ofTopics("t")).valueFormat()).isNull();
  }

  @Test
  void a_registry_of_another_make_is_neither_taken_for_json_nor_given_confluents_property() {
    String apicurio = "io.apicurio.registry.utils.converter.AvroConverter";
    worker.has("value.converter", JSON, "ksql.connect.schema.registry.url", "http://registry:8081");
    worker.log.announce(
        "shop", "t", Schema.INT32_SCHEMA, USER, List.of("id"), map("value.converter", apicurio));

    assertThat(ofTopics("t"))
        .containsEntry("value.converter", apicurio)
        .doesNotContainKey("value.converter.schema.registry.url");
  }

  @Test
  void announced_keys_of_text_are_read_as_text() {
    worker.log.announce(
        "shop", "t", Schema.STRING_SCHEMA, USER, List.of("name"), map("key.converter", STRING));

    assertThat(ofTopics("t")).containsEntry("key.converter", STRING);
    assertThat(only(ofTopics("t")).key()).containsOnlyKeys("name");
    assertThat(only(ofTopics("t")).value()).containsOnlyKeys("id");
  }

  @Test
  void an_announced_key_of_several_columns_is_described_by_them() {
    Schema key =
        SchemaBuilder.struct()
            .field("o", Schema.INT64_SCHEMA)
            .field("n", Schema.INT16_SCHEMA)
            .build();
    worker.log.announce(
        "shop",
        "t",
        key,
        USER,
        List.of("o", "n"),
        map("key.converter", JSON, "key.converter.schemas.enable", "false"));

    assertThat(only(ofTopics("t")).key())
        .containsExactly(
            Map.entry("o", ColumnType.of("BIGINT")), Map.entry("n", ColumnType.of("INT")));
    assertThat(ofTopics("t")).containsEntry("key.converter.schemas.enable", "false");
  }

  @Test
  void an_announced_topic_without_keys_is_a_stream_whose_keys_nobody_has_to_read() {
    worker.log.announce("shop", "t", null, USER, List.of(), Map.of());

    assertThat(only(ofTopics("t")).isTable()).isFalse();
    assertThat(ofTopics("t")).doesNotContainKey("key.converter");
  }

  @ParameterizedTest
  @CsvSource({"auto, true", "table, true", "source-table, true", "stream, false"})
  void an_announced_topic_is_what_its_user_wants_it_to_be(String as, boolean isTable) {
    worker.log.announce(
        new TopicDescription(
            "shop",
            "t",
            null,
            Schema.INT32_SCHEMA,
            USER,
            List.of("id"),
            new KsqlHints(as, "${topic}")),
        Map.of());

    assertThat(only(ofTopics("t")).isTable()).isEqualTo(isTable);
  }

  @Test
  void what_is_announced_now_counts_more_than_what_was() {
    worker.log.announce("new", "t", USER);
    worker.log.announce("old", "t", Schema.STRING_SCHEMA, USER, List.of("name"), Map.of());
    worker.log.retire("old", "t");

    assertThat(only(ofTopics("t")).key()).containsOnlyKeys("id");
  }

  @Test
  void topics_of_which_nothing_is_known_get_nothing() {
    assertThat(ofTopics("t")).isEmpty();
  }

  @Test
  void a_topic_that_is_not_known_beside_one_that_is_leaves_that_as_it_is() {
    worker.log.announce("shop", "t", USER);

    assertThat(ofTopics("t,unknown")).isEqualTo(ofTopics("t"));
  }

  @ParameterizedTest
  @CsvSource({
    "KsqlJdbcSink, 15, " + JSON,
    "KsqlJdbcSink, 16, " + STRING,
    "KsqlElasticsearchSink, 16, " + JSON
  })
  void decimals_that_no_double_holds_reach_a_database_as_text(
      String connector, int digits, String converter) {
    worker.table("t", "id INT PRIMARY KEY, amount DECIMAL(" + digits + ", 2)");

    Map<String, String> additions = additions("t", "connector.class", connector);

    assertThat(additions).containsEntry("value.converter", converter);
    assertThat(additions.containsKey("value.converter.schemas.enable"))
        .isEqualTo(converter.equals(JSON));
  }

  private void announceDecimals(String format) {
    Schema row =
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("a", Decimal.schema(2))
            .build();
    worker.log.announce(
        "shop",
        "t",
        Schema.INT32_SCHEMA,
        row,
        List.of("id"),
        Map.of(
            "value.converter",
            JSON,
            "value.converter.schemas.enable",
            "false",
            "value.converter.decimal.format",
            format));
  }

  @Test
  void an_announced_decimal_may_have_any_number_of_digits() {
    announceDecimals("NUMERIC");

    assertThat(ofTopics("t", "connector.class", "KsqlJdbcSink"))
        .containsEntry("value.converter", STRING);
  }

  @Test
  void an_announced_decimal_that_is_no_number_in_json_is_none() {
    announceDecimals("BASE64");

    assertThat(ofTopics("t").get("sources.described"))
        .contains("\"value\":{\"a\":\"DECIMAL in BASE64\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "KsqlJdbcSink, true",
    "KsqlJdbcSinkConnector, true",
    "dev.ksqlconnect.jdbc.KsqlJdbcSinkConnector, true",
    "KsqlElasticsearchSink, true",
    "dev.ksqlconnect.elastic.KsqlElasticsearchSinkConnector, true",
    "KsqlJdbcSource, false",
    "JdbcSink, false",
    "'', false"
  })
  void only_this_bundles_sinks_are_completed(String connectorClass, boolean concerned) {
    assertThat(SinkCompletion.concerns(connectorClass)).isEqualTo(concerned);
  }

  @Test
  void what_was_filled_in_wrongly_is_left_to_the_validation() {
    worker.table("users", "id INT PRIMARY KEY, name VARCHAR");
    Map<String, String> config = new HashMap<>(config("users"));
    config.put(DESCRIBED, "no json");

    assertThat(worker.additions(config)).doesNotContainKey(DESCRIBED);
  }
}
