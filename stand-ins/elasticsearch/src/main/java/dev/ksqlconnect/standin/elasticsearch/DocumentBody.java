package dev.ksqlconnect.standin.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The document that is made of a record's value. */
final class DocumentBody {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SinkConfig config;
  private final boolean compact;
  private final JsonConverter converter = new JsonConverter();

  DocumentBody(SinkConfig config) {
    this.config = config;
    compact = config.getBoolean("compact.map.entries");
    converter.configure(Map.of("schemas.enable", "false"), false);
  }

  /**
   * Makes it.
   *
   * @throws DataException if the value is of a type, or lacks something, so that it cannot be
   */
  JsonNode of(SinkRecord record) {
    return record.valueSchema() == null || config.ignoresSchema(record.topic())
        ? converted(record.topic(), record.valueSchema(), record.value())
        : bySchema(record.topic(), record.valueSchema(), record.value());
  }

  private JsonNode converted(String topic, @Nullable Schema schema, @Nullable Object value) {
    try {
      return JSON.readTree(converter.fromConnectData(topic, schema, value));
    } catch (IOException e) {
      throw new DataException("Not to be made JSON of", e);
    }
  }

  /** Other than the JsonConverter's where that is of little use in a search. */
  private JsonNode bySchema(String topic, Schema schema, @Nullable Object given) {
    Object value = given == null ? schema.defaultValue() : given;
    if (value == null) {
      if (!schema.isOptional()) {
        throw new DataException("null value for field that is required and has no default value");
      }
      return JsonNodeFactory.instance.nullNode();
    }
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      return JsonNodeFactory.instance.numberNode(((BigDecimal) value).doubleValue());
    }
    return switch (schema.type()) {
      case ARRAY -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Object element : (Collection<?>) value) {
          array.add(bySchema(topic, schema.valueSchema(), element));
        }
        yield array;
      }
      case MAP -> map(topic, schema, (Map<?, ?>) value);
      case STRUCT -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Field field : schema.fields()) {
          object.set(field.name(), bySchema(topic, field.schema(), ((Struct) value).get(field)));
        }
        yield object;
      }
      default -> converted(topic, schema, value);
    };
  }

  private JsonNode map(String topic, Schema schema, Map<?, ?> map) {
    if (compact && schema.keySchema().type() == Schema.Type.STRING) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      map.forEach(
          (key, value) ->
              object.set(String.valueOf(key), bySchema(topic, schema.valueSchema(), value)));
      return object;
    }
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    map.forEach(
        (key, value) -> {
          ObjectNode entry = entries.addObject();
          entry.set("key", bySchema(topic, schema.keySchema(), key));
          entry.set("value", bySchema(topic, schema.valueSchema(), value));
        });
    return entries;
  }
}
