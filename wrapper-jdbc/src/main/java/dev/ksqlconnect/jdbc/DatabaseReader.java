package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.Secrets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a database's metadata through the JDBC drivers that the delegate brings.
 *
 * <p>Not through {@code DriverManager}: it shows a caller only the drivers of the caller's own
 * class loader, and those are in another plugin folder.
 */
final class DatabaseReader {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseReader.class);

  /** What the delegate reads where {@code table.types} is not set. */
  private static final String DEFAULT_TYPE = "TABLE";

  /** Of more tables than this, a schema's columns are all read at once. */
  private static final int FEW_TABLES = 20;

  private final DelegatePlugin<?> plugin;
  private final KsqlJdbcSourceConfig config;
  private final String url;
  private final Properties properties;

  private DatabaseReader(DelegatePlugin<?> plugin, KsqlJdbcSourceConfig config) {
    this.plugin = plugin;
    this.config = config;
    Map<String, String> apart = DelegateConnection.apart(config.all());
    this.url = apart.getOrDefault(KsqlJdbcSourceConfig.CONNECTION_URL, "");
    this.properties = DelegateConnection.driverProperties(apart);
  }

  /**
   * Reads all tables' names, and the columns and keys of those that a configuration chooses. A
   * query chooses none.
   *
   * @param secrets what must not show in what is thrown
   * @throws SQLException if the database cannot be reached or read
   * @throws ConfigException if no driver takes the URL
   */
  static DatabaseFacts read(KsqlJdbcSourceConfig config, DelegatePlugin<?> plugin, Secrets secrets)
      throws SQLException {
    if (config.hasQuery()) {
      return DatabaseFacts.NONE;
    }
    DatabaseReader reader = new DatabaseReader(plugin, config);
    return plugin.withClassLoader(
        secrets,
        () -> {
          try (Connection connection = reader.connect()) {
            return reader.read(connection);
          }
        });
  }

  private Connection connect() throws SQLException {
    CredentialsProvider.addTo(properties, config.all(), plugin);
    BlockedParameters.check(url, properties);
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class, plugin.classLoader()).iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          break;
        }
        Driver driver = drivers.next();
        if (driver.acceptsURL(url)) {
          Connection connection = driver.connect(url, properties);
          if (connection != null) {
            return connection;
          }
        }
      } catch (ServiceConfigurationError e) {
        LOG.debug("A JDBC driver cannot be loaded", e);
      }
    }
    throw new ConfigException(
        KsqlJdbcSourceConfig.CONNECTION_URL,
        JdbcUrl.shown(url),
        String.format(
            "no JDBC driver for it is installed with %s. Put the driver's jar beside the"
                + " connector's, and restart the worker",
            plugin.className()));
  }

  private DatabaseFacts read(Connection connection) throws SQLException {
    DatabaseMetaData metadata = connection.getMetaData();
    // PostgreSQL names a catalog with each table and cannot reach into another one: the delegate
    // leaves
    // it out, and so does everybody who writes a table's name.
    boolean catalogsCount = !metadata.getDatabaseProductName().equals("PostgreSQL");
    String catalog = catalogsCount ? emptyToNull(connection.getCatalog()) : null;
    String schema = emptyToNull(schemaOf(connection));
    String escape =
        metadata.getSearchStringEscape() == null ? "" : metadata.getSearchStringEscape();
    DatabaseFacts scope = new DatabaseFacts(catalog, schema, escape, List.of(), List.of());
    List<TableName> visible = visible(metadata, catalogsCount);
    Set<TableName> chosen = config.chosen(visible, scope::isInDefaultSchema);
    Map<TableName, TableFacts> tables = new TreeMap<>();
    List<TableName> unknown = new ArrayList<>(chosen);
    Map<String, Map<TableName, List<TableFacts.Column>>> columnsBySchema = new HashMap<>();
    for (TableName table : unknown) {
      String of = table.catalog() + "." + table.schema();
      Map<TableName, List<TableFacts.Column>> columns = columnsBySchema.get(of);
      if (columns == null) {
        String which = unknown.size() > FEW_TABLES ? "%" : scope.asPattern(table.name());
        columns = columns(metadata, table, scope, which, catalogsCount);
        if (unknown.size() > FEW_TABLES) {
          columnsBySchema.put(of, columns);
        }
      }
      List<TableFacts.Column> ofTable = columns.getOrDefault(table, List.of());
      tables.put(table, new TableFacts(table, ofTable, primaryKey(metadata, table), List.of()));
    }
    return new DatabaseFacts(catalog, schema, escape, visible, new ArrayList<>(tables.values()));
  }

  private static @Nullable String schemaOf(Connection connection) throws SQLException {
    try {
      return connection.getSchema();
    } catch (AbstractMethodError e) {
      return null; // a driver from before JDBC 4.1
    }
  }

  private List<TableName> visible(DatabaseMetaData metadata, boolean catalogsCount)
      throws SQLException {
    Map<TableName, Boolean> names = new TreeMap<>();
    try (ResultSet tables =
        metadata.getTables(
            config.delegates("catalog.pattern"),
            config.delegates("schema.pattern"),
            "%",
            typesOf(metadata))) {
      while (tables.next()) {
        names.put(name(tables, catalogsCount), true);
      }
    }
    return new ArrayList<>(names.keySet());
  }

  /** The types as this driver spells them. */
  private String[] typesOf(DatabaseMetaData metadata) throws SQLException {
    List<String> wanted = config.listOf("table.types");
    List<String> types = new ArrayList<>();
    try (ResultSet known = metadata.getTableTypes()) {
      while (known.next()) {
        String type = known.getString(1);
        if (type != null
            && (wanted.isEmpty()
                ? type.trim().equalsIgnoreCase(DEFAULT_TYPE)
                : wanted.stream().anyMatch(type.trim()::equalsIgnoreCase))) {
          types.add(type);
        }
      }
    }
    return types.toArray(new String[0]);
  }

  /** The columns of those tables beside one whose names match a pattern. */
  private static Map<TableName, List<TableFacts.Column>> columns(
      DatabaseMetaData metadata,
      TableName beside,
      DatabaseFacts scope,
      String which,
      boolean catalogsCount)
      throws SQLException {
    Map<TableName, List<TableFacts.Column>> columns = new LinkedHashMap<>();
    String schema = beside.schema();
    try (ResultSet rows =
        metadata.getColumns(
            beside.catalog(), schema == null ? null : scope.asPattern(schema), which, "%")) {
      while (rows.next()) {
        // In this order, which some drivers insist on.
        TableName table = name(rows, catalogsCount);
        String name = rows.getString(4);
        int jdbcType = rows.getInt(5);
        int precision = rows.getInt(7);
        int scale = rows.getInt(9);
        boolean nullable = rows.getInt(11) != DatabaseMetaData.columnNoNulls;
        columns
            .computeIfAbsent(table, t -> new ArrayList<>())
            .add(
                new TableFacts.Column(
                    name, jdbcType, precision, scale, nullable, isAutoIncrement(rows)));
      }
    }
    return columns;
  }

  private static TableName name(ResultSet row, boolean catalogsCount) throws SQLException {
    String catalog = row.getString(1);
    return new TableName(catalogsCount ? catalog : null, row.getString(2), row.getString(3));
  }

  private static boolean isAutoIncrement(ResultSet column) {
    try {
      String answer = column.getString("IS_AUTOINCREMENT");
      return answer != null && answer.toUpperCase(Locale.ROOT).startsWith("Y");
    } catch (SQLException e) {
      return false; // a driver from before JDBC 4.0
    }
  }

  private static List<String> primaryKey(DatabaseMetaData metadata, TableName table)
      throws SQLException {
    // The driver answers in the order of the columns' names.
    Map<Short, String> bySequence = new TreeMap<>();
    try (ResultSet keys = metadata.getPrimaryKeys(table.catalog(), table.schema(), table.name())) {
      while (keys.next()) {
        String column = keys.getString(4);
        bySequence.put(keys.getShort(5), column);
      }
    }
    return new ArrayList<>(bySequence.values());
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
