package dev.ksqlconnect.standin.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a record.
 *
 * @param lines of a bulk request, each with its line end
 * @param ordered whether its version is the record's offset, so that an older one does nothing
 */
record Operation(String lines, boolean isDocument, boolean ordered) {

  /** Puts a document in the place of what is there, or, if so configured, into it. */
  static Operation write(SinkConfig config, String index, SinkRecord record, JsonNode body) {
    String id = id(config, record);
    if (config.upserts()) {
      ObjectNode action = action("update", index, id);
      ((ObjectNode) action.get("update")).put("retry_on_conflict", 5);
      ObjectNode update = JsonNodeFactory.instance.objectNode();
      update.set("doc", body);
      update.put("doc_as_upsert", true);
      return new Operation(action + "\n" + update + "\n", body.isObject(), false);
    }
    boolean ordered = !config.ignoresKey(record.topic());
    ObjectNode action = versioned(action("index", index, id), record, ordered);
    return new Operation(action + "\n" + body + "\n", body.isObject(), ordered);
  }

  /** Deletes a document; fine if there is none. */
  static Operation delete(SinkConfig config, String index, SinkRecord record) {
    boolean ordered = !config.ignoresKey(record.topic());
    ObjectNode action = versioned(action("delete", index, id(config, record)), record, ordered);
    return new Operation(action + "\n", true, ordered);
  }

  private static ObjectNode action(String name, String index, String id) {
    ObjectNode action = JsonNodeFactory.instance.objectNode();
    action.putObject(name).put("_index", index).put("_id", id);
    return action;
  }

  private static ObjectNode versioned(ObjectNode action, SinkRecord record, boolean ordered) {
    if (ordered) {
      ObjectNode what = (ObjectNode) action.elements().next();
      what.put("version", record.kafkaOffset()).put("version_type", "external");
    }
    return action;
  }

  private static String id(SinkConfig config, SinkRecord record) {
    return config.ignoresKey(record.topic())
        ? record.topic() + "+" + record.kafkaPartition() + "+" + record.kafkaOffset()
        : id(record.keySchema(), record.key());
  }

  private static String id(@Nullable Schema schema, @Nullable Object key) {
    if (key == null) {
      throw new DataException("a null key makes no document id");
    }
    if (String.valueOf(key).isEmpty()) {
      throw new DataException("an empty key makes no document id");
    }
    Schema.Type type = schema == null ? ConnectSchema.schemaType(key.getClass()) : schema.type();
    if (type == null) {
      throw new DataException(key.getClass() + " makes no document id");
    }
    return switch (type) {
      case INT8, INT16, INT32, INT64, STRING -> String.valueOf(key);
      default -> throw new DataException(type + " makes no document id");
    };
  }
}
