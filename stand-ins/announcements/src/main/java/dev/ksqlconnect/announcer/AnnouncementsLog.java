package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The announcements topic without Kafka: what is written to it stands in the catalog at once. */
public final class AnnouncementsLog {
  private static final Map<String, String> WORKER =
      Map.of(
          "key.converter", "org.apache.kafka.connect.converters.IntegerConverter",
          "value.converter", "org.apache.kafka.connect.json.JsonConverter",
          "value.converter.schemas.enable", "false");

  private final Catalog catalog = new Catalog();
  private long offset;

  /** A topic of this identity, empty and not read yet. */
  public AnnouncementsLog(String identity) {
    catalog.beginGeneration(identity);
  }

  public Catalog catalog() {
    return catalog;
  }

  /** The topic has been read to its end. */
  public AnnouncementsLog read() {
    catalog.completed();
    catalog.setProblem(null);
    return this;
  }

  /** Kafka is away. */
  public void away() {
    catalog.setProblem("Kafka does not answer");
  }

  /** A topic keyed by {@code id}. */
  public void announce(String connector, String topic, Schema valueSchema) {
    announce(connector, topic, Schema.INT32_SCHEMA, valueSchema, List.of("id"), Map.of());
  }

  /** What a connector writes, as a worker's announcer makes an announcement of it. */
  public void announce(
      String connector,
      String topic,
      Schema keySchema,
      Schema valueSchema,
      List<String> primaryKey,
      Map<String, String> config) {
    announce(
        new TopicDescription(
            connector, topic, null, keySchema, valueSchema, primaryKey, KsqlHints.DEFAULT),
        config);
  }

  /** A topic of a connector that has this configuration. */
  public void announce(TopicDescription topic, Map<String, String> config) {
    Announcement now =
        Announcement.first(
            topic, "connect", new HashMap<>(config), WORKER, Instant.ofEpochSecond(offset));
    Catalog.Entry before = catalog.find(topic.connector(), topic.topic());
    if (before == null) {
      write(now);
    } else if (before.announcement().fingerprint().equals(now.fingerprint())) {
      write(before.announcement().current());
    } else {
      write(now.following(before.announcement()));
    }
  }

  /** The connector of a topic was deleted. */
  public void retire(String connector, String topic) {
    Catalog.Entry entry = Objects.requireNonNull(catalog.find(connector, topic));
    write(entry.announcement().retired(Instant.ofEpochSecond(offset)));
  }

  /** What a wrapper gives its delegate. */
  public void plan(String connector, ObjectNode plan) {
    catalog.apply(offset++, AnnouncementKey.plan(connector).toBytes(), Json.bytes(plan));
  }

  /** What a registrar says of a topic. */
  public void register(String registrar, String connector, String topic, ObjectNode registration) {
    catalog.apply(
        offset++,
        AnnouncementKey.registration(registrar, connector, topic).toBytes(),
        Json.bytes(registration));
  }

  /** A registrar has nothing more to say of a topic. */
  public void withdraw(String registrar, String connector, String topic) {
    catalog.apply(
        offset++, AnnouncementKey.registration(registrar, connector, topic).toBytes(), null);
  }

  /** What anybody may write to the topic. */
  public void write(byte @Nullable [] key, byte @Nullable [] value) {
    catalog.apply(offset++, key, value);
  }

  private void write(Announcement announcement) {
    catalog.apply(offset++, announcement.key().toBytes(), announcement.bytes());
  }
}
