package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The mode that a connector reads its tables in, and why that one. */
final class ModeChoice {
  static final String TIMESTAMP_COLUMN = "timestamp.column.name";
  static final String INCREMENTING_COLUMN = "incrementing.column.name";

  private final ModeOption option;
  private final String why;
  private final @Nullable Problem problem;

  private ModeChoice(ModeOption option, String why, @Nullable Problem problem) {
    this.option = option;
    this.why = why;
    this.problem = problem;
  }

  ModeOption option() {
    return option;
  }

  String why() {
    return why;
  }

  /** What the user is told, where not all tables can be read so; null if they can. */
  @Nullable Problem problem() {
    return problem;
  }

  /**
   * Chooses.
   *
   * @param modesSoFar the modes that tables have been read in before
   */
  static ModeChoice of(
      KsqlJdbcSourceConfig config, List<TableFacts> tables, Map<TableName, String> modesSoFar) {
    List<String> timestamps = config.listOf(TIMESTAMP_COLUMN);
    String incrementing = config.delegates(INCREMENTING_COLUMN);
    String wanted = config.mode();
    List<ModeOption> all = ModeOption.of(tables, timestamps, incrementing);
    if (wanted.equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      return automatic(tables, all, modesSoFar);
    }
    boolean needsTimestamps =
        wanted.equals(KsqlJdbcSourceConfig.MODE_TIMESTAMP)
            || wanted.equals(KsqlJdbcSourceConfig.MODE_TIMESTAMP_INCREMENTING);
    if (!needsTimestamps || !timestamps.isEmpty()) {
      return new ModeChoice(
          ModeOption.trusted(wanted, timestamps, incrementing), "set by the user", null);
    }
    return timestampsFor(wanted, tables, all, incrementing);
  }

  private static ModeChoice automatic(
      List<TableFacts> tables, List<ModeOption> all, Map<TableName, String> modesSoFar) {
    String soFar = modeSoFar(tables, modesSoFar);
    ModeOption best = bestFor(tables, all);
    boolean fitsAll = tables.stream().allMatch(best::fits);
    List<ModeOption> asSoFar = new ArrayList<>(all);
    asSoFar.removeIf(option -> !option.mode().equals(soFar));
    if (!asSoFar.isEmpty() && !(fitsAll && best.mode().equals(soFar))) {
      // Those that are read go on being read, however many others come.
      List<TableFacts> read =
          tables.stream()
              .filter(table -> modesSoFar.containsKey(table.name()))
              .collect(Collectors.toList());
      long most = mostFitting(read, asSoFar);
      asSoFar.removeIf(option -> read.stream().filter(option::fits).count() < most);
      return new ModeChoice(
          bestFor(tables, asSoFar), "the mode the tables have been read in so far", null);
    }
    if (fitsAll) {
      return new ModeChoice(best, "the best that all tables allow", null);
    }
    String message =
        "No mode but bulk fits all tables. They allow: "
            + allowed(tables, all)
            + ". Set tables to those with a mode in common and read the others with another"
            + " connector, or name the column of the last change with "
            + TIMESTAMP_COLUMN
            + ", or set mode=bulk to read every table whole, again and again.";
    return new ModeChoice(
        best, "the one that most tables allow", new Problem(message, KsqlJdbcSourceConfig.MODE));
  }

  /** The user has set the mode, but not the columns that it goes by. */
  private static ModeChoice timestampsFor(
      String mode, List<TableFacts> tables, List<ModeOption> all, @Nullable String incrementing) {
    List<ModeOption> options =
        all.stream()
            .filter(o -> o.mode().equals(KsqlJdbcSourceConfig.MODE_TIMESTAMP))
            .collect(Collectors.toList());
    ModeOption best = options.isEmpty() ? null : bestFor(tables, options);
    if (best != null && tables.stream().allMatch(best::fits)) {
      return new ModeChoice(
          ModeOption.trusted(mode, best.timestampColumns(), incrementing), "set by the user", null);
    }
    String message =
        "Not all tables have a NOT NULL timestamp of one name that tells their rows' last change,"
            + " which mode "
            + mode
            + " goes by. They allow: "
            + allowed(tables, all)
            + ". Name the column with "
            + TIMESTAMP_COLUMN
            + ", or set tables to those that have it, or another mode.";
    return new ModeChoice(
        best == null ? bestFor(tables, all) : best,
        "set by the user",
        new Problem(message, KsqlJdbcSourceConfig.MODE, TIMESTAMP_COLUMN));
  }

  private static long mostFitting(List<TableFacts> tables, List<ModeOption> options) {
    return options.stream()
        .mapToLong(option -> tables.stream().filter(option::fits).count())
        .max()
        .orElse(0);
  }

  private static ModeOption bestFor(List<TableFacts> tables, List<ModeOption> options) {
    // Of those that fit as many tables, max() takes the first, which is the best.
    return options.stream()
        .max(Comparator.comparingLong(option -> tables.stream().filter(option::fits).count()))
        .orElseThrow();
  }

  /** The mode most of the tables have been read in; null if none has been read. */
  private static @Nullable String modeSoFar(
      List<TableFacts> tables, Map<TableName, String> modesSoFar) {
    Map<String, Long> counts =
        tables.stream()
            .map(table -> modesSoFar.get(table.name()))
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(mode -> mode, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private static String allowed(List<TableFacts> tables, List<ModeOption> options) {
    return tables.stream()
        .map(table -> table.name().name() + ": " + allowed(table, options))
        .collect(Collectors.joining("; "));
  }

  private static String allowed(TableFacts table, List<ModeOption> options) {
    List<String> modes = new ArrayList<>();
    for (ModeOption option : options) {
      if (option.fits(table)) {
        modes.add(option.describe(table));
      }
    }
    modes.add(ModeOption.bulk().mode());
    return String.join(", ", modes);
  }
}
