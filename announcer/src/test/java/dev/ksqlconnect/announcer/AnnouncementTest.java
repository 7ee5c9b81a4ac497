package dev.ksqlconnect.announcer;

import static dev.ksqlconnect.announcer.Examples.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One announcement: what it holds, and how one follows another. */
class AnnouncementTest {
  @Test
  void the_first_one_says_all_there_is_to_know() {
    JsonNode json = first("name").json();

    assertThat(json.path("connector").asText()).isEqualTo("shop");
    assertThat(json.path("topic").asText()).isEqualTo("shop-users");
    assertThat(json.path("version").asInt()).isEqualTo(1);
    assertThat(json.path("status").asText()).isEqualTo("current");
    assertThat(json.path("origin").path("table").asText()).isEqualTo("users");
    assertThat(json.path("key").path("schema").path("type").asText()).isEqualTo("int32");
    assertThat(json.path("key").path("format").asText()).isEqualTo("KAFKA");
    assertThat(json.path("value").path("schema").path("fields")).hasSize(2);
    assertThat(json.path("value").path("format").asText()).isEqualTo("JSON");
    assertThat(json.path("primaryKey").toString()).isEqualTo("[\"id\"]");
    assertThat(json.path("ksql.as").asText()).isEqualTo("auto");
    assertThat(json.path("ksql.name").asText()).isEqualTo("${topic}");
    assertThat(json.path("announcedAt").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.path("history")).hasSize(1);
  }

  @Test
  void one_that_follows_has_the_next_version_and_remembers_those_before() {
    Announcement second = first("name").following(first());

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.remembers(first().fingerprint())).isTrue();
    assertThat(second.rememberedVersion(1).path("fingerprint").asText())
        .isEqualTo(first().fingerprint());
    assertThat(second.rememberedVersion(3)).isNull();
    assertThat(second.json().path("announcedAt")).isEqualTo(first().json().path("announcedAt"));
  }

  @Test
  void the_history_is_bounded_and_the_latest_stay() {
    List<String> columns = new ArrayList<>();
    Announcement latest = first();
    for (int version = 2; version <= Announcement.HISTORY + 5; version++) {
      columns.add("column" + version);
      latest = first(columns.toArray(new String[0])).following(latest);
    }

    assertThat(latest.json().path("history")).hasSize(Announcement.HISTORY);
    assertThat(latest.rememberedVersion(5)).isNull();
    assertThat(latest.rememberedVersion(6)).isNotNull();
    assertThat(latest.rememberedVersion(latest.version()).path("fingerprint").asText())
        .isEqualTo(latest.fingerprint());
  }

  @Test
  void a_retired_one_says_since_when_and_a_revived_one_does_not() {
    Announcement retired = first().retired(Instant.parse("2026-02-03T04:05:06Z"));

    assertThat(retired.isRetired()).isTrue();
    assertThat(retired.json().path("retiredAt").asText()).isEqualTo("2026-02-03T04:05:06Z");
    assertThat(retired.current().json()).isEqualTo(first().json());
  }

  @Test
  void what_a_newer_release_added_survives() throws IOException {
    ObjectNode newer = first().json();
    newer.put("added", "later");
    Announcement read = Announcement.parse(first().key(), Json.bytes(newer));

    assertThat(read.retired(Examples.NOW).current().json().path("added").asText())
        .isEqualTo("later");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{\"version\":0,\"fingerprint\":\"f\"}",
        "{\"version\":\"1\",\"fingerprint\":\"f\"}",
        "{\"version\":1}",
        "{\"version\":1,\"fingerprint\":2}"
      })
  void what_is_none_is_refused(String value) {
    AnnouncementKey key = AnnouncementKey.topic("c", "t");

    assertThatThrownBy(() -> Announcement.parse(key, value.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }
}
