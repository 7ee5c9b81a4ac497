package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Spells a Connect schema in JSON, as Connect's own JsonConverter does in its envelope.
 *
 * <p>JsonConverter itself is not used: it is a plugin class, and where another plugin folder brings
 * a copy, our folder would be given that one, with a Jackson of its own.
 */
public final class SchemaJson {
  /** Marks, in the place of a schema's fields, that it stands within itself. */
  static final String RECURSIVE = "recursive";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SchemaJson() {}

  /**
   * Spells a schema.
   *
   * @param schema may be null: what has no schema is spelt as a JSON null
   */
  public static JsonNode of(@Nullable Schema schema) {
    return schema == null ? JSON.nullNode() : of(schema, new ArrayList<>());
  }

  private static ObjectNode of(Schema schema, List<Schema> within) {
    ObjectNode json = JSON.objectNode();
    json.put("type", typeName(schema.type()));
    // Only a schema's own instance can stand within itself; equality would recurse without end.
    if (within.stream().anyMatch(outer -> outer == schema)) {
      json.put(RECURSIVE, true);
    } else {
      within.add(schema);
      addParts(json, schema, within);
      within.remove(within.size() - 1);
    }
    json.put("optional", schema.isOptional());
    if (schema.name() != null) {
      json.put("name", schema.name());
    }
    if (schema.version() != null) {
      json.put("version", schema.version());
    }
    if (schema.doc() != null) {
      json.put("doc", schema.doc());
    }
    if (schema.parameters() != null) {
      ObjectNode parameters = json.putObject("parameters");
      schema.parameters().forEach(parameters::put);
    }
    if (schema.defaultValue() != null) {
      json.set("default", value(schema, schema.defaultValue()));
    }
    return json;
  }

  private static void addParts(ObjectNode json, Schema schema, List<Schema> within) {
    switch (schema.type()) {
      case ARRAY:
        json.set("items", of(schema.valueSchema(), within));
        break;
      case MAP:
        json.set("keys", of(schema.keySchema(), within));
        json.set("values", of(schema.valueSchema(), within));
        break;
      case STRUCT:
        ArrayNode fields = json.putArray("fields");
        for (Field field : schema.fields()) {
          fields.add(of(field.schema(), within).put("field", field.name()));
        }
        break;
      default:
        break;
    }
  }

  private static String typeName(Schema.Type type) {
    switch (type) {
      case FLOAT32:
        return "float";
      case FLOAT64:
        return "double";
      default:
        return type.name().toLowerCase(Locale.ROOT);
    }
  }

  private static JsonNode value(Schema schema, @Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (Decimal.LOGICAL_NAME.equals(schema.name()) && value instanceof BigDecimal) {
      return JSON.binaryNode(Decimal.fromLogical(schema, (BigDecimal) value));
    }
    if (value instanceof java.util.Date) {
      return temporal(schema, (java.util.Date) value);
    }
    switch (schema.type()) {
      case INT8:
        return JSON.numberNode((Byte) value);
      case INT16:
        return JSON.numberNode((Short) value);
      case INT32:
        return JSON.numberNode((Integer) value);
      case INT64:
        return JSON.numberNode((Long) value);
      case FLOAT32:
        return JSON.numberNode((Float) value);
      case FLOAT64:
        return JSON.numberNode((Double) value);
      case BOOLEAN:
        return JSON.booleanNode((Boolean) value);
      case STRING:
        return JSON.textNode(value.toString());
      case BYTES:
        return JSON.binaryNode(bytes(value));
      case ARRAY:
        ArrayNode array = JSON.arrayNode();
        ((Iterable<?>) value).forEach(item -> array.add(value(schema.valueSchema(), item)));
        return array;
      case MAP:
        return map(schema, (Map<?, ?>) value);
      case STRUCT:
        ObjectNode struct = JSON.objectNode();
        for (Field field : schema.fields()) {
          struct.set(
              field.name(),
              value(field.schema(), ((Struct) value).getWithoutDefault(field.name())));
        }
        return struct;
    }
    throw new DataException("A default value of type " + schema.type() + " is not known");
  }

  private static JsonNode temporal(Schema schema, java.util.Date value) {
    if (Date.LOGICAL_NAME.equals(schema.name())) {
      return JSON.numberNode(Date.fromLogical(schema, value));
    }
    if (Time.LOGICAL_NAME.equals(schema.name())) {
      return JSON.numberNode(Time.fromLogical(schema, value));
    }
    return JSON.numberNode(Timestamp.fromLogical(schema, value));
  }

  private static JsonNode map(Schema schema, Map<?, ?> value) {
    if (schema.keySchema().type() == Schema.Type.STRING) {
      ObjectNode object = JSON.objectNode();
      value.forEach((k, v) -> object.set(String.valueOf(k), value(schema.valueSchema(), v)));
      return object;
    }
    ArrayNode pairs = JSON.arrayNode();
    value.forEach(
        (k, v) ->
            pairs.addArray().add(value(schema.keySchema(), k)).add(value(schema.valueSchema(), v)));
    return pairs;
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[]) {
      return (byte[]) value;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
