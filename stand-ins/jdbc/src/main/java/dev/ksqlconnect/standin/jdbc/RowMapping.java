package dev.ksqlconnect.standin.jdbc;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Maps the rows of a result to records: a new schema object with each query, and columns of a type
 * that is not known left out.
 */
final class RowMapping {
  private static final int SCALE_OF_UNCONSTRAINED = 127;

  private final Schema schema;
  private final List<Column> columns;

  private RowMapping(Schema schema, List<Column> columns) {
    this.schema = schema;
    this.columns = columns;
  }

  private interface Read {
    @Nullable Object from(ResultSet row, int index) throws SQLException;
  }

  private record Column(String name, int index, Read read) {}

  private record Mapped(SchemaBuilder schema, Read read) {}

  /** The mapping of a result; {@code name} is the table's, or null for a query's. */
  static RowMapping of(@Nullable String name, ResultSetMetaData result) throws SQLException {
    SchemaBuilder schema = SchemaBuilder.struct();
    if (name != null) {
      schema.name(name);
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= result.getColumnCount(); i++) {
      Mapped mapped = map(result, i);
      if (mapped != null) {
        if (result.isNullable(i) != ResultSetMetaData.columnNoNulls) {
          mapped.schema.optional();
        }
        schema.field(result.getColumnLabel(i), mapped.schema.build());
        columns.add(new Column(result.getColumnLabel(i), i, mapped.read));
      }
    }
    return new RowMapping(schema.build(), columns);
  }

  private static @Nullable Mapped map(ResultSetMetaData result, int i) throws SQLException {
    Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    return switch (result.getColumnType(i)) {
      case Types.SMALLINT -> new Mapped(SchemaBuilder.int16(), ResultSet::getShort);
      case Types.INTEGER -> new Mapped(SchemaBuilder.int32(), ResultSet::getInt);
      case Types.BIGINT -> new Mapped(SchemaBuilder.int64(), ResultSet::getLong);
      case Types.REAL -> new Mapped(SchemaBuilder.float32(), ResultSet::getFloat);
      case Types.DOUBLE -> new Mapped(SchemaBuilder.float64(), ResultSet::getDouble);
      case Types.NUMERIC -> decimal(result, i);
      case Types.BIT -> bits(result, i);
      case Types.CHAR, Types.VARCHAR -> new Mapped(SchemaBuilder.string(), ResultSet::getString);
      case Types.SQLXML ->
          new Mapped(
              SchemaBuilder.string(),
              (row, index) ->
                  row.getSQLXML(index) == null ? null : row.getSQLXML(index).getString());
      case Types.BINARY -> new Mapped(SchemaBuilder.bytes(), ResultSet::getBytes);
      case Types.DATE ->
          new Mapped(
              org.apache.kafka.connect.data.Date.builder(),
              (row, index) -> {
                Date date = row.getDate(index, utc);
                return date == null ? null : new java.util.Date(date.getTime());
              });
      case Types.TIME ->
          new Mapped(
              org.apache.kafka.connect.data.Time.builder(),
              (row, index) -> {
                Time time = row.getTime(index, utc);
                return time == null ? null : new java.util.Date(time.getTime());
              });
      case Types.TIMESTAMP ->
          new Mapped(
              org.apache.kafka.connect.data.Timestamp.builder(),
              (row, index) -> {
                Timestamp timestamp = row.getTimestamp(index, utc);
                return timestamp == null ? null : new java.util.Date(timestamp.getTime());
              });
      case Types.OTHER -> other(result, i);
      default -> null;
    };
  }

  private static Mapped decimal(ResultSetMetaData result, int i) throws SQLException {
    int precision = result.getPrecision(i);
    int scale = precision == 0 ? SCALE_OF_UNCONSTRAINED : result.getScale(i);
    return new Mapped(
        Decimal.builder(scale).parameter("connect.decimal.precision", String.valueOf(precision)),
        (row, index) -> {
          BigDecimal value = row.getBigDecimal(index);
          return value == null ? null : value.setScale(scale);
        });
  }

  private static @Nullable Mapped bits(ResultSetMetaData result, int i) throws SQLException {
    if (result.getColumnTypeName(i).equals("bool") || result.getPrecision(i) <= 1) {
      return new Mapped(SchemaBuilder.bool(), ResultSet::getBoolean);
    }
    return result.getPrecision(i) <= 8
        ? new Mapped(SchemaBuilder.int8(), ResultSet::getByte)
        : new Mapped(SchemaBuilder.bytes(), ResultSet::getBytes);
  }

  private static @Nullable Mapped other(ResultSetMetaData result, int i) throws SQLException {
    String type = result.getColumnTypeName(i);
    boolean text =
        type.equals("json")
            || type.equals("jsonb")
            || result.getColumnClassName(i).equals(UUID.class.getName());
    return text ? new Mapped(SchemaBuilder.string(), ResultSet::getString) : null;
  }

  Schema schema() {
    return schema;
  }

  Struct map(ResultSet row) throws SQLException {
    Struct struct = new Struct(schema);
    for (Column column : columns) {
      Object value = column.read.from(row, column.index);
      struct.put(column.name, row.wasNull() ? null : value);
    }
    return struct;
  }
}
