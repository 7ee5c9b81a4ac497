package dev.ksqlconnect.announcer;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which topic of which connector a record of the announcements topic speaks of. */
public final class AnnouncedTopic {
  private final String connector;
  private final String topic;

  private AnnouncedTopic(String connector, String topic) {
    this.connector = connector;
    this.topic = topic;
  }

  /**
   * Reads a record's key.
   *
   * @return null if the record is no announcement of a topic
   */
  public static @Nullable AnnouncedTopic of(byte[] key) {
    try {
      AnnouncementKey parsed = AnnouncementKey.parse(key);
      return parsed == null || !parsed.kind().equals(AnnouncementKey.TOPIC) ? null : of(parsed);
    } catch (IOException e) {
      // The catalog has said so already.
      return null;
    }
  }

  static AnnouncedTopic of(AnnouncementKey topic) {
    return new AnnouncedTopic(topic.connector(), Objects.requireNonNull(topic.topic()));
  }

  public String connector() {
    return connector;
  }

  public String topic() {
    return topic;
  }
}
