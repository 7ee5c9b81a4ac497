package dev.ksqlconnect.announcer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A connector's topic, as a task describes it, and what it is announced as. */
final class Examples {
  static final String CONNECTOR = "shop";
  static final String TOPIC = "shop-users";
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Map<String, String> WORKER =
      Map.of(
          "key.converter", "org.apache.kafka.connect.storage.StringConverter",
          "value.converter", "org.apache.kafka.connect.json.JsonConverter",
          "value.converter.schemas.enable", "false");

  private Examples() {}

  /** Rows with an id and as many columns as there are names. */
  static Schema row(String... columns) {
    SchemaBuilder row = SchemaBuilder.struct().name("users").field("id", Schema.INT32_SCHEMA);
    for (String column : columns) {
      row.field(column, Schema.OPTIONAL_STRING_SCHEMA);
    }
    return row.build();
  }

  static TopicDescription topic(Schema value) {
    return topic(TOPIC, value);
  }

  static TopicDescription topic(String topic, Schema value) {
    return new TopicDescription(
        CONNECTOR, topic, "users", Schema.INT32_SCHEMA, value, List.of("id"), KsqlHints.DEFAULT);
  }

  static Announcement first(TopicDescription topic) {
    return Announcement.first(topic, "connect", Map.of(), WORKER, NOW);
  }

  /** The first version of the example topic with these columns beside the id. */
  static Announcement first(String... columns) {
    return first(topic(row(columns)));
  }
}
