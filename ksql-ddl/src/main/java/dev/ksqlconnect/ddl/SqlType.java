package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A type of KSQL. Two are equal if they are written the same.
 *
 * <p>There are BOOLEAN, INT, BIGINT, DOUBLE, DECIMAL, VARCHAR, BYTES, DATE, TIME, TIMESTAMP, ARRAY,
 * MAP and STRUCT; FLOAT, SMALLINT, TEXT or UUID are none (as ksqlDB 7.9.9 answered).
 */
public final class SqlType {
  static final SqlType BOOLEAN = new SqlType("BOOLEAN");
  static final SqlType INT = new SqlType("INT");
  static final SqlType BIGINT = new SqlType("BIGINT");
  static final SqlType DOUBLE = new SqlType("DOUBLE");
  static final SqlType VARCHAR = new SqlType("VARCHAR");
  static final SqlType BYTES = new SqlType("BYTES");
  static final SqlType DATE = new SqlType("DATE");
  static final SqlType TIME = new SqlType("TIME");
  static final SqlType TIMESTAMP = new SqlType("TIMESTAMP");

  private final String sql;
  private final boolean holdsMap;

  private SqlType(String sql) {
    this(sql, false);
  }

  private SqlType(String sql, boolean holdsMap) {
    this.sql = sql;
    this.holdsMap = holdsMap;
  }

  static SqlType decimal(int precision, int scale) {
    return new SqlType("DECIMAL(" + precision + ", " + scale + ")");
  }

  static SqlType array(SqlType items) {
    return new SqlType("ARRAY<" + items + ">", items.holdsMap);
  }

  /** A map; its keys are text, others KSQL's formats do not take. */
  static SqlType map(SqlType values) {
    return new SqlType("MAP<VARCHAR, " + values + ">", true);
  }

  /** A struct of fields, by their names in KSQL and in their order. */
  static SqlType struct(Map<String, SqlType> fields) {
    StringJoiner members = new StringJoiner(", ", "STRUCT<", ">");
    fields.forEach((name, type) -> members.add(Identifiers.quoted(name) + " " + type));
    return new SqlType(members.toString(), fields.values().stream().anyMatch(SqlType::holdsMap));
  }

  /**
   * A type as DESCRIBE spells it.
   *
   * @param schema has {@code type}, and of {@code fields}, {@code memberSchema} and {@code
   *     parameters} what the type asks for
   */
  static SqlType described(JsonNode schema) {
    String type = schema.path("type").asText();
    switch (type) {
      case "INTEGER":
        return INT;
      case "STRING":
        return VARCHAR;
      case "DECIMAL":
        return decimal(
            schema.path("parameters").path("precision").asInt(),
            schema.path("parameters").path("scale").asInt());
      case "ARRAY":
        return array(described(schema.path("memberSchema")));
      case "MAP":
        return map(described(schema.path("memberSchema")));
      case "STRUCT":
        Map<String, SqlType> fields = new LinkedHashMap<>();
        schema
            .path("fields")
            .forEach(
                field -> fields.put(field.path("name").asText(), described(field.path("schema"))));
        return struct(fields);
      default:
        return new SqlType(type);
    }
  }

  /** Whether there is a map in it, which no key may have. */
  boolean holdsMap() {
    return holdsMap;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlType && ((SqlType) other).sql.equals(sql);
  }

  @Override
  public int hashCode() {
    return sql.hashCode();
  }

  /** As it is written in a statement. */
  @Override
  public String toString() {
    return sql;
  }
}
