package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.sinks.ColumnType;
import dev.ksqlconnect.sinks.ColumnValue;
import dev.ksqlconnect.sinks.DescribedTopic;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Gives one topic's records the schemas of its columns, named as in KSQL. A key becomes a struct of
 * the key's columns, so that tables with different keys can share a connector. The value becomes
 * one of the value's, whether it comes with a schema or is plain JSON; of a topic that is no source
 * of KSQL's, or that transforms have changed, a value with a schema keeps it. The columns of a
 * stream's key, which is not written otherwise, come before those of its value. Used by one thread.
 */
final class RowShape {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final DescribedTopic topic;
  private final boolean keepsScalarKey;
  private final boolean hasTransforms;
  private final boolean isByKey;
  private final Schema keySchema;
  private final Schema valueSchema;
  private final Map<String, String> spellings = new HashMap<>();

  /** For a stream whose values bring their schemas: what those become with the key's columns. */
  private @Nullable Schema lastSchema;

  private @Nullable Schema lastMerged;

  /**
   * The shape of a topic's rows.
   *
   * @param isByKey whether the record's key is the row's, and not written among the others
   * @param pkFields what the delegate is to call the key's columns. Where that is one other name, a
   *     key of one column stays without a name of its own.
   * @param hasTransforms whether the records may have other fields than the source has columns
   */
  RowShape(DescribedTopic topic, boolean isByKey, List<String> pkFields, boolean hasTransforms) {
    this.isByKey = isByKey;
    this.hasTransforms = hasTransforms;
    this.topic = topic;
    this.keepsScalarKey =
        topic.key().size() == 1
            && pkFields.size() == 1
            && !topic.key().containsKey(pkFields.get(0));
    SchemaBuilder key = SchemaBuilder.struct();
    topic
        .key()
        .forEach(
            (name, type) -> {
              if (!type.isNested()) {
                // KSQL's tables have no row for such a key; its streams may hold nulls in it.
                key.field(name, isByKey ? type.valueSchema() : type.optionalSchema());
              }
            });
    this.keySchema = key.build();
    this.valueSchema = isByKey ? topic.valueSchema() : withKey(topic.valueSchema());
  }

  /**
   * Gives a record its schemas.
   *
   * @throws DataException if it does not fit the columns
   */
  SinkRecord shape(SinkRecord record) {
    Struct key = keySchema.fields().isEmpty() || record.key() == null ? null : key(record.key());
    SinkRecord shaped = record;
    if (isByKey && key != null) {
      Field only = keySchema.fields().get(0);
      shaped =
          keepsScalarKey
              ? with(record, only.schema(), key.get(only), record.valueSchema(), record.value())
              : with(record, key.schema(), key, record.valueSchema(), record.value());
    }
    return valueOf(shaped, key);
  }

  private Struct key(Object key) {
    Struct columns = new Struct(keySchema);
    for (Field field : keySchema.fields()) {
      ColumnType type = Objects.requireNonNull(topic.key().get(field.name()));
      Object value;
      if (key instanceof Struct) {
        value = valueOf(fieldsOf((Struct) key), field.name());
      } else if (key instanceof Map) {
        value = valueOf((Map<?, ?>) key, field.name());
      } else if (topic.key().size() == 1) {
        value = key;
      } else {
        throw new DataException("the key is no object with " + topic.key().keySet());
      }
      if (isByKey && value == null) {
        throw new DataException("the key's column " + field.name() + " is null");
      }
      columns.put(field, ColumnValue.of(field.name(), type, value));
    }
    return columns;
  }

  private static Map<String, @Nullable Object> fieldsOf(Struct struct) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    struct.schema().fields().forEach(field -> fields.put(field.name(), struct.get(field)));
    return fields;
  }

  private SinkRecord valueOf(SinkRecord record, @Nullable Struct key) {
    Object value = record.value();
    if (value instanceof Struct && (topic.source() == null || hasTransforms)) {
      return isByKey || key == null ? record : merged(record, key, (Struct) value);
    }
    Object plain = value;
    if (value instanceof Struct) {
      plain = fieldsOf((Struct) value);
    } else if (value != null && isText(record)) {
      plain = parsed(value);
    }
    if (plain == null) {
      if (!isByKey) {
        throw new DataException("the value is null");
      }
      return with(record, record.keySchema(), record.key(), valueSchema, null);
    }
    Map<?, ?> others = hasTransforms && plain instanceof Map ? others((Map<?, ?>) plain) : Map.of();
    Struct columns = new Struct(others.isEmpty() ? valueSchema : withOthers(others));
    others.forEach((name, other) -> columns.put(String.valueOf(name), other));
    if (!isByKey && key != null) {
      key.schema().fields().forEach(field -> columns.put(field.name(), key.get(field)));
    }
    if (plain instanceof Map) {
      Map<?, ?> object = (Map<?, ?>) plain;
      if (topic.source() == null && topic.value().isEmpty() && !holdsKeyAlone(object)) {
        throw new DataException("nothing is known of the value's columns");
      }
      topic
          .value()
          .forEach(
              (name, type) -> {
                if (!type.isNested()) {
                  columns.put(name, ColumnValue.of(name, type, valueOf(object, name)));
                }
              });
    } else if (topic.value().size() == 1) {
      Map.Entry<String, ColumnType> only = topic.value().entrySet().iterator().next();
      columns.put(only.getKey(), ColumnValue.of(only.getKey(), only.getValue(), plain));
    } else {
      throw new DataException("the value is no object with the columns of " + topic.shownName());
    }
    return with(record, record.keySchema(), record.key(), columns.schema(), columns);
  }

  /** What the user's transforms have added, which are no columns of the source. */
  private Map<?, ?> others(Map<?, ?> object) {
    Map<Object, Object> others = new LinkedHashMap<>(object);
    others.values().removeIf(Objects::isNull);
    others
        .keySet()
        .removeIf(
            name ->
                Stream.concat(topic.key().keySet().stream(), topic.value().keySet().stream())
                    .anyMatch(String.valueOf(name)::equalsIgnoreCase));
    return others;
  }

  private Schema withOthers(Map<?, ?> others) {
    SchemaBuilder all = SchemaBuilder.struct().optional();
    valueSchema.fields().forEach(field -> all.field(field.name(), field.schema()));
    others.forEach((name, other) -> all.field(String.valueOf(name), schemaOf(name, other)));
    return all.build();
  }

  private static Schema schemaOf(Object name, Object value) {
    if (value instanceof Date) {
      return Timestamp.builder().optional().build();
    }
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    if (type == null || !type.isPrimitive()) {
      throw new DataException("the field " + name + " is nested, or of no type of a column");
    }
    return SchemaBuilder.type(type).optional().build();
  }

  private boolean holdsKeyAlone(Map<?, ?> object) {
    return object.keySet().stream()
        .map(String::valueOf)
        .allMatch(name -> topic.key().keySet().stream().anyMatch(name::equalsIgnoreCase));
  }

  /**
   * Whether the value is JSON's text, which is read here so that no number loses digits. What
   * JsonConverter has read has no schema, and may be a text in JSON.
   */
  private boolean isText(SinkRecord record) {
    return "JSON".equals(topic.valueFormat())
        && record.valueSchema() != null
        && (record.value() instanceof String || record.value() instanceof byte[]);
  }

  private static @Nullable Object parsed(Object text) {
    try {
      return JSON.readValue(
          text instanceof String
              ? (String) text
              : new String((byte[]) text, StandardCharsets.UTF_8),
          Object.class);
    } catch (JsonProcessingException e) {
      throw new DataException("the value is no JSON");
    }
  }

  /** KSQL does not tell names apart by case, unless they differ in nothing else. */
  private @Nullable Object valueOf(Map<?, ?> object, String column) {
    if (object.containsKey(column)) {
      return object.get(column);
    }
    String spelling = spellings.get(column);
    if (spelling == null || !object.containsKey(spelling)) {
      spelling =
          object.keySet().stream()
              .map(String::valueOf)
              .filter(column::equalsIgnoreCase)
              .findFirst()
              .orElse(null);
      if (spelling == null) {
        return null;
      }
      spellings.put(column, spelling);
    }
    return object.get(spelling);
  }

  private Schema withKey(Schema value) {
    SchemaBuilder merged = SchemaBuilder.struct().optional();
    topic
        .key()
        .forEach(
            (name, type) -> {
              // A column that is in the value as well is as the value has it.
              if (!type.isNested() && value.field(name) == null) {
                merged.field(name, type.optionalSchema());
              }
            });
    value.fields().forEach(field -> merged.field(field.name(), field.schema()));
    return merged.build();
  }

  private SinkRecord merged(SinkRecord record, Struct key, Struct value) {
    Schema merged = lastMerged;
    if (merged == null || lastSchema != value.schema()) {
      merged = withKey(value.schema());
      lastMerged = merged;
      lastSchema = value.schema();
    }
    Struct row = new Struct(merged);
    for (Field field : key.schema().fields()) {
      if (value.schema().field(field.name()) == null) {
        row.put(field.name(), key.get(field));
      }
    }
    for (Field field : value.schema().fields()) {
      row.put(field.name(), value.get(field));
    }
    return with(record, record.keySchema(), record.key(), merged, row);
  }

  private static SinkRecord with(
      SinkRecord record,
      @Nullable Schema keySchema,
      @Nullable Object key,
      @Nullable Schema valueSchema,
      @Nullable Object value) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        keySchema,
        key,
        valueSchema,
        value,
        record.timestamp(),
        record.headers());
  }
}
