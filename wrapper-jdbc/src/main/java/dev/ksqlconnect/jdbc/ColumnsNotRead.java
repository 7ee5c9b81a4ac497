package dev.ksqlconnect.jdbc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names once the columns that the delegate leaves out of a table's records, since it does not read
 * their types. Used by the task's thread.
 */
final class ColumnsNotRead {
  private static final Logger LOG = LoggerFactory.getLogger(ColumnsNotRead.class);

  private final TaskTopics topics;
  private final Consumer<String> tell;
  private final boolean none;
  private final Map<String, Schema> seen = new HashMap<>();
  private final Map<String, List<String>> named = new HashMap<>();

  ColumnsNotRead(TaskTopics topics) {
    this(topics, LOG::warn);
  }

  ColumnsNotRead(TaskTopics topics, Consumer<String> tell) {
    this.topics = topics;
    this.tell = tell;
    none = topics.names().stream().allMatch(topic -> topics.of(topic).doubtful().isEmpty());
  }

  void see(List<SourceRecord> records) {
    if (none) {
      return;
    }
    for (SourceRecord record : records) {
      Schema schema = record.valueSchema();
      if (schema != null
          && schema.type() == Schema.Type.STRUCT
          && seen.put(record.topic(), schema) != schema) {
        check(record.topic(), schema);
      }
    }
  }

  private void check(String topic, Schema schema) {
    TaskTopics.SourceTopic of = topics.of(topic);
    List<String> missing =
        of.doubtful().stream()
            .filter(column -> schema.field(column) == null)
            .collect(Collectors.toList());
    if (!missing.isEmpty() && !missing.equals(named.put(topic, missing))) {
      tell.accept(
          String.format(
              "Columns of table %s are not in the records of topic %s, since the delegate does not"
                  + " read their types: %s. Read them as text through a view, with"
                  + " table.types=TABLE,VIEW.",
              of.table(), topic, String.join(", ", missing)));
    }
  }
}
