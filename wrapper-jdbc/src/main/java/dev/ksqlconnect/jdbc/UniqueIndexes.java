package dev.ksqlconnect.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the unique indexes of tables that consist of columns and hold all rows. */
final class UniqueIndexes {
  private final Connection connection;
  private final DatabaseMetaData metadata;
  private final Product product;

  UniqueIndexes(Connection connection, DatabaseMetaData metadata, Product product) {
    this.connection = connection;
    this.metadata = metadata;
    this.product = product;
  }

  /**
   * A table's, each with its columns in the index's order: the shortest first, and among those of
   * one length by the index's name.
   *
   * @param columns the table's: an index may also be on an expression, for which drivers have no
   *     name, or its text in place of one
   */
  List<List<String>> of(TableName table, Set<String> columns) throws SQLException {
    Map<String, Map<Integer, String>> indexes = new TreeMap<>();
    Set<String> unfit = filtered(table);
    try (ResultSet rows =
        metadata.getIndexInfo(table.catalog(), table.schema(), table.name(), true, true)) {
      while (rows.next()) {
        // In this order, which some drivers insist on.
        boolean unique = !rows.getBoolean(4);
        String index = rows.getString(6);
        short type = rows.getShort(7);
        int place = rows.getInt(8);
        String column = rows.getString(9);
        String filter = rows.getString(13);
        if (type == DatabaseMetaData.tableIndexStatistic || index == null) {
          continue;
        }
        if (!unique
            || column == null
            || !columns.contains(column)
            || (filter != null && !filter.isEmpty())) {
          unfit.add(index);
        } else {
          indexes.computeIfAbsent(index, i -> new TreeMap<>()).put(place, column);
        }
      }
    }
    indexes.keySet().removeAll(unfit);
    List<List<String>> found = new ArrayList<>();
    indexes.values().forEach(index -> found.add(new ArrayList<>(index.values())));
    found.sort(Comparator.comparingInt(List::size)); // keeps those of one size in their order
    return found;
  }

  private Set<String> filtered(TableName table) throws SQLException {
    Set<String> filtered = new HashSet<>();
    String query = product.filteredIndexesQuery();
    if (query != null) {
      try (PreparedStatement statement = connection.prepareStatement(query)) {
        int parameter = 1;
        if (table.schema() != null) {
          statement.setString(parameter++, table.schema());
        }
        statement.setString(parameter, table.name());
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            filtered.add(rows.getString(1));
          }
        }
      }
    }
    return filtered;
  }
}
