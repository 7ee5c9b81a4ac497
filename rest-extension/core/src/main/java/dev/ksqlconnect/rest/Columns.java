package dev.ksqlconnect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The columns of a topic, as someone who thinks in tables would list them. */
final class Columns {
  private Columns() {}

  /**
   * The columns of an announced topic: the fields of its value, and before them those of its key
   * that the value lacks.
   */
  static ArrayNode of(ObjectNode announcement) {
    Set<String> primaryKey = new HashSet<>();
    announcement.path("primaryKey").forEach(column -> primaryKey.add(column.asText()));
    JsonNode valueFields = announcement.at("/value/schema/fields");
    Set<String> inValue = new HashSet<>();
    valueFields.forEach(field -> inValue.add(field.path("field").asText()));
    ArrayNode columns = Answer.JSON.createArrayNode();
    for (JsonNode field : keyFields(announcement.at("/key/schema"), primaryKey)) {
      if (!inValue.contains(field.path("field").asText())) {
        columns.add(column(field, true));
      }
    }
    for (JsonNode field : valueFields) {
      columns.add(column(field, primaryKey.contains(field.path("field").asText())));
    }
    return columns;
  }

  /** A scalar key is one field, which the primary key names; without a name it is no column. */
  private static Iterable<JsonNode> keyFields(JsonNode schema, Set<String> primaryKey) {
    if (!schema.isObject() || schema.has("fields") || primaryKey.size() != 1) {
      return schema.path("fields");
    }
    ObjectNode field = schema.deepCopy();
    return List.of(field.put("field", primaryKey.iterator().next()));
  }

  private static ObjectNode column(JsonNode field, boolean inPrimaryKey) {
    ObjectNode column = Answer.JSON.createObjectNode();
    column.set("name", field.path("field"));
    column.set("type", field.path("type"));
    if (field.has("name")) {
      // What the type stands for: a decimal, a date, …
      column.set("logicalType", field.path("name"));
    }
    column.set("optional", field.path("optional"));
    column.put("primaryKey", inPrimaryKey);
    return column;
  }
}
