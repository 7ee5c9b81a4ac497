package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TaskAnnouncer;
import dev.ksqlconnect.announcer.TopicDescription;
import dev.ksqlconnect.announcer.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the endpoints answer, of a catalog that is made as a worker makes it: record by record. */
class EndpointsTest {
  private static final ActiveTopics NONE_ACTIVE = connector -> List.of();
  private static final Schema USER =
      SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
  private static final Schema WIDER =
      SchemaBuilder.struct()
          .field("id", Schema.INT32_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final AnnouncementsLog log = new AnnouncementsLog("id-of-the-topic");
  private final Connectors connect = new Connectors();
  private final Endpoints endpoints = new Endpoints(log.catalog(), connect, new Wanted());

  /** A request, given a connector's name and what If-None-Match says. */
  @FunctionalInterface
  private interface Get {
    Answer answer(Endpoints endpoints, String connector, String ifNoneMatch);
  }

  private static Stream<Named<Get>> ofAConnector() {
    return Stream.of(
        Named.of("schema", (e, c, known) -> e.connectorSchema(c, NONE_ACTIVE, known)),
        Named.of(
            "topics/users/schema",
            (e, c, known) -> e.topicSchema(c, "users", null, NONE_ACTIVE, known)),
        Named.of(
            "topics/users/schema?version=1",
            (e, c, known) -> e.topicSchema(c, "users", "1", NONE_ACTIVE, known)),
        Named.of(
            "topics?expand=schema",
            (e, c, known) -> e.topicsWithSchemas(c, connects(c, "users"), known)),
        Named.of("ddl", (e, c, known) -> e.ddl(c, NONE_ACTIVE, known)),
        Named.of("delegate-config", Endpoints::delegateConfig));
  }

  private static Stream<Named<Get>> all() {
    return Stream.concat(
        ofAConnector(), Stream.of(Named.of("announcements", (e, c, known) -> e.catalog(known))));
  }

  /** Connect's own answer to {@code GET /connectors/{connector}/topics}. */
  private static Object connects(String connector, String... topics) {
    return Map.of(connector, Map.of("topics", List.of(topics)));
  }

  /** The connector "shop" with the announced topic "users", read. */
  private void shop() {
    log.read();
    connect.source("shop", Map.of());
    log.announce("shop", "users", USER);
    log.plan("shop", Answer.JSON.createObjectNode().put("mode", "incrementing"));
  }

  private static JsonNode json(Answer answer) {
    try {
      return Answer.JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode ok(Answer answer) {
    assertThat(answer.status()).as(text(answer)).isEqualTo(200);
    return json(answer);
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static void assertError(Answer answer, int status, String message) {
    assertThat(json(answer))
        .isEqualTo(
            Answer.JSON.createObjectNode().put("error_code", status).put("message", message));
    assertThat(answer.status()).isEqualTo(status);
  }

  private JsonNode users() {
    return ok(endpoints.topicSchema("shop", "users", null, NONE_ACTIVE, null));
  }

  @ParameterizedTest
  @MethodSource("all")
  void until_the_catalog_is_read_it_is_said_when_to_ask_again(Get get) {
    connect.source("shop", Map.of());
    log.announce("shop", "users", USER);
    log.away();

    Answer answer = get.answer(endpoints, "shop", null);

    assertError(answer, 503, "The announcements have not been read yet: Kafka does not answer");
    assertThat(answer.headers()).containsExactly(Map.entry("Retry-After", "2"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void once_it_is_read_everything_is_answered_though_kafka_and_connect_are_away(Get get) {
    shop();
    log.away();
    connect.rebalance();

    ok(get.answer(endpoints, "shop", null));
  }

  @ParameterizedTest
  @MethodSource("all")
  void equal_content_has_an_equal_etag_and_is_not_sent_twice(Get get) {
    shop();
    Endpoints ofAnotherWorker = new Endpoints(log.catalog(), connect, new Wanted());

    String etag = get.answer(endpoints, "shop", null).headers().get("ETag");
    Answer again = get.answer(ofAnotherWorker, "shop", etag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers()).containsEntry("ETag", etag);
  }

  @Test
  void other_content_has_another_etag() {
    shop();
    String before = endpoints.connectorSchema("shop", NONE_ACTIVE, null).headers().get("ETag");

    log.announce("shop", "users", WIDER);
    Answer now = endpoints.connectorSchema("shop", NONE_ACTIVE, before);

    assertThat(now.status()).isEqualTo(200);
    assertThat(now.headers().get("ETag")).isNotEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("ofAConnector")
  void an_unknown_connector_is_answered_with_those_there_are(Get get) {
    shop();
    connect.source("a-b", Map.of());

    assertError(
        get.answer(endpoints, "shpo", null),
        404,
        "Connector shpo not found. There are: a-b, shop.");
  }

  @Test
  void of_many_names_twenty_are_listed() {
    log.read();
    for (int i = 0; i < 25; i++) {
      connect.source(String.format("c%02d", i), Map.of());
    }

    assertThat(json(endpoints.connectorSchema("x", NONE_ACTIVE, null)).path("message").asText())
        .contains("There are: c00, c01,")
        .endsWith("c18, c19 and 5 more.");
  }

  @Test
  void where_there_is_no_connector_at_all_that_is_said() {
    log.read();

    assertError(
        endpoints.connectorSchema("x", NONE_ACTIVE, null),
        404,
        "Connector x not found. There are none.");
  }

  @Test
  void while_connect_cannot_say_whether_there_is_a_connector_it_is_to_be_asked_again() {
    log.read();
    connect.rebalance();

    Answer answer = endpoints.connectorSchema("new", NONE_ACTIVE, null);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
  }

  @Test
  void an_unknown_topic_is_answered_with_those_there_are() {
    shop();
    connect.source("new", Map.of());

    assertError(
        endpoints.topicSchema("shop", "user", null, connector -> List.of("orders"), null),
        404,
        "Connector shop has no topic user. It has: orders, users.");
    assertError(
        endpoints.topicSchema("new", "user", null, NONE_ACTIVE, null),
        404,
        "Connector new has no topic user. It has none yet.");
  }

  @Test
  void a_connectors_schema_is_every_topic_it_has_and_no_other_connectors() {
    shop();
    log.announce("shop", "orders", WIDER);
    log.announce("stock", "items", USER);

    JsonNode answer = ok(endpoints.connectorSchema("shop", NONE_ACTIVE, null));

    assertThat(answer.path("connector").asText()).isEqualTo("shop");
    assertThat(answer.path("topics").findValuesAsText("topic")).containsExactly("orders", "users");
    assertThat(answer.path("topics").get(1)).isEqualTo(users());
  }

  @Test
  void a_connector_of_which_nothing_is_announced_has_no_topics() {
    log.read();
    connect.source("new", Map.of());

    assertThat(ok(endpoints.connectorSchema("new", NONE_ACTIVE, null)).path("topics")).isEmpty();
  }

  @Test
  void a_topic_is_answered_with_schemas_formats_columns_and_version() {
    shop();
    log.announce("shop", "users", WIDER);

    JsonNode users = users();

    assertThat(users.path("announced").asBoolean()).isTrue();
    assertThat(users.path("version").asInt()).isEqualTo(2);
    assertThat(users.at("/key/schema/type").asText()).isEqualTo("int32");
    assertThat(users.at("/key/format").asText()).isEqualTo("KAFKA");
    assertThat(users.at("/value/schema/fields").findValuesAsText("field"))
        .containsExactly("id", "name");
    assertThat(users.at("/value/format").asText()).isEqualTo("JSON");
    assertThat(users.path("primaryKey")).extracting(JsonNode::asText).containsExactly("id");
    assertThat(users.path("columns").findValuesAsText("name")).containsExactly("id", "name");
  }

  @Test
  void an_older_version_is_what_is_remembered_of_it() {
    shop();
    String first = users().path("fingerprint").asText();
    log.announce("shop", "users", WIDER);

    JsonNode older = ok(endpoints.topicSchema("shop", "users", "1", NONE_ACTIVE, null));
    JsonNode present = ok(endpoints.topicSchema("shop", "users", "2", NONE_ACTIVE, null));

    assertThat(older.path("fingerprint").asText()).isEqualTo(first);
    assertThat(older.path("current")).isEqualTo(Answer.JSON.getNodeFactory().booleanNode(false));
    assertThat(older.path("connector").asText()).isEqualTo("shop");
    assertThat(older.path("topic").asText()).isEqualTo("users");
    assertThat(present.path("fingerprint")).isEqualTo(users().path("fingerprint"));
    assertThat(present.path("current").asBoolean()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "users | 2  | 404 | Version 2 of topic users is not remembered; the present one is 1",
        "users | v1 | 400 | version must be a number from 1 on, and is ''v1''",
        "users | 0  | 400 | version must be a number from 1 on, and is ''0''",
        "quiet | 1  | 404 | Topic quiet is not announced, and so has no versions",
      },
      quoteCharacter = '"')
  void a_version_that_is_not_there_is_explained(
      String topic, String version, int status, String message) {
    shop();

    assertError(
        endpoints.topicSchema("shop", topic, version, connector -> List.of("quiet"), null),
        status,
        message.replace("''", "'"));
  }

  @Test
  void a_topic_that_connect_counts_but_nobody_announced_is_listed_with_what_to_do() {
    shop();
    connect.source("shop", Map.of("transforms", "route"));

    JsonNode topics =
        ok(endpoints.connectorSchema("shop", connector -> List.of("users", "quiet"), null))
            .path("topics");

    assertThat(topics.findValuesAsText("topic")).containsExactly("quiet", "users");
    JsonNode quiet = topics.get(0);
    assertThat(quiet.path("announced")).isEqualTo(Answer.JSON.getNodeFactory().booleanNode(false));
    assertThat(quiet.path("hint").asText()).contains("transforms=route,announce");
    assertThat(ok(endpoints.topicSchema("shop", "quiet", null, c -> List.of("quiet"), null)))
        .isEqualTo(quiet);
  }

  @ParameterizedTest
  @CsvSource({"true, This is a sink", "false, Add to the connector's configuration"})
  void what_to_do_depends_on_what_the_connector_is_and_not_on_how_its_keys_are_called(
      boolean isSink, String hint) {
    log.read();
    // MirrorSourceConnector, for one, has such a key too.
    Map<String, String> config = Map.of("topics", "orders");
    if (isSink) {
      connect.sink("c", config);
    } else {
      connect.source("c", config);
    }

    JsonNode orders = ok(endpoints.topicSchema("c", "orders", null, c -> List.of("orders"), null));

    assertThat(orders.path("hint").asText()).startsWith(hint);
  }

  @Test
  void schemas_stand_beside_connects_own_answer_which_is_kept() {
    shop();

    ObjectNode answer =
        (ObjectNode)
            ok(endpoints.topicsWithSchemas("shop", connects("shop", "users", "quiet"), null));

    JsonNode schemas = ((ObjectNode) answer.path("shop")).remove("schemas");
    JsonNode connects = Answer.JSON.valueToTree(connects("shop", "users", "quiet"));
    assertThat(answer).isEqualTo(connects);
    assertThat(schemas.fieldNames()).toIterable().containsExactly("quiet", "users");
    assertThat(schemas.path("users")).isEqualTo(users());
  }

  @Test
  void a_deleted_connector_is_not_found_and_its_topics_stay_in_the_catalog_as_retired() {
    shop();
    connect.source("other", Map.of()).delete("shop");
    log.retire("shop", "users");

    assertError(
        endpoints.connectorSchema("shop", NONE_ACTIVE, null),
        404,
        "Connector shop not found. There are: other.");
    JsonNode topics = ok(endpoints.catalog(null)).path("topics");
    assertThat(topics.findValuesAsText("topic")).containsExactly("users");
    assertThat(topics.get(0).path("status").asText()).isEqualTo("retired");
  }

  @Test
  void a_connector_made_anew_has_the_topics_of_the_deleted_one_and_none_of_them_current() {
    shop();
    log.retire("shop", "users");

    assertThat(users().path("status").asText()).isEqualTo("retired");
    assertThat(
            ok(endpoints.topicSchema("shop", "users", "1", NONE_ACTIVE, null))
                .path("current")
                .asBoolean(true))
        .isFalse();

    log.announce("shop", "users", USER);

    assertThat(users().path("status").asText()).isEqualTo("current");
    assertThat(users().path("version").asInt()).isEqualTo(1);
  }

  @Test
  void the_catalog_is_every_topic_of_every_connector_and_where_a_listener_can_go_on() {
    shop();
    log.announce("a", "z", USER);
    log.announce("a", "b", USER);

    JsonNode catalog = ok(endpoints.catalog(null));

    assertThat(catalog.path("topics").findValuesAsText("topic")).containsExactly("b", "z", "users");
    assertThat(catalog.path("lastEventId").asText()).isEqualTo("id-of-the-topic:3");
  }

  @Test
  void what_a_wrapper_gives_its_delegate_is_the_plan_it_published() {
    shop();

    assertThat(ok(endpoints.delegateConfig("shop", null)))
        .isEqualTo(Answer.JSON.createObjectNode().put("mode", "incrementing"));
  }

  @Test
  void a_connector_without_a_plan_is_told_why_it_may_have_none() {
    log.read();
    connect.source("plain", Map.of());

    assertError(
        endpoints.delegateConfig("plain", null),
        404,
        "Connector plain has published no plan: it is no wrapper of this bundle, or has not read"
            + " its database yet");
  }

  @ParameterizedTest
  @MethodSource("ofAConnector")
  void no_value_of_the_configuration_that_may_be_a_secret_is_answered(Get get) {
    Map<String, String> config =
        Map.of(
            "connection.password", "hunter2",
            "value.converter", "io.confluent.connect.avro.AvroConverter",
            "value.converter.basic.auth.user.info", "app:hunter2",
            "transforms", "mask",
            "transforms.mask.replacement", "hunter2");
    shop();
    connect.source("shop", config);
    log.announce("shop", "users", Schema.INT32_SCHEMA, USER, List.of("id"), config);

    assertThat(text(get.answer(endpoints, "shop", null))).doesNotContain("hunter2");
    assertThat(text(endpoints.connectorSchema("shop", connector -> List.of("quiet"), null)))
        .contains("quiet", "AvroConverter")
        .doesNotContain("hunter2");
  }

  private static void assertHealth(Answer answer, int code, String status, String message) {
    assertThat(answer.status()).isEqualTo(code);
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
    assertThat(json(answer).path("status").asText()).isEqualTo(status);
    assertThat(json(answer).path("message").asText()).isEqualTo(message);
  }

  @Test
  void a_worker_is_starting_until_it_has_read_the_announcements() {
    assertHealth(endpoints.health(), 503, "starting", "the worker has only just started");
  }

  @Test
  void a_worker_is_healthy_while_it_can_announce() {
    log.read();

    assertHealth(endpoints.health(), 200, "healthy", "Topics and schemas are announced.");
  }

  @Test
  void a_worker_is_unhealthy_while_it_cannot_announce_and_says_why() {
    log.read();
    log.away();

    assertHealth(endpoints.health(), 500, "unhealthy", "Kafka does not answer");
  }

  @Test
  void health_counts_what_waits_to_be_announced() {
    Wanted wanted = new Wanted();
    TaskAnnouncer<SourceRecord> task =
        new TaskAnnouncer<>(
            wanted,
            true,
            0,
            record ->
                new TopicDescription(
                    "shop", record.topic(), null, null, USER, List.of(), KsqlHints.DEFAULT));
    task.see(new SourceRecord(null, null, "users", USER, null));

    assertThat(json(new Endpoints(log.catalog(), connect, wanted).health()).path("pending").asInt())
        .isEqualTo(1);
  }
}
