package dev.ksqlconnect.standin.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;

/** The configuration: the keys, types and defaults that were recorded from the real connector. */
final class SourceConfig extends AbstractConfig {
  static final ConfigDef CONFIG_DEF = recorded();

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
    super(CONFIG_DEF, properties, false);
  }

  private static ConfigDef recorded() {
    ConfigDef definition = new ConfigDef();
    try (InputStream file = SourceConfig.class.getResourceAsStream("keys.json")) {
      for (JsonNode key : new ObjectMapper().readTree(file)) {
        // The one class is the real connector's own.
        String type = key.get("type").asText().replace("CLASS", "STRING");
        boolean secret = type.equals("PASSWORD");
        definition.define(
            key.get("name").asText(),
            ConfigDef.Type.valueOf(type),
            secret ? new Password("") : key.get("default_value").textValue(),
            ConfigDef.Importance.MEDIUM,
            "As the real connector's.",
            key.get("group").asText(),
            1,
            ConfigDef.Width.MEDIUM,
            key.get("name").asText());
      }
      return definition;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Refuses what would be followed differently than by the real connector.
   *
   * @throws ConnectException if a key is set that the stand-in does not know how to follow
   */
  void refuseUnknown() {
    Map<String, Object> defaults = CONFIG_DEF.defaultValues();
    for (String key : NOT_KNOWN) {
      if (!java.util.Objects.equals(get(key), defaults.get(key))) {
        throw new ConnectException(
            "This is a stand-in for the JDBC source connector and does not know "
                + key
                + "; leave it out, or install the real connector");
      }
    }
  }

  String url() {
    return getString("connection.url");
  }

  /** What the driver is given: user, password, and what else begins with {@code connection.}. */
  Properties driverProperties() {
    Properties properties = new Properties();
    originalsWithPrefix("connection.")
        .forEach(
            (name, value) -> {
              if (!CONFIG_DEF.names().contains("connection." + name)) {
                properties.setProperty(name, String.valueOf(value));
              }
            });
    if (getString("connection.user") != null) {
      properties.setProperty("user", getString("connection.user"));
    }
    if (!getPassword("connection.password").value().isEmpty()) {
      properties.setProperty("password", getPassword("connection.password").value());
    }
    return properties;
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
