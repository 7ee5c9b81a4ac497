package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tables that are made, altered and filled, as a schedule says. */
final class ChangingTables {
  /** A column's type, as the database, an announcement and ksqlDB call it. */
  enum Type {
    SERIAL("SERIAL", "int32", "INTEGER"),
    TEXT("TEXT", "string", "STRING"),
    BIGINT("BIGINT", "int64", "BIGINT"),
    DOUBLE("DOUBLE PRECISION", "double", "DOUBLE"),
    TIMESTAMP("TIMESTAMPTZ", "org.apache.kafka.connect.data.Timestamp", "TIMESTAMP");

    private final String inDatabase;
    private final String announced;
    private final String inKsql;

    Type(String inDatabase, String announced, String inKsql) {
      this.inDatabase = inDatabase;
      this.announced = announced;
      this.inKsql = inKsql;
    }

    String inKsql() {
      return inKsql;
    }

    static Type announcedAs(String announced) {
      return Stream.of(values())
          .filter(type -> type.announced.equals(announced))
          .findFirst()
          .orElseThrow(() -> new AssertionError("No column is announced as " + announced));
    }
  }

  record Column(String name, Type type) {}

  private static final List<Type> ADDED = List.of(Type.TEXT, Type.BIGINT, Type.DOUBLE);

  private final Database database;
  private final Schedule schedule;
  private final String schema;
  private final String topicPrefix;

  /** The columns of each table, in order. */
  private final Map<String, List<Column>> columns = new TreeMap<>();

  /**
   * Tables of a schema of their own, none at first.
   *
   * @param connector reads them, and names their topics
   */
  ChangingTables(Database database, Schedule schedule, String schema, String connector) {
    this.database = database;
    this.schedule = schedule;
    this.schema = schema;
    this.topicPrefix = connector + "-";
    database.execute("CREATE SCHEMA " + schema);
  }

  /** Makes some changes, each of which the connector has to see in the end. */
  void change(int times) {
    for (int i = 0; i < times; i++) {
      int kind = columns.isEmpty() ? 0 : schedule.below(10);
      if (kind < 3) {
        create();
      } else if (kind < 5) {
        alter(schedule.oneOf(tables()));
      } else {
        insert(schedule.oneOf(tables()));
      }
    }
  }

  /** Makes a table and extends another one; answers the topic of the new one. */
  String makeAndExtend() {
    List<String> before = tables();
    String made = create();
    alter(schedule.oneOf(before));
    return topicPrefix + made;
  }

  /** Adds a column to each table. */
  void extendAll() {
    tables().forEach(this::alter);
  }

  private String create() {
    String table = String.format("t%03d", columns.size());
    database.execute(
        String.format(
            "CREATE TABLE %s.%s (id %s PRIMARY KEY, updated_at %s NOT NULL DEFAULT now())",
            schema, table, Type.SERIAL.inDatabase, Type.TIMESTAMP.inDatabase));
    columns.put(
        table,
        new ArrayList<>(
            List.of(new Column("id", Type.SERIAL), new Column("updated_at", Type.TIMESTAMP))));
    insert(table);
    return table;
  }

  /** A schema shows with the first record that has it. */
  private void alter(String table) {
    List<Column> present = columns.get(table);
    Column added = new Column("c" + present.size(), schedule.oneOf(ADDED));
    database.execute(
        String.format(
            "ALTER TABLE %s.%s ADD COLUMN %s %s",
            schema, table, added.name(), added.type().inDatabase));
    present.add(added);
    insert(table);
  }

  private void insert(String table) {
    database.execute(String.format("INSERT INTO %s.%s DEFAULT VALUES", schema, table));
  }

  private List<String> tables() {
    return new ArrayList<>(columns.keySet());
  }

  /** The columns of the tables, by topic. */
  Map<String, List<Column>> columns() {
    Map<String, List<Column>> byTopic = new TreeMap<>();
    columns.forEach((table, each) -> byTopic.put(topicPrefix + table, List.copyOf(each)));
    return byTopic;
  }

  /** The ids of the tables' rows, by topic. */
  Map<String, Set<Integer>> rows() {
    StringBuilder query = new StringBuilder();
    for (String table : columns.keySet()) {
      query
          .append(query.isEmpty() ? "" : " UNION ALL ")
          .append(String.format("SELECT '%s' AS name, id FROM %s.%s", table, schema, table));
    }
    Map<String, Set<Integer>> byTopic = new TreeMap<>();
    database
        .query(query.toString())
        .forEach(
            row ->
                byTopic
                    .computeIfAbsent(topicPrefix + row.get("name"), topic -> new TreeSet<>())
                    .add((Integer) row.get("id")));
    return byTopic;
  }

  /** What ksqlDB calls what is made of a topic. */
  static String nameInKsql(String topic) {
    return topic.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
