package dev.ksqlconnect.jdbc;

import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What the database's metadata says of a table. Immutable; equal if everything is. */
final class TableFacts {
  private final TableName name;
  private final List<Column> columns;
  private final List<String> primaryKey;
  private final List<List<String>> uniqueIndexes;

  /**
   * A table's facts.
   *
   * @param columns in the table's order
   * @param primaryKey its columns in the constraint's order; empty if there is none
   * @param uniqueIndexes the columns of each, in its order; empty where they were not asked for
   */
  TableFacts(
      TableName name,
      List<Column> columns,
      List<String> primaryKey,
      List<List<String>> uniqueIndexes) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.primaryKey = List.copyOf(primaryKey);
    this.uniqueIndexes = List.copyOf(uniqueIndexes);
  }

  TableName name() {
    return name;
  }

  List<Column> columns() {
    return columns;
  }

  List<String> primaryKey() {
    return primaryKey;
  }

  List<List<String>> uniqueIndexes() {
    return uniqueIndexes;
  }

  Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name.equals(name)).findFirst();
  }

  /** A column, of which only what decides something is kept. */
  static final class Column {
    /**
     * What every delegate reads. Of other types it may be that a column is left out of the records
     * without an error.
     */
    private static final Set<Integer> READ_BY_ALL =
        Set.of(
            Types.BOOLEAN,
            Types.BIT,
            Types.TINYINT,
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.REAL,
            Types.FLOAT,
            Types.DOUBLE,
            Types.NUMERIC,
            Types.DECIMAL,
            Types.CHAR,
            Types.VARCHAR,
            Types.LONGVARCHAR,
            Types.DATE,
            Types.TIME,
            Types.TIMESTAMP);

    /** A double gives back any decimal number of so many digits. */
    private static final int DIGITS_OF_DOUBLE = 15;

    /** A long holds any integer of so many digits. */
    private static final int DIGITS_OF_LONG = 18;

    private final String name;
    private final int jdbcType;
    private final int precision;
    private final int scale;
    private final boolean nullable;
    private final boolean autoIncrement;

    /**
     * A column.
     *
     * @param jdbcType one of {@link Types}
     * @param precision of a {@code NUMERIC}, in digits; 0 if it has no limit, or the driver says
     *     none. Of other types it is not kept, and neither is the scale.
     * @param scale in digits behind the point
     */
    Column(
        String name,
        int jdbcType,
        int precision,
        int scale,
        boolean nullable,
        boolean autoIncrement) {
      this.name = name;
      this.jdbcType = jdbcType;
      this.precision = jdbcType == Types.NUMERIC ? precision : 0;
      this.scale = jdbcType == Types.NUMERIC ? scale : 0;
      this.nullable = nullable;
      this.autoIncrement = autoIncrement;
    }

    String name() {
      return name;
    }

    /** The same, but not null. */
    Column notNull() {
      return new Column(name, jdbcType, precision, scale, false, autoIncrement);
    }

    boolean isNullable() {
      return nullable;
    }

    boolean isAutoIncrement() {
      return autoIncrement;
    }

    boolean isTimestamp() {
      return jdbcType == Types.TIMESTAMP || jdbcType == Types.TIMESTAMP_WITH_TIMEZONE;
    }

    boolean isNumeric() {
      return jdbcType == Types.NUMERIC;
    }

    /** Whether it has digits behind the point. */
    boolean isFraction() {
      return scale > 0;
    }

    /**
     * Whether no digit of a {@code NUMERIC} is lost where the delegate makes an integer or a double
     * of it, as {@code numeric.mapping=best_fit} has it do.
     */
    boolean fitsPrimitive() {
      return precision > 0
          && (scale == 0
              ? precision <= DIGITS_OF_LONG
              : scale > 0 && precision <= DIGITS_OF_DOUBLE);
    }

    /**
     * What the delegate makes of the column under {@code numeric.mapping=best_fit}; null if that
     * does not concern it.
     */
    Schema.@Nullable Type bestFitType() {
      if (!isNumeric()) {
        return null;
      }
      if (scale > 0) {
        return Schema.Type.FLOAT64;
      }
      return precision > 9
          ? Schema.Type.INT64
          : precision > 4
              ? Schema.Type.INT32
              : precision > 2 ? Schema.Type.INT16 : Schema.Type.INT8;
    }

    boolean isReadByAll() {
      return READ_BY_ALL.contains(jdbcType);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Column
          && name.equals(((Column) other).name)
          && jdbcType == ((Column) other).jdbcType
          && precision == ((Column) other).precision
          && scale == ((Column) other).scale
          && nullable == ((Column) other).nullable
          && autoIncrement == ((Column) other).autoIncrement;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, jdbcType, precision, scale, nullable, autoIncrement);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableFacts
        && name.equals(((TableFacts) other).name)
        && columns.equals(((TableFacts) other).columns)
        && primaryKey.equals(((TableFacts) other).primaryKey)
        && uniqueIndexes.equals(((TableFacts) other).uniqueIndexes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, columns, primaryKey, uniqueIndexes);
  }
}
