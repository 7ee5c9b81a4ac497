package dev.ksqlconnect.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.sinks.SinkCompletion;
import dev.ksqlconnect.sinks.Sources;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Elasticsearch sink is given for streams and tables. */
class KsqlElasticsearchSinkConnectorTest {
  private final KsqlDbStandIn ksql = KsqlDbStandIn.start().withSchemaRegistry();
  private final AnnouncementsLog log = new AnnouncementsLog("id").read();
  private final Sources sources =
      new Sources(
          Map.of(
              "ksql.connect.ksql.url",
              ksql.url(),
              "ksql.connect.schema.registry.url",
              "http://registry:8081"),
          log.catalog());

  @BeforeEach
  void open() {
    sources.open();
    make("TABLE users (id INT PRIMARY KEY, name VARCHAR)", "users", "JSON");
    make("STREAM clicks (page VARCHAR)", "clicks", "JSON");
  }

  @AfterEach
  void close() {
    sources.close();
    ksql.close();
  }

  private void make(String source, String topic, String valueFormat) {
    ksql.run(
        String.format(
            "CREATE %s WITH (KAFKA_TOPIC='%s', VALUE_FORMAT='%s');", source, topic, valueFormat));
  }

  /** A configuration as it is stored; {@code named} is {@code sources=…} or {@code topics=…}. */
  private Map<String, String> config(String named, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "sink");
    config.put("connector.class", "KsqlElasticsearchSink");
    config.put("delegate.class", InstalledSink.class.getName());
    config.put(named.substring(0, named.indexOf('=')), named.substring(named.indexOf('=') + 1));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    config.putAll(new SinkCompletion(sources).additions(config));
    return config;
  }

  private List<String> errors(String named, String... more) {
    return new KsqlElasticsearchSinkConnector()
        .validate(config(named, more)).configValues().stream()
            .flatMap(value -> value.errorMessages().stream())
            .toList();
  }

  /** What the delegate is given. */
  private Map<String, String> given(String named, String... more) {
    assertThat(errors(named, more)).isEmpty();
    return InstalledSink.VALIDATED.get();
  }

  @Test
  void a_tables_rows_are_documents_under_their_keys() {
    assertThat(given("sources=users"))
        .containsEntry("key.ignore", "false")
        .containsEntry("write.method", "insert")
        .containsEntry("behavior.on.null.values", "delete")
        .containsEntry("schema.ignore", "true")
        .containsEntry("max.retries", "10")
        .doesNotContainKeys(
            "topic.key.ignore",
            "drop.invalid.message",
            "behavior.on.malformed.documents",
            "flush.synchronously");
  }

  @Test
  void a_streams_records_are_documents_of_their_own() {
    assertThat(given("sources=clicks"))
        .containsEntry("key.ignore", "true")
        .containsEntry("schema.ignore", "true")
        .doesNotContainKeys("topic.key.ignore", "write.method", "behavior.on.null.values");
  }

  @Test
  void tables_and_streams_share_a_connector() {
    make("STREAM views (page VARCHAR)", "views", "JSON");

    assertThat(given("sources=clicks,users,views"))
        .containsEntry("key.ignore", "false")
        .containsEntry("topic.key.ignore", "clicks,views")
        .containsEntry("behavior.on.null.values", "delete");
  }

  @Test
  void values_that_bring_their_schemas_make_mappings() {
    make("TABLE avro (id INT PRIMARY KEY, name VARCHAR)", "avro", "AVRO");

    assertThat(given("sources=avro")).containsEntry("schema.ignore", "false");
  }

  @Test
  void of_topics_that_are_not_known_nothing_is_worked_out() {
    assertThat(given("topics=unknown"))
        .doesNotContainKeys(
            "key.ignore", "topic.key.ignore", "schema.ignore", "behavior.on.null.values");
  }

  @Test
  void a_stream_beside_a_topic_that_is_not_known_is_a_matter_of_its_own() {
    Schema row = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    log.announce("shop", "known", null, row, List.of(), Map.of());

    assertThat(given("topics=known,unknown"))
        .containsEntry("key.ignore", "false")
        .containsEntry("topic.key.ignore", "known");
  }

  @ParameterizedTest
  @CsvSource({
    "key.ignore, true",
    "topic.key.ignore, users",
    "schema.ignore, false",
    "topic.schema.ignore, users",
    "write.method, upsert",
    "behavior.on.null.values, ignore",
    "max.retries, 1"
  })
  void what_the_user_sets_is_given(String key, String value) {
    assertThat(given("sources=users", key, value)).containsEntry(key, value);
  }

  @Test
  void where_the_user_says_that_keys_count_a_tables_nulls_delete_all_the_same() {
    assertThat(given("sources=users,clicks", "key.ignore", "false"))
        .containsEntry("behavior.on.null.values", "delete")
        .containsEntry("write.method", "insert")
        .doesNotContainKey("topic.key.ignore");
  }

  @Test
  void where_the_user_ignores_keys_nothing_is_worked_out_for_them() {
    assertThat(given("sources=users,clicks", "key.ignore", "true"))
        .doesNotContainKeys("topic.key.ignore", "write.method");
  }

  @Test
  void the_topics_whose_keys_the_user_ignores_are_those() {
    assertThat(given("sources=users,clicks", "topic.key.ignore", "users,clicks"))
        .containsEntry("key.ignore", "false")
        .containsEntry("topic.key.ignore", "users,clicks");
  }

  /** The delegate refuses one beside the other. */
  @Test
  void schemas_that_the_user_ignores_by_topic_are_not_ignored_at_all_otherwise() {
    assertThat(given("sources=users", "topic.schema.ignore", "users"))
        .doesNotContainKey("schema.ignore");
  }

  @Test
  void who_tolerates_errors_does_so_in_the_delegate() {
    assertThat(given("sources=users", "errors.tolerance", "all"))
        .containsEntry("drop.invalid.message", "true")
        .containsEntry("behavior.on.malformed.documents", "warn");
  }

  @Test
  void with_transforms_a_record_may_be_of_another_topic() {
    assertThat(given("sources=users", "transforms", "route"))
        .containsEntry("flush.synchronously", "true");
  }

  @Test
  void topics_that_would_share_an_index_are_refused() {
    assertThat(errors("topics=Orders,orders"))
        .containsExactly(
            "topics: the topics Orders and orders would both be written to the index orders, and"
                + " overwrite one another. Leave one out, or map each to an index of its own with"
                + " external.resource.usage=INDEX and topic.to.external.resource.mapping");
  }

  @Test
  void sources_that_would_share_an_index_are_named_with_their_topics() {
    make("STREAM others (page VARCHAR)", "_Users", "JSON");

    assertThat(errors("sources=users,others"))
        .singleElement()
        .asString()
        .startsWith("sources: the topics users (USERS) and _Users (OTHERS) would both be");
  }

  @ParameterizedTest
  @CsvSource({
    "__a, _a, begins with _",
    "--a, -a, begins with -",
    "_-a, -a, begins with -",
    "_, \"\", is empty"
  })
  void an_index_that_elasticsearch_forbids_is_refused(String topic, String index, String fault) {
    assertThat(errors("topics=" + topic))
        .containsExactly(
            String.format(
                "topics: the topic %s would be written to the index %s, which Elasticsearch forbids:"
                    + " it %s. Map it to another one with external.resource.usage=INDEX and"
                    + " topic.to.external.resource.mapping",
                topic, index, fault));
  }

  @ParameterizedTest
  @CsvSource({"external.resource.usage, INDEX", "data.stream.type, logs", "transforms, route"})
  void where_the_user_says_where_to_write_the_names_are_not_looked_at(String key, String value) {
    assertThat(errors("topics=Orders,orders,__a", key, value)).isEmpty();
    assertThat(errors("topics=Orders,orders", "external.resource.usage", "disabled")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ORDERS_By-Item, orders_by-item",
    "_under, under",
    "-dash, dash",
    "., dot",
    ".., dotdot",
    ".hidden, .hidden",
    "_., dot"
  })
  void an_index_is_named_as_the_delegate_does_it(String topic, String index) {
    assertThat(IndexNames.of(topic)).isEqualTo(index);
  }
}
