package dev.ksqlconnect.standin.elasticsearch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The fields that Elasticsearch is told of, made from a schema. */
final class FieldMapping {
  private static final int LONGEST_KEYWORD = 256;

  private FieldMapping() {}

  static ObjectNode of(@Nullable Schema schema) {
    if (schema == null) {
      throw new DataException("a value without a schema makes no mapping");
    }
    ObjectNode mapping = JsonNodeFactory.instance.objectNode();
    if (isTime(schema)) {
      // Of a Date, too, whose values are days: what comes of it is in January 1970.
      field(mapping, "date");
      if (schema.defaultValue() != null) {
        mapping.put("null_value", ((java.util.Date) schema.defaultValue()).getTime());
      }
      return mapping;
    }
    if (Decimal.LOGICAL_NAME.equals(schema.name())) {
      field(mapping, "double");
      if (schema.defaultValue() != null) {
        mapping.put("null_value", ((BigDecimal) schema.defaultValue()).doubleValue());
      }
      return mapping;
    }
    return switch (schema.type()) {
      case ARRAY -> of(schema.valueSchema());
      case MAP -> {
        // Also of those that are written as objects.
        ObjectNode entry = mapping.putObject("properties");
        entry.set("key", of(schema.keySchema()));
        entry.set("value", of(schema.valueSchema()));
        yield mapping;
      }
      case STRUCT -> {
        ObjectNode properties = mapping.putObject("properties");
        for (Field field : schema.fields()) {
          properties.set(field.name(), of(field.schema()));
        }
        yield mapping;
      }
      case STRING -> {
        field(mapping, "text")
            .putObject("fields")
            .putObject("keyword")
            .put("type", "keyword")
            .put("ignore_above", LONGEST_KEYWORD);
        yield mapping;
      }
      case BYTES -> field(mapping, "binary");
      default -> {
        field(mapping, ofNumber(schema.type()));
        if (schema.defaultValue() != null) {
          mapping.putPOJO("null_value", schema.defaultValue());
        }
        yield mapping;
      }
    };
  }

  static boolean isTime(Schema schema) {
    return Date.LOGICAL_NAME.equals(schema.name())
        || Time.LOGICAL_NAME.equals(schema.name())
        || Timestamp.LOGICAL_NAME.equals(schema.name());
  }

  private static ObjectNode field(ObjectNode mapping, String type) {
    return mapping.put("type", type);
  }

  private static String ofNumber(Schema.Type type) {
    return switch (type) {
      case BOOLEAN -> "boolean";
      case INT8 -> "byte";
      case INT16 -> "short";
      case INT32 -> "integer";
      case INT64 -> "long";
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      default -> throw new DataException("No field can be made of " + type);
    };
  }
}
