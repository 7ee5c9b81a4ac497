package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the announcements topic about one topic of one connector. Immutable.
 *
 * <p>It is kept as the JSON that was read or is written, so that fields which a newer version of
 * this bundle added survive an older one.
 */
public final class Announcement {
  /** How many versions an announcement remembers, the present one among them. */
  static final int HISTORY = 20;

  /** Nobody gets here by announcing; from there on it stays. */
  private static final int HIGHEST_VERSION = 1_000_000_000;

  private static final String CURRENT = "current";
  private static final String RETIRED = "retired";

  private final AnnouncementKey key;
  private final String cluster;
  private final int version;
  private final String fingerprint;
  private final boolean retired;
  private final byte[] json;

  private Announcement(AnnouncementKey key, ObjectNode json) {
    this(key, json, Json.bytes(json));
  }

  private Announcement(AnnouncementKey key, ObjectNode json, byte[] bytes) {
    this.key = key;
    this.cluster = json.path("cluster").asText();
    this.version = json.path("version").asInt();
    this.fingerprint = json.path("fingerprint").asText();
    this.retired = RETIRED.equals(json.path("status").asText());
    this.json = bytes;
  }

  /**
   * The first version of an announcement.
   *
   * @param cluster the Connect cluster the connector runs in
   * @param connectorConfig the connector's configuration and {@code workerConfig} the worker's, for
   *     the converters in force
   */
  static Announcement first(
      TopicDescription topic,
      String cluster,
      Map<String, String> connectorConfig,
      Map<String, String> workerConfig,
      Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("connector", topic.connector());
    json.put("topic", topic.topic());
    json.put("cluster", cluster);
    json.put("version", 1);
    json.put("status", CURRENT);
    json.putObject("origin").put("table", topic.table());
    json.set(
        "key",
        side(
            topic.keySchema(),
            EffectiveConverter.of(EffectiveConverter.KEY, connectorConfig, workerConfig)));
    json.set(
        "value",
        side(
            topic.valueSchema(),
            EffectiveConverter.of(EffectiveConverter.VALUE, connectorConfig, workerConfig)));
    ArrayNode primaryKey = json.putArray("primaryKey");
    topic.primaryKey().forEach(primaryKey::add);
    json.put("ksql.as", topic.ksql().as());
    json.put("ksql.name", topic.ksql().name());
    json.put("fingerprint", Fingerprint.of(json));
    json.put("announcedAt", now.toString());
    json.put("changedAt", now.toString());
    Announcement first =
        new Announcement(AnnouncementKey.topic(topic.connector(), topic.topic()), json);
    return first.withHistory(List.of());
  }

  private static ObjectNode side(@Nullable Schema schema, EffectiveConverter converter) {
    ObjectNode side = JsonNodeFactory.instance.objectNode();
    side.set("schema", SchemaJson.of(schema));
    side.set("converter", converter.toJson());
    side.put("format", converter.format());
    return side;
  }

  /**
   * Reads an announcement.
   *
   * @param value not to be changed any more
   * @throws IOException if it is none
   */
  static Announcement parse(AnnouncementKey key, byte[] value) throws IOException {
    JsonNode json = Json.MAPPER.readTree(value);
    if (json == null
        || !json.path("version").canConvertToInt()
        || json.path("version").asInt() < 1
        || !json.path("fingerprint").isTextual()) {
      throw new IOException("the value has no \"version\" from 1 on and no \"fingerprint\"");
    }
    if (json.path("version").asInt() > HIGHEST_VERSION) {
      throw new IOException("the value's \"version\" is higher than " + HIGHEST_VERSION);
    }
    if (!key.connector().equals(json.path("connector").textValue())
        || !Objects.equals(key.topic(), json.path("topic").textValue())) {
      throw new IOException("the value is of another connector or topic than the key");
    }
    return new Announcement(key, (ObjectNode) json, value);
  }

  /** The same, as the version that follows another one. */
  Announcement following(Announcement before) {
    ObjectNode changed = json();
    changed.put("version", Math.min(before.version + 1, HIGHEST_VERSION));
    changed.set("announcedAt", before.json().path("announcedAt"));
    return new Announcement(key, changed).withHistory(before.history());
  }

  /** The same, of a connector that is there. */
  Announcement current() {
    ObjectNode changed = json();
    changed.put("status", CURRENT);
    changed.remove("retiredAt");
    return new Announcement(key, changed);
  }

  /** The same, of a connector that is no more. */
  Announcement retired(Instant now) {
    return retiredAt(TextNode.valueOf(now.toString()));
  }

  /** The same, with the status that another one has. */
  Announcement withStatusOf(Announcement other) {
    return other.retired ? retiredAt(other.json().path("retiredAt")) : current();
  }

  private Announcement retiredAt(JsonNode time) {
    ObjectNode changed = json();
    changed.put("status", RETIRED);
    changed.set("retiredAt", time);
    return new Announcement(key, changed);
  }

  private Announcement withHistory(List<JsonNode> before) {
    ObjectNode changed = json();
    ArrayNode history = changed.putArray("history");
    int skipped = Math.max(0, before.size() - (HISTORY - 1));
    before.subList(skipped, before.size()).forEach(history::add);
    ObjectNode now = history.addObject();
    now.put("version", version);
    now.put("fingerprint", fingerprint);
    now.set("changedAt", changed.path("changedAt"));
    return new Announcement(key, changed);
  }

  private List<JsonNode> history() {
    List<JsonNode> history = new ArrayList<>();
    json().path("history").forEach(history::add);
    return history;
  }

  /** Whether a version the announcement remembers had a fingerprint. */
  boolean remembers(String fingerprint) {
    return history().stream().anyMatch(v -> v.path("fingerprint").asText().equals(fingerprint));
  }

  /**
   * What is remembered of a version: its number, fingerprint and time.
   *
   * @return null if that version is not remembered
   */
  public @Nullable JsonNode rememberedVersion(int wanted) {
    return history().stream()
        .filter(v -> v.path("version").asInt() == wanted)
        .findFirst()
        .orElse(null);
  }

  AnnouncementKey key() {
    return key;
  }

  public String connector() {
    return key.connector();
  }

  public String topic() {
    return Objects.requireNonNull(key.topic());
  }

  /** The Connect cluster that announced it. */
  String cluster() {
    return cluster;
  }

  /** From 1 on, one more with each change. */
  public int version() {
    return version;
  }

  /** Says what the announcement says; see {@link Fingerprint} for what counts. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Whether the connector was deleted. */
  public boolean isRetired() {
    return retired;
  }

  /** A copy of the whole announcement. */
  public ObjectNode json() {
    try {
      return (ObjectNode) Json.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The announcement as it is written; not to be changed. */
  byte[] bytes() {
    return json;
  }
}
