package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses the mode of each table by its own metadata and what the user says. */
final class ModeChoice {
  static final String TIMESTAMP_COLUMN = "timestamp.column.name";
  static final String INCREMENTING_COLUMN = "incrementing.column.name";
  private static final String VALIDATE_NON_NULL = "validate.non.null";

  /** What a list of a delegate's columns cannot hold. */
  private static final Set<String> SEPARATORS = Set.of(",", "|", ":", "[", "]");

  private final DatabaseFacts facts;
  private final String wanted;
  private final List<String> usersTimestamps;
  private final @Nullable String usersIncrementing;
  private final boolean nullsAllowed;
  private final List<Pattern> timestampPatterns;
  private final Set<TableName> bulkNamed;
  private final Set<TableName> bulkAllowed;

  ModeChoice(KsqlJdbcSourceConfig config, DatabaseFacts facts) {
    this.facts = facts;
    wanted = config.mode();
    TablePatterns bulk = config.bulkTables();
    Predicate<TableName> needsNoSchema =
        table -> config.needsNoSchema(table, facts.isInDefaultSchema(table));
    bulkNamed = bulk.named(facts.visible(), needsNoSchema);
    bulkAllowed = bulk.select(facts.visible(), needsNoSchema);
    usersTimestamps = config.listOf(TIMESTAMP_COLUMN);
    usersIncrementing = config.delegates(INCREMENTING_COLUMN);
    nullsAllowed = "false".equalsIgnoreCase(config.delegates(VALIDATE_NON_NULL));
    timestampPatterns =
        config.timestampPatterns().stream().map(ModeChoice::regex).collect(Collectors.toList());
  }

  /** Names are compared without regard to case and to what stands between words. */
  private static Pattern regex(String pattern) {
    return Pattern.compile(
        Stream.of(plain(pattern).split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  private static String plain(String name) {
    return name.replaceAll("[_\\s-]", "").toLowerCase(Locale.ROOT);
  }

  /**
   * The mode of a table.
   *
   * @param soFar the mode it has been read in before, as its offset tells; null if it has not been.
   *     It is kept where that is possible, or rows would be read again or not at all.
   * @return empty if there is none; {@link #whyNone} says why
   */
  Optional<TableMode> of(TableFacts table, @Nullable String soFar) {
    if (!wanted.equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      return usersMode(table);
    }
    if (bulkNamed.contains(table.name())) {
      return Optional.of(TableMode.bulk("named in " + KsqlJdbcSourceConfig.BULK_TABLES));
    }
    List<TableMode> possible = possible(table);
    Optional<TableMode> asSoFar =
        possible.stream().filter(mode -> mode.mode().equals(soFar)).findFirst();
    if (asSoFar.isPresent() && !asSoFar.get().equals(possible.get(0))) {
      return asSoFar.map(mode -> mode.because("the mode it has been read in so far"));
    }
    if (!possible.isEmpty()) {
      return Optional.of(possible.get(0));
    }
    return bulkAllowed.contains(table.name())
        ? Optional.of(
            TableMode.bulk(
                "nothing tells its new rows, and "
                    + KsqlJdbcSourceConfig.BULK_TABLES
                    + " allows it"))
        : Optional.empty();
  }

  /** The modes that a table allows, bulk excepted, the best first. */
  private List<TableMode> possible(TableFacts table) {
    List<String> timestamps = timestamps(table, nullsAllowed);
    String incrementing = incrementing(table, nullsAllowed);
    List<TableMode> possible = new ArrayList<>();
    if (!timestamps.isEmpty() && incrementing != null) {
      possible.add(
          new TableMode(
              KsqlJdbcSourceConfig.MODE_TIMESTAMP_INCREMENTING,
              timestamps,
              incrementing,
              "it has the time of a row's last change and a number that is counted up"));
    }
    if (!timestamps.isEmpty()) {
      possible.add(
          new TableMode(
              KsqlJdbcSourceConfig.MODE_TIMESTAMP,
              timestamps,
              null,
              "it has the time of a row's last change"));
    }
    if (incrementing != null) {
      possible.add(
          new TableMode(
              KsqlJdbcSourceConfig.MODE_INCREMENTING,
              List.of(),
              incrementing,
              "it has a number that is counted up: its new rows are found, changes of old ones are"
                  + " not"));
    }
    return possible;
  }

  /** The mode is the user's; its columns are, too, or else the table's own. */
  private Optional<TableMode> usersMode(TableFacts table) {
    boolean byTimestamps = wanted.contains(KsqlJdbcSourceConfig.MODE_TIMESTAMP);
    boolean byNumber = wanted.contains(KsqlJdbcSourceConfig.MODE_INCREMENTING);
    // Whether a column that the user names may be null is for the delegate to say.
    List<String> timestamps = byTimestamps ? timestamps(table, true) : List.of();
    String incrementing = byNumber ? incrementing(table, true) : null;
    if ((byTimestamps && timestamps.isEmpty()) || (byNumber && incrementing == null)) {
      return Optional.empty();
    }
    return Optional.of(new TableMode(wanted, timestamps, incrementing, "set by the user"));
  }

  /** The user's columns, if the table has all of them, or else the first with a telling name. */
  private List<String> timestamps(TableFacts table, boolean usersMayBeNull) {
    if (!usersTimestamps.isEmpty()) {
      List<Optional<TableFacts.Column>> columns =
          usersTimestamps.stream().map(name -> find(table, name)).collect(Collectors.toList());
      boolean all = columns.stream().allMatch(Optional::isPresent);
      boolean oneIsSet =
          usersMayBeNull
              || columns.stream().flatMap(Optional::stream).anyMatch(c -> !c.isNullable());
      return all && oneIsSet
          ? columns.stream()
              .flatMap(Optional::stream)
              .map(TableFacts.Column::name)
              .collect(Collectors.toList())
          : List.of();
    }
    for (Pattern pattern : timestampPatterns) {
      Optional<String> column =
          first(
              table,
              c ->
                  c.isTimestamp()
                      && (nullsAllowed || !c.isNullable())
                      && pattern.matcher(plain(c.name())).matches());
      if (column.isPresent()) {
        return List.of(column.get());
      }
    }
    return List.of();
  }

  /** The user's column, or else, as the delegate, the first that the database counts up. */
  private @Nullable String incrementing(TableFacts table, boolean usersMayBeNull) {
    return usersIncrementing != null
        ? find(table, usersIncrementing)
            .filter(column -> usersMayBeNull || !column.isNullable())
            .map(TableFacts.Column::name)
            .orElse(null)
        : first(table, TableFacts.Column::isAutoIncrement)
            .flatMap(table::column)
            .filter(column -> nullsAllowed || !column.isNullable())
            .map(TableFacts.Column::name)
            .orElse(null);
  }

  private static Optional<String> first(TableFacts table, Predicate<TableFacts.Column> wanted) {
    return table.columns().stream()
        .filter(wanted)
        .map(TableFacts.Column::name)
        .filter(name -> SEPARATORS.stream().noneMatch(name::contains))
        .findFirst();
  }

  /** The column of a name, or else of the same but for its case. */
  private static Optional<TableFacts.Column> find(TableFacts table, String name) {
    return table
        .column(name)
        .or(
            () ->
                table.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst());
  }

  /** Why a table cannot be read, and what to do. */
  String whyNone(TableFacts table) {
    if (!wanted.equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      return whatIsNeeded();
    }
    TableName name = table.name();
    return String.format(
        "it has no NOT NULL timestamp that is called %s, and no NOT NULL column that %s. Name the"
            + " timestamp of a row's last change in %s, or add %s to %s to read it whole, again and"
            + " again; %s=false takes columns that may be null, as those of views are",
        usersTimestamps.isEmpty()
            ? "like one of " + KsqlJdbcSourceConfig.TIMESTAMP_PATTERNS
            : String.join(", ", usersTimestamps),
        usersIncrementing == null
            ? "the database counts up"
            : String.format("is called %s, as %s says", usersIncrementing, INCREMENTING_COLUMN),
        usersTimestamps.isEmpty() ? KsqlJdbcSourceConfig.TIMESTAMP_PATTERNS : TIMESTAMP_COLUMN,
        facts.isInDefaultSchema(name) ? name.name() : name.qualifier() + "." + name.name(),
        KsqlJdbcSourceConfig.BULK_TABLES,
        VALIDATE_NON_NULL);
  }

  /** What a table needs for the mode that the user has set, and what to do without. */
  String whatIsNeeded() {
    List<String> needed = new ArrayList<>();
    if (wanted.contains(KsqlJdbcSourceConfig.MODE_TIMESTAMP)) {
      needed.add(timestampNeeded());
    }
    if (wanted.contains(KsqlJdbcSourceConfig.MODE_INCREMENTING)) {
      needed.add(incrementingNeeded());
    }
    return String.format(
        "%1$s=%2$s needs %3$s. Leave %1$s out to have each table read in the mode it allows",
        KsqlJdbcSourceConfig.MODE, wanted, String.join(" and ", needed));
  }

  private String incrementingNeeded() {
    return usersIncrementing == null
        ? "a NOT NULL column that the database counts up, or its name in " + INCREMENTING_COLUMN
        : String.format("the column %s that %s names", usersIncrementing, INCREMENTING_COLUMN);
  }

  private String timestampNeeded() {
    return usersTimestamps.isEmpty()
        ? String.format(
            "a NOT NULL timestamp that is called like one of %s, or its name in %s",
            KsqlJdbcSourceConfig.TIMESTAMP_PATTERNS, TIMESTAMP_COLUMN)
        : String.format(
            "the columns %s that %s names", String.join(", ", usersTimestamps), TIMESTAMP_COLUMN);
  }
}
