package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
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

  /**
   * Checks, as the real one does with a task's first table alone, that the mode's columns exist.
   */
  void requireColumns(Connection connection) throws SQLException {
    if (table == null) {
      return;
    }
    Set<String> names = new HashSet<>();
    try (ResultSet columns = columns(connection, table)) {
      while (columns.next()) {
        names.add(lowerCase(columns.getString(4)));
      }
    }
    List<String> needed = new ArrayList<>(timestampColumns);
    if (incrementingColumn != null && !incrementingColumn.isEmpty()) {
      needed.add(incrementingColumn);
    }
    for (String column : needed) {
      if (!names.contains(lowerCase(column))) {
        throw new ConfigException(column + " does not exist in " + table.quoted());
      }
    }
  }

  /**
   * The columns of a table. MariaDB knows no schemas: without a pattern for catalogs it answers
   * with the columns of all tables of the name. The real one does not mind.
   */
  private ResultSet columns(Connection connection, TableId table) throws SQLException {
    return connection
        .getMetaData()
        .getColumns(config.getString("catalog.pattern"), table.qualifier(), table.name(), null);
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Checks, as the real one does when a task starts, that what the mode goes by is never null. */
  void requireNotNull(Connection connection) throws SQLException {
    if (table == null || !config.getBoolean("validate.non.null")) {
      return;
    }
    boolean oneTimestampIsSet = timestampColumns.isEmpty();
    Set<List<String>> keys = keyColumns(connection, table);
    try (ResultSet columns = columns(connection, table)) {
      while (columns.next()) {
        String column = columns.getString(4);
        boolean nullable =
            columns.getInt(11) != DatabaseMetaData.columnNoNulls
                && !keys.contains(Arrays.asList(columns.getString(1), column));
        if (nullable && column.equalsIgnoreCase(incrementingColumn)) {
          throw new ConnectException(column + " of " + table + " may be null");
        }
        oneTimestampIsSet |=
            !nullable && timestampColumns.stream().anyMatch(column::equalsIgnoreCase);
      }
    }
    if (!oneTimestampIsSet) {
      throw new ConnectException("All of " + timestampColumns + " of " + table + " may be null");
    }
  }

  /** The columns of the primary key, which are not null even where the driver says so. */
  private Set<List<String>> keyColumns(Connection connection, TableId table) throws SQLException {
    Set<List<String>> keys = new HashSet<>();
    try (ResultSet columns =
        connection
            .getMetaData()
            .getPrimaryKeys(config.getString("catalog.pattern"), table.qualifier(), table.name())) {
      while (columns.next()) {
        keys.add(Arrays.asList(columns.getString(1), columns.getString(4)));
      }
    }
    return keys;
  }

  boolean isDue() {
    return nanosUntilDue() <= 0;
  }

  long nanosUntilDue() {
    return nextNanos - System.nanoTime();
  }

  /**
   * Asks once; the records in the order of their offsets.
   *
   * @throws DataException if a row cannot be read
   */
  List<SourceRecord> ask(Connection connection) throws SQLException {
    nextNanos = System.nanoTime() + config.getInt("poll.interval.ms") * 1_000_000L;
    findIncrementingColumn(connection);
    if ("".equals(incrementingColumn)) {
      return List.of(); // The real one has no way to say so, either.
    }
    try (PreparedStatement statement = connection.prepareStatement(sql())) {
      bind(statement, connection);
      try (ResultSet rows = statement.executeQuery()) {
        RowMapping mapping =
            RowMapping.of(config, table == null ? null : table.name(), rows.getMetaData());
        if (incrementingColumn != null && mapping.schema().field(incrementingColumn) == null) {
          throw new DataException("There is no column " + incrementingColumn);
        }
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
    try (ResultSet columns = columns(connection, table)) {
      while (columns.next()) {
        String column = columns.getString(4);
        if ("YES".equals(columns.getString("IS_AUTOINCREMENT"))) {
          incrementingColumn = column;
          return;
        }
      }
    }
  }

  private String sql() {
    String from = table == null ? config.query().get() : "SELECT * FROM " + table.quoted();
    String times = timestampColumns.stream().map(this::quoted).collect(Collectors.joining(","));
    // Of one column alone SQLite knows no COALESCE.
    String time = timestampColumns.size() < 2 ? times : "COALESCE(" + times + ")";
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

  /** Qualified, as to SQLite a name that no column has is a text. */
  private String quoted(String column) {
    String quoted = config.dialect().quote() + column + config.dialect().quote();
    return table == null ? quoted : table.quoted() + "." + quoted;
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

  private Timestamp now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet now = statement.executeQuery(config.dialect().now())) {
      now.next();
      return now.getTimestamp(1, utc());
    }
  }

  private static Calendar utc() {
    return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
  }
}
