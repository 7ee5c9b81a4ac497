package dev.ksqlconnect.smt;

import dev.ksqlconnect.announcer.BundleVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Gives a record the key of its row, made of columns of its value.
 *
 * <p>What {@code ValueToKey} and {@code ExtractField$Key} do together, for many topics with
 * different keys, without failing on tombstones, which pass with the key they have.
 *
 * @param <R> the kind of record
 */
public class PrimaryKey<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  /** What the transform is for, in one sentence. */
  public static final String OVERVIEW_DOC =
      "Make the record's key of columns of its value: of one column a scalar, of several a Struct.";

  /** Columns by topic. */
  public static final String KEYS = "keys";

  /** Columns for all topics that {@link #KEYS} does not name. */
  public static final String FIELDS = "fields";

  /** The keys above, with their documentation, defaults and validation. */
  public static final ConfigDef CONFIG_DEF =
      new ConfigDef()
          .define(
              KEYS,
              ConfigDef.Type.STRING,
              "",
              KeyColumns.validator(),
              ConfigDef.Importance.HIGH,
              "The columns that make up the key, by topic: users:id;order_lines:order_id,line_no."
                  + " Records of other topics are left as they are, unless 'fields' is set.")
          .define(
              FIELDS,
              ConfigDef.Type.LIST,
              "",
              KeyColumns.listValidator(),
              ConfigDef.Importance.HIGH,
              "The columns that make up the key of every topic that 'keys' does not name.");

  private static final String PURPOSE = "making the key of the record's columns";

  private KeyColumns columns = KeyColumns.NONE;
  private RowKeys keys = new RowKeys(topic -> null);

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public ConfigDef config() {
    return CONFIG_DEF;
  }

  @Override
  public void configure(Map<String, ?> configs) {
    columns = columnsIn(new AbstractConfig(CONFIG_DEF, configs, false));
    if (columns.isEmpty()) {
      throw new ConfigException(
          "PrimaryKey needs 'keys' (topic:column;topic:column,column) or 'fields' (column,column)");
    }
    keys = new RowKeys(columns::of);
  }

  /** The columns that {@code keys} and {@code fields} name. */
  static KeyColumns columnsIn(AbstractConfig config) {
    KeyColumns byTopic = KeyColumns.parse(KEYS, config.getString(KEYS));
    List<String> fields = config.getList(FIELDS);
    return fields.isEmpty() ? byTopic : byTopic.otherwise(fields);
  }

  @Override
  public R apply(R record) {
    if (record.value() == null) {
      return record;
    }
    if (record.valueSchema() == null) {
      return applySchemaless(record);
    }
    RowKey key = keys.of(record.topic(), record.valueSchema());
    return key == null
        ? record
        : record.newRecord(
            record.topic(),
            record.kafkaPartition(),
            key.schema(),
            key.of((Struct) record.value()),
            record.valueSchema(),
            record.value(),
            record.timestamp());
  }

  private R applySchemaless(R record) {
    List<String> named = columns.of(record.topic());
    if (named == null) {
      return record;
    }
    if (!(record.value() instanceof Map)) {
      throw new DataException(
          String.format(
              "Only a Struct or a Map can be used for %s; the value of topic %s is a %s",
              PURPOSE, record.topic(), record.value().getClass().getName()));
    }
    Map<?, ?> value = (Map<?, ?>) record.value();
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        null,
        keyOf(record.topic(), value, named),
        null,
        value,
        record.timestamp());
  }

  private static @Nullable Object keyOf(String topic, Map<?, ?> value, List<String> columns) {
    Map<String, @Nullable Object> key = new LinkedHashMap<>();
    for (String column : columns) {
      if (!value.containsKey(column)) {
        throw new DataException(
            String.format(
                "The key of topic %s cannot be made: there is no column '%s'. There are %s.",
                topic, column, value.keySet()));
      }
      key.put(column, value.get(column));
    }
    return columns.size() == 1 ? key.get(columns.get(0)) : key;
  }

  @Override
  public void close() {
    keys = new RowKeys(topic -> null);
  }
}
