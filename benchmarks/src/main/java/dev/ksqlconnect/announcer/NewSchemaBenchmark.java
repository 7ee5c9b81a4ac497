package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.ddl.TopicDdl;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a new schema costs, once. In this package, since some of what is measured is its own. */
@State(Scope.Thread)
public class NewSchemaBenchmark {
  private static final Map<String, String> WORKER =
      Map.of(
          "key.converter", "org.apache.kafka.connect.json.JsonConverter",
          "key.converter.schemas.enable", "false",
          "value.converter", "org.apache.kafka.connect.json.JsonConverter",
          "value.converter.schemas.enable", "false",
          "value.converter.decimal.format", "NUMERIC");

  /** So many columns the table has. */
  @Param({"10"})
  public int columns = 10;

  private Schema schema = Schema.STRING_SCHEMA;
  private ObjectNode announcement = Json.MAPPER.createObjectNode();

  /** Makes the schema and its announcement. */
  @Setup
  public void setUp() {
    schema = schema(columns);
    announcement = announcement("connect", "shop", "shop-orders", schema).json();
    if (TopicDdl.of(announcement).name() == null) {
      throw new IllegalStateException("The topic is refused");
    }
  }

  /** The schema of a table with columns of several types. */
  static Schema schema(int columns) {
    SchemaBuilder schema = SchemaBuilder.struct().name("orders").field("id", Schema.INT64_SCHEMA);
    for (int i = 1; i < columns; i++) {
      schema.field("column_" + i, type(i));
    }
    return schema.build();
  }

  private static Schema type(int column) {
    return switch (column % 5) {
      case 0 -> Decimal.builder(2).parameter("connect.decimal.precision", "10").optional().build();
      case 1 -> Timestamp.builder().optional().build();
      case 2 -> Schema.OPTIONAL_INT32_SCHEMA;
      default -> Schema.OPTIONAL_STRING_SCHEMA;
    };
  }

  static Announcement announcement(String cluster, String connector, String topic, int columns) {
    return announcement(cluster, connector, topic, schema(columns));
  }

  private static Announcement announcement(
      String cluster, String connector, String topic, Schema valueSchema) {
    return Announcement.first(
        new TopicDescription(
            connector,
            topic,
            "public.orders",
            Schema.INT64_SCHEMA,
            valueSchema,
            List.of("id"),
            KsqlHints.DEFAULT),
        cluster,
        Map.of(),
        WORKER,
        Instant.EPOCH);
  }

  /** The schema in JSON. */
  @Benchmark
  public JsonNode json() {
    return SchemaJson.of(schema);
  }

  /** The fingerprint of an announcement in JSON. */
  @Benchmark
  public String fingerprint() {
    return Fingerprint.of(announcement);
  }

  /** The whole announcement, as it is written. */
  @Benchmark
  public byte[] announcement() {
    return announcement("connect", "shop", "shop-orders", schema).bytes();
  }

  /** The statement that an announcement becomes in ksqlDB. */
  @Benchmark
  public TopicDdl statement() {
    return TopicDdl.of(announcement);
  }
}
