package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which columns the tables have, as far as it is known; and makes those that they lack. */
final class TableStructures {
  private final SinkConfig config;
  private final Map<SinkTable, Map<String, String>> known = new HashMap<>();

  TableStructures(SinkConfig config) {
    this.config = config;
  }

  /**
   * Makes the table, or the columns that it lacks.
   *
   * @throws UnfitTableException if it may not, or a column cannot be added
   */
  void makeFit(Connection connection, SinkTable table, List<SinkColumn> columns)
      throws SQLException {
    if (types(connection, table).isEmpty()) {
      if (!config.getBoolean("auto.create")) {
        throw new UnfitTableException(
            "There is no table " + table.sql(config) + ", and auto.create is off");
      }
      alter(connection, table, create(table, columns));
    }
    Set<String> names =
        types(connection, table).keySet().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    List<SinkColumn> missing =
        columns.stream()
            .filter(column -> !names.contains(column.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.toList());
    if (missing.isEmpty()) {
      return;
    }
    if (missing.stream().anyMatch(SinkColumn::isRequired)) {
      throw new UnfitTableException(
          table.sql(config)
              + " lacks columns that cannot be added, as they are required: "
              + names(missing));
    }
    if (!config.getBoolean("auto.evolve")) {
      throw new UnfitTableException(
          table.sql(config) + " lacks columns, and auto.evolve is off: " + names(missing));
    }
    alter(
        connection,
        table,
        "ALTER TABLE "
            + table.sql(config)
            + missing.stream()
                .map(column -> " ADD " + column.definition(config))
                .collect(Collectors.joining(",")));
  }

  private static List<String> names(List<SinkColumn> columns) {
    return columns.stream().map(SinkColumn::name).collect(Collectors.toList());
  }

  private String create(SinkTable table, List<SinkColumn> columns) {
    List<String> parts = new ArrayList<>();
    columns.forEach(column -> parts.add(column.definition(config)));
    String key =
        columns.stream()
            .filter(SinkColumn::isKey)
            .map(column -> config.quoted(column.name()))
            .collect(Collectors.joining(","));
    if (!key.isEmpty()) {
      parts.add("PRIMARY KEY (" + key + ")");
    }
    return "CREATE TABLE " + table.sql(config) + " (" + String.join(", ", parts) + ")";
  }

  private void alter(Connection connection, SinkTable table, String sql) throws SQLException {
    try (Statement ddl = connection.createStatement()) {
      ddl.execute(sql);
    }
    // So that it is there for other tasks, too, whatever becomes of the records.
    connection.commit();
    known.remove(table);
  }

  /** The types of the table's columns by name; none if there is no such table. */
  Map<String, String> types(Connection connection, SinkTable table) throws SQLException {
    Map<String, String> types = known.get(table);
    if (types == null) {
      types = read(connection, table);
      if (!types.isEmpty()) {
        known.put(table, types);
      }
    }
    return types;
  }

  private static Map<String, String> read(Connection connection, SinkTable table)
      throws SQLException {
    Map<String, String> types = new HashMap<>();
    // Both take the name for a pattern, in which _ is any character; the real one does so, too.
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, table.schema(), table.name(), new String[] {"TABLE"})) {
      if (!tables.next()) {
        return types;
      }
    }
    try (ResultSet found =
        connection.getMetaData().getColumns(null, table.schema(), table.name(), null)) {
      while (found.next()) {
        types.put(found.getString("COLUMN_NAME"), found.getString("TYPE_NAME"));
      }
    }
    return types;
  }
}
