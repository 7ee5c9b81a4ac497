package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a table's new and changed rows are found: the delegate's mode, with the columns that it goes
 * by, and why so. Immutable.
 */
final class TableMode {
  private final String mode;
  private final List<String> timestampColumns;
  private final @Nullable String incrementingColumn;
  private final String why;

  /**
   * A mode.
   *
   * @param incrementingColumn null if the mode goes by none, or the delegate is to find it
   */
  TableMode(
      String mode, List<String> timestampColumns, @Nullable String incrementingColumn, String why) {
    this.mode = mode;
    this.timestampColumns = List.copyOf(timestampColumns);
    this.incrementingColumn = incrementingColumn;
    this.why = why;
  }

  /** Reading the whole table each time. */
  static TableMode bulk(String why) {
    return new TableMode(KsqlJdbcSourceConfig.MODE_BULK, List.of(), null, why);
  }

  /** The same mode for another reason. */
  TableMode because(String otherWhy) {
    return new TableMode(mode, timestampColumns, incrementingColumn, otherWhy);
  }

  String mode() {
    return mode;
  }

  boolean isBulk() {
    return mode.equals(KsqlJdbcSourceConfig.MODE_BULK);
  }

  List<String> timestampColumns() {
    return timestampColumns;
  }

  @Nullable String incrementingColumn() {
    return incrementingColumn;
  }

  /** All columns that it goes by. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(timestampColumns);
    if (incrementingColumn != null) {
      columns.add(incrementingColumn);
    }
    return columns;
  }

  String why() {
    return why;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TableMode
        && mode.equals(((TableMode) other).mode)
        && timestampColumns.equals(((TableMode) other).timestampColumns)
        && Objects.equals(incrementingColumn, ((TableMode) other).incrementingColumn)
        && why.equals(((TableMode) other).why);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mode, timestampColumns, incrementingColumn, why);
  }

  @Override
  public String toString() {
    List<String> columns = columns();
    return columns.isEmpty() ? mode : mode + " (" + String.join(", ", columns) + ")";
  }
}
