package dev.ksqlconnect.sinks;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** A column's type in KSQL, as KSQL writes it. Two are equal if they are written the same. */
public final class ColumnType {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+), *(\\d+)\\)");

  /** More than any database's: an announced decimal need not say how many digits it has. */
  private static final int MOST_DIGITS = 1_000;

  private final String sql;

  // Asked for each value, and so worked out once.
  private final int @Nullable [] decimal;
  private final boolean isNested;

  private ColumnType(String sql) {
    this.sql = sql;
    Matcher digits = DECIMAL.matcher(sql);
    this.decimal =
        digits.matches()
            ? new int[] {Integer.parseInt(digits.group(1)), Integer.parseInt(digits.group(2))}
            : null;
    this.isNested = schema() == null;
  }

  /** A type as KSQL writes it. */
  static ColumnType of(String sql) {
    return new ColumnType(sql);
  }

  /**
   * The KSQL type that holds a Connect type's values.
   *
   * @param type a name of {@link Schema.Type}, in any case, as announcements have them
   * @param name the schema's name; null if it has none
   * @param parameters reads one of the schema's parameters; it answers "" for one that is not there
   */
  static ColumnType ofConnect(
      String type, @Nullable String name, UnaryOperator<String> parameters) {
    if (Decimal.LOGICAL_NAME.equals(name)) {
      String precision = parameters.apply("connect.decimal.precision");
      return of(
          String.format(
              "DECIMAL(%s, %s)",
              precision.isEmpty() ? MOST_DIGITS : precision,
              parameters.apply(Decimal.SCALE_FIELD)));
    }
    if (Date.LOGICAL_NAME.equals(name)) {
      return of("DATE");
    }
    if (Time.LOGICAL_NAME.equals(name)) {
      return of("TIME");
    }
    if (Timestamp.LOGICAL_NAME.equals(name)) {
      return of("TIMESTAMP");
    }
    switch (type) {
      case "int8":
      case "int16":
      case "int32":
        return of("INT");
      case "int64":
        return of("BIGINT");
      case "float":
      case "double":
        return of("DOUBLE");
      case "boolean":
        return of("BOOLEAN");
      case "string":
        return of("VARCHAR");
      case "bytes":
        return of("BYTES");
      default:
        return of(type.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether it is an array, a map or a struct, or something that nobody knows. */
  public boolean isNested() {
    return isNested;
  }

  /** The digits of a decimal, all and those behind the point; null if it is none. */
  int @Nullable [] decimal() {
    return decimal;
  }

  /**
   * The Connect schema of its values, which are not null.
   *
   * @throws IllegalStateException if it is nested
   */
  public Schema valueSchema() {
    return flat().build();
  }

  /**
   * The Connect schema of its values, which may be null.
   *
   * @throws IllegalStateException if it is nested
   */
  public Schema optionalSchema() {
    return flat().optional().build();
  }

  private SchemaBuilder flat() {
    SchemaBuilder schema = schema();
    if (schema == null) {
      throw new IllegalStateException(sql + " is nested");
    }
    return schema;
  }

  private @Nullable SchemaBuilder schema() {
    if (decimal != null) {
      return Decimal.builder(decimal[1]);
    }
    switch (sql) {
      case "BOOLEAN":
        return SchemaBuilder.bool();
      case "INT":
        return SchemaBuilder.int32();
      case "BIGINT":
        return SchemaBuilder.int64();
      case "DOUBLE":
        return SchemaBuilder.float64();
      case "VARCHAR":
        return SchemaBuilder.string();
      case "BYTES":
        return SchemaBuilder.bytes();
      case "DATE":
        return Date.builder();
      case "TIME":
        return Time.builder();
      case "TIMESTAMP":
        return Timestamp.builder();
      default:
        return null;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnType && ((ColumnType) other).sql.equals(sql);
  }

  @Override
  public int hashCode() {
    return sql.hashCode();
  }

  /** As KSQL writes it. */
  @Override
  public String toString() {
    return sql;
  }
}
