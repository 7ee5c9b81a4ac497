package dev.ksqlconnect.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds up the rows of a table that has changed since it was found that its numbers can be read by
 * best fit: those of a new column may not, and 3.14159 would be 3. The connector looks at the table
 * again within {@code table.poll.interval.ms}, and has it read in the way that then fits.
 * Thread-safe.
 */
final class BestFitGuard {
  /** What best fit makes of numbers. */
  private static final Set<Schema.Type> PRIMITIVES =
      Set.of(
          Schema.Type.INT8,
          Schema.Type.INT16,
          Schema.Type.INT32,
          Schema.Type.INT64,
          Schema.Type.FLOAT64);

  /** The narrowest first. */
  private static final List<Schema.Type> INTEGERS =
      List.of(Schema.Type.INT8, Schema.Type.INT16, Schema.Type.INT32, Schema.Type.INT64);

  private final TaskTopics topics;
  private final Map<String, Schema> seen = new ConcurrentHashMap<>();

  BestFitGuard(TaskTopics topics) {
    this.topics = topics;
  }

  /** Thrown where a table is not as it was. */
  static final class TableChangedException extends ConnectException {
    private static final long serialVersionUID = 1;

    TableChangedException(String message) {
      super(message);
    }
  }

  /**
   * Checks records before any of them is handed on.
   *
   * @throws TableChangedException if one is of a table that has changed
   */
  void check(List<SourceRecord> records) {
    SourceRecord last = null;
    for (SourceRecord record : records) {
      Schema schema = record.valueSchema();
      // A delegate reads one table after the other, and makes a schema for each query.
      boolean isAsLast =
          last != null && last.valueSchema() == schema && last.topic().equals(record.topic());
      last = record;
      if (!isAsLast && schema != null && seen.get(record.topic()) != schema) {
        check(topics.of(record.topic()), schema);
        seen.put(record.topic(), schema);
      }
    }
  }

  private static void check(TaskTopics.SourceTopic topic, Schema schema) {
    if (topic.bestFit().isEmpty() || schema.type() != Schema.Type.STRUCT) {
      return;
    }
    for (Field field : schema.fields()) {
      if (mayHaveLost(field, topic.bestFit().get(field.name()))) {
        throw new TableChangedException(
            String.format(
                "Column %s of table %s is new, or of another type than before. Its rows wait until"
                    + " the connector has looked at the table again; if they still do after that,"
                    + " set %s=none",
                field.name(), topic.table(), DelegatePlanner.NUMERIC_MAPPING));
      }
    }
  }

  /**
   * Whether a column's numbers may have been cut.
   *
   * @param expected the type they were found to fit in, empty for a column of other types; null for
   *     a column that was not there
   */
  private static boolean mayHaveLost(Field field, @Nullable String expected) {
    Schema.Type type = field.schema().type();
    if (!PRIMITIVES.contains(type) || field.schema().name() != null) {
      return false;
    }
    if (expected == null) {
      return true;
    }
    if (expected.isEmpty() || expected.equals(type.name())) {
      return false;
    }
    // Not all drivers say the same of a table and of a result; a wider integer loses nothing.
    return !INTEGERS.contains(type)
        || !INTEGERS.contains(Schema.Type.valueOf(expected))
        || INTEGERS.indexOf(type) < INTEGERS.indexOf(Schema.Type.valueOf(expected));
  }
}
