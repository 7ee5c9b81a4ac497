package dev.ksqlconnect.standin.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;

/** The configuration: the keys, types and defaults that were recorded from the real connector. */
final class SourceConfig extends JdbcConfig {
  static final ConfigDef CONFIG_DEF = recorded("keys.json");

  /** What releases around 5.5 do not have. */
  private static final Set<String> NEW_KEYS =
      Set.of(
          "table.include.list",
          "table.exclude.list",
          "timestamp.columns.mapping",
          "incrementing.column.mapping",
          "poll.linger.ms",
          "max.buffer.size",
          "query.masked",
          "query.retry.attempts",
          "transaction.isolation.mode",
          "table.monitoring.startup.polling.limit.ms",
          "timestamp.granularity",
          "date.calendar.system",
          "jdbc.credentials.provider.class");

  /** The keys without the new ones. */
  static final ConfigDef OLD_CONFIG_DEF = old();

  /** What a task is given beside the connector's configuration. */
  static final String TABLES = "tables";

  static final String TABLES_FETCHED = "tables.fetched";

  /** What is only followed in its default. */
  private static final List<String> NOT_KNOWN =
      List.of(
          "numeric.precision.mapping",
          "dialect.name",
          "timestamp.initial",
          "quote.sql.identifiers",
          "query.suffix",
          "transaction.isolation.mode",
          "query.retry.attempts",
          "timestamp.delay.interval.ms",
          "db.timezone",
          "timestamp.granularity");

  private static final List<String> NUMERIC_MAPPINGS = List.of("none", "best_fit");

  /**
   * Reads it.
   *
   * @param keys one of those above
   */
  SourceConfig(ConfigDef keys, Map<String, String> properties) {
    super(keys, properties);
  }

  private static ConfigDef old() {
    ConfigDef old = new ConfigDef();
    CONFIG_DEF.configKeys().values().stream()
        .filter(key -> !NEW_KEYS.contains(key.name))
        .forEach(old::define);
    return old;
  }

  /**
   * Refuses what would be followed differently than by the real connector.
   *
   * @throws ConnectException if a key is set that the stand-in does not know how to follow
   */
  void refuseUnknown() {
    refuseAllButDefaults(NOT_KNOWN);
    String mapping = getString("numeric.mapping");
    if (mapping != null && !NUMERIC_MAPPINGS.contains(mapping)) {
      throw notKnown("numeric.mapping=" + mapping + "; it may be one of " + NUMERIC_MAPPINGS);
    }
  }

  String mode() {
    return getString("mode");
  }

  /** Whether it is that of a release with the new keys, and with what else came with them. */
  boolean isNew() {
    return knows("table.include.list");
  }

  Dialect dialect() {
    return Dialects.of(url());
  }

  /** Whether numbers become the smallest type that holds them, where there is one. */
  boolean bestFit() {
    return "best_fit".equals(getString("numeric.mapping"));
  }

  boolean usesTimestamp() {
    return mode().startsWith("timestamp");
  }

  boolean usesIncrementing() {
    return mode().endsWith("incrementing");
  }

  Optional<String> query() {
    String masked = knows("query.masked") ? getPassword("query.masked").value() : "";
    String query = masked.isEmpty() ? getString("query") : masked;
    return query.isEmpty() ? Optional.empty() : Optional.of(query);
  }

  boolean isSet(String key) {
    if (!knows(key)) {
      return false;
    }
    Object value = get(key);
    return value instanceof List ? !((List<?>) value).isEmpty() : !"".equals(value);
  }

  /** What a mapping {@code regex:columns} says of a table; empty if none of its entries fits. */
  private Optional<String> mapped(String key, String table) {
    return fitting(key, table).stream().findFirst();
  }

  private List<String> fitting(String key, String table) {
    return getList(key).stream()
        .map(entry -> entry.split(":", 2))
        .filter(entry -> table.matches(entry[0].trim()))
        .map(entry -> entry[1].trim())
        .collect(Collectors.toList());
  }

  /**
   * Checks that it is said of each table what its columns are.
   *
   * @throws ConnectException if an entry is missing, or there are several
   */
  void requireMappings(List<TableId> tables) {
    if (usesTimestamp()) {
      requireMapping("timestamp.columns.mapping", tables);
    }
    if (usesIncrementing()) {
      requireMapping("incrementing.column.mapping", tables);
    }
  }

  private void requireMapping(String key, List<TableId> tables) {
    if (!isSet(key)) {
      return;
    }
    for (TableId table : tables) {
      int entries = fitting(key, table.toString()).size();
      if (entries != 1) {
        throw new ConnectException(
            table.inMessages() + " fits " + entries + " entries of " + key + ", and not one");
      }
    }
  }

  List<String> timestampColumns(String table) {
    if (!isSet("table.include.list")) {
      return getList("timestamp.column.name");
    }
    return mapped("timestamp.columns.mapping", table)
        .map(columns -> List.of(columns.substring(1, columns.length() - 1).split("\\|")))
        .orElse(List.of());
  }

  String incrementingColumn(String table) {
    return isSet("table.include.list")
        ? mapped("incrementing.column.mapping", table).orElse("")
        : getString("incrementing.column.name");
  }
}
