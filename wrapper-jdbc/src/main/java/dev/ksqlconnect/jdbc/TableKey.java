package dev.ksqlconnect.jdbc;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns that make up the key of a table's records, and where they are from. Immutable. */
final class TableKey {
  static final String PRIMARY_KEY = "primary key";
  private static final String UNIQUE_INDEX = "unique index";
  private static final String USERS = KsqlJdbcSourceConfig.KEY;

  private final List<String> columns;
  private final String from;

  private TableKey(List<String> columns, String from) {
    this.columns = List.copyOf(columns);
    this.from = from;
  }

  /** What the user names. */
  static TableKey ofUser(List<String> columns) {
    return new TableKey(columns, USERS);
  }

  /**
   * What the database says.
   *
   * @param orUnique whether a unique index serves where there is no primary key: the one of the
   *     fewest columns, none of which may be null
   */
  static TableKey ofTable(TableFacts table, boolean orUnique) {
    if (!table.primaryKey().isEmpty()) {
      return new TableKey(table.primaryKey(), PRIMARY_KEY);
    }
    if (!orUnique) {
      return new TableKey(List.of(), "the table has no primary key");
    }
    return table.uniqueIndexes().stream()
        .filter(index -> index.stream().allMatch(column -> isNeverNull(table, column)))
        .min(Comparator.comparingInt(List::size))
        .map(index -> new TableKey(index, UNIQUE_INDEX))
        .orElseGet(
            () ->
                new TableKey(
                    List.of(), "the table has no primary key, and no unique index without nulls"));
  }

  private static boolean isNeverNull(TableFacts table, String column) {
    return table.column(column).filter(found -> !found.isNullable()).isPresent();
  }

  /** In the key's order; empty for records without a key. */
  List<String> columns() {
    return columns;
  }

  /** Where the columns are from, in words. */
  String from() {
    return from;
  }

  /** Whether the user named the columns, and not the database. */
  boolean isUsers() {
    return from.equals(USERS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TableKey
        && columns.equals(((TableKey) other).columns)
        && from.equals(((TableKey) other).from);
  }

  @Override
  public int hashCode() {
    return Objects.hash(columns, from);
  }
}
