package dev.ksqlconnect.elastic;

import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.KsqlSinkConfig;
import dev.ksqlconnect.sinks.KsqlSinkTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Gives the Elasticsearch sink keys that make ids, and values that make documents. */
public final class KsqlElasticsearchSinkTask extends KsqlSinkTask {
  /** By topic, the schema of the last value, for the nulls that come without one. */
  private final Map<String, Schema> schemas = new HashMap<>();

  private boolean ignoresKeys;
  private List<String> keysIgnored = List.of();
  private String onNull = "";

  @Override
  public void start(Map<String, String> config) {
    KsqlSinkConfig given = new KsqlSinkConfig(config);
    ignoresKeys = Boolean.parseBoolean(given.get(KsqlElasticsearchSinkConnector.KEY_IGNORE));
    keysIgnored = given.list(KsqlElasticsearchSinkConnector.TOPIC_KEY_IGNORE);
    onNull = given.get(KsqlElasticsearchSinkConnector.ON_NULL);
    super.start(config);
  }

  @Override
  protected boolean isByKey(DescribedTopic topic) {
    return isByKey(topic.topic());
  }

  private boolean isByKey(String topic) {
    return !ignoresKeys && !keysIgnored.contains(topic);
  }

  /** Where a user has said what is to become of nulls, the delegate sees them. */
  @Override
  protected boolean takesNulls(DescribedTopic topic) {
    return onNull.equalsIgnoreCase("delete") ? isByKey(topic) : !onNull.isEmpty();
  }

  @Override
  protected SinkRecord prepared(SinkRecord record, @Nullable DescribedTopic topic) {
    boolean hasId = isByKey(record.originalTopic()) && (topic != null || isNested(record.key()));
    Object key = record.key();
    Schema keySchema = record.keySchema();
    if (hasId && key != null) {
      key = DocumentIds.of(key, topic);
      keySchema = Schema.STRING_SCHEMA;
    }
    SinkRecord given =
        record.newRecord(
            record.topic(),
            record.kafkaPartition(),
            keySchema,
            key,
            record.valueSchema(),
            record.value(),
            record.timestamp(),
            record.headers());
    if (record.value() == null) {
      return withSchema(given, topic);
    }
    if (record.value() instanceof Map || record.value() instanceof Struct) {
      if (record.valueSchema() != null) {
        schemas.put(record.topic(), record.valueSchema());
      }
      return given;
    }
    if (topic == null || topic.value().size() != 1 || record.value() instanceof List) {
      // One such value makes the delegate fail at all that are sent with it.
      throw new DataException("the value is no object with fields, as a document has to be");
    }
    return asColumn(given, topic.value().keySet().iterator().next());
  }

  private static boolean isNested(@Nullable Object key) {
    return key instanceof Map || key instanceof Struct;
  }

  /**
   * A null with a schema. Without one the delegate, if it is to use schemas, fails at a null for an
   * index that has no document yet.
   */
  private SinkRecord withSchema(SinkRecord deletion, @Nullable DescribedTopic topic) {
    Schema schema = schemas.get(deletion.topic());
    if (schema == null && topic != null) {
      schema = topic.valueSchema();
    }
    return schema == null ? deletion : withValue(deletion, schema, null);
  }

  /** A value that KSQL writes without a name, since there is but one column. */
  private static SinkRecord asColumn(SinkRecord record, String column) {
    if (record.valueSchema() == null) {
      return withValue(record, null, Map.of(column, record.value()));
    }
    Schema schema = SchemaBuilder.struct().field(column, record.valueSchema()).build();
    return withValue(record, schema, new Struct(schema).put(column, record.value()));
  }

  private static SinkRecord withValue(
      SinkRecord record, @Nullable Schema schema, @Nullable Object value) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        schema,
        value,
        record.timestamp(),
        record.headers());
  }
}
