package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way to find a table's new and changed rows: the delegate's mode, with the timestamp columns
 * where it goes by those, and the increasing column where it goes by that.
 */
final class ModeOption {
  /** What a column with the time of a row's last change is commonly called, the commonest first. */
  private static final List<String> LAST_CHANGE_NAMES =
      List.of(
          "updated_at",
          "modified_at",
          "changed_at",
          "last_updated",
          "last_modified",
          "last_update",
          "last_updated_at",
          "last_modified_at",
          "updated",
          "modified",
          "update_time",
          "modified_time",
          "modified_date",
          "updated_date",
          "update_ts",
          "row_updated_at");

  private final String mode;
  private final List<String> timestampColumns;
  private final @Nullable String incrementingColumn;
  private final boolean trusted;

  private ModeOption(
      String mode,
      List<String> timestampColumns,
      @Nullable String incrementingColumn,
      boolean trusted) {
    this.mode = mode;
    this.timestampColumns = timestampColumns;
    this.incrementingColumn = incrementingColumn;
    this.trusted = trusted;
  }

  /**
   * All options that some of the tables allow, the best first.
   *
   * @param userTimestamps the timestamp columns the user has named; empty for none
   * @param userIncrementing the increasing column the user has named; null for each table's own
   */
  static List<ModeOption> of(
      List<TableFacts> tables, List<String> userTimestamps, @Nullable String userIncrementing) {
    Set<List<String>> timestamps = new LinkedHashSet<>();
    if (userTimestamps.isEmpty()) {
      for (String common : LAST_CHANGE_NAMES) {
        for (TableFacts table : tables) {
          lastChange(table, common).ifPresent(column -> timestamps.add(List.of(column.name())));
        }
      }
    } else {
      timestamps.add(userTimestamps);
    }
    List<ModeOption> options = new ArrayList<>();
    for (List<String> columns : timestamps) {
      options.add(
          new ModeOption(
              KsqlJdbcSourceConfig.MODE_TIMESTAMP_INCREMENTING, columns, userIncrementing, false));
    }
    for (List<String> columns : timestamps) {
      options.add(new ModeOption(KsqlJdbcSourceConfig.MODE_TIMESTAMP, columns, null, false));
    }
    options.add(
        new ModeOption(KsqlJdbcSourceConfig.MODE_INCREMENTING, List.of(), userIncrementing, false));
    return options;
  }

  /**
   * What the user says, columns and all: whether the tables allow it is for the delegate to say.
   */
  static ModeOption trusted(
      String mode, List<String> userTimestamps, @Nullable String userIncrementing) {
    return new ModeOption(mode, userTimestamps, userIncrementing, true);
  }

  /** Reading everything each time, which every table allows. */
  static ModeOption bulk() {
    return new ModeOption(KsqlJdbcSourceConfig.MODE_BULK, List.of(), null, true);
  }

  private static Optional<TableFacts.Column> lastChange(TableFacts table, String commonName) {
    return table.columns().stream()
        .filter(column -> column.isTimestamp() && !column.isNullable())
        .filter(column -> plain(column.name()).equals(plain(commonName)))
        .findFirst();
  }

  private static String plain(String name) {
    return name.replaceAll("[_\\s-]", "").toLowerCase(Locale.ROOT);
  }

  /** Whether a table's rows can be found so. */
  boolean fits(TableFacts table) {
    return trusted
        || ((!usesTimestamps() || timestampsFit(table))
            && (!usesIncrementing() || increasing(table).isPresent()));
  }

  /** Why a table's rows cannot be found so, and what to do. */
  String whyNot(TableFacts table) {
    List<String> needs = new ArrayList<>();
    if (usesTimestamps()) {
      needs.add("the column " + String.join(", ", timestampColumns) + " with NOT NULL");
    }
    if (usesIncrementing()) {
      needs.add("a NOT NULL column that the database counts up");
    }
    return String.format(
        "the connector's mode, %s, needs %s; read %s with a connector of its own",
        mode, String.join(" and ", needs), table.name().name());
  }

  private boolean timestampsFit(TableFacts table) {
    boolean oneIsSet = false;
    for (String name : timestampColumns) {
      Optional<TableFacts.Column> column = table.column(name);
      if (column.isEmpty()) {
        return false;
      }
      oneIsSet |= !column.get().isNullable();
    }
    return oneIsSet;
  }

  /** The increasing column of a table: as the delegate, the first that the database counts up. */
  Optional<String> increasing(TableFacts table) {
    return table.columns().stream()
        .filter(
            column ->
                incrementingColumn == null
                    ? column.isAutoIncrement()
                    : column.name().equals(incrementingColumn))
        .findFirst()
        .filter(column -> !column.isNullable())
        .map(TableFacts.Column::name);
  }

  /** The increasing column, where it is the same in all; elsewhere the delegate finds each's. */
  Optional<String> increasingInAll(List<TableFacts> tables) {
    if (!usesIncrementing()) {
      return Optional.empty();
    }
    Set<Optional<String>> columns =
        tables.stream().map(this::increasing).collect(Collectors.toSet());
    return columns.size() == 1 ? columns.iterator().next() : Optional.empty();
  }

  String mode() {
    return mode;
  }

  List<String> timestampColumns() {
    return timestampColumns;
  }

  boolean usesTimestamps() {
    return !timestampColumns.isEmpty();
  }

  boolean usesIncrementing() {
    return mode.equals(KsqlJdbcSourceConfig.MODE_INCREMENTING)
        || mode.equals(KsqlJdbcSourceConfig.MODE_TIMESTAMP_INCREMENTING);
  }

  /** The mode and the columns it goes by in a table, in words. */
  String describe(TableFacts table) {
    List<String> columns = new ArrayList<>(timestampColumns);
    if (usesIncrementing()) {
      increasing(table).ifPresent(columns::add);
    }
    return columns.isEmpty() ? mode : mode + " (" + String.join(", ", columns) + ")";
  }
}
