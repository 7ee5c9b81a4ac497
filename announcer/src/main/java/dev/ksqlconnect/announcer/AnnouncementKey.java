package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of a record in the announcements topic: what kind of record it is, and of what.
 *
 * <p>Its bytes are always the same for the same key, as compaction asks for.
 */
final class AnnouncementKey {
  /** The schemas of a topic. */
  static final String TOPIC = "topic";

  /** What a wrapper gives its delegate. */
  static final String PLAN = "plan";

  /** What became of a topic in ksqlDB. */
  static final String REGISTRATION = "registration";

  private final String kind;
  private final @Nullable String registrar;
  private final String connector;
  private final @Nullable String topic;

  private AnnouncementKey(
      String kind, @Nullable String registrar, String connector, @Nullable String topic) {
    this.kind = kind;
    this.registrar = registrar;
    this.connector = connector;
    this.topic = topic;
  }

  static AnnouncementKey topic(String connector, String topic) {
    return new AnnouncementKey(TOPIC, null, connector, topic);
  }

  static AnnouncementKey plan(String connector) {
    return new AnnouncementKey(PLAN, null, connector, null);
  }

  /** The registration of a connector's topic by another connector, the registrar. */
  static AnnouncementKey registration(String registrar, String connector, String topic) {
    return new AnnouncementKey(REGISTRATION, registrar, connector, topic);
  }

  /** Of a registration's key: that of the topic. */
  AnnouncementKey registered() {
    return topic(connector, Objects.requireNonNull(topic));
  }

  /**
   * Reads a key.
   *
   * @return null for a kind this version does not know
   * @throws IOException if it is no key of an announcement at all
   */
  static @Nullable AnnouncementKey parse(byte @Nullable [] bytes) throws IOException {
    JsonNode json = bytes == null ? null : Json.MAPPER.readTree(bytes);
    if (json == null || !json.path("kind").isTextual()) {
      throw new IOException("the key has no \"kind\"");
    }
    switch (json.path("kind").textValue()) {
      case TOPIC:
        return topic(name(json, "connector"), name(json, "topic"));
      case PLAN:
        return plan(name(json, "connector"));
      case REGISTRATION:
        return registration(name(json, "registrar"), name(json, "connector"), name(json, "topic"));
      default:
        return null;
    }
  }

  /** Anyone may write to the topic whom Kafka lets; Connect allows no such names either. */
  private static String name(JsonNode json, String field) throws IOException {
    String name = text(json, field);
    if (!isName(name)) {
      throw new IOException("the key's \"" + field + "\" is empty or holds control characters");
    }
    return name;
  }

  private static boolean isName(String text) {
    return !text.isEmpty() && text.chars().noneMatch(Character::isISOControl);
  }

  /** Whether the key is one that is read back from the log. */
  boolean isReadable() {
    return isName(connector)
        && (topic == null || isName(topic))
        && (registrar == null || isName(registrar));
  }

  private static String text(JsonNode json, String field) throws IOException {
    String text = json.path(field).textValue();
    if (text == null) {
      throw new IOException("the key has no \"" + field + "\"");
    }
    return text;
  }

  byte[] toBytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kind", kind);
    if (registrar != null) {
      json.put("registrar", registrar);
    }
    json.put("connector", connector);
    if (topic != null) {
      json.put("topic", topic);
    }
    return Json.bytes(json);
  }

  String kind() {
    return kind;
  }

  /** The connector that registers; null where the kind has none. */
  @Nullable String registrar() {
    return registrar;
  }

  String connector() {
    return connector;
  }

  /** The topic; null where the kind has none. */
  @Nullable String topic() {
    return topic;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof AnnouncementKey)) {
      return false;
    }
    AnnouncementKey that = (AnnouncementKey) other;
    return kind.equals(that.kind)
        && Objects.equals(registrar, that.registrar)
        && connector.equals(that.connector)
        && Objects.equals(topic, that.topic);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, registrar, connector, topic);
  }

  @Override
  public String toString() {
    String what = topic == null || registrar != null ? kind + " of " : "";
    return what + (topic == null ? "" : "topic " + topic + " of ") + "connector " + connector;
  }
}
