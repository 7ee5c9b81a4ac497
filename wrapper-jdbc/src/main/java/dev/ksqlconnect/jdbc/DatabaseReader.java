package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.Secrets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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

  /**
   * More digits than this nobody can declare in any database: where drivers have to name a size and
   * there is no limit, they say something larger.
   */
  private static final int MAX_PRECISION = 1_000;

  /** Of more tables than this, what there is to a schema is read at once. */
  static final int FEW_TABLES = 20;

  private final DelegatePlugin<?> plugin;
  private final KsqlJdbcSourceConfig config;
  private final String url;
  private final Properties properties;
  private final Patience patience;

  private DatabaseReader(DelegatePlugin<?> plugin, KsqlJdbcSourceConfig config, Patience patience) {
    this.patience = patience;
    this.plugin = plugin;
    this.config = config;
    Map<String, String> apart = DelegateConnection.apart(config.all());
    this.url = apart.getOrDefault(KsqlJdbcSourceConfig.CONNECTION_URL, "");
    this.properties = DelegateConnection.driverProperties(apart);
  }

  /**
   * Reads all tables' names, and the columns and keys of those that a configuration chooses. A
   * query chooses none. Ends within a minute after the database has fallen silent.
   *
   * @param secrets what must not show in what is thrown
   * @throws SQLException if the database cannot be reached or read
   * @throws ConfigException if no driver takes the URL
   */
  static DatabaseFacts read(KsqlJdbcSourceConfig config, DelegatePlugin<?> plugin, Secrets secrets)
      throws SQLException {
    return read(config, plugin, secrets, Patience.DEFAULT);
  }

  /** As the other, with another patience. */
  static DatabaseFacts read(
      KsqlJdbcSourceConfig config, DelegatePlugin<?> plugin, Secrets secrets, Patience patience)
      throws SQLException {
    if (config.hasQuery()) {
      return DatabaseFacts.NONE;
    }
    DatabaseReader reader = new DatabaseReader(plugin, config, patience);
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
    patience.addTo(properties, url);
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
            patience.setOn(connection);
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
    return new Look(connection).facts();
  }

  /** One reading of a database. */
  private final class Look {
    private final DatabaseMetaData metadata;
    private final Product product;
    private final PrimaryKeys primaryKeys;
    private final UniqueIndexes uniqueIndexes;

    /** Where unqualified names are looked for; without tables. */
    private final DatabaseFacts scope;

    /** The tables' types, by their names. */
    private final Map<TableName, String> visible;

    Look(Connection connection) throws SQLException {
      metadata = connection.getMetaData();
      product = Product.of(metadata);
      primaryKeys = new PrimaryKeys(connection, metadata, product);
      uniqueIndexes = new UniqueIndexes(connection, metadata, product);
      String escape = metadata.getSearchStringEscape();
      scope =
          new DatabaseFacts(
              product.namesCatalogs() ? connection.getCatalog() : null,
              schemaOf(connection),
              escape == null ? "" : escape,
              List.of(),
              List.of());
      visible = visible();
    }

    DatabaseFacts facts() throws SQLException {
      Map<List<@Nullable String>, List<TableName>> chosen = new LinkedHashMap<>();
      for (TableName table : config.chosen(visible.keySet(), scope::isInDefaultSchema)) {
        chosen
            .computeIfAbsent(
                Arrays.asList(table.catalog(), table.schema()), schema -> new ArrayList<>())
            .add(table);
      }
      Map<TableName, TableFacts> tables = new TreeMap<>();
      for (List<TableName> ofSchema : chosen.values()) {
        for (TableFacts table :
            ofSchema.size() > FEW_TABLES && product.tellsColumnsOfSchema()
                ? ofSchema(ofSchema)
                : oneByOne(ofSchema)) {
          tables.put(table.name(), table);
        }
      }
      return scope.with(new ArrayList<>(visible.keySet()), new ArrayList<>(tables.values()));
    }

    private Map<TableName, String> visible() throws SQLException {
      // Whoever says where to look may look at the database's own tables.
      boolean systemToo =
          config.delegates("catalog.pattern") != null || config.delegates("schema.pattern") != null;
      Map<TableName, String> names = new TreeMap<>();
      try (ResultSet tables =
          metadata.getTables(
              config.delegates("catalog.pattern"),
              config.delegates("schema.pattern"),
              "%",
              types())) {
        while (tables.next()) {
          TableName name = name(tables);
          String type = tables.getString(4);
          if (systemToo || !product.isSystem(name) || isNamedByUrl(name)) {
            names.put(name, type == null ? "" : type);
          }
        }
      }
      return names;
    }

    /** Whether the user has connected to just this schema or catalog. */
    private boolean isNamedByUrl(TableName table) {
      String qualifier = table.qualifier();
      return qualifier != null && qualifier.equals(scope.defaultQualifier());
    }

    /** The types as this driver spells them. */
    private String[] types() throws SQLException {
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

    /** A schema may hold thousands beside the few that are chosen. */
    private List<TableFacts> oneByOne(List<TableName> tables) throws SQLException {
      List<TableFacts> facts = new ArrayList<>();
      Map<TableName, List<TableFacts.Column>> ofSchema = null;
      for (TableName table : tables) {
        List<TableFacts.Column> columns =
            columns(table, scope.asPattern(table.name())).getOrDefault(table, List.of());
        if (columns.isEmpty() && product.tellsColumnsOfSchema()) {
          // A name whose characters this driver takes for a pattern in spite of the escape.
          ofSchema = ofSchema == null ? columns(table, "%") : ofSchema;
          columns = ofSchema.getOrDefault(table, List.of());
        }
        facts.add(facts(table, columns, primaryKeys.ofTable(table)));
      }
      return facts;
    }

    private List<TableFacts> ofSchema(List<TableName> tables) throws SQLException {
      TableName any = tables.get(0);
      Map<TableName, List<TableFacts.Column>> columns = columns(any, "%");
      PrimaryKeys.Keys keys = primaryKeys.ofSchemaOf(any);
      List<TableFacts> facts = new ArrayList<>();
      for (TableName table : tables) {
        facts.add(
            facts(
                table,
                columns.getOrDefault(table, List.of()),
                keys == null ? primaryKeys.ofTable(table) : keys.of(table)));
      }
      return facts;
    }

    private TableFacts facts(
        TableName table, List<TableFacts.Column> columns, List<String> primaryKey)
        throws SQLException {
      Set<String> names = new HashSet<>();
      List<TableFacts.Column> asDelegate = new ArrayList<>();
      for (TableFacts.Column column : columns) {
        names.add(column.name());
        // Not all drivers say so of a primary key's columns, but the delegate takes it for granted.
        asDelegate.add(primaryKey.contains(column.name()) ? column.notNull() : column);
      }
      boolean asksIndexes =
          config.takesUniqueKeys()
              && primaryKey.isEmpty()
              && !visible.getOrDefault(table, "").toUpperCase(Locale.ROOT).contains("VIEW");
      return new TableFacts(
          table, asDelegate, primaryKey, asksIndexes ? uniqueIndexes.of(table, names) : List.of());
    }

    /** The columns of those tables of a table's schema whose names match a pattern. */
    private Map<TableName, List<TableFacts.Column>> columns(TableName beside, String pattern)
        throws SQLException {
      Map<TableName, List<TableFacts.Column>> columns = new HashMap<>();
      String schema = beside.schema();
      try (ResultSet rows =
          metadata.getColumns(
              beside.catalog(), schema == null ? null : scope.asPattern(schema), pattern, "%")) {
        while (rows.next()) {
          // In this order, which some drivers insist on.
          TableName table = name(rows);
          String name = rows.getString(4);
          int jdbcType = product.typeInResult(rows.getInt(5));
          int size = rows.getInt(7);
          int scale = rows.getInt(9);
          boolean nullable = rows.getInt(11) != DatabaseMetaData.columnNoNulls;
          boolean limited = size > 0 && size <= MAX_PRECISION;
          columns
              .computeIfAbsent(table, t -> new ArrayList<>())
              .add(
                  new TableFacts.Column(
                      name,
                      jdbcType,
                      limited ? size : 0,
                      limited ? scale : 0,
                      nullable,
                      isAutoIncrement(rows)));
        }
      }
      return columns;
    }

    private TableName name(ResultSet row) throws SQLException {
      String catalog = row.getString(1);
      return new TableName(
          product.namesCatalogs() ? catalog : null, row.getString(2), row.getString(3));
    }
  }

  private static @Nullable String schemaOf(Connection connection) throws SQLException {
    try {
      return connection.getSchema();
    } catch (AbstractMethodError e) {
      return null; // a driver from before JDBC 4.1
    }
  }

  private static boolean isAutoIncrement(ResultSet column) {
    try {
      String answer = column.getString("IS_AUTOINCREMENT");
      return answer != null && answer.toUpperCase(Locale.ROOT).startsWith("Y");
    } catch (SQLException e) {
      return false; // a driver from before JDBC 4.0
    }
  }
}
