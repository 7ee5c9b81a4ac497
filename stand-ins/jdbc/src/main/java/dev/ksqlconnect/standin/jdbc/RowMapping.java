package dev.ksqlconnect.standin.jdbc;

import java.math.BigDecimal;
import java.sql.Blob;
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
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Maps the rows of a result to records: a new schema object with each query, and columns of a type
 * that is not known left out.
 */
final class RowMapping {
  private static final int SCALE_OF_UNCONSTRAINED = 127;
  private static final int MOST_DIGITS_OF_A_LONG = 18;

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
  static RowMapping of(SourceConfig config, @Nullable String name, ResultSetMetaData result)
      throws SQLException {
    SchemaBuilder schema = SchemaBuilder.struct();
    if (name != null) {
      schema.name(name);
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= result.getColumnCount(); i++) {
      Mapped mapped = map(config, result, i);
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

  private static @Nullable Mapped map(SourceConfig config, ResultSetMetaData result, int i)
      throws SQLException {
    Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    return switch (result.getColumnType(i)) {
      case Types.BOOLEAN -> new Mapped(SchemaBuilder.bool(), ResultSet::getBoolean);
      case Types.TINYINT -> integer(result.isSigned(i) ? 8 : 16);
      case Types.SMALLINT -> integer(result.isSigned(i) ? 16 : 32);
      case Types.INTEGER -> integer(result.isSigned(i) ? 32 : 64);
      case Types.BIGINT -> integer(64);
      case Types.REAL -> new Mapped(SchemaBuilder.float32(), ResultSet::getFloat);
      case Types.FLOAT, Types.DOUBLE -> new Mapped(SchemaBuilder.float64(), ResultSet::getDouble);
      case Types.NUMERIC -> config.bestFit() ? bestFit(result, i) : decimal(result, i);
      case Types.DECIMAL -> decimal(result, i);
      case Types.BIT -> bits(config.dialect(), result, i);
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB ->
          new Mapped(SchemaBuilder.string(), ResultSet::getString);
      case Types.SQLXML ->
          new Mapped(
              SchemaBuilder.string(),
              (row, index) ->
                  row.getSQLXML(index) == null ? null : row.getSQLXML(index).getString());
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY ->
          new Mapped(SchemaBuilder.bytes(), ResultSet::getBytes);
      // SQLite's driver cannot do this, and the real one's task fails of it, too.
      case Types.BLOB ->
          new Mapped(
              SchemaBuilder.bytes(),
              (row, index) -> {
                Blob blob = row.getBlob(index);
                return blob == null ? null : blob.getBytes(1, (int) blob.length());
              });
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
      case Types.OTHER -> other(config.dialect(), result, i);
      default -> null;
    };
  }

  private static Mapped decimal(ResultSetMetaData result, int i) throws SQLException {
    int precision = result.getPrecision(i);
    int scale = precision == 0 ? SCALE_OF_UNCONSTRAINED : result.getScale(i);
    return new Mapped(
        Decimal.builder(scale).parameter("connect.decimal.precision", String.valueOf(precision)),
        (row, index) -> {
          // As the real one asks; SQLite's driver cannot do this, and a task fails of it.
          @SuppressWarnings("deprecation")
          BigDecimal value = row.getBigDecimal(index, scale);
          return value;
        });
  }

  private static Mapped bestFit(ResultSetMetaData result, int i) throws SQLException {
    int precision = result.getPrecision(i);
    if (precision > MOST_DIGITS_OF_A_LONG) {
      return decimal(result, i);
    }
    if (result.getScale(i) > 0) {
      return new Mapped(SchemaBuilder.float64(), ResultSet::getDouble);
    }
    return integer(precision > 9 ? 64 : precision > 4 ? 32 : precision > 2 ? 16 : 8);
  }

  private static Mapped integer(int bits) {
    return switch (bits) {
      case 8 -> new Mapped(SchemaBuilder.int8(), ResultSet::getByte);
      case 16 -> new Mapped(SchemaBuilder.int16(), ResultSet::getShort);
      case 32 -> new Mapped(SchemaBuilder.int32(), ResultSet::getInt);
      default -> new Mapped(SchemaBuilder.int64(), ResultSet::getLong);
    };
  }

  private static Mapped bits(Dialect dialect, ResultSetMetaData result, int i) throws SQLException {
    SchemaBuilder schema = dialect.bits(result.getColumnTypeName(i), result.getPrecision(i));
    return switch (schema.type()) {
      case BOOLEAN -> new Mapped(schema, ResultSet::getBoolean);
      case INT8 -> new Mapped(schema, ResultSet::getByte);
      default -> new Mapped(schema, ResultSet::getBytes);
    };
  }

  private static @Nullable Mapped other(Dialect dialect, ResultSetMetaData result, int i)
      throws SQLException {
    return dialect.isText(result.getColumnTypeName(i), result.getColumnClassName(i))
        ? new Mapped(SchemaBuilder.string(), ResultSet::getString)
        : null;
  }

  Schema schema() {
    return schema;
  }

  /**
   * Maps a row.
   *
   * @throws DataException if a value of it does not fit its column's type, or cannot be had
   */
  Struct map(ResultSet row) {
    Struct struct = new Struct(schema);
    for (Column column : columns) {
      try {
        Object value = column.read.from(row, column.index);
        struct.put(column.name, row.wasNull() ? null : value);
      } catch (SQLException e) {
        throw new DataException(e);
      }
    }
    return struct;
  }
}
