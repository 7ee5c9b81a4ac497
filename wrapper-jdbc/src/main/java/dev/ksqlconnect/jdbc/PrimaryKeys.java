package dev.ksqlconnect.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads primary keys, each in the constraint's order: a table's, or those of a whole schema. */
final class PrimaryKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PrimaryKeys.class);

  private final Connection connection;
  private final DatabaseMetaData metadata;
  private final Product product;

  PrimaryKeys(Connection connection, DatabaseMetaData metadata, Product product) {
    this.connection = connection;
    this.metadata = metadata;
    this.product = product;
  }

  /** A table's; empty if it has none. */
  List<String> ofTable(TableName table) throws SQLException {
    Keys keys = new Keys();
    try (ResultSet rows = metadata.getPrimaryKeys(table.catalog(), table.schema(), table.name())) {
      while (rows.next()) {
        keys.add(table.name(), rows.getString(4), rows.getInt(5));
      }
    }
    return keys.of(table);
  }

  /**
   * Those of all tables of a schema, with one statement; null if this database has none for it.
   *
   * @param beside a table of the schema
   */
  @Nullable Keys ofSchemaOf(TableName beside) throws SQLException {
    if (product.tellsPrimaryKeysOfSchema()) {
      Keys keys = new Keys();
      try (ResultSet rows = metadata.getPrimaryKeys(beside.catalog(), beside.schema(), null)) {
        while (rows.next()) {
          String table = rows.getString(3);
          keys.add(table, rows.getString(4), rows.getInt(5));
        }
      }
      return keys;
    }
    String query = product.primaryKeysQuery();
    String qualifier = beside.qualifier();
    return query == null || qualifier == null || !isReached(beside)
        ? null
        : queried(query, qualifier);
  }

  private @Nullable Keys queried(String query, String qualifier) throws SQLException {
    Keys keys = new Keys();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, qualifier);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String table = rows.getString(1);
          keys.add(table, rows.getString(2), rows.getInt(3));
        }
      }
      return keys;
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      // Something that stands before the database, or a user who may not see the catalog.
      LOG.debug("The primary keys of {} are read table by table", qualifier, e);
      return null;
    }
  }

  /** Whether a query sees a table's schema: one of another catalog of the same name is another. */
  private boolean isReached(TableName table) throws SQLException {
    return table.catalog() == null
        || table.schema() == null
        || product == Product.MYSQL // has one catalog, if schemas are what its databases are called
        || table.catalog().equals(connection.getCatalog());
  }

  /** The primary keys of the tables of a schema. */
  static final class Keys {
    private final Map<String, Map<Integer, String>> byTable = new HashMap<>();

    /** Drivers answer in the order of the columns' names. */
    private void add(String table, String column, int place) {
      byTable.computeIfAbsent(table, t -> new TreeMap<>()).put(place, column);
    }

    /** A table's; empty if it has none. */
    List<String> of(TableName table) {
      return new ArrayList<>(byTable.getOrDefault(table.name(), Map.of()).values());
    }
  }
}
