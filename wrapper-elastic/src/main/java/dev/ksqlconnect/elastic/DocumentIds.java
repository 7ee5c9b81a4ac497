package dev.ksqlconnect.elastic;

import dev.ksqlconnect.sinks.DescribedTopic;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a table's documents. A single text or whole number is the id as it is, as without this
 * wrapper. Several columns are one id, in the order of the key: {@code 7|a}, with {@code \} before
 * each {@code |} and {@code \} of a value, and {@code \0} for a null. So no two keys have one id.
 */
final class DocumentIds {
  /** Elasticsearch takes no longer ones, and then refuses what comes with them, too. */
  private static final int MOST_BYTES = 512;

  private DocumentIds() {}

  /**
   * The id for a key.
   *
   * @param topic says the order of the columns; null if nothing is known of that
   * @throws DataException if it makes no id
   */
  static String of(Object key, @Nullable DescribedTopic topic) {
    String id;
    if (key instanceof Struct) {
      id = joined(columns((Struct) key), topic);
    } else if (key instanceof Map) {
      id = joined(columns((Map<?, ?>) key), topic);
    } else {
      id = text(key);
    }
    if (id.isEmpty()) {
      throw new DataException("the key is empty, and Elasticsearch has no empty id");
    }
    if (id.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new DataException(
          "the key is longer than the " + MOST_BYTES + " bytes that Elasticsearch takes as an id");
    }
    return id;
  }

  private static Map<String, @Nullable Object> columns(Struct key) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (Field field : key.schema().fields()) {
      columns.put(field.name(), key.get(field));
    }
    return columns;
  }

  /** An object of JSON has no order of its own. */
  private static Map<String, @Nullable Object> columns(Map<?, ?> key) {
    Map<String, @Nullable Object> columns = new TreeMap<>();
    key.forEach((name, value) -> columns.put(String.valueOf(name), value));
    return columns;
  }

  private static String joined(
      Map<String, @Nullable Object> columns, @Nullable DescribedTopic topic) {
    List<@Nullable Object> values = new ArrayList<>();
    boolean isOneStruct =
        topic != null
            && topic.key().size() == 1
            && topic.key().values().iterator().next().isNested();
    if (topic != null && !isOneStruct && !topic.key().isEmpty()) {
      // As KSQL reads it: what is not there is null, and what is no column is not looked at.
      topic.key().keySet().forEach(column -> values.add(valueOf(column, columns)));
      if (!holdsAny(topic.key().keySet(), columns.keySet())) {
        throw new DataException("the key has none of the columns " + topic.key().keySet());
      }
    } else {
      values.addAll(columns.values());
    }
    if (values.isEmpty()) {
      throw new DataException("the key has no columns");
    }
    if (values.size() == 1) {
      if (values.get(0) == null) {
        throw new DataException("the key's only column is null");
      }
      return text(values.get(0));
    }
    return values.stream()
        .map(value -> value == null ? "\\0" : text(value).replace("\\", "\\\\").replace("|", "\\|"))
        .collect(Collectors.joining("|"));
  }

  private static boolean holdsAny(Set<String> columns, Set<String> fields) {
    return fields.stream().anyMatch(field -> columns.stream().anyMatch(field::equalsIgnoreCase));
  }

  /** KSQL does not tell names apart by case, unless they differ in nothing else. */
  private static @Nullable Object valueOf(String column, Map<String, @Nullable Object> columns) {
    if (columns.containsKey(column)) {
      return columns.get(column);
    }
    for (Map.Entry<String, @Nullable Object> entry : columns.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(column)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal) {
      return ((BigDecimal) value).toPlainString();
    }
    if (value instanceof Date) {
      return String.valueOf(((Date) value).getTime());
    }
    if (value instanceof byte[]) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString((byte[]) value);
    }
    if (value instanceof ByteBuffer) {
      ByteBuffer bytes = ((ByteBuffer) value).duplicate();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return text(copy);
    }
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return String.valueOf(value);
    }
    throw new DataException("the key holds something nested, which makes no id");
  }
}
