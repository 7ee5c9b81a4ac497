package dev.ksqlconnect.jdbc;

import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Configurations and databases for tests, in few words. */
final class Given {
  /** What a delegate of today knows, as far as the wrapper derives it. */
  static final Set<String> DELEGATE_KEYS =
      Set.of(
          "poll.interval.ms",
          "poll.linger.ms",
          "table.poll.interval.ms",
          "table.whitelist",
          "catalog.pattern",
          "schema.pattern",
          "timestamp.column.name",
          "incrementing.column.name");

  private Given() {}

  /** The shortest configuration there is, and more keys and values. */
  static KsqlJdbcSourceConfig config(String... more) {
    return new KsqlJdbcSourceConfig(properties(more));
  }

  static Map<String, String> properties(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "shop");
    properties.put("connector.class", "KsqlJdbcSource");
    properties.put("connection.url", "jdbc:postgresql://db/shop");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  /**
   * A table of the default schema, or of the one named before a dot. A column is its name, {@code
   * serial} or {@code timestamp} behind it where it is one, and {@code null} where it may be; a
   * star makes it one of the primary key.
   */
  static TableFacts table(String name, String... columns) {
    int dot = name.indexOf('.');
    return table(
        dot < 0
            ? new TableName(null, "public", name)
            : new TableName(null, name.substring(0, dot), name.substring(dot + 1)),
        columns);
  }

  static TableFacts table(TableName name, String... columns) {
    List<TableFacts.Column> all = new ArrayList<>();
    List<String> key = new ArrayList<>();
    for (String column : columns) {
      List<String> words = List.of(column.split(" ", -1));
      String of = words.get(0).replace("*", "");
      all.add(
          new TableFacts.Column(
              of,
              words.contains("timestamp")
                  ? Types.TIMESTAMP
                  : words.contains("serial") ? Types.INTEGER : Types.VARCHAR,
              0,
              0,
              words.contains("null"),
              words.contains("serial")));
      if (column.startsWith("*")) {
        key.add(of);
      }
    }
    return new TableFacts(name, all, key, List.of());
  }

  /** What is known of a database whose default schema is {@code public}, to a configuration. */
  static DatabaseFacts database(KsqlJdbcSourceConfig config, TableFacts... tables) {
    return database(null, "public", config, tables);
  }

  static DatabaseFacts database(
      String catalog, String schema, KsqlJdbcSourceConfig config, TableFacts... tables) {
    DatabaseFacts scope = new DatabaseFacts(catalog, schema, "\\", List.of(), List.of());
    return new DatabaseFacts(
        catalog,
        schema,
        "\\",
        Stream.of(tables).map(TableFacts::name).sorted().toList(),
        Stream.of(tables)
            .filter(table -> config.chooses(table.name(), scope.isInDefaultSchema(table.name())))
            .toList());
  }

  static SourcePlan plan(KsqlJdbcSourceConfig config, TableFacts... tables) {
    return plan(config, database(config, tables));
  }

  static SourcePlan plan(KsqlJdbcSourceConfig config, DatabaseFacts facts) {
    return SourcePlanner.plan(config, facts, Map.of(), DELEGATE_KEYS);
  }
}
