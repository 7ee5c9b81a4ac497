package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The spelling of schemas, held against that of Connect's own converter. */
class SchemaJsonTest {
  private final JsonConverter connects = new JsonConverter();

  SchemaJsonTest() {
    connects.configure(Map.of("schemas.enable", "true"), false);
  }

  static Stream<Arguments> schemas() {
    Schema point =
        SchemaBuilder.struct()
            .name("Point")
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("label", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    Stream<Arguments> simple =
        Arrays.stream(Schema.Type.values())
            .filter(Schema.Type::isPrimitive)
            .flatMap(
                type ->
                    Stream.of(
                        example("required " + type, new SchemaBuilder(type).build()),
                        example("optional " + type, new SchemaBuilder(type).optional().build())));
    Stream<Arguments> defaults =
        Stream.of(
            example("int8 default", SchemaBuilder.int8().defaultValue((byte) 1).build()),
            example("int16 default", SchemaBuilder.int16().defaultValue((short) 2).build()),
            example("int32 default", SchemaBuilder.int32().defaultValue(3).build()),
            example("int64 default", SchemaBuilder.int64().defaultValue(4L).build()),
            example("float32 default", SchemaBuilder.float32().defaultValue(0.5f).build()),
            example("float64 default", SchemaBuilder.float64().defaultValue(0.1).build()),
            example("boolean default", SchemaBuilder.bool().defaultValue(true).build()),
            example("string default", SchemaBuilder.string().defaultValue("a \"b\"").build()),
            example(
                "bytes default", SchemaBuilder.bytes().defaultValue(new byte[] {1, -1}).build()),
            example(
                "buffer default",
                SchemaBuilder.bytes().defaultValue(ByteBuffer.wrap(new byte[] {1, 2})).build()),
            example(
                "decimal default",
                Decimal.builder(2).defaultValue(new BigDecimal("-12.34")).build()),
            example("date default", Date.builder().defaultValue(new java.util.Date(0)).build()),
            example("time default", Time.builder().defaultValue(new java.util.Date(1)).build()),
            example(
                "timestamp default",
                Timestamp.builder().defaultValue(new java.util.Date(2)).build()),
            example(
                "array default",
                SchemaBuilder.array(Schema.INT32_SCHEMA).defaultValue(List.of(1, 2)).build()),
            example(
                "map default",
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA)
                    .defaultValue(Map.of("a", 1))
                    .build()),
            example(
                "map default with other keys",
                SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA)
                    .defaultValue(Map.of(1, "a"))
                    .build()));
    Stream<Arguments> others =
        Stream.of(
            example("decimal", Decimal.schema(4)),
            example("timestamp", Timestamp.SCHEMA),
            example(
                "doc, version, parameters",
                SchemaBuilder.int32()
                    .name("n")
                    .version(7)
                    .doc("what it is")
                    .parameter("b", "2")
                    .parameter("a", "1")
                    .build()),
            example("struct", point),
            example("empty struct", SchemaBuilder.struct().build()),
            example("array of structs", SchemaBuilder.array(point).optional().build()),
            example(
                "map of arrays",
                SchemaBuilder.map(Schema.STRING_SCHEMA, SchemaBuilder.array(point).build())
                    .build()),
            example(
                "the same schema twice, side by side",
                SchemaBuilder.struct().field("from", point).field("to", point).build()));
    return Stream.of(simple, defaults, others).flatMap(s -> s);
  }

  private static Arguments example(String what, Schema schema) {
    return Arguments.of(what, schema);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schemas")
  void a_schema_is_spelt_as_connect_spells_it(String what, Schema schema) throws Exception {
    JsonNode theirs = Json.MAPPER.readTree(connects.asJsonSchema(schema).toString());

    assertThat(Json.MAPPER.readTree(Json.bytes(SchemaJson.of(schema)))).isEqualTo(theirs);
  }

  @Test
  void no_schema_is_a_json_null() {
    assertThat(SchemaJson.of(null).isNull()).isTrue();
  }

  @Test
  void a_schema_within_itself_is_named_and_not_followed() {
    JsonNode next = SchemaJson.of(new Node()).path("fields").path(0);

    assertThat(next.path("field").asText()).isEqualTo("next");
    assertThat(next.path("name").asText()).isEqualTo("Node");
    assertThat(next.path(SchemaJson.RECURSIVE).asBoolean()).isTrue();
    assertThat(next.has("fields")).isFalse();
  }

  /** A struct that stands within itself, as a converter makes one of a recursive Avro record. */
  private static final class Node extends ConnectSchema {
    Node() {
      super(Schema.Type.STRUCT, true, null, "Node", null, null, null, List.of(), null, null);
    }

    @Override
    public List<Field> fields() {
      return List.of(new Field("next", 0, this));
    }
  }
}
