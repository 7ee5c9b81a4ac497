package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Says what is wrong with a configuration: on the keys that the real connector was seen to name, in
 * words of its own. Each check is made only if those before it found nothing.
 */
final class SourceValidation {
  private static final List<String> OLD_TABLE_KEYS = List.of("table.whitelist", "table.blacklist");
  private static final List<String> NEW_TABLE_KEYS =
      List.of("table.include.list", "table.exclude.list");
  private static final List<String> OLD_COLUMN_KEYS =
      List.of("timestamp.column.name", "incrementing.column.name");
  private static final List<String> NEW_COLUMN_KEYS =
      List.of("timestamp.columns.mapping", "incrementing.column.mapping");
  private static final List<String> NAMED_WITHOUT_MODE =
      List.of(
          "incrementing.column.name",
          "timestamp.column.name",
          "timestamp.columns.mapping",
          "incrementing.column.mapping",
          "timestamp.initial",
          "validate.non.null");

  private final ConfigDef keys;
  private final Map<String, String> properties;
  private final Map<String, ConfigValue> values;

  SourceValidation(ConfigDef keys, Map<String, String> properties) {
    this.keys = keys;
    this.properties = properties;
    this.values = keys.validateAll(properties);
  }

  Config validate() {
    if (isFine()) {
      SourceConfig config = new SourceConfig(keys, properties);
      checkMode(config);
      checkMappings(config);
      checkKeySets(config);
      checkQuery(config);
      if (isFine()) {
        checkDatabase(config);
      }
      checkNewKeys(config);
    }
    return new Config(new ArrayList<>(values.values()));
  }

  private boolean isFine() {
    return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private void add(String message, List<String> keys) {
    keys.stream()
        .filter(values::containsKey)
        .forEach(key -> values.get(key).addErrorMessage(message));
  }

  private void checkMode(SourceConfig config) {
    if (config.mode().isEmpty()) {
      add("No mode is set", NAMED_WITHOUT_MODE);
    }
  }

  private void checkMappings(SourceConfig config) {
    if (!config.isSet("timestamp.columns.mapping")) {
      return;
    }
    for (String mapping : config.getList("timestamp.columns.mapping")) {
      if (!mapping.matches(".*:\\s*\\[.*]\\s*")) {
        add("The columns are to stand in brackets", List.of("timestamp.columns.mapping"));
      }
    }
  }

  private void checkKeySets(SourceConfig config) {
    if (!isFine() || config.query().isPresent()) {
      return;
    }
    List<String> old = set(config, OLD_TABLE_KEYS, OLD_COLUMN_KEYS);
    List<String> young = set(config, NEW_TABLE_KEYS, NEW_COLUMN_KEYS);
    if (!old.isEmpty() && !young.isEmpty()) {
      List<String> all = new ArrayList<>(old);
      all.addAll(young);
      add("Old and new keys cannot be mixed", all);
    } else if (old.isEmpty() && young.isEmpty() && config.isNew()) {
      List<String> all = new ArrayList<>(OLD_TABLE_KEYS);
      all.addAll(NEW_TABLE_KEYS);
      add("No tables are chosen", all);
    }
  }

  @SafeVarargs
  private static List<String> set(SourceConfig config, List<String>... keys) {
    List<String> set = new ArrayList<>();
    for (List<String> some : keys) {
      some.stream().filter(config::isSet).forEach(set::add);
    }
    return set;
  }

  private void checkQuery(SourceConfig config) {
    if (!isFine() || config.query().isEmpty()) {
      return;
    }
    boolean plain = !config.getString("query").isEmpty();
    boolean masked =
        config.knows("query.masked") && !config.getPassword("query.masked").value().isEmpty();
    List<String> tables = set(config, OLD_TABLE_KEYS, NEW_TABLE_KEYS);
    if (plain && masked) {
      add("Both queries are set", List.of("query", "query.masked"));
    } else if (!tables.isEmpty()) {
      add("Tables and a query are chosen", tables);
      add("Tables and a query are chosen", List.of("query", "query.masked"));
    } else if (!config.query().get().trim().toLowerCase(Locale.ROOT).startsWith("select")) {
      add("The query is no SELECT", List.of(plain ? "query" : "query.masked"));
    } else if (config.usesIncrementing() && !config.isSet("incrementing.column.name")) {
      add("A query needs the column", List.of("incrementing.column.name"));
    }
  }

  private void checkDatabase(SourceConfig config) {
    try (Connection connection = Connections.connect(config)) {
      if (config.query().isPresent()) {
        checkStatement(connection, config);
      }
    } catch (SQLException | ConnectException e) {
      add("The database cannot be reached: " + e.getMessage(), List.of("connection.url"));
    }
  }

  private void checkStatement(Connection connection, SourceConfig config) {
    try (PreparedStatement statement = connection.prepareStatement(config.query().get())) {
      statement.getMetaData();
    } catch (SQLException e) {
      add(
          "The database refuses the query: " + e.getSQLState(),
          List.of(config.getString("query").isEmpty() ? "query.masked" : "query"));
    }
  }

  private void checkNewKeys(SourceConfig config) {
    if (!isFine() || set(config, NEW_TABLE_KEYS, NEW_COLUMN_KEYS).isEmpty()) {
      return;
    }
    if (!config.isSet("table.include.list")) {
      add("There is nothing to exclude from", List.of("table.exclude.list"));
    } else if (config.usesTimestamp() != config.isSet("timestamp.columns.mapping")
        || config.usesIncrementing() != config.isSet("incrementing.column.mapping")) {
      add("The mode and the column mappings do not fit", List.of("mode"));
    }
  }
}
