package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.sinks.SinkCompletion;
import dev.ksqlconnect.sinks.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How configurations of this bundle's connectors are completed on their way to Connect. */
class CompletionTest {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final Completion completion =
      new Completion(
          "announcements",
          Map.of(),
          new SinkCompletion(new Sources(Map.of(), new AnnouncementsLog("c").read().catalog())),
          connector -> Map.of());

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"connector.class\":\"FileStreamSource\"}",
        "{\"config\":{\"connector.class\":\"KsqlJdbcSource\"}}",
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
