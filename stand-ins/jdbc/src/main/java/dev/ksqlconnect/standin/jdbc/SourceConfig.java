package dev.ksqlconnect.standin.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;

/** The configuration: the keys, types and defaults that were recorded from the real connector. */
final class SourceConfig extends JdbcConfig {
  static final ConfigDef CONFIG_DEF = recorded("keys.json");

  /** What a task is given beside the connector's configuration. */
  static final String TABLES = "tables";

  static final String TABLES_FETCHED = "tables.fetched";

  /** What is only followed in its default. */
  private static final List<String> NOT_KNOWN =
      List.of(
          "numeric.precision.mapping",
          "numeric.mapping",
          "dialect.name",
          "timestamp.initial",
          "quote.sql.identifiers",
          "query.suffix",
          "transaction.isolation.mode",
          "query.retry.attempts",
          "timestamp.delay.interval.ms",
          "db.timezone",
          "timestamp.granularity");

  SourceConfig(Map<String, String> properties) {
    super(CONFIG_DEF, properties);
  }

  /**
   * Refuses what would be followed differently than by the real connector.
   *
   * @throws ConnectException if a key is set that the stand-in does not know how to follow
   */
  void refuseUnknown() {
    refuseAllButDefaults(NOT_KNOWN);
  }

  String mode() {
    return getString("mode");
  }

  boolean usesTimestamp() {
    return mode().startsWith("timestamp");
  }

  boolean usesIncrementing() {
    return mode().endsWith("incrementing");
  }

  Optional<String> query() {
    String masked = getPassword("query.masked").value();
    String query = masked.isEmpty() ? getString("query") : masked;
    return query.isEmpty() ? Optional.empty() : Optional.of(query);
  }

  boolean isSet(String key) {
    Object value = get(key);
    return value instanceof List ? !((List<?>) value).isEmpty() : !"".equals(value);
  }

  /** The regular expressions of a mapping {@code regex:columns} and what each maps to. */
  Optional<String> mapped(String key, String table) {
    return getList(key).stream()
        .map(entry -> entry.split(":", 2))
        .filter(entry -> table.matches(entry[0].trim()))
        .map(entry -> entry[1].trim())
        .findFirst();
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
