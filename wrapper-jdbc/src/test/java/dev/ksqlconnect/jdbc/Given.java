package dev.ksqlconnect.jdbc;

import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Configurations and databases for tests, in few words. */
final class Given {
  /** What every release of the delegate knows, as far as the wrapper derives it. */
  static final Set<String> DELEGATE_KEYS =
      Set.of(
          "numeric.mapping",
          "poll.interval.ms",
          "poll.linger.ms",
          "table.poll.interval.ms",
          "table.whitelist",
          "catalog.pattern",
          "schema.pattern",
          "timestamp.column.name",
          "incrementing.column.name");

  /** The same with what Confluent's knows since 10.9. */
  static final Set<String> NEW_DELEGATE_KEYS = new TreeSet<>(DELEGATE_KEYS);

  static {
    NEW_DELEGATE_KEYS.addAll(
        Set.of("table.include.list", "timestamp.columns.mapping", "incrementing.column.mapping"));
  }

  private static final Pattern NUMERIC = Pattern.compile("numeric(?:\\((\\d+),(-?\\d+)\\))?");

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
   * A table of the default schema, or of the one named before a dot. A column is its name, and
   * behind it {@code serial}, {@code timestamp}, {@code numeric(10,2)}, {@code numeric} or {@code
   * array} where it is one, and {@code null} where it may be; a star makes it one of the primary
   * key.
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
      all.add(column(of, words.subList(1, words.size())));
      if (column.startsWith("*")) {
        key.add(of);
      }
    }
    return new TableFacts(name, all, key, List.of());
  }

  private static TableFacts.Column column(String name, List<String> words) {
    int type = Types.VARCHAR;
    int precision = 0;
    int scale = 0;
    for (String word : words) {
      Matcher numeric = NUMERIC.matcher(word);
      if (numeric.matches()) {
        type = Types.NUMERIC;
        precision = numeric.group(1) == null ? 0 : Integer.parseInt(numeric.group(1));
        scale = numeric.group(2) == null ? 0 : Integer.parseInt(numeric.group(2));
      }
      type =
          switch (word) {
            case "serial" -> Types.INTEGER;
            case "timestamp" -> Types.TIMESTAMP;
            case "array" -> Types.ARRAY;
            default -> type;
          };
    }
    return new TableFacts.Column(
        name, type, precision, scale, words.contains("null"), words.contains("serial"));
  }

  /** The same table with a primary key of these columns, in this order. */
  static TableFacts keyed(TableFacts table, String... primaryKey) {
    return new TableFacts(table.name(), table.columns(), List.of(primaryKey), List.of());
  }

  /** The same table with unique indexes of these columns, which commas separate. */
  static TableFacts unique(TableFacts table, String... indexes) {
    return new TableFacts(
        table.name(),
        table.columns(),
        table.primaryKey(),
        Stream.of(indexes).map(index -> List.of(index.split(",", -1))).toList());
  }

  /** What is known of a database whose default schema is {@code public}, to a configuration. */
  static DatabaseFacts database(KsqlJdbcSourceConfig config, TableFacts... tables) {
    return database(null, "public", config, tables);
  }

  static DatabaseFacts database(
      String catalog, String schema, KsqlJdbcSourceConfig config, TableFacts... tables) {
    DatabaseFacts scope = new DatabaseFacts(catalog, schema, "\\", List.of(), List.of());
    List<TableName> visible = Stream.of(tables).map(TableFacts::name).sorted().toList();
    Set<TableName> chosen = config.chosen(visible, scope::isInDefaultSchema);
    return new DatabaseFacts(
        catalog,
        schema,
        "\\",
        visible,
        chosen.stream()
            .map(name -> Stream.of(tables).filter(t -> t.name().equals(name)).findAny())
            .map(Optional::orElseThrow)
            .toList());
  }

  static SourcePlan plan(KsqlJdbcSourceConfig config, TableFacts... tables) {
    return plan(config, database(config, tables));
  }

  static SourcePlan plan(KsqlJdbcSourceConfig config, DatabaseFacts facts) {
    return SourcePlanner.plan(config, facts, Map.of(), DELEGATE_KEYS);
  }

  /** The plan of a table, by its own name. */
  static SourcePlan.TablePlan planOf(String table, SourcePlan plan) {
    return plan.tables().stream()
        .filter(one -> one.table().name().equals(table))
        .findAny()
        .orElseThrow();
  }
}
