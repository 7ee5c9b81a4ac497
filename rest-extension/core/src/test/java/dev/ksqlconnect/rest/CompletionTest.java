package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.sinks.SinkCompletion;
import dev.ksqlconnect.sinks.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How configurations of this bundle's connectors are completed on their way to Connect. */
class CompletionTest {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  /** The configurations that are stored, by connector. */
  private final Map<String, Map<String, String>> stored = new HashMap<>();

  private final AnnouncementsLog log = new AnnouncementsLog("c").read();
  private final Completion completion = completion(Map.of());

  private Completion completion(Map<String, String> worker) {
    return new Completion(
        "announcements",
        worker,
        new SinkCompletion(new Sources(worker, log.catalog())),
        connector -> stored.getOrDefault(connector, Map.of()));
  }

  private byte[] complete(String body) {
    return completion.complete(
        "POST", List.of("connectors"), body.getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode completed(String body) throws IOException {
    return Answer.JSON.readTree(complete(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"KsqlDdlSink", "KsqlDdlSinkConnector", "dev.ksqlconnect.ddl.KsqlDdlSinkConnector"})
  void a_registrar_gets_its_topic_and_converters(String connectorClass) throws IOException {
    JsonNode config =
        completed("{\"name\":\"ddl\",\"config\":{\"connector.class\":\"" + connectorClass + "\"}}")
            .path("config");

    assertThat(config.path("topics").asText()).isEqualTo("announcements");
    assertThat(config.path("key.converter").asText()).isEqualTo(BYTES);
    assertThat(config.path("value.converter").asText()).isEqualTo(BYTES);
    assertThat(config.path("consumer.override.allow.auto.create.topics").asText())
        .as("nobody but the announcer makes the topic")
        .isEqualTo("false");
  }

  @Test
  void a_configuration_alone_is_completed_too() throws IOException {
    assertThat(completed("{\"connector.class\":\"KsqlDdlSink\"}").path("topics").asText())
        .isEqualTo("announcements");
  }

  @Test
  void what_the_user_has_set_stays() throws IOException {
    JsonNode config =
        completed(
            "{\"connector.class\":\"KsqlDdlSink\",\"topics\":\"mine\",\"key.converter\":\"x\"}");

    assertThat(config.path("topics").asText()).isEqualTo("mine");
    assertThat(config.path("key.converter").asText()).isEqualTo("x");
  }

  @Test
  void what_is_complete_is_left_as_it_came() throws IOException {
    String once = completed("{\"connector.class\":\"KsqlDdlSink\"}").toString();

    assertThat(complete(once)).isNull();
  }

  private JsonNode patched(String connector, String body) throws IOException {
    byte[] completed =
        completion.complete(
            "PATCH",
            List.of("connectors", connector, "config"),
            body.getBytes(StandardCharsets.UTF_8));
    return completed == null ? null : Answer.JSON.readTree(completed);
  }

  @Test
  void a_patch_is_completed_by_what_it_makes_of_what_is_stored() throws IOException {
    stored.put("ddl", Map.of("connector.class", "KsqlDdlSink", "key.converter", BYTES));

    JsonNode patched = patched("ddl", "{\"ksql.url\":\"http://ksqldb:8088\"}");

    assertThat(patched.path("topics").asText()).isEqualTo("announcements");
    assertThat(patched.path("value.converter").asText()).isEqualTo(BYTES);
    assertThat(patched.path("ksql.url").asText()).isEqualTo("http://ksqldb:8088");
    assertThat(patched.has("key.converter")).isFalse();
    assertThat(patched.has("connector.class")).isFalse();
  }

  @Test
  void a_patch_that_removes_what_was_filled_in_has_it_filled_in_anew() throws IOException {
    stored.put(
        "ddl",
        Map.of(
            "connector.class",
            "KsqlDdlSink",
            "topics",
            "mine",
            "key.converter",
            BYTES,
            "value.converter",
            BYTES,
            "consumer.override.allow.auto.create.topics",
            "true"));

    assertThat(patched("ddl", "{\"topics\":null}"))
        .isEqualTo(Answer.JSON.readTree("{\"topics\":\"announcements\"}"));
    assertThat(patched("ddl", "{\"topics\":\"others\"}")).isNull();
  }

  @Test
  void a_patch_of_a_connector_that_is_not_stored_or_not_this_bundles_is_left_as_it_came()
      throws IOException {
    stored.put("file", Map.of("connector.class", "FileStreamSink"));

    assertThat(patched("nobody", "{\"topics\":null}")).isNull();
    assertThat(patched("file", "{\"topics\":\"t\"}")).isNull();
  }

  @Test
  void a_body_that_is_to_be_validated_is_completed() throws IOException {
    byte[] completed =
        completion.complete(
            "PUT",
            List.of("connector-plugins", "KsqlDdlSink", "config", "validate"),
            "{\"connector.class\":\"KsqlDdlSink\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(Answer.JSON.readTree(completed).path("topics").asText()).isEqualTo("announcements");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KsqlJdbcSink", "KsqlElasticsearchSink"})
  void a_sink_gets_what_was_announced_of_its_topics(String connectorClass) throws IOException {
    log.announce("shop", "users", SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build());

    JsonNode config =
        completed("{\"connector.class\":\"" + connectorClass + "\",\"topics\":\"users\"}");

    assertThat(config.path("key.converter").asText())
        .isEqualTo("org.apache.kafka.connect.converters.IntegerConverter");
    assertThat(config.path("sources.described").asText()).startsWith("{\"users\":");
  }

  @Test
  void a_sink_whose_sources_cannot_be_found_is_left_as_it_came() {
    assertThat(complete("{\"connector.class\":\"KsqlJdbcSink\",\"sources\":\"users\"}")).isNull();
  }

  @Test
  void a_source_gets_converters_that_ksql_can_read() throws IOException {
    JsonNode config =
        completed("{\"name\":\"shop\",\"config\":{\"connector.class\":\"KsqlJdbcSource\"}}")
            .path("config");

    assertThat(config.path("value.converter").asText())
        .isEqualTo("org.apache.kafka.connect.json.JsonConverter");
    assertThat(config.path("value.converter.schemas.enable").asText()).isEqualTo("false");
  }

  @Test
  void a_source_on_a_worker_whose_converters_ksql_can_read_is_left_as_it_came() {
    Completion onSuch =
        completion(
            Map.of(
                "key.converter", "io.confluent.connect.avro.AvroConverter",
                "value.converter", "io.confluent.connect.avro.AvroConverter"));

    assertThat(
            onSuch.complete(
                "POST",
                List.of("connectors"),
                "{\"config\":{\"connector.class\":\"KsqlJdbcSource\"}}"
                    .getBytes(StandardCharsets.UTF_8)))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"connector.class\":\"FileStreamSource\"}",
        "{\"config\":{\"connector.class\":\"JdbcSource\"}}",
        "{}",
        "[1]",
        "\"text\"",
        "no json",
        ""
      })
  void everything_else_is_left_as_it_came(String body) {
    assertThat(complete(body)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, connectors, true",
    "POST, connectors/, true",
    "PUT, connectors/ddl/config, true",
    "PUT, connector-plugins/KsqlDdlSink/config/validate, true",
    "GET, connectors, false",
    "PUT, connectors/ddl/pause, false",
    "PUT, connectors/ddl/topics/reset, false",
    "POST, connectors/ddl/restart, false",
    "PATCH, connectors/ddl/offsets, false"
  })
  void only_submissions_are_looked_into(String method, String path, boolean concerned) {
    assertThat(completion.concerns(method, List.of(path.split("/", -1)))).isEqualTo(concerned);
  }
}
