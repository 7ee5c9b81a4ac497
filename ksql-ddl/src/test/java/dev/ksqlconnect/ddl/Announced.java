package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TopicDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** A topic to be announced: what is in it, and how it is written. */
final class Announced {
  private final String connector;
  private final String topic;
  private @Nullable Schema key;
  private @Nullable Schema value;
  private List<String> primaryKey = List.of();
  private String as = "auto";
  private String name = "${topic}";
  private final Map<String, @Nullable String> config = new HashMap<>();

  private Announced(String connector, String topic) {
    this.connector = connector;
    this.topic = topic;
    keyless();
    config.put("value.converter", null);
  }

  static Announced topic(String topic) {
    return topic("shop", topic);
  }

  static Announced topic(String connector, String topic) {
    return new Announced(connector, topic);
  }

  /** Without a key's schema, as where the converter is a worker's usual one. */
  Announced keyless() {
    return key(null, Written.STRING);
  }

  Announced key(@Nullable Schema schema, Written written) {
    key = schema;
    return converter("key.converter", written);
  }

  Announced value(@Nullable Schema schema, Written written) {
    value = schema;
    return converter("value.converter", written);
  }

  private Announced converter(String part, Written written) {
    config.keySet().removeIf(line -> line.startsWith(part));
    config.putAll(written.config(part));
    return this;
  }

  /** What the columns of the key are called. */
  Announced primaryKey(String... columns) {
    primaryKey = List.of(columns);
    return this;
  }

  /** The user's {@code ksql.as}. */
  Announced as(String wanted) {
    as = wanted;
    return this;
  }

  /** The user's {@code ksql.name}. */
  Announced name(String template) {
    name = template;
    return this;
  }

  String topic() {
    return topic;
  }

  @Nullable Schema key() {
    return key;
  }

  @Nullable Schema value() {
    return value;
  }

  void writeTo(AnnouncementsLog log) {
    log.announce(
        new TopicDescription(
            connector, topic, null, key, value, primaryKey, new KsqlHints(as, name)),
        config);
  }

  JsonNode json() {
    AnnouncementsLog log = new AnnouncementsLog("log");
    writeTo(log);
    return Objects.requireNonNull(log.catalog().find(connector, topic)).announcement().json();
  }

  TopicDdl ddl() {
    return TopicDdl.of(json());
  }
}
