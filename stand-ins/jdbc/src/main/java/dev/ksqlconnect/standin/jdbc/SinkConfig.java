package dev.ksqlconnect.standin.jdbc;

import java.time.ZoneId;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

/** The sink's configuration. */
final class SinkConfig extends JdbcConfig {
  static final ConfigDef CONFIG_DEF = recorded("sink-keys.json");

  /** What is only followed in its default. */
  private static final List<String> NOT_KNOWN =
      List.of(
          "jdbc.credentials.provider.class",
          "dialect.name",
          "table.types",
          "date.timezone",
          "timestamp.fields.list",
          "timestamp.precision.mode",
          "date.calendar.system",
          "string.output.value.column.name",
          "mssql.use.merge.holdlock");

  SinkConfig(Map<String, String> properties) {
    super(CONFIG_DEF, properties);
  }

  /**
   * Refuses what the real connector refuses when its task starts, and what would be followed
   * differently than by it.
   *
   * @throws ConfigException if two keys contradict each other
   * @throws ConnectException if a key is set that the stand-in does not know how to follow
   */
  void refuseUnknown() {
    if (deletes() && !keyFrom("record_key")) {
      throw new ConfigException("delete.enabled is of use only with pk.mode=record_key");
    }
    refuseAllButDefaults(NOT_KNOWN);
    if (keyFrom("kafka")) {
      throw notKnown("pk.mode=kafka; choose another");
    }
    if (is("insert.mode", "update")) {
      throw notKnown("insert.mode=update; choose another");
    }
  }

  private boolean is(String key, String value) {
    return getString(key).toLowerCase(Locale.ROOT).equals(value);
  }

  boolean deletes() {
    return getBoolean("delete.enabled");
  }

  boolean upserts() {
    return is("insert.mode", "upsert");
  }

  boolean keyFrom(String mode) {
    return is("pk.mode", mode);
  }

  /** A new calendar of the zone in which dates and times are written. */
  Calendar calendar() {
    return Calendar.getInstance(TimeZone.getTimeZone(ZoneId.of(getString("db.timezone"))));
  }

  /**
   * Whether identifiers are quoted.
   *
   * @throws ConnectException if {@code quote.sql.identifiers} is neither always nor never
   */
  boolean quotes() {
    if (is("quote.sql.identifiers", "always")) {
      return true;
    }
    if (is("quote.sql.identifiers", "never")) {
      return false;
    }
    throw new ConnectException("quote.sql.identifiers is neither always nor never");
  }

  /** An identifier as it stands in SQL. */
  String quoted(String identifier) {
    return quotes() ? '"' + identifier + '"' : identifier;
  }
}
