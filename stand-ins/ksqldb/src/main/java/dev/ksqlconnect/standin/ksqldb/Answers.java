package dev.ksqlconnect.standin.ksqldb;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The shapes of what ksqlDB answers. */
final class Answers {
  static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static ObjectNode info(String kafkaClusterId) {
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putObject("KsqlServerInfo")
        .put("version", "7.9.9")
        .put("kafkaClusterId", kafkaClusterId)
        .put("ksqlServiceId", "default_")
        .put("serverStatus", "RUNNING");
    return answer;
  }

  static ObjectNode health() {
    ObjectNode answer = JSON.createObjectNode().put("isHealthy", true);
    ObjectNode details = answer.putObject("details");
    details.putObject("metastore").put("isHealthy", true);
    details.putObject("kafka").put("isHealthy", true);
    details.putObject("commandRunner").put("isHealthy", true);
    return answer.put("serverState", "READY");
  }

  static ObjectNode error(RefusedException refused) {
    String text = refused.statementText();
    ObjectNode answer =
        JSON.createObjectNode()
            .put("@type", text == null ? "generic_error" : "statement_error")
            .put("error_code", refused.errorCode())
            .put("message", refused.getMessage());
    if (text != null) {
      answer.put("statementText", text).putArray("entities");
    }
    return answer;
  }

  static ObjectNode created(KsqlStatement create, Source made, long sequence) {
    String id = query(made, sequence);
    String message =
        id != null
            ? "Created query with ID " + id
            : made.table() ? "Table created" : "Stream created";
    return status(
        made.statement(),
        kind(create) + "/" + Identifiers.quoted(made.name()) + "/create",
        message,
        id,
        sequence);
  }

  /** A source table is kept up to date by a query. */
  private static @Nullable String query(Source made, long sequence) {
    return made.table() && made.source() ? "CST_" + made.name() + "_" + (sequence - 1) : null;
  }

  static ObjectNode dropped(KsqlStatement drop, @Nullable Source removed, long sequence) {
    String source = "Source " + Identifiers.quoted(drop.name());
    return status(
        drop.text(),
        kind(drop) + "/" + drop.name() + "/drop",
        removed == null
            ? source + " does not exist."
            : source + " (topic: " + removed.topic() + ") was dropped.",
        null,
        sequence);
  }

  private static String kind(KsqlStatement statement) {
    return statement.isTable() ? "table" : "stream";
  }

  private static ObjectNode status(
      String text, String id, String message, @Nullable String query, long sequence) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("@type", "currentStatus")
            .put("statementText", text)
            .put("commandId", id);
    answer
        .putObject("commandStatus")
        .put("status", "SUCCESS")
        .put("message", message)
        .put("queryId", query);
    answer.put("commandSequenceNumber", sequence).putArray("warnings");
    return answer;
  }

  static ObjectNode exists(KsqlStatement create) {
    String kind = kind(create);
    ObjectNode answer =
        JSON.createObjectNode()
            .put("@type", "warning_entity")
            .put("statementText", create.text())
            .put(
                "message",
                "Cannot add "
                    + kind
                    + " "
                    + Identifiers.quoted(create.name())
                    + ": A "
                    + kind
                    + " with the same name already exists.");
    answer.putArray("warnings");
    return answer;
  }

  static ObjectNode listed(KsqlStatement show, Collection<Source> sources) {
    String what = show.isTable() ? "tables" : "streams";
    ObjectNode answer =
        JSON.createObjectNode().put("@type", what).put("statementText", show.text());
    ArrayNode list = answer.putArray(what);
    sources.stream()
        .filter(source -> source.table() == show.isTable())
        .forEach(
            source ->
                list.addObject()
                    .put("type", source.type())
                    .put("name", source.name())
                    .put("topic", source.topic())
                    .put("keyFormat", source.keyFormat())
                    .put("valueFormat", source.valueFormat())
                    .put("isWindowed", false));
    answer.putArray("warnings");
    return answer;
  }

  static ObjectNode described(KsqlStatement describe, Source source, int partitions) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("@type", "sourceDescription")
            .put("statementText", describe.text());
    ObjectNode description = answer.putObject("sourceDescription");
    description.put("name", source.name()).putNull("windowType");
    description.putArray("readQueries");
    description.putArray("writeQueries");
    ArrayNode fields = description.putArray("fields");
    for (Column column : source.columns()) {
      ObjectNode field = fields.addObject().put("name", column.name());
      field.set("schema", schema(column.type()));
      if (column.isKey()) {
        field.put("type", "KEY");
      }
    }
    description
        .put("type", source.type())
        .put("timestamp", "")
        .put("statistics", "")
        .put("errorStats", "")
        .put("extended", false)
        .put("keyFormat", source.keyFormat())
        .put("valueFormat", source.valueFormat())
        .put("topic", source.topic())
        .put("partitions", partitions)
        .put("replication", partitions == 0 ? 0 : 1)
        .put("statement", source.statement());
    description.putArray("queryOffsetSummaries");
    description.putArray("sourceConstraints");
    description.putArray("clusterStatistics");
    description.putArray("clusterErrorStats");
    ArrayNode warnings = answer.putArray("warnings");
    if (partitions == 0) {
      warnings
          .addObject()
          .put(
              "message",
              "Error from Kafka: Failed to Describe Kafka Topic(s): [" + source.topic() + "]");
    }
    return answer;
  }

  private static ObjectNode schema(KsqlType type) {
    ObjectNode schema = JSON.createObjectNode().put("type", type.base());
    schema.putNull("fields").putNull("memberSchema");
    if (type instanceof KsqlType.Decimal decimal) {
      schema
          .putObject("parameters")
          .put("precision", decimal.precision())
          .put("scale", decimal.scale());
    } else if (type instanceof KsqlType.Array array) {
      schema.set("memberSchema", schema(array.element()));
    } else if (type instanceof KsqlType.Map map) {
      schema.set("memberSchema", schema(map.value()));
    } else if (type instanceof KsqlType.Struct struct) {
      ArrayNode fields = schema.putArray("fields");
      for (KsqlType.Field field : struct.fields()) {
        fields.addObject().put("name", field.name()).set("schema", schema(field.type()));
      }
    }
    return schema;
  }
}
