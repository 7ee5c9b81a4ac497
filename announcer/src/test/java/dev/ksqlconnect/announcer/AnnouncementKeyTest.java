package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the announcements topic. */
class AnnouncementKeyTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_topics_key_is_spelt_as_the_format_says() {
    assertThat(AnnouncementKey.topic("my \"shop\"", "t").toBytes())
        .isEqualTo(bytes("{\"kind\":\"topic\",\"connector\":\"my \\\"shop\\\"\",\"topic\":\"t\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "with space", "\"quoted\"", "100%", "größe", "日本", "a:b"})
  void a_key_is_read_back_as_it_was(String name) throws IOException {
    AnnouncementKey topic = AnnouncementKey.topic(name, name + "-users");
    AnnouncementKey plan = AnnouncementKey.plan(name);

    assertThat(AnnouncementKey.parse(topic.toBytes())).isEqualTo(topic).isNotEqualTo(plan);
    assertThat(AnnouncementKey.parse(plan.toBytes())).isEqualTo(plan);

    AnnouncementKey registration = AnnouncementKey.registration("ddl", name, name + "-users");
    assertThat(AnnouncementKey.parse(registration.toBytes()))
        .isEqualTo(registration)
        .isNotEqualTo(AnnouncementKey.registration("other", name, name + "-users"));
  }

  @Test
  void a_kind_of_a_later_release_is_no_error() throws IOException {
    assertThat(AnnouncementKey.parse(bytes("{\"kind\":\"lineage\",\"name\":\"x\"}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{\"kind\":1}",
        "{\"kind\":\"topic\",\"topic\":\"t\"}",
        "{\"kind\":\"topic\",\"connector\":\"c\"}"
      })
  void what_is_no_key_is_refused(String key) {
    assertThatThrownBy(() -> AnnouncementKey.parse(bytes(key))).isInstanceOf(IOException.class);
  }

  @Test
  void no_key_at_all_is_refused() {
    assertThatThrownBy(() -> AnnouncementKey.parse(null)).isInstanceOf(IOException.class);
  }
}
