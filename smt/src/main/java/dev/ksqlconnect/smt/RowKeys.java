package dev.ksqlconnect.smt;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link RowKey} for a record by its topic and the identity of its value schema. Not
 * thread-safe.
 *
 * <p>A source that makes a new schema object for each query is served as well: a schema that equals
 * one seen before gets the same key, with the same key schema.
 */
public final class RowKeys {
  /** How many schema objects are known by identity, twice over. */
  private static final int REMEMBERED = 1_024;

  private final Function<String, @Nullable List<String>> columnsOf;
  private final Map<String, Map<Schema, RowKey>> byEquality = new HashMap<>();

  // Two generations: when the young one is full, the old one is forgotten. What is in use is in
  // one.
  private IdentityHashMap<Schema, Known> young = new IdentityHashMap<>();
  private IdentityHashMap<Schema, Known> old = new IdentityHashMap<>();

  private @Nullable Known last;

  /** The key of one topic's records with one value schema. */
  private static final class Known {
    final String topic;
    final Schema valueSchema;
    final @Nullable RowKey key;

    Known(String topic, Schema valueSchema, @Nullable RowKey key) {
      this.topic = topic;
      this.valueSchema = valueSchema;
      this.key = key;
    }

    boolean isOf(String topic, Schema valueSchema) {
      return this.valueSchema == valueSchema && this.topic.equals(topic);
    }
  }

  /**
   * Keys for topics.
   *
   * @param columnsOf answers the columns that make up the key of a topic's records; null or empty
   *     for a topic whose records get no key
   */
  public RowKeys(Function<String, @Nullable List<String>> columnsOf) {
    this.columnsOf = columnsOf;
  }

  /**
   * The key for a record.
   *
   * @return null if the topic's records get no key
   * @throws DataException if the value lacks a column of the key
   */
  public @Nullable RowKey of(String topic, Schema valueSchema) {
    Known before = last;
    if (before != null && before.isOf(topic, valueSchema)) {
      return before.key;
    }
    Known known = young.get(valueSchema);
    if (known == null || !known.isOf(topic, valueSchema)) {
      known = old.get(valueSchema);
      if (known == null || !known.isOf(topic, valueSchema)) {
        known = new Known(topic, valueSchema, find(topic, valueSchema));
      }
      remember(known);
    }
    last = known;
    return known.key;
  }

  private void remember(Known known) {
    if (young.size() >= REMEMBERED) {
      old = young;
      young = new IdentityHashMap<>();
    }
    young.put(known.valueSchema, known);
  }

  private @Nullable RowKey find(String topic, Schema valueSchema) {
    List<String> columns = columnsOf.apply(topic);
    if (columns == null || columns.isEmpty()) {
      return null;
    }
    Map<Schema, RowKey> ofTopic = byEquality.computeIfAbsent(topic, t -> new HashMap<>());
    RowKey key = ofTopic.get(valueSchema);
    if (key == null) {
      if (ofTopic.size() >= REMEMBERED) {
        ofTopic.clear();
      }
      key = RowKey.of(valueSchema, columns, "topic " + topic);
      ofTopic.put(valueSchema, key);
    }
    return key;
  }
}
