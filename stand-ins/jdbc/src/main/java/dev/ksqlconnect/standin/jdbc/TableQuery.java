package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Asks one table, or one query of the user's, for what is new since an offset. */
final class TableQuery {
  private static final Timestamp BEGINNING = new Timestamp(0);

  private final SourceConfig config;
  private final @Nullable TableId table;
  private final String topic;
  private final Map<String, String> partition;
  private final List<String> timestampColumns;
  private @Nullable String incrementingColumn;
  private Timestamp timestamp = BEGINNING;
  private long incrementing = -1;
  private long nextNanos = System.nanoTime();

  TableQuery(SourceConfig config, @Nullable TableId table, @Nullable Map<String, Object> offset) {
    this.config = config;
    this.table = table;
    String prefix = config.getString("topic.prefix");
    topic = table == null ? prefix : prefix + table.name();
    partition =
        table == null
            ? Map.of("query", "query")
            : config.mode().equals("bulk") ? Map.of("table", table.name()) : table.partition();
    String name = table == null ? "" : table.toString();
    timestampColumns = config.usesTimestamp() ? config.timestampColumns(name) : List.of();
    incrementingColumn = config.usesIncrementing() ? config.incrementingColumn(name) : null;
    if (offset != null) {
      resume(offset);
    }
  }

  private void resume(Map<String, Object> offset) {
    Object millis = offset.get("timestamp");
    Object nanos = offset.get("timestamp_nanos");
    Object number = offset.get("incrementing");
    if (millis != null) {
      timestamp = new Timestamp((Long) millis);
      if (nanos != null) {
        timestamp.setNanos(((Long) nanos).intValue());
      }
    }
    if (number != null) {
      incrementing = (Long) number;
    }
  }

  /** Checks, as the real one does when a task starts, that what the mode goes by is never null. */
  void requireNotNull(Connection connection) throws SQLException {
    if (table == null || !config.getBoolean("validate.non.null")) {
      return;
    }
    boolean oneTimestampIsSet = timestampColumns.isEmpty();
    DatabaseMetaData metadata = connection.getMetaData();
    try (ResultSet columns = metadata.getColumns(null, table.schema(), table.name(), null)) {
      while (columns.next()) {
        boolean nullable = columns.getInt(11) != DatabaseMetaData.columnNoNulls;
        String column = columns.getString(4);
        if (nullable && column.equals(incrementingColumn)) {
          throw new ConnectException(column + " of " + table + " may be null");
        }
        oneTimestampIsSet |= !nullable && timestampColumns.contains(column);
      }
    }
    if (!oneTimestampIsSet) {
      throw new ConnectException("All of " + timestampColumns + " of " + table + " may be null");
    }
  }

  boolean isDue() {
    return System.nanoTime() - nextNanos >= 0;
  }

  /** Asks once; the records in the order of their offsets. */
  List<SourceRecord> ask(Connection connection) throws SQLException {
    nextNanos = System.nanoTime() + config.getInt("poll.interval.ms") * 1_000_000L;
    findIncrementingColumn(connection);
    try (PreparedStatement statement = connection.prepareStatement(sql())) {
      bind(statement, connection);
      try (ResultSet rows = statement.executeQuery()) {
        RowMapping mapping = RowMapping.of(table == null ? null : table.name(), rows.getMetaData());
        List<Row> read = new ArrayList<>();
        while (rows.next()) {
          read.add(
              new Row(
                  mapping.map(rows),
                  latest(rows),
                  incrementingColumn == null ? -1 : rows.getLong(incrementingColumn)));
        }
        return records(read);
      }
    }
  }

  private record Row(Struct value, @Nullable Timestamp timestamp, long incrementing) {}

  private List<SourceRecord> records(List<Row> rows) {
    List<SourceRecord> records = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Row next = i + 1 < rows.size() ? rows.get(i + 1) : null;
      // In timestamp mode an offset is only moved on with the last row of its time.
      boolean lastOfItsTime =
          incrementingColumn != null
              || next == null
              || row.timestamp == null
              || row.timestamp.before(next.timestamp);
      if (row.timestamp != null && lastOfItsTime) {
        timestamp = row.timestamp;
      }
      incrementing = row.incrementing;
      records.add(new SourceRecord(partition, offset(), topic, row.value.schema(), row.value));
    }
    return records;
  }

  private @Nullable Map<String, Object> offset() {
    Map<String, Object> offset = new HashMap<>();
    if (incrementingColumn != null) {
      offset.put("incrementing", incrementing);
    }
    if (!timestampColumns.isEmpty()) {
      offset.put("timestamp", timestamp.getTime());
      offset.put("timestamp_nanos", (long) timestamp.getNanos());
    }
    return offset.isEmpty() ? null : offset;
  }

  private @Nullable Timestamp latest(ResultSet row) throws SQLException {
    for (String column : timestampColumns) {
      Timestamp time = row.getTimestamp(column, utc());
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  private void findIncrementingColumn(Connection connection) throws SQLException {
    if (!"".equals(incrementingColumn) || table == null) {
      return;
    }
    try (ResultSet columns =
        connection.getMetaData().getColumns(null, table.schema(), table.name(), null)) {
      while (columns.next()) {
        String column = columns.getString(4);
        if ("YES".equals(columns.getString("IS_AUTOINCREMENT"))) {
          incrementingColumn = column;
          return;
        }
      }
    }
    throw new ConnectException("No column of " + table + " is counted up by the database");
  }

  private String sql() {
    String from = table == null ? config.query().get() : "SELECT * FROM " + table.quoted();
    String time =
        timestampColumns.isEmpty()
            ? ""
            : "COALESCE("
                + timestampColumns.stream().map(TableQuery::quoted).collect(Collectors.joining(","))
                + ")";
    String number = incrementingColumn == null ? "" : quoted(incrementingColumn);
    return switch (config.mode()) {
      case "bulk" -> from;
      case "incrementing" -> from + " WHERE " + number + " > ? ORDER BY " + number;
      case "timestamp" -> from + String.format(" WHERE %1$s > ? AND %1$s < ? ORDER BY %1$s", time);
      default ->
          from
              + String.format(
                  " WHERE %1$s < ? AND ((%1$s = ? AND %2$s > ?) OR %1$s > ?) ORDER BY %1$s, %2$s",
                  time, number);
    };
  }

  private static String quoted(String column) {
    return '"' + column + '"';
  }

  private void bind(PreparedStatement statement, Connection connection) throws SQLException {
    switch (config.mode()) {
      case "bulk" -> {}
      case "incrementing" -> statement.setLong(1, incrementing);
      case "timestamp" -> {
        statement.setTimestamp(1, timestamp, utc());
        statement.setTimestamp(2, now(connection), utc());
      }
      default -> {
        statement.setTimestamp(1, now(connection), utc());
        statement.setTimestamp(2, timestamp, utc());
        statement.setLong(3, incrementing);
        statement.setTimestamp(4, timestamp, utc());
      }
    }
  }

  private static Timestamp now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet now = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
      now.next();
      return now.getTimestamp(1, utc());
    }
  }

  private static Calendar utc() {
    return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
  }
}
