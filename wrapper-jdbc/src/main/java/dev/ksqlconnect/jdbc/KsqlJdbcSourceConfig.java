package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.announcer.AnnounceConfig;
import dev.ksqlconnect.delegate.DelegateFinder;
import dev.ksqlconnect.smt.KeyColumns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The wrapper's own keys. All others are the delegate's. */
final class KsqlJdbcSourceConfig extends AbstractConfig {
  static final String CONNECTION_URL = "connection.url";
  static final String TABLES = "tables";
  static final String KEY = "key";
  static final String KEY_FROM = "key.from";
  static final String MODE = "mode";
  static final String TIMESTAMP_PATTERNS = "timestamp.column.patterns";
  static final String BULK_TABLES = "bulk.tables";
  static final String BULK_POLL_INTERVAL_MS = "bulk.poll.interval.ms";
  static final String TOPIC_PREFIX = "topic.prefix";
  static final String TOPIC_NAMING = "topic.naming";
  static final String ANNOUNCE = "announce";

  static final String CONFLUENT_CLASS = "io.confluent.connect.jdbc.JdbcSourceConnector";

  static final String KEY_FROM_PRIMARY = "primary";
  static final String KEY_FROM_UNIQUE = "unique";

  static final String MODE_AUTO = "auto";
  static final String MODE_BULK = "bulk";
  static final String MODE_INCREMENTING = "incrementing";
  static final String MODE_TIMESTAMP = "timestamp";
  static final String MODE_TIMESTAMP_INCREMENTING = "timestamp+incrementing";

  private static final List<String> MODES =
      List.of(MODE_AUTO, MODE_TIMESTAMP_INCREMENTING, MODE_TIMESTAMP, MODE_INCREMENTING, MODE_BULK);

  static final String NAMING_TABLE = "table";
  static final String NAMING_SCHEMA_TABLE = "schema.table";
  static final String NAMING_AUTO = "auto";

  /** Five minutes: a table that is read whole is written whole to its topic each time. */
  private static final long BULK_POLL_DEFAULT_MS = 300_000;

  /** What a column with the time of a row's last change is commonly called, the commonest first. */
  private static final List<String> LAST_CHANGE_NAMES =
      List.of(
          "updated_at",
          "modified_at",
          "changed_at",
          "last_updated",
          "last_modified",
          "last_update",
          "last_updated_at",
          "last_modified_at",
          "updated",
          "modified",
          "update_time",
          "modified_time",
          "modified_date",
          "updated_date",
          "update_ts",
          "row_updated_at");

  private static final String GROUP = "KSQL";

  static final ConfigDef CONFIG_DEF =
      AnnounceConfig.addTo(
          new ConfigDef()
              .define(
                  CONNECTION_URL,
                  ConfigDef.Type.STRING,
                  ConfigDef.NO_DEFAULT_VALUE,
                  ConfigDef.LambdaValidator.with(
                      KsqlJdbcSourceConfig::validateUrl, () -> "a JDBC URL"),
                  ConfigDef.Importance.HIGH,
                  "The database: jdbc:postgresql://host/database?user=app&password=…, say. Its"
                      + " secrets are taken out of it before anything can log it.",
                  GROUP,
                  1,
                  ConfigDef.Width.LONG,
                  "JDBC URL")
              .define(
                  TABLES,
                  ConfigDef.Type.STRING,
                  "",
                  TablePatterns.validator(),
                  ConfigDef.Importance.HIGH,
                  "The tables to read: names or schema.name, separated by commas, with * for any"
                      + " characters, and - before those that are not to be read, in whatever"
                      + " schema: orders*,sales.*,-audit_*. By default all tables of the default"
                      + " schema. Views are read, too, with table.types=TABLE,VIEW.",
                  GROUP,
                  2,
                  ConfigDef.Width.LONG,
                  "Tables")
              .define(
                  KEY,
                  ConfigDef.Type.STRING,
                  "",
                  KeyColumns.validator(),
                  ConfigDef.Importance.MEDIUM,
                  "The columns that make up the record's key, where it is not to be the table's"
                      + " primary key: users:id;order_lines:order_id,line_no, or just id for all.",
                  GROUP,
                  3,
                  ConfigDef.Width.LONG,
                  "Key columns")
              .define(
                  KEY_FROM,
                  ConfigDef.Type.STRING,
                  KEY_FROM_PRIMARY,
                  ConfigDef.ValidString.in(KEY_FROM_PRIMARY, KEY_FROM_UNIQUE),
                  ConfigDef.Importance.LOW,
                  "Where a table's key is found: primary, its primary key; or unique, for a table"
                      + " that has none, a unique index whose columns are all NOT NULL.",
                  GROUP,
                  4,
                  ConfigDef.Width.SHORT,
                  "Key from")
              .define(
                  MODE,
                  ConfigDef.Type.STRING,
                  MODE_AUTO,
                  ConfigDef.LambdaValidator.with(
                      KsqlJdbcSourceConfig::validateMode,
                      () -> "one of " + String.join(", ", MODES)),
                  ConfigDef.Importance.HIGH,
                  "How new and changed rows are found: by a timestamp and an increasing number, by"
                      + " one of the two, or by reading the whole table each time (bulk). auto takes"
                      + " for each table the first of these that its columns allow, and bulk only"
                      + " where bulk.tables does.",
                  GROUP,
                  5,
                  ConfigDef.Width.MEDIUM,
                  "Mode")
              .define(
                  TIMESTAMP_PATTERNS,
                  ConfigDef.Type.LIST,
                  LAST_CHANGE_NAMES,
                  ConfigDef.Importance.LOW,
                  "What a timestamp that tells a row's last change is called, the likeliest first,"
                      + " with * for any characters; case, _ and - do not count. It has to be NOT"
                      + " NULL. Not used with timestamp.column.name.",
                  GROUP,
                  6,
                  ConfigDef.Width.LONG,
                  "Timestamp column patterns")
              .define(
                  BULK_TABLES,
                  ConfigDef.Type.STRING,
                  "",
                  TablePatterns.validator(),
                  ConfigDef.Importance.MEDIUM,
                  "The tables that mode=auto may read whole, again and again: those that are named,"
                      + " and of those that only match a wildcard the ones that allow no other mode."
                      + " Written as in tables.",
                  GROUP,
                  7,
                  ConfigDef.Width.LONG,
                  "Bulk tables")
              .define(
                  BULK_POLL_INTERVAL_MS,
                  ConfigDef.Type.LONG,
                  BULK_POLL_DEFAULT_MS,
                  ConfigDef.Range.between(1, Integer.MAX_VALUE),
                  ConfigDef.Importance.MEDIUM,
                  "How often whole tables are read, in milliseconds. With mode=bulk,"
                      + " poll.interval.ms counts more.",
                  GROUP,
                  8,
                  ConfigDef.Width.SHORT,
                  "Bulk poll interval (ms)")
              .define(
                  TOPIC_PREFIX,
                  ConfigDef.Type.STRING,
                  null,
                  ConfigDef.Importance.HIGH,
                  "What stands before the table's name in the topic's. By default the connector's"
                      + " name and a dash. With a query, the topic itself, and by default the"
                      + " connector's name.",
                  GROUP,
                  9,
                  ConfigDef.Width.MEDIUM,
                  "Topic prefix")
              .define(
                  TOPIC_NAMING,
                  ConfigDef.Type.STRING,
                  NAMING_AUTO,
                  ConfigDef.ValidString.in(NAMING_AUTO, NAMING_TABLE, NAMING_SCHEMA_TABLE),
                  ConfigDef.Importance.MEDIUM,
                  "What stands behind the prefix in a topic's name: table, the table's name;"
                      + " schema.table, its schema (or database, where there are no schemas) and its"
                      + " name; auto, the table's name, but schema and name for a table that is not"
                      + " in the default schema where tables may choose others of its name.",
                  GROUP,
                  10,
                  ConfigDef.Width.SHORT,
                  "Topic naming")
              .define(
                  ANNOUNCE,
                  ConfigDef.Type.BOOLEAN,
                  true,
                  ConfigDef.Importance.MEDIUM,
                  "Whether new topics and schemas are announced.",
                  GROUP,
                  11,
                  ConfigDef.Width.SHORT,
                  "Announce")
              .define(
                  DelegateFinder.DELEGATE_CLASS,
                  ConfigDef.Type.STRING,
                  null,
                  ConfigDef.Importance.LOW,
                  "The JDBC source connector that does the work. By default Confluent's, "
                      + CONFLUENT_CLASS
                      + "; where that is not installed, the one that is installed under the same"
                      + " short name, such as Aiven's.",
                  GROUP,
                  12,
                  ConfigDef.Width.LONG,
                  "Delegate class"),
          GROUP,
          13);

  private static final String NAME = "name";
  private static final String CATALOG_PATTERN = "catalog.pattern";
  private static final String SCHEMA_PATTERN = "schema.pattern";
  private static final String QUERY = "query";
  static final String QUERY_MASKED = "query.masked";
  static final String TABLE_WHITELIST = "table.whitelist";
  private static final String TABLE_BLACKLIST = "table.blacklist";
  static final String TABLE_INCLUDE_LIST = "table.include.list";
  private static final String TABLE_EXCLUDE_LIST = "table.exclude.list";
  private static final List<String> DELEGATES_TABLE_KEYS =
      List.of(TABLE_WHITELIST, TABLE_BLACKLIST, TABLE_INCLUDE_LIST, TABLE_EXCLUDE_LIST);

  private final Map<String, String> all;

  // Each may name thousands of tables, and is asked for with each table.
  private final TablePatterns tables;
  private final TablePatterns bulkTables;
  private final KeyColumns key;

  /**
   * A connector's configuration. A key with the value null, which JSON can say, counts as not set.
   *
   * @throws ConfigException if one of the wrapper's own keys is wrong
   */
  KsqlJdbcSourceConfig(Map<String, String> all) {
    super(CONFIG_DEF, withoutNulls(all), false);
    this.all = withoutNulls(all);
    tables = TablePatterns.parse(TABLES, getString(TABLES));
    bulkTables = TablePatterns.parse(BULK_TABLES, getString(BULK_TABLES));
    key = KeyColumns.parse(KEY, getString(KEY));
  }

  static Map<String, String> withoutNulls(Map<String, String> all) {
    Map<String, String> set = new HashMap<>(all);
    set.values().removeIf(Objects::isNull);
    return set;
  }

  private static void validateUrl(String key, Object value) {
    // The value is not shown: it may hold a password.
    if (value != null && !value.toString().startsWith("jdbc:")) {
      throw new ConfigException(
          key + " must be a JDBC URL, such as jdbc:postgresql://host/database?user=app");
    }
  }

  private static void validateMode(String key, Object value) {
    if (!MODES.contains(String.valueOf(value).toLowerCase(Locale.ROOT))) {
      throw new ConfigException(key, value, "must be one of " + String.join(", ", MODES));
    }
  }

  String connectorName() {
    return all.getOrDefault(NAME, "");
  }

  String url() {
    return getString(CONNECTION_URL);
  }

  TablePatterns tables() {
    return tables;
  }

  KeyColumns key() {
    return key;
  }

  /** Whether a unique index serves where there is no primary key. */
  boolean takesUniqueKeys() {
    return getString(KEY_FROM).equals(KEY_FROM_UNIQUE);
  }

  String mode() {
    return getString(MODE).toLowerCase(Locale.ROOT);
  }

  List<String> timestampPatterns() {
    return getList(TIMESTAMP_PATTERNS);
  }

  /** The tables that may be read whole; {@link TablePatterns#NONE} by default. */
  TablePatterns bulkTables() {
    return bulkTables.areAll() ? TablePatterns.NONE : bulkTables;
  }

  /** Whether topics are named by the table alone, whatever that leads to. */
  boolean namesTopicsByTable() {
    return getString(TOPIC_NAMING).equals(NAMING_TABLE);
  }

  /** Whether all topics' names hold the table's schema. */
  boolean namesTopicsBySchema() {
    return getString(TOPIC_NAMING).equals(NAMING_SCHEMA_TABLE);
  }

  String topicPrefix() {
    String prefix = getString(TOPIC_PREFIX);
    return prefix != null ? prefix : hasQuery() ? connectorName() : connectorName() + "-";
  }

  boolean announces() {
    return getBoolean(ANNOUNCE);
  }

  /** The names of the transforms, in order. */
  List<String> transforms() {
    return listOf("transforms");
  }

  /** A property as it is written, the wrapper's own or not; null if it is not set. */
  @Nullable String delegates(String key) {
    String value = all.get(key);
    return value == null || value.isBlank() ? null : value;
  }

  /** A list among the properties that are not the wrapper's own. */
  List<String> listOf(String key) {
    String value = delegates(key);
    return value == null ? List.of() : List.of(value.trim().split("\\s*,\\s*"));
  }

  /** Whether the user reads with a statement of their own. */
  boolean hasQuery() {
    return hasQuery(all);
  }

  /** The keys of the statements to read with that the user has set. */
  List<String> querySet() {
    return Stream.of(QUERY, QUERY_MASKED)
        .filter(key -> delegates(key) != null)
        .collect(Collectors.toList());
  }

  /** Whether a configuration of the wrapper's or of the delegate's has a statement to read with. */
  static boolean hasQuery(Map<String, String> config) {
    return Stream.of(QUERY, QUERY_MASKED)
        .map(config::get)
        .anyMatch(query -> query != null && !query.isBlank());
  }

  /** The delegate's own keys for choosing tables that the user has set. */
  List<String> tableKeysSet() {
    List<String> set = new ArrayList<>();
    for (String key : DELEGATES_TABLE_KEYS) {
      if (delegates(key) != null) {
        set.add(key);
      }
    }
    return set;
  }

  /**
   * The tables to read, as far as that can be told without the delegate.
   *
   * @param visible all tables there are
   * @param inDefaultSchema tells those that need no qualifier
   */
  Set<TableName> chosen(Collection<TableName> visible, Predicate<TableName> inDefaultSchema) {
    if (!tableKeysSet().isEmpty()) {
      return visible.stream()
          .filter(this::delegateChooses)
          .collect(Collectors.toCollection(TreeSet::new));
    }
    return tables().select(visible, table -> needsNoSchema(table, inDefaultSchema.test(table)));
  }

  /** Whether a table may be named without its schema. */
  boolean needsNoSchema(TableName table, boolean inDefaultSchema) {
    // Who gives the delegate's pattern for them has said which is meant.
    return inDefaultSchema
        || delegates(table.schema() == null ? CATALOG_PATTERN : SCHEMA_PATTERN) != null;
  }

  /** Whether the delegate's patterns for schemas and catalogs may mean several. */
  boolean choosesSchemasByWildcard() {
    return Stream.of(CATALOG_PATTERN, SCHEMA_PATTERN)
        .map(this::delegates)
        .anyMatch(pattern -> pattern != null && pattern.indexOf('%') >= 0);
  }

  /**
   * As Confluent's does (TableMonitorThread and TableCollectionUtils in 10.9.7): by exact names, or
   * by regular expressions that match the whole of a full name.
   */
  private boolean delegateChooses(TableName table) {
    if (delegates(TABLE_WHITELIST) != null) {
      return isListed(TABLE_WHITELIST, table);
    }
    if (delegates(TABLE_BLACKLIST) != null) {
      return !isListed(TABLE_BLACKLIST, table);
    }
    return isMatched(TABLE_INCLUDE_LIST, table) && !isMatched(TABLE_EXCLUDE_LIST, table);
  }

  private boolean isListed(String key, TableName table) {
    return listOf(key).stream()
        .map(name -> name.replaceAll("[\"`\\[\\]]", ""))
        .anyMatch(name -> name.equals(table.toString()) || name.equals(table.name()));
  }

  private boolean isMatched(String key, TableName table) {
    try {
      return listOf(key).stream().anyMatch(regex -> Pattern.matches(regex, table.toString()));
    } catch (PatternSyntaxException e) {
      throw new ConfigException(key, delegates(key), "is no regular expression: " + e.getMessage());
    }
  }

  /** Everything that is not the wrapper's own, as the user wrote it. */
  Map<String, String> passedOn() {
    Map<String, String> passedOn = new LinkedHashMap<>(all);
    passedOn.keySet().removeAll(CONFIG_DEF.names());
    return passedOn;
  }

  Map<String, String> all() {
    return new HashMap<>(all);
  }
}
