package dev.ksqlconnect.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.KsqlDb;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tables with a column of every type of PostgreSQL's that arrives in ksqlDB, and what must arrive,
 * by the word of the database itself.
 */
final class Everything {
  /** The number of the row that is read last. */
  static final int LAST = 9;

  /**
   * A column.
   *
   * @param type as PostgreSQL calls it
   * @param shown the expression by which PostgreSQL shows it as ksqlDB does
   * @param ksql the type in ksqlDB, as DESCRIBE has it
   */
  record Column(String name, String type, String shown, String ksql) {}

  private static final String TIMESTAMP = "YYYY-MM-DD\"T\"HH24:MI:SS.MS";

  static final List<Column> COLUMNS =
      List.of(
          new Column("id", "INT", "id", "INTEGER"),
          new Column("small", "SMALLINT", "small", "INTEGER"),
          new Column("whole", "INT", "whole", "INTEGER"),
          new Column("big", "BIGINT", "big", "BIGINT"),
          new Column("price", "NUMERIC(12,2)", "price", "DECIMAL"),
          new Column("exact", "NUMERIC(30,10)", "exact", "DECIMAL"),
          new Column("count", "NUMERIC(5,0)", "count", "DECIMAL"),
          new Column("ratio", "DOUBLE PRECISION", "ratio", "DOUBLE"),
          new Column("share", "REAL", "share", "DOUBLE"),
          new Column("flag", "BOOLEAN", "flag", "BOOLEAN"),
          new Column("words", "TEXT", "words", "STRING"),
          new Column("name", "VARCHAR(40)", "name", "STRING"),
          new Column("tag", "UUID", "tag", "STRING"),
          new Column("doc", "JSON", "doc", "STRING"),
          new Column("docb", "JSONB", "docb", "STRING"),
          new Column("born", "DATE", "to_char(born, 'YYYY-MM-DD')", "DATE"),
          new Column("at", "TIME", "to_char(\"at\", 'HH24:MI:SS')", "TIME"),
          new Column("seen", "TIMESTAMP", "to_char(seen, '" + TIMESTAMP + "')", "TIMESTAMP"),
          new Column(
              "seen_tz",
              "TIMESTAMPTZ",
              "to_char(seen_tz AT TIME ZONE 'UTC', '" + TIMESTAMP + "')",
              "TIMESTAMP"),
          new Column("raw", "BYTEA", "encode(raw, 'base64')", "BYTES"),
          new Column(
              "updated_at",
              "TIMESTAMPTZ NOT NULL",
              "to_char(updated_at AT TIME ZONE 'UTC', '" + TIMESTAMP + "')",
              "TIMESTAMP"));

  private Everything() {}

  /** Makes a table, with rows that are read one after the other. */
  static void create(Database database, String table, boolean hasKey) {
    String columns =
        COLUMNS.stream()
            .map(column -> "\"" + column.name + "\" " + column.type)
            .collect(Collectors.joining(", "));
    database.execute(
        "CREATE TABLE " + table + " (" + columns + (hasKey ? ", PRIMARY KEY (id)" : "") + ");");
    insert(
        database,
        table,
        "1, 1, 2, 3, 1.25, 0.0000000001, 12345, 0.1, 1.5, true, 'some words', 'ann',"
            + " '5f0c8a3e-6a0f-4c43-9e52-0123456789ab', '{\"a\": 1}', '{\"b\": [1, 2]}',"
            + " '2024-02-29', '12:34:56', '2024-02-29 12:34:56.789',"
            + " '2024-02-29 12:34:56.789+02', '\\x00ff10', '2024-01-01 00:00:01Z'");
    insert(
        database,
        table,
        "2, -32768, -2147483648, -9223372036854775808, -9999999999.99,"
            + " -99999999999999999999.9999999999, -99999, -1.7976931348623157e308, -2.25, false,"
            + " 'äöü € 漢字 \"quoted\" \\ '' ;', '', '00000000-0000-0000-0000-000000000000', '[]',"
            + " 'null', '1970-01-01', '00:00:00', '1970-01-01 00:00:00',"
            + " '1970-01-01 00:00:00.001Z', '\\xdeadbeef', '2024-01-01 00:00:02Z'");
    insert(
        database,
        table,
        "3, 32767, 2147483647, 9223372036854775807, 9999999999.99,"
            + " 99999999999999999999.9999999999, 99999, 5e-324, 16777216, true, ' ', 'x',"
            + " 'ffffffff-ffff-ffff-ffff-ffffffffffff', '\"text\"', '{}', '2999-12-31',"
            + " '23:59:59', '2999-12-31 23:59:59.999', '1969-12-31 23:59:59.999Z', '\\x7f',"
            + " '2024-01-01 00:00:03Z'");
    insert(database, table, LAST + ", " + "NULL, ".repeat(19) + "'2024-01-01 00:00:04Z'");
  }

  private static void insert(Database database, String table, String values) {
    database.execute("INSERT INTO " + table + " VALUES (" + values + ")");
  }

  /** What a table holds, row by row in the order in which they are read, of some columns. */
  static List<List<String>> held(Database database, String table, List<Column> columns) {
    String shown =
        columns.stream()
            .map(column -> "(" + column.shown + ")::text AS \"" + column.name + "\"")
            .collect(Collectors.joining(", "));
    List<List<String>> rows = new ArrayList<>();
    for (Map<String, Object> row :
        database.query("SELECT " + shown + " FROM " + table + " ORDER BY updated_at")) {
      List<String> values = new ArrayList<>();
      for (Column column : columns) {
        Object value = row.get(column.name);
        values.add(value == null ? null : normal(column, value.toString()));
      }
      rows.add(values);
    }
    return rows;
  }

  /** What ksqlDB reads, likewise. */
  static List<List<String>> read(KsqlDb ksql, String source, List<Column> columns) {
    String selected =
        columns.stream()
            .map(column -> "`" + column.name.toUpperCase(java.util.Locale.ROOT) + "`")
            .collect(Collectors.joining(", "));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row :
        ksql.rows(
            "SELECT " + selected + " FROM `" + source + "` EMIT CHANGES;",
            each -> each.path("columns").path(0).asInt() == LAST)) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        JsonNode value = row.path("columns").path(i);
        values.add(value.isNull() ? null : normal(columns.get(i), value.asText()));
      }
      rows.add(values);
    }
    return rows;
  }

  /** Numbers and times can be written in several ways. */
  private static String normal(Column column, String value) {
    return switch (column.ksql) {
      case "DOUBLE" -> String.valueOf(Double.parseDouble(value));
      case "DECIMAL" -> new BigDecimal(value).stripTrailingZeros().toPlainString();
      case "TIME" -> LocalTime.parse(value).toString();
      default -> value;
    };
  }
}
