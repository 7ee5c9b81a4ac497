package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.jdbc.DelegatePlanner.Reading;
import dev.ksqlconnect.jdbc.SourcePlan.DelegatePlan;
import dev.ksqlconnect.jdbc.SourcePlan.LeftOut;
import dev.ksqlconnect.jdbc.SourcePlan.TablePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a {@link SourcePlan}: a pure function, of which each instance is one call. */
final class SourcePlanner {
  private static final String USERS = "set by the user";
  private static final String TABLE_TYPES = "table.types";
  private static final int NAMES_LISTED = 20;

  private final KsqlJdbcSourceConfig config;
  private final DatabaseFacts facts;
  private final Map<TableName, String> modesSoFar;
  private final DelegatePlanner delegates;
  private final TopicNames topics;
  private final Set<String> exactNames;
  private final Set<String> namesInKey;
  private final Set<TableName> named;
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private SourcePlanner(
      KsqlJdbcSourceConfig config,
      DatabaseFacts facts,
      Map<TableName, String> modesSoFar,
      Set<String> delegateKeys) {
    this.config = config;
    this.facts = facts;
    this.modesSoFar = modesSoFar;
    delegates = new DelegatePlanner(config, facts, delegateKeys);
    topics = new TopicNames(config, facts);
    exactNames =
        facts.tables().stream()
            .flatMap(table -> spellings(table.name()).stream())
            .collect(Collectors.toSet());
    namesInKey = new LinkedHashSet<>(config.key().names());
    named = config.tables().named(facts.visible(), this::needsNoSchema);
  }

  /**
   * Makes the plan.
   *
   * @param facts must describe every table that {@code config} chooses
   * @param modesSoFar the modes that tables have been read in before, as their offsets tell
   * @param delegateKeys the keys the delegate knows; it is given no others that are not the user's
   */
  static SourcePlan plan(
      KsqlJdbcSourceConfig config,
      DatabaseFacts facts,
      Map<TableName, String> modesSoFar,
      Set<String> delegateKeys) {
    return new SourcePlanner(config, facts, modesSoFar, delegateKeys).plan();
  }

  private SourcePlan plan() {
    return config.hasQuery()
        ? ofQuery()
        : config.tableKeysSet().isEmpty() ? ofTables() : ofDelegatesTables();
  }

  /** The user's own statement: there is no table, so its mode and key are the user's, too. */
  private SourcePlan ofQuery() {
    DelegatePlan delegate = delegates.ofUsersKeys(config.mode(), 1);
    List<String> columns = config.key().of();
    List<TablePlan> tables =
        columns == null
            ? List.of()
            : List.of(
                new TablePlan(
                    new TableName(null, null, "query"),
                    config.topicPrefix(),
                    new TableMode(config.mode(), List.of(), null, USERS),
                    TableKey.ofUser(columns),
                    List.of(),
                    Map.of(),
                    delegate.name()));
    return new SourcePlan(List.of(delegate), tables, leftOut, problems);
  }

  /** The user chooses tables with the delegate's keys. */
  private SourcePlan ofDelegatesTables() {
    if (facts.tables().isEmpty()) {
      List<String> keys = config.tableKeysSet();
      problems.add(
          new Problem(
              String.format("No table is chosen by %s.%s", String.join(", ", keys), visibleNames()),
              keys.toArray(new String[0])));
    }
    checkModesColumns(facts.tables());
    String mode = config.mode();
    DelegatePlan delegate = delegates.ofUsersKeys(mode, Math.max(1, facts.tables().size()));
    checkKeyNames(facts.tables());
    List<TablePlan> tables = new ArrayList<>();
    for (TableFacts table : facts.tables()) {
      tables.add(
          tablePlan(
              table,
              config.topicPrefix() + table.name().name(),
              new TableMode(mode, List.of(), null, USERS),
              keyOf(table),
              delegate));
    }
    return new SourcePlan(List.of(delegate), tables, leftOut, problems);
  }

  /** The wrapper chooses. */
  private SourcePlan ofTables() {
    checkNames();
    checkUsersColumns();
    ModeChoice modes = new ModeChoice(config, facts);
    List<Reading> readings = new ArrayList<>();
    List<String> unfit = new ArrayList<>();
    for (TableFacts table : facts.tables()) {
      TableName name = table.name();
      if (table.columns().isEmpty()) {
        continue; // dropped while the database was read
      }
      Optional<TableMode> mode = modes.of(table, modesSoFar.get(name));
      if (!canBeTold(name)) {
        leaveOut(
            name,
            "the delegate cannot be told of a name with a comma, a quote or a space at its ends");
      } else if (topics.whyNot(name) != null) {
        leaveOut(name, String.valueOf(topics.whyNot(name)), keysOfTopics());
      } else if (mode.isEmpty()) {
        leaveOut(name, modes.whyNone(table), KsqlJdbcSourceConfig.MODE);
        unfit.add(shortName(name));
      } else {
        readings.add(new Reading(table, mode.get(), keyOf(table), topics.prefix(name)));
      }
    }
    checkUsersMode(unfit, modes);
    checkAnyIsLeft(readings);
    checkKeyNames(readings.stream().map(reading -> reading.table).collect(Collectors.toList()));
    List<TablePlan> tables = new ArrayList<>();
    Map<DelegatePlan, List<Reading>> plans = delegates.of(readings);
    plans.forEach(
        (delegate, some) ->
            some.forEach(
                reading ->
                    tables.add(
                        tablePlan(
                            reading.table,
                            topics.topic(reading.table.name()),
                            reading.mode,
                            reading.key,
                            delegate))));
    tables.sort(Comparator.comparing(TablePlan::table));
    return new SourcePlan(new ArrayList<>(plans.keySet()), tables, leftOut, problems);
  }

  /** What the user has said, beside the tables, that topics' names follow from. */
  private String[] keysOfTopics() {
    return config.namesTopicsByTable() || config.namesTopicsBySchema()
        ? new String[] {KsqlJdbcSourceConfig.TOPIC_NAMING}
        : new String[0];
  }

  private static boolean canBeTold(TableName table) {
    String name = table.toString();
    return name.chars().noneMatch(c -> c == ',' || c == '"' || c == '`')
        && name.equals(name.trim());
  }

  /** A table that the user has named is missed; of others it is enough to be told. */
  private void leaveOut(TableName table, String why, String... otherKeys) {
    leftOut.add(new LeftOut(table, why));
    boolean isToldOfAll =
        List.of(otherKeys).contains(KsqlJdbcSourceConfig.MODE)
            && !config.mode().equals(KsqlJdbcSourceConfig.MODE_AUTO);
    if (!isToldOfAll && named.contains(table)) {
      List<String> keys = new ArrayList<>(List.of(KsqlJdbcSourceConfig.TABLES));
      keys.addAll(List.of(otherKeys));
      problems.add(
          new Problem(
              String.format("Table %s: %s.", shortName(table), why), keys.toArray(new String[0])));
    }
  }

  /** Whoever sets a mode means it for all tables. */
  private void checkUsersMode(List<String> unfit, ModeChoice modes) {
    if (!unfit.isEmpty() && !config.mode().equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      problems.add(
          new Problem(
              String.format(
                  "%s, or set %s to those that have it. Without it are: %s.",
                  modes.whatIsNeeded(), KsqlJdbcSourceConfig.TABLES, listed(unfit)),
              KsqlJdbcSourceConfig.MODE));
    }
  }

  /** Whether what the user says of columns is true of any table. */
  private void checkUsersColumns() {
    for (String key : List.of(ModeChoice.TIMESTAMP_COLUMN, ModeChoice.INCREMENTING_COLUMN)) {
      for (String column : config.listOf(key)) {
        boolean found =
            facts.tables().stream()
                .anyMatch(table -> names(table).stream().anyMatch(column::equalsIgnoreCase));
        if (!found && !facts.tables().isEmpty()) {
          TableFacts first = facts.tables().get(0);
          problems.add(
              new Problem(
                  String.format(
                      "None of the tables has the column %s that %s names. %s has: %s.",
                      column, key, shortName(first.name()), listed(names(first))),
                  key));
        }
      }
    }
  }

  /** Whoever chooses tables by wildcards, or not at all, wants some of them. */
  private void checkAnyIsLeft(List<Reading> readings) {
    if (readings.isEmpty() && !facts.tables().isEmpty() && problems.isEmpty()) {
      LeftOut first = leftOut.get(0);
      problems.add(
          new Problem(
              String.format(
                  "None of the tables can be read. Of %d, the first is %s: %s.",
                  leftOut.size(), shortName(first.table()), first.why()),
              KsqlJdbcSourceConfig.TABLES,
              KsqlJdbcSourceConfig.MODE));
    }
  }

  /** Whether everything that was named is there, and something is left of it. */
  private void checkNames() {
    boolean allThere = true;
    for (TablePatterns.TablePattern pattern : config.tables().patterns()) {
      if (pattern.of(facts.visible(), this::needsNoSchema).isEmpty()) {
        allThere = false;
        problems.add(new Problem(unknown(pattern), KsqlJdbcSourceConfig.TABLES));
      }
    }
    if (allThere && facts.tables().isEmpty()) {
      problems.add(
          new Problem(
              facts.visible().stream().anyMatch(this::needsNoSchema)
                  ? "No table is left when those with '-' are taken out." + visibleNames()
                  : nothingVisible(),
              KsqlJdbcSourceConfig.TABLES));
    }
  }

  private boolean needsNoSchema(TableName table) {
    return config.needsNoSchema(table, facts.isInDefaultSchema(table));
  }

  private String unknown(TablePatterns.TablePattern pattern) {
    List<String> near =
        facts.visible().stream()
            .filter(table -> pattern.nearlyMatches(table, needsNoSchema(table)))
            .map(this::shortName)
            .collect(Collectors.toList());
    return String.format(
        "There is no table %s%s.%s%s%s",
        pattern,
        pattern.isExact() ? "" : " (no table's name matches)",
        near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?",
        visibleNames(),
        pattern.isExact() && config.delegates(TABLE_TYPES) == null
            ? " If it is a view, set " + TABLE_TYPES + "=TABLE,VIEW."
            : "");
  }

  private String shortName(TableName table) {
    return facts.isInDefaultSchema(table) ? table.name() : table.qualifier() + "." + table.name();
  }

  private String visibleNames() {
    List<String> names = new ArrayList<>();
    // Those of the default schema first: of some databases, many others are visible.
    for (TableName table : facts.visible()) {
      if (facts.isInDefaultSchema(table)) {
        names.add(shortName(table));
      }
    }
    for (TableName table : facts.visible()) {
      if (!facts.isInDefaultSchema(table)) {
        names.add(shortName(table));
      }
    }
    return names.isEmpty() ? " " + nothingVisible() : " There are: " + listed(names) + ".";
  }

  /** The first of them, and how many more there are. */
  private static String listed(List<String> names) {
    int more = names.size() - NAMES_LISTED;
    return names.stream().limit(NAMES_LISTED).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private String nothingVisible() {
    String schema = facts.defaultQualifier();
    return String.format(
        "No table is visible%s to the user that connects. Grant it SELECT on the tables, or name"
            + " those of another schema: tables=schema.*",
        schema == null ? "" : " in schema " + schema);
  }

  private TablePlan tablePlan(
      TableFacts table, String topic, TableMode mode, TableKey key, DelegatePlan delegate) {
    return new TablePlan(
        table.name(),
        topic,
        mode,
        key,
        table.columns().stream()
            .filter(column -> !column.isReadByAll())
            .map(TableFacts.Column::name)
            .collect(Collectors.toList()),
        isByBestFit(delegate) ? bestFit(table) : Map.of(),
        delegate.name());
  }

  private static boolean isByBestFit(DelegatePlan delegate) {
    return delegate.derived().contains(DelegatePlanner.NUMERIC_MAPPING);
  }

  private static Map<String, String> bestFit(TableFacts table) {
    Map<String, String> types = new HashMap<>();
    for (TableFacts.Column column : table.columns()) {
      types.put(column.name(), Objects.toString(column.bestFitType(), ""));
    }
    return types;
  }

  private TableKey keyOf(TableFacts table) {
    List<String> columns = config.key().of(nameInKey(table.name()).orElse(""));
    return columns == null
        ? TableKey.ofTable(table, config.takesUniqueKeys())
        : TableKey.ofUser(
            columns.stream()
                .map(column -> keyColumn(table, column))
                .distinct()
                .collect(Collectors.toList()));
  }

  /**
   * By which of its spellings the user names a table in {@code key}; a name that is no table's as
   * it is written may be one's but for its case.
   */
  private Optional<String> nameInKey(TableName table) {
    return spellings(table).stream()
        .filter(namesInKey::contains)
        .findFirst()
        .or(() -> namesInKey.stream().filter(name -> isNamedBy(name, table)).findFirst());
  }

  private boolean isNamedBy(String name, TableName table) {
    List<String> spellings = spellings(table);
    return exactNames.contains(name)
        ? spellings.contains(name)
        : spellings.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** A column as the database spells it, whose case is the only one that differs. */
  private String keyColumn(TableFacts table, String column) {
    if (table.column(column).isPresent()) {
      return column;
    }
    List<String> near =
        names(table).stream().filter(column::equalsIgnoreCase).collect(Collectors.toList());
    if (near.size() == 1) {
      return near.get(0);
    }
    problems.add(
        new Problem(
            String.format(
                "Table %s has no column %s for its key. There are: %s.",
                shortName(table.name()), column, String.join(", ", names(table))),
            KsqlJdbcSourceConfig.KEY));
    return column;
  }

  /** The most telling first. */
  private static List<String> spellings(TableName table) {
    return List.of(table.toString(), table.qualifier() + "." + table.name(), table.name());
  }

  private void checkKeyNames(List<TableFacts> tables) {
    if (tables.isEmpty()) {
      return; // what is wrong with the tables is said already
    }
    for (String named : namesInKey) {
      if (tables.stream().noneMatch(table -> isNamedBy(named, table.name()))) {
        problems.add(
            new Problem(
                String.format(
                    "key names table %s, which is not read. Read are: %s.",
                    named,
                    listed(
                        tables.stream()
                            .map(table -> shortName(table.name()))
                            .collect(Collectors.toList()))),
                KsqlJdbcSourceConfig.KEY));
      }
    }
  }

  /**
   * Whether the tables have the columns that the user's own mode goes by. The delegate finds that
   * out in its task, which then fails for all tables.
   */
  private void checkModesColumns(List<TableFacts> tables) {
    String mode = config.mode();
    if (mode.contains(KsqlJdbcSourceConfig.MODE_TIMESTAMP)) {
      tables.forEach(
          table ->
              checkNamed(
                  table, ModeChoice.TIMESTAMP_COLUMN, config.listOf(ModeChoice.TIMESTAMP_COLUMN)));
    }
    if (!mode.contains(KsqlJdbcSourceConfig.MODE_INCREMENTING)
        || config.delegates("incrementing.column.mapping") != null) {
      return;
    }
    List<String> named = config.listOf(ModeChoice.INCREMENTING_COLUMN);
    tables.forEach(table -> checkNamed(table, ModeChoice.INCREMENTING_COLUMN, named));
    List<String> without =
        tables.stream()
            .filter(table -> table.columns().stream().noneMatch(TableFacts.Column::isAutoIncrement))
            .map(table -> shortName(table.name()))
            .collect(Collectors.toList());
    if (named.isEmpty() && !without.isEmpty()) {
      problems.add(
          new Problem(
              String.format(
                  "mode=%s goes by a column that the database counts up, and these tables have none:"
                      + " %s. Name one with %s, or set %s to those that have one.",
                  mode,
                  listed(without),
                  ModeChoice.INCREMENTING_COLUMN,
                  String.join(", ", config.tableKeysSet())),
              KsqlJdbcSourceConfig.MODE));
    }
  }

  /** Not all delegates and databases tell upper from lower case here. */
  private void checkNamed(TableFacts table, String key, List<String> columns) {
    for (String column : columns) {
      if (table.columns().stream().noneMatch(c -> c.name().equalsIgnoreCase(column))) {
        problems.add(
            new Problem(
                String.format(
                    "Table %s has no column %s for %s. There are: %s.",
                    shortName(table.name()), column, key, String.join(", ", names(table))),
                key));
      }
    }
  }

  private static List<String> names(TableFacts table) {
    return table.columns().stream().map(TableFacts.Column::name).collect(Collectors.toList());
  }
}
