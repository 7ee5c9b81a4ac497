package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered to {@code GET /connectors/{connector}/ddl}. */
class DdlTest {
  private static final Schema USER =
      SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
  private static final Map<String, String> UNREADABLE =
      Map.of("value.converter", "org.apache.kafka.connect.json.JsonConverter");

  private final AnnouncementsLog log = new AnnouncementsLog("id-of-the-topic").read();
  private final Connectors connect = new Connectors();
  private final Endpoints endpoints = new Endpoints(log.catalog(), connect, new Wanted());

  @BeforeEach
  void there_is_a_connector_with_a_topic() {
    connect.source("shop", Map.of());
    log.announce("shop", "users", USER);
  }

  private JsonNode answer(String... activeTopics) {
    try {
      Answer answer = endpoints.ddl("shop", connector -> List.of(activeTopics), null);
      return Answer.JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode users() {
    return answer().path("topics").path(0);
  }

  private String script() {
    Answer answer = endpoints.ddlScript("shop", connector -> List.of(), null);
    assertThat(answer.type()).isEqualTo("application/sql;charset=utf-8");
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private ObjectNode registration(String state, String reason) {
    return Answer.JSON
        .createObjectNode()
        .put("state", state)
        .put("reason", reason)
        .put("statement", users().path("statement").asText())
        .put("changedAt", "2026-01-02T03:04:05Z");
  }

  @Test
  void without_a_registrar_a_topic_is_pending_and_it_is_said_what_to_post() {
    assertThat(users().path("statement").asText())
        .startsWith("CREATE TABLE IF NOT EXISTS `USERS` (");
    assertThat(users().path("state").asText()).isEqualTo("PENDING");
    assertThat(users().path("reason").asText()).contains("KsqlDdlSink", "ksql.url");
  }

  @Test
  void the_registrars_word_is_answered() {
    log.register("ddl", "shop", "users", registration("REGISTERED", null));

    assertThat(users().path("state").asText()).isEqualTo("REGISTERED");
    assertThat(users().path("changedAt").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(users().path("registrations").path(0).path("registrar").asText()).isEqualTo("ddl");
  }

  @Test
  void of_several_registrars_the_one_with_a_conflict_counts() {
    log.register("ddl", "shop", "users", registration("CONFLICT", "another USERS"));
    log.register("other", "shop", "users", registration("REGISTERED", null));

    assertThat(users().path("state").asText()).isEqualTo("CONFLICT");
    assertThat(users().path("reason").asText()).isEqualTo("another USERS");
    assertThat(users().path("registrations")).hasSize(2);
  }

  @Test
  void what_was_registered_of_an_older_version_is_pending() {
    log.register("ddl", "shop", "users", registration("REGISTERED", null));
    log.announce(
        "shop",
        "users",
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .build());

    assertThat(users().path("state").asText()).isEqualTo("PENDING");
    assertThat(users().path("registrations").path(0).path("state").asText()).isEqualTo("PENDING");
  }

  @Test
  void a_script_that_the_client_has_is_not_sent_again() {
    String etag = endpoints.ddlScript("shop", connector -> List.of(), null).headers().get("ETag");

    assertThat(endpoints.ddlScript("shop", connector -> List.of(), etag).status()).isEqualTo(304);
  }

  @Test
  void what_ksql_could_not_read_is_refused_with_the_lines_that_mend_it() {
    log.announce("shop", "users", Schema.INT32_SCHEMA, USER, List.of("id"), UNREADABLE);

    assertThat(users().path("state").asText()).isEqualTo("REFUSED");
    assertThat(users().path("statement").isNull()).isTrue();
    assertThat(users().path("reason").asText()).contains("schemas.enable=true");
    assertThat(users().path("remedy").toString()).contains("value.converter.schemas.enable=false");
  }

  @Test
  void a_topic_that_nobody_announced_is_listed_with_what_to_do() {
    JsonNode silent = answer("other").path("topics").path(0);

    assertThat(silent.path("topic").asText()).isEqualTo("other");
    assertThat(silent.path("announced").asBoolean(true)).isFalse();
    assertThat(silent.path("hint").asText()).contains("AnnounceTopics");
  }

  @Test
  void a_script_holds_the_statements_and_the_rest_in_comments() {
    log.announce("shop", "pages", Schema.INT32_SCHEMA, USER, List.of("id"), UNREADABLE);

    assertThat(script())
        .contains("-- Topic pages\n-- Refused: ", "CREATE TABLE IF NOT EXISTS `USERS` (\n");
  }

  @Test
  void there_is_no_script_for_a_connector_that_is_not_there() {
    Answer answer = endpoints.ddlScript("shoop", connector -> List.of(), null);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("There are: shop.");
  }

  @Test
  void nothing_but_comments_and_the_statements_is_in_a_script() {
    connect.source("evil\u2028DROP TABLE X;", Map.of());
    log.announce("evil\u2028DROP TABLE X;", "users-2", USER);
    Answer answer = endpoints.ddlScript("evil\u2028DROP TABLE X;", connector -> List.of(), null);
    String statements =
        new String(answer.body(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");

    assertThat(KsqlStatement.parse(statements)).hasSize(1);
  }
}
