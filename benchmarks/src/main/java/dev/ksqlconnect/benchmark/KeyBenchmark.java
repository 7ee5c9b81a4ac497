package dev.ksqlconnect.benchmark;

import dev.ksqlconnect.smt.PrimaryKey;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.ExtractField;
import org.apache.kafka.connect.transforms.ValueToKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Gives records a key, each record of another table than the one before it. */
@State(Scope.Thread)
public class KeyBenchmark {
  /** So many tables are read in turn. */
  @Param({"1"})
  public int schemas = 1;

  /** The columns of the key. */
  @Param({"id"})
  public String key = "id";

  private final PrimaryKey<SourceRecord> primaryKey = new PrimaryKey<>();
  private final ValueToKey<SourceRecord> valueToKey = new ValueToKey<>();
  private final ExtractField.Key<SourceRecord> extractField = new ExtractField.Key<>();
  private SourceRecord[] records = {};
  private int next;

  /** Makes the records, one for each table. */
  @Setup
  public void setUp() {
    primaryKey.configure(Map.of("fields", key));
    valueToKey.configure(Map.of("fields", key));
    extractField.configure(Map.of("field", "id"));
    records = new SourceRecord[schemas];
    for (int i = 0; i < schemas; i++) {
      records[i] = record(i);
    }
    for (SourceRecord record : records) {
      Object theirs =
          key.equals("id")
              ? extractField.apply(valueToKey.apply(record)).key()
              : valueToKey.apply(record).key();
      if (!Objects.equals(primaryKey.apply(record).key(), theirs)) {
        throw new IllegalStateException("What is compared makes other keys");
      }
    }
  }

  /** A row of ten columns. */
  static SourceRecord record(int table) {
    Schema schema = schema("table" + table, 10);
    Struct row = new Struct(schema).put("id", 4_000_000_000L + table).put("line", table);
    for (int i = 2; i < 10; i++) {
      row.put("column" + i, "value " + i);
    }
    return new SourceRecord(
        Map.of("table", "table" + table),
        Map.of("incrementing", 1L),
        "shop-table" + table,
        null,
        schema,
        row);
  }

  /** The schema of a table's rows. */
  static Schema schema(String name, int columns) {
    SchemaBuilder schema =
        SchemaBuilder.struct()
            .name(name)
            .field("id", Schema.INT64_SCHEMA)
            .field("line", Schema.INT32_SCHEMA);
    for (int i = 2; i < columns; i++) {
      schema.field("column" + i, Schema.OPTIONAL_STRING_SCHEMA);
    }
    return schema.build();
  }

  private SourceRecord next() {
    SourceRecord record = records[next];
    next = next + 1 == records.length ? 0 : next + 1;
    return record;
  }

  /** The bundle's. */
  @Benchmark
  public SourceRecord primaryKey() {
    return primaryKey.apply(next());
  }

  /** Kafka's; the key is a Struct. */
  @Benchmark
  public SourceRecord valueToKey() {
    return valueToKey.apply(next());
  }

  /** Kafka's, for a key of one column, as its value. */
  @Benchmark
  public SourceRecord valueToKeyAndExtractField() {
    return extractField.apply(valueToKey.apply(next()));
  }
}
