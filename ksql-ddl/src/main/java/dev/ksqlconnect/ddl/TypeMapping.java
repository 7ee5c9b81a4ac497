package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final Side side;
  private final boolean inTable;
  private final List<String> warnings;

  /**
   * A mapping.
   *
   * @param inTable whether the types are for a table; a table reads less than a stream
   * @param warnings where to say what is left out
   */
  TypeMapping(Side side, boolean inTable, List<String> warnings) {
    this.side = side;
    this.inTable = inTable;
    this.warnings = warnings;
  }

  /** A type that cannot be read, where the field that has it can be left out. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * The columns that a struct's fields make, by the fields' names, without those that cannot be
   * read.
   *
   * @param path what stands before the fields' names in warnings: empty, or the outer fields
   * @throws RefusedException if the topic cannot be read at all
   */
  Map<String, SqlType> fields(JsonNode struct, String path) throws RefusedException {
    Map<String, SqlType> types = new LinkedHashMap<>();
    for (JsonNode field : struct.path("fields")) {
      String name = field.path("field").asText();
      String shown = path + name;
      try {
        if (!Identifiers.canBeColumn(name)) {
          throw new UnreadableException("ksqlDB can hold no column of that name");
        }
        types.put(name, type(field, shown));
      } catch (UnreadableException e) {
        warnings.add(leftOut(shown, String.valueOf(e.getMessage())));
      }
    }
    return types;
  }

  static String leftOut(String column, String reason) {
    return String.format("Column %s is left out: %s.", printable(column), reason);
  }

  /** The name as it may stand in a message of one line. */
  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
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
          String.format("The schema of %s holds itself, which no type of KSQL can.", called(shown)),
          withoutTopLevelOf(shown));
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
      throw new UnreadableException(
          "its decimals are written as base64, for which ksqlDB would drop every row. Set "
              + side.line("decimal.format", "NUMERIC"));
    }
    int scale = schema.path("parameters").path("scale").asInt();
    int precision =
        schema
            .path("parameters")
            .path("connect.decimal.precision")
            .asInt(Math.max(DEFAULT_PRECISION, scale));
    if (scale < 0 || precision < 1) {
      throw new UnreadableException("ksqlDB has no decimals of a scale of " + scale);
    }
    return SqlType.decimal(Math.max(precision, scale), scale);
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
                  + " them");
        }
        return SqlType.BYTES;
      case "array":
        return SqlType.array(type(schema.path("items"), shown));
      case "map":
        return map(schema, shown);
      case "struct":
        return struct(schema, shown);
      default:
        throw new UnreadableException("its type is not known");
    }
  }

  private SqlType map(JsonNode schema, String shown) throws UnreadableException, RefusedException {
    JsonNode keys = schema.path("keys");
    // Confluent's converters hand KSQL the text of such keys; JSON has lists of pairs instead.
    if (!keys.path("type").asText().equals("string") && !side.isRegistered()) {
      throw new RefusedException(
          String.format(
              "The maps of %s have keys that are no strings, and in JSON that makes them arrays of"
                  + " pairs, which ksqlDB does not read as a map.",
              called(shown)),
          withoutTopLevelOf(shown));
    }
    return SqlType.map(type(schema.path("values"), shown));
  }

  private SqlType struct(JsonNode schema, String shown)
      throws UnreadableException, RefusedException {
    Map<String, SqlType> types = fields(schema, shown.isEmpty() ? "" : shown + ".");
    if (types.isEmpty()) {
      throw new UnreadableException("it has no field that ksqlDB could hold");
    }
    Map<String, String> names = Identifiers.columnNames(types.keySet());
    Map<String, SqlType> fields = new LinkedHashMap<>();
    types.forEach((name, type) -> fields.put(names.getOrDefault(name, name), type));
    return SqlType.struct(fields);
  }

  private static String called(String shown) {
    return shown.isEmpty() ? "the records" : "column " + printable(shown);
  }

  /** The transform that takes a column away, which is all that helps. */
  private String[] withoutTopLevelOf(String shown) {
    return shown.isEmpty()
        ? new String[0]
        : side.transformLines("ReplaceField", "exclude", printable(shown.split("\\.", 2)[0]));
  }
}
