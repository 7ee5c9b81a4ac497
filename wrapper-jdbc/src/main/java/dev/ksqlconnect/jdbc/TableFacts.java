package dev.ksqlconnect.jdbc;

import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the database's metadata says of a table. Immutable; equal if everything is. */
final class TableFacts {
  private final TableName name;
  private final List<Column> columns;
  private final List<String> primaryKey;

  /**
   * A table's facts.
   *
   * @param columns in the table's order
   * @param primaryKey its columns in the constraint's order; empty if there is none
   */
  TableFacts(TableName name, List<Column> columns, List<String> primaryKey) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.primaryKey = List.copyOf(primaryKey);
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

  Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name.equals(name)).findFirst();
  }

  /** A column, of which only what decides the mode is kept. */
  static final class Column {
    private final String name;
    private final int jdbcType;
    private final boolean nullable;
    private final boolean autoIncrement;

    /**
     * A column.
     *
     * @param jdbcType one of {@link Types}
     */
    Column(String name, int jdbcType, boolean nullable, boolean autoIncrement) {
      this.name = name;
      this.jdbcType = jdbcType;
      this.nullable = nullable;
      this.autoIncrement = autoIncrement;
    }

    String name() {
      return name;
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

    @Override
    public boolean equals(Object other) {
      return other instanceof Column
          && name.equals(((Column) other).name)
          && jdbcType == ((Column) other).jdbcType
          && nullable == ((Column) other).nullable
          && autoIncrement == ((Column) other).autoIncrement;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, jdbcType, nullable, autoIncrement);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableFacts
        && name.equals(((TableFacts) other).name)
        && columns.equals(((TableFacts) other).columns)
        && primaryKey.equals(((TableFacts) other).primaryKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, columns, primaryKey);
  }
}
