package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From Connect's types to KSQL's, for the keys or the values of a topic. What KSQL could not read
 * of a struct is left out of it, with a warning; KSQL ignores what is not declared, and drops a row
 * for one declared field that it cannot read.
 */
final class TypeMapping {
  private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";
  private static final String DATE = "org.apache.kafka.connect.data.Date";
  private static final String TIME = "org.apache.kafka.connect.data.Time";
  private static final String TIMESTAMP = "org.apache.kafka.connect.data.Timestamp";

  /** The precision where the schema names none: what ksqlDB itself infers for a decimal. */
  private static final int DEFAULT_PRECISION = 64;

  /** How many digits a decimal has at least before its point where the schema does not say. */
  private static final int WHOLE_DIGITS = 38;

  private final Side side;
  private final boolean inTable;
  private final @Nullable List<String> warnings;
  private final List<String> nullsLost = new ArrayList<>();

  /**
   * A mapping.
   *
   * @param inTable whether the types are for a table; a table reads less than a stream
   * @param warnings where to say what is left out; null if nothing may be
   */
  TypeMapping(Side side, boolean inTable, @Nullable List<String> warnings) {
    this.side = side;
    this.inTable = inTable;
    this.warnings = warnings;
  }

  /** A type that cannot be read, where the field that has it can be left out. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> remedy;

    /**
     * What cannot be read.
     *
     * @param remedy lines of a connector's configuration; none where none would help
     */
    UnreadableException(String reason, String... remedy) {
      super(reason, null, false, false);
      this.remedy = List.of(remedy);
    }

    String reason() {
      return String.valueOf(getMessage());
    }

    String[] remedy() {
      return remedy.toArray(new String[0]);
    }
  }

  /**
   * The columns that a struct's fields make, by the fields' names, without those that cannot be
   * read.
   *
   * @param path what stands before the fields' names in warnings: empty, or the outer fields
   * @param elsewhere the names of fields that are columns already
   * @throws RefusedException if the topic cannot be read at all
   */
  Map<String, SqlType> fields(JsonNode struct, String path, Set<String> elsewhere)
      throws RefusedException {
    Map<String, SqlType> types = new LinkedHashMap<>();
    for (JsonNode field : struct.path("fields")) {
      String name = field.path("field").asText();
      if (elsewhere.contains(name)) {
        continue;
      }
      try {
        types.put(name, field(field, name, path));
      } catch (UnreadableException e) {
        leaveOut(path + name, e);
      } catch (RefusedException e) {
        // Without the column it would do, but not a key without a part of it.
        throw path.isEmpty() && warnings != null
            ? new RefusedException(e.reason(), side.excludeLines(name))
            : e;
      }
    }
    for (String name : fieldNames(struct)) {
      String upper = Identifiers.upperCase(name);
      if (side.isRegistered() && !types.containsKey(name) && types.remove(upper) != null) {
        // ksqlDB 7.9.9 looks for a column of the field's name, and then of that in upper case.
        leaveOut(
            path + upper,
            new UnreadableException(
                String.format("ksqlDB would show there what %s holds", printable(path + name))));
      }
    }
    return types;
  }

  /** The names of a struct's fields. */
  static Set<String> fieldNames(JsonNode struct) {
    Set<String> names = new LinkedHashSet<>();
    struct.path("fields").forEach(field -> names.add(field.path("field").asText()));
    return names;
  }

  private SqlType field(JsonNode field, String name, String path)
      throws UnreadableException, RefusedException {
    String[] rename = path.isEmpty() ? side.renameLines(name, "<another name>") : new String[0];
    if (!Identifiers.canBeColumn(name)) {
      throw new UnreadableException("ksqlDB can hold no column of that name", rename);
    }
    if (!side.canName(name)) {
      throw new UnreadableException(
          "its format has no such names, so that the converter fails or writes another one",
          rename);
    }
    SqlType type = type(field, path + name);
    boolean isMessage = field.has("fields") || logicalType(field) != null;
    if (side.isProtobuf() && field.path("optional").asBoolean() && !isMessage) {
      nullsLost.add(printable(path + name));
    }
    return type;
  }

  private void leaveOut(String shown, UnreadableException e) throws RefusedException {
    if (warnings == null) {
      throw new RefusedException(
          String.format(
              "Column %s of the %s cannot be read: %s.", printable(shown), side.what(), e.reason()),
          e.remedy());
    }
    warnings.add(leftOut(shown, e.reason()));
  }

  /** The fields that may be null, of which KSQL reads something else then. */
  List<String> nullsLost() {
    return nullsLost;
  }

  /** The warning that a column is not in the statement. */
  static String leftOut(String column, String reason) {
    return String.format("Column %s is left out: %s.", printable(column), reason);
  }

  /** The name as it may stand in a message of one line. */
  static String printable(String name) {
    return name.replaceAll("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }

  /**
   * The type for a schema.
   *
   * @param shown what messages call the field; empty for the whole key or value
   * @throws UnreadableException if it cannot be read, but what holds it can be without it
   * @throws RefusedException if the topic cannot be read at all
   */
  SqlType type(JsonNode schema, String shown) throws UnreadableException, RefusedException {
    if (schema.path("recursive").asBoolean()) {
      throw new RefusedException(
          String.format(
              "The schema of %s holds itself, which no type of KSQL can.", called(shown)));
    }
    SqlType logical = logicalType(schema);
    return logical != null ? logical : plainType(schema, shown);
  }

  private @Nullable SqlType logicalType(JsonNode schema) throws UnreadableException {
    switch (schema.path("name").asText()) {
      case DECIMAL:
        return decimal(schema);
      case DATE:
        return SqlType.DATE;
      case TIME:
        return SqlType.TIME;
      case TIMESTAMP:
        return SqlType.TIMESTAMP;
      default:
        return null;
    }
  }

  private SqlType decimal(JsonNode schema) throws UnreadableException {
    if (!side.decimalsAreReadable()) {
      String line = side.line("decimal.format", "NUMERIC");
      throw new UnreadableException(
          "decimals are written as base64, for which ksqlDB would drop every row. Set " + line,
          line);
    }
    JsonNode parameters = schema.path("parameters");
    int scale = parameters.path("scale").asInt();
    if (scale < 0) {
      throw new UnreadableException("ksqlDB has no decimals of a negative scale, " + scale);
    }
    // A 0 is what a database says that knows none, as PostgreSQL of a plain numeric.
    int precision = parameters.path("connect.decimal.precision").asInt();
    return SqlType.decimal(
        precision > 0
            ? Math.max(precision, scale)
            : Math.max(DEFAULT_PRECISION, scale + WHOLE_DIGITS),
        scale);
  }

  private SqlType plainType(JsonNode schema, String shown)
      throws UnreadableException, RefusedException {
    switch (schema.path("type").asText()) {
      case "boolean":
        return SqlType.BOOLEAN;
      case "int8":
      case "int16":
      case "int32":
        return SqlType.INT;
      case "int64":
        return SqlType.BIGINT;
      case "float":
      case "double":
        return SqlType.DOUBLE;
      case "string":
        return SqlType.VARCHAR;
      case "bytes":
        if (side.isProtobuf() && inTable) {
          throw new UnreadableException(
              "ksqlDB reads bytes as empty from Protobuf in a table. With ksql.as=stream it reads"
                  + " them",
              "ksql.as=stream");
        }
        return SqlType.BYTES;
      case "array":
        return array(schema, shown);
      case "map":
        return map(schema, shown);
      case "struct":
        return struct(schema, shown);
      default:
        throw new UnreadableException("the type is not known");
    }
  }

  private SqlType array(JsonNode schema, String shown)
      throws UnreadableException, RefusedException {
    JsonNode items = schema.path("items");
    if (side.isProtobuf() && isRepeated(items)) {
      throw new RefusedException(
          String.format(
              "The lists of %s hold lists or maps, which Protobuf cannot: the converter fails on them.",
              called(shown)));
    }
    return SqlType.array(type(items, shown));
  }

  private static boolean isRepeated(JsonNode schema) {
    return schema.has("items") || schema.has("values");
  }

  private SqlType map(JsonNode schema, String shown) throws UnreadableException, RefusedException {
    String keys = schema.path("keys").path("type").asText();
    if (!keys.equals("string") && !side.isRegistered()) {
      throw new RefusedException(
          String.format(
              "The maps of %s have keys that are no strings, and in JSON that makes them arrays of"
                  + " pairs, which ksqlDB does not read as a map.",
              called(shown)));
    }
    // Confluent's converters hand ksqlDB the text of other keys, but not of these.
    if (List.of("bytes", "array", "map", "struct").contains(keys)) {
      throw new UnreadableException(
          "the keys of the maps are of the type "
              + keys
              + ", for which ksqlDB would drop every row");
    }
    JsonNode values = schema.path("values");
    if (side.isProtobuf() && isRepeated(values)) {
      throw new UnreadableException(
          "maps of lists or maps come from Protobuf as lists, for which ksqlDB would drop every row");
    }
    return SqlType.map(type(values, shown));
  }

  private SqlType struct(JsonNode schema, String shown)
      throws UnreadableException, RefusedException {
    Map<String, SqlType> types = fields(schema, shown.isEmpty() ? "" : shown + ".", Set.of());
    if (types.isEmpty()) {
      throw new UnreadableException("there is no field in it that ksqlDB could hold");
    }
    Map<String, String> names = Identifiers.columnNames(fieldNames(schema));
    Map<String, SqlType> fields = new LinkedHashMap<>();
    types.forEach((name, type) -> fields.put(names.getOrDefault(name, name), type));
    return SqlType.struct(fields);
  }

  private static String called(String shown) {
    return shown.isEmpty() ? "the records" : "column " + printable(shown);
  }
}
