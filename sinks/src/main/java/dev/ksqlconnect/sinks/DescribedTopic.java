package dev.ksqlconnect.sinks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.ddl.Column;
import dev.ksqlconnect.ddl.KsqlSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** What a topic holds: a stream's records or a table's rows, and in which columns. Immutable. */
public final class DescribedTopic {
  private final String topic;
  private final @Nullable String source;
  private final boolean isTable;
  private final @Nullable String keyFormat;
  private final @Nullable String valueFormat;
  private final Map<String, ColumnType> key;
  private final Map<String, ColumnType> value;

  /**
   * A topic.
   *
   * @param source the stream or table in KSQL; null if there is none
   * @param keyFormat KSQL's format of the keys; null if KSQL has none that reads them
   * @param valueFormat that of the values
   * @param key the columns in the record's key, in order
   * @param value the columns in the record's value, in order
   */
  DescribedTopic(
      String topic,
      @Nullable String source,
      boolean isTable,
      @Nullable String keyFormat,
      @Nullable String valueFormat,
      Map<String, ColumnType> key,
      Map<String, ColumnType> value) {
    this.topic = topic;
    this.source = source;
    this.isTable = isTable;
    this.keyFormat = keyFormat;
    this.valueFormat = valueFormat;
    this.key = new LinkedHashMap<>(key);
    this.value = new LinkedHashMap<>(value);
  }

  /** The topic of a stream or table. */
  static DescribedTopic of(KsqlSource source) {
    Map<String, ColumnType> key = new LinkedHashMap<>();
    Map<String, ColumnType> value = new LinkedHashMap<>();
    for (Column column : source.columns()) {
      (column.isKey() ? key : value).put(column.name(), ColumnType.of(column.type().toString()));
    }
    return new DescribedTopic(
        source.topic(),
        source.name(),
        source.isTable(),
        source.keyFormat(),
        source.valueFormat(),
        key,
        value);
  }

  static DescribedTopic parse(String topic, JsonNode json) {
    return new DescribedTopic(
        topic,
        json.path("source").textValue(),
        json.path("kind").asText().equals("table"),
        json.path("keyFormat").textValue(),
        json.path("valueFormat").textValue(),
        columns(json.path("key")),
        columns(json.path("value")));
  }

  private static Map<String, ColumnType> columns(JsonNode json) {
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    json.fields()
        .forEachRemaining(
            column -> columns.put(column.getKey(), ColumnType.of(column.getValue().asText())));
    return columns;
  }

  void write(ObjectNode json) {
    json.put("kind", isTable ? "table" : "stream");
    json.put("source", source);
    json.put("keyFormat", keyFormat);
    json.put("valueFormat", valueFormat);
    ObjectNode keyColumns = json.putObject("key");
    key.forEach((name, type) -> keyColumns.put(name, type.toString()));
    ObjectNode valueColumns = json.putObject("value");
    value.forEach((name, type) -> valueColumns.put(name, type.toString()));
  }

  public String topic() {
    return topic;
  }

  /** The stream or table in KSQL; null if there is none. */
  public @Nullable String source() {
    return source;
  }

  /** Whether a user means its stream or table by a name; see {@code KsqlSources}. */
  boolean isCalled(String written) {
    return source != null
        && (source.equals(written)
            || source.equals(written.toUpperCase(Locale.ROOT))
            || written.equals("`" + source + "`"));
  }

  /** What a message calls it: the stream or table, or else the topic. */
  public String shownName() {
    return source == null ? topic : source;
  }

  public boolean isTable() {
    return isTable;
  }

  /** KSQL's format of the keys; says nothing where there are no key columns; may be null. */
  public @Nullable String keyFormat() {
    return keyFormat;
  }

  /** KSQL's format of the values; null if KSQL has none that reads them. */
  public @Nullable String valueFormat() {
    return valueFormat;
  }

  /** The columns in the record's key, in order; cannot be changed by what they are used for. */
  public Map<String, ColumnType> key() {
    return key;
  }

  /** The columns in the record's value, in order. */
  public Map<String, ColumnType> value() {
    return value;
  }

  /** A Connect schema of the value's columns that are not nested; all of them may be null. */
  public Schema valueSchema() {
    SchemaBuilder schema = SchemaBuilder.struct().optional();
    value.forEach(
        (name, type) -> {
          if (!type.isNested()) {
            schema.field(name, type.optionalSchema());
          }
        });
    return schema.build();
  }

  /**
   * What of this can no longer be read as it was described before.
   *
   * @param before the description that a configuration was completed with
   * @return null if everything can: at most columns have been added
   */
  @Nullable String differenceTo(DescribedTopic before) {
    if (isTable != before.isTable) {
      return String.format("was a %s and is a %s", before.kind(), kind());
    }
    if (!Objects.equals(valueFormat, before.valueFormat)) {
      return String.format("had values in %s and has them in %s", before.valueFormat, valueFormat);
    }
    if (!List.copyOf(key.entrySet()).equals(List.copyOf(before.key.entrySet()))) {
      return String.format("had the key %s and has %s", before.key, key);
    }
    if (!key.isEmpty() && !Objects.equals(keyFormat, before.keyFormat)) {
      return String.format("had keys in %s and has them in %s", before.keyFormat, keyFormat);
    }
    if (source == null) {
      return null; // what is announced of a value goes with it, and is taken anew
    }
    for (Map.Entry<String, ColumnType> column : before.value.entrySet()) {
      ColumnType now = value.get(column.getKey());
      if (now == null) {
        return String.format("had a column %s and has none", column.getKey());
      }
      if (!now.equals(column.getValue())) {
        return String.format(
            "had a column %s of %s and has it of %s", column.getKey(), column.getValue(), now);
      }
    }
    return null;
  }

  private String kind() {
    return isTable ? "table" : "stream";
  }
}
