package dev.ksqlconnect.announcer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a task knows of a topic it writes to. The worker adds what only it knows, the converters,
 * and makes an announcement of it.
 */
public final class TopicDescription {
  private final String connector;
  private final String topic;
  private final @Nullable String table;
  private final @Nullable Schema keySchema;
  private final @Nullable Schema valueSchema;
  private final List<String> primaryKey;
  private final KsqlHints ksql;
  private final @Nullable Map<String, String> converters;

  /**
   * Describes a topic.
   *
   * @param connector the connector's name
   * @param table the table the rows come from, as the database names it; null if it is not known or
   *     there is none
   * @param keySchema null for records without a key, or whose key has no schema
   * @param valueSchema null for values without a schema
   * @param primaryKey the columns that make up the key, in the key's order; empty if there is no
   *     key or its columns are not known
   */
  public TopicDescription(
      String connector,
      String topic,
      @Nullable String table,
      @Nullable Schema keySchema,
      @Nullable Schema valueSchema,
      List<String> primaryKey,
      KsqlHints ksql) {
    this.connector = Objects.requireNonNull(connector);
    this.topic = Objects.requireNonNull(topic);
    this.table = table;
    this.keySchema = keySchema;
    this.valueSchema = valueSchema;
    this.primaryKey = List.copyOf(primaryKey);
    this.ksql = ksql;
    this.converters = null;
  }

  private TopicDescription(TopicDescription of, @Nullable Map<String, String> converters) {
    this.connector = of.connector;
    this.topic = of.topic;
    this.table = of.table;
    this.keySchema = of.keySchema;
    this.valueSchema = of.valueSchema;
    this.primaryKey = of.primaryKey;
    this.ksql = of.ksql;
    this.converters = converters;
  }

  /**
   * The same with the connector's converters, for which Connect has to be asked otherwise. It does
   * not answer while it waits for a task to stop, which may be the one that waits to be announced.
   *
   * @param converters as {@link #convertersOf} picks them, which may be none; null if they are not
   *     known
   */
  public TopicDescription withConverters(@Nullable Map<String, String> converters) {
    return new TopicDescription(this, converters);
  }

  /** What of a connector's configuration tells which converters it has of its own; no secrets. */
  public static Map<String, String> convertersOf(Map<String, String> connectorConfig) {
    return EffectiveConverter.telling(connectorConfig);
  }

  public String connector() {
    return connector;
  }

  public String topic() {
    return topic;
  }

  public @Nullable String table() {
    return table;
  }

  public @Nullable Schema keySchema() {
    return keySchema;
  }

  public @Nullable Schema valueSchema() {
    return valueSchema;
  }

  public List<String> primaryKey() {
    return primaryKey;
  }

  public KsqlHints ksql() {
    return ksql;
  }

  /** The connector's own converters; null if the task does not know them. */
  public @Nullable Map<String, String> converters() {
    return converters;
  }

  @Override
  public String toString() {
    return "topic " + topic + " of connector " + connector;
  }
}
