package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into one table. Those of one shape follow one another in one statement; with the
 * next shape a new one begins, so that the table sees them in their order.
 */
final class TableWriter {
  private static final Set<String> TYPES_TO_CAST_TO = Set.of("json", "jsonb", "uuid");

  private final SinkConfig config;
  private final Connection connection;
  private final SinkTable table;
  private final TableStructures structures;
  private final int batchSize;

  private @Nullable Shape shape;
  private @Nullable PreparedStatement statement;
  private List<SinkColumn> columns = List.of();
  private int pending;

  TableWriter(
      SinkConfig config, Connection connection, SinkTable table, TableStructures structures) {
    this.config = config;
    this.connection = connection;
    this.table = table;
    this.structures = structures;
    this.batchSize = config.getInt("batch.size");
  }

  /** What of a record decides about the statement. */
  private record Shape(@Nullable Schema key, @Nullable Schema value) {
    static Shape of(SinkRecord record) {
      return new Shape(record.keySchema(), record.value() == null ? null : record.valueSchema());
    }

    boolean isDelete() {
      return value == null;
    }
  }

  /**
   * Adds a record to the batch.
   *
   * @throws ConnectException if it is not what the configuration asks for
   */
  void add(SinkRecord record) throws SQLException {
    requireFit(record);
    Shape next = Shape.of(record);
    if (!next.equals(shape)) {
      finish();
      begin(next);
    }
    int index = 1;
    for (SinkColumn column : columns) {
      column.bind(statement, index++, record, config);
    }
    statement.addBatch();
    if (++pending >= batchSize) {
      execute();
    }
  }

  private void requireFit(SinkRecord record) {
    if (config.keyFrom("record_key")) {
      Schema schema = record.keySchema();
      boolean fits =
          record.key() != null
              && schema != null
              && (schema.type() == Schema.Type.STRUCT || schema.type().isPrimitive());
      if (!fits) {
        throw unfit(record, "no key with the schema of a Struct or of a primitive type");
      }
    }
    if (record.value() == null && config.deletes()) {
      return;
    }
    boolean isStruct =
        record.value() != null
            && record.valueSchema() != null
            && record.valueSchema().type() == Schema.Type.STRUCT;
    if (!isStruct) {
      throw unfit(record, "no Struct with a schema as its value");
    }
  }

  private static ConnectException unfit(SinkRecord record, String what) {
    return new ConnectException(
        "The record at offset "
            + record.kafkaOffset()
            + " of "
            + record.topic()
            + "-"
            + record.kafkaPartition()
            + " has "
            + what);
  }

  private void begin(Shape next) throws SQLException {
    columns = SinkColumns.of(config, next.key, next.value);
    structures.makeFit(connection, table, columns);
    statement = connection.prepareStatement(next.isDelete() ? delete() : insert());
    shape = next;
  }

  /** Executes what is left. */
  void finish() throws SQLException {
    if (statement != null) {
      execute();
      statement.close();
      statement = null;
      shape = null;
    }
  }

  private void execute() throws SQLException {
    statement.executeBatch();
    pending = 0;
  }

  private String delete() {
    return "DELETE FROM "
        + table.sql(config)
        + " WHERE "
        + list(column -> true, column -> config.quoted(column.name()) + " = ?", " AND ");
  }

  private String insert() throws SQLException {
    Map<String, String> types = structures.types(connection, table);
    String insert =
        "INSERT INTO "
            + table.sql(config)
            + " ("
            + list(column -> true, column -> config.quoted(column.name()), ",")
            + ") VALUES ("
            + list(column -> true, column -> "?" + cast(types.get(column.name())), ",")
            + ")";
    return config.upserts() ? insert + onConflict() : insert;
  }

  private static String cast(@Nullable String type) {
    return type != null && TYPES_TO_CAST_TO.contains(type) ? "::" + type : "";
  }

  private String onConflict() {
    String key = list(SinkColumn::isKey, column -> config.quoted(column.name()), ",");
    if (key.isEmpty()) {
      throw new ConnectException("Without a key rows cannot be upserted; see pk.mode");
    }
    String rest =
        list(
            column -> !column.isKey(),
            column -> {
              String name = config.quoted(column.name());
              return name + "=EXCLUDED." + name;
            },
            ",");
    return " ON CONFLICT (" + key + (rest.isEmpty() ? ") DO NOTHING" : ") DO UPDATE SET " + rest);
  }

  private String list(
      Predicate<SinkColumn> which, Function<SinkColumn, String> text, String separator) {
    return columns.stream().filter(which).map(text).collect(Collectors.joining(separator));
  }
}
