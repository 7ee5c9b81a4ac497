package dev.ksqlconnect.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The databases whose metadata differ in something that counts here, and what is taken for granted
 * of each. PostgreSQL, MariaDB, SQLite and H2 are tested on the real ones; of the others this is
 * what their drivers' sources and manuals say, and what the recorded metadata of the tests holds.
 *
 * <table>
 *   <caption>What is assumed</caption>
 *   <tr><th>Database</th><th>Assumptions</th></tr>
 *   <tr><td>PostgreSQL</td><td>Names a catalog with each table, which the delegate leaves out, as
 *       nothing outside of it can be reached. Escape {@code \}. {@code getPrimaryKeys} without a
 *       table answers for the whole schema. An unconstrained {@code numeric} has the size 131089.
 *       {@code timestamptz} is a TIMESTAMP. Identity and {@code serial} count up.</td></tr>
 *   <tr><td>MySQL, MariaDB</td><td>Catalogs and no schemas (or the other way round, if the URL says
 *       so); without a pattern, the tables of all databases are told, those of the system among
 *       them. Escape {@code \}. {@code getPrimaryKeys} insists on a table: {@code
 *       information_schema.statistics} is asked, as the drivers do for one table. {@code DECIMAL}
 *       is a DECIMAL.</td></tr>
 *   <tr><td>SQLite</td><td>Neither catalogs nor schemas. The driver cannot tell the columns of all
 *       tables at once; it runs in the worker, so that queries for each table cost little. Only {@code AUTOINCREMENT} is said to count up. A primary key is
 *       said to be nullable unless it is declared otherwise. {@code TIMESTAMP} and {@code DATETIME}
 *       are VARCHAR, {@code NUMERIC} and {@code DECIMAL} are FLOAT. {@code getIndexInfo} does not
 *       say that an index is partial.</td></tr>
 *   <tr><td>SQL Server</td><td>Catalog and schema, both part of a table's name for the delegate.
 *       {@code getTables} tells the current catalog's tables; some of the schema {@code sys} are
 *       said to be a TABLE. Escape {@code \}; a {@code [} in a name would need one as well. {@code
 *       getPrimaryKeys} (sp_pkeys) insists on a table: {@code information_schema} is asked, which
 *       shows what the user may read. {@code getIndexInfo} (sp_statistics) does not say that an
 *       index is filtered. {@code IDENTITY} counts up. {@code datetimeoffset} is -155, {@code
 *       datetime} and {@code datetime2} are TIMESTAMP. Precision and scale are always limits.
 *   </td></tr>
 *   <tr><td>Oracle</td><td>Schemas, which are users, and no catalogs; names in upper case unless
 *       quoted. Without a pattern, the tables of all schemas are told that the user may read, many
 *       of Oracle's own among them. Escape {@code /}. {@code getPrimaryKeys} compares the table's
 *       name with {@code =}: {@code all_constraints} is asked. Up to ojdbc 19 no column is said to
 *       count up, not even an identity. {@code NUMBER} is a DECIMAL in {@code getColumns} and a
 *       NUMERIC in a result, which is what the delegate goes by; without limits its size is 0 and
 *       its scale -127. {@code DATE} and {@code TIMESTAMP} are TIMESTAMP, {@code TIMESTAMP WITH
 *       TIME ZONE} is -101, {@code WITH LOCAL TIME ZONE} -102; the last two the delegate leaves out.
 *       {@code getIndexInfo} that is not approximate would have the table analyzed.</td></tr>
 *   <tr><td>DB2 (Linux, Unix, Windows)</td><td>Schemas and no catalogs; names in upper case unless
 *       quoted. Escape {@code \}. {@code getPrimaryKeys} (SYSIBM.SQLPRIMARYKEYS) wants a table:
 *       {@code syscat.keycoluse} is asked. Schemas whose names begin with {@code SYS} are the
 *       system's. {@code GENERATED AS IDENTITY} counts up. {@code DECIMAL} is a DECIMAL, {@code
 *       DECFLOAT} is 1111.</td></tr>
 * </table>
 */
enum Product {
  POSTGRESQL(null, null),

  MYSQL(
      "SELECT table_name, column_name, seq_in_index FROM information_schema.statistics"
          + " WHERE table_schema = ? AND index_name = 'PRIMARY'",
      null),

  SQL_SERVER(
      Product.STANDARD_KEYS,
      "SELECT i.name FROM sys.indexes i"
          + " JOIN sys.objects o ON o.object_id = i.object_id"
          + " JOIN sys.schemas s ON s.schema_id = o.schema_id"
          + " WHERE s.name = ? AND o.name = ? AND i.has_filter = 1"),

  ORACLE(
      "SELECT c.table_name, c.column_name, c.position FROM all_constraints k"
          + " JOIN all_cons_columns c ON c.owner = k.owner"
          + " AND c.constraint_name = k.constraint_name AND c.table_name = k.table_name"
          + " WHERE k.owner = ? AND k.constraint_type = 'P'",
      null),

  DB2(
      "SELECT c.tabname, c.colname, c.colseq FROM syscat.tabconst k"
          + " JOIN syscat.keycoluse c ON c.tabschema = k.tabschema AND c.tabname = k.tabname"
          + " AND c.constname = k.constname"
          + " WHERE k.tabschema = ? AND k.type = 'P'",
      null),

  SQLITE(null, "SELECT name FROM pragma_index_list(?) WHERE partial = 1"),

  H2(Product.STANDARD_KEYS, null),

  OTHER(null, null);

  /** In upper case: SQL Server may tell cases apart. */
  private static final String STANDARD_KEYS =
      "SELECT c.TABLE_NAME, c.COLUMN_NAME, c.ORDINAL_POSITION"
          + " FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS k"
          + " JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE c"
          + " ON c.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA"
          + " AND c.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND c.TABLE_NAME = k.TABLE_NAME"
          + " WHERE k.TABLE_SCHEMA = ? AND c.TABLE_SCHEMA = k.TABLE_SCHEMA"
          + " AND k.CONSTRAINT_TYPE = 'PRIMARY KEY'";

  private static final Set<String> ANYWHERE = Set.of("information_schema", "pg_catalog");

  private static final Set<String> OF_MYSQL =
      Set.of("information_schema", "mysql", "performance_schema", "sys");

  private static final Set<String> OF_SQL_SERVER = Set.of("information_schema", "sys");

  private static final Set<String> OF_ORACLE =
      Set.of(
          "anonymous",
          "appqossys",
          "audsys",
          "ctxsys",
          "dbsfwuser",
          "dbsnmp",
          "dvf",
          "dvsys",
          "flows_files",
          "ggsys",
          "gsmadmin_internal",
          "lbacsys",
          "mdsys",
          "ojvmsys",
          "olapsys",
          "orddata",
          "ordplugins",
          "ordsys",
          "outln",
          "si_informtn_schema",
          "sys",
          "system",
          "wmsys",
          "xdb");

  private final @Nullable String primaryKeys;
  private final @Nullable String filteredIndexes;

  Product(@Nullable String primaryKeys, @Nullable String filteredIndexes) {
    this.primaryKeys = primaryKeys;
    this.filteredIndexes = filteredIndexes;
  }

  static Product of(DatabaseMetaData metadata) throws SQLException {
    String name = metadata.getDatabaseProductName();
    switch (name == null ? "" : name) {
      case "PostgreSQL":
        return POSTGRESQL;
      case "MySQL":
      case "MariaDB":
        return MYSQL;
      case "Microsoft SQL Server":
        return SQL_SERVER;
      case "Oracle":
        return ORACLE;
      case "SQLite":
        return SQLITE;
      case "H2":
        return H2;
      default:
        return name != null && name.startsWith("DB2/") ? DB2 : OTHER;
    }
  }

  /** Whether a catalog is part of a table's name. */
  boolean namesCatalogs() {
    return this != POSTGRESQL;
  }

  /**
   * Whether the driver can be asked for the columns of all tables of a schema. SQLite's makes one
   * statement of them, which is too long for SQLite from some hundreds of tables on.
   */
  boolean tellsColumnsOfSchema() {
    return this != SQLITE;
  }

  /** Whether the driver, asked for the primary keys of no table, tells those of the schema. */
  boolean tellsPrimaryKeysOfSchema() {
    return this == POSTGRESQL;
  }

  /**
   * Asks for all primary keys of a schema of the current catalog, or of a catalog where there are
   * only those, which is its parameter. Answers the table, the column and its place in the key.
   * Null if there is no such query.
   */
  @Nullable String primaryKeysQuery() {
    return primaryKeys;
  }

  /**
   * Asks for the names of a table's indexes that do not hold all of its rows. Its parameters are
   * the schema, where there are any, and the table. Null where the driver's metadata say so.
   */
  @Nullable String filteredIndexesQuery() {
    return filteredIndexes;
  }

  /** Whether a table is the database's own, whatever type it is said to be of. */
  boolean isSystem(TableName table) {
    String qualifier = table.qualifier();
    String in = qualifier == null ? "" : qualifier.toLowerCase(Locale.ROOT);
    switch (this) {
      case POSTGRESQL:
        return in.startsWith("pg_") || in.equals("information_schema");
      case MYSQL:
        return OF_MYSQL.contains(in);
      case SQL_SERVER:
        return OF_SQL_SERVER.contains(in);
      case ORACLE:
        return OF_ORACLE.contains(in) || in.startsWith("apex_");
      case DB2:
        return in.startsWith("sys");
      case SQLITE:
        return table.name().startsWith("sqlite_");
      default:
        return ANYWHERE.contains(in);
    }
  }

  /** The type that a column has in a result, which may not be what the metadata say. */
  int typeInResult(int jdbcType) {
    return this == ORACLE && jdbcType == Types.DECIMAL ? Types.NUMERIC : jdbcType;
  }
}
