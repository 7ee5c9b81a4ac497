package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.jdbc.SourcePlan.LeftOut;
import dev.ksqlconnect.jdbc.SourcePlan.TablePlan;
import dev.ksqlconnect.smt.KeyColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

/** Makes a {@link SourcePlan}: a pure function, of which each instance is one call. */
final class SourcePlanner {
  /** How often tables are looked for where the user does not say; the delegate's own is 60 s. */
  static final String FRESH_TABLE_POLL_MS = "10000";

  private static final String POLL_INTERVAL_MS = "poll.interval.ms";

  /**
   * A row arrives within about a second and a new table within ten, in place of 5 s and a minute.
   * Confluent's since 10.9 also waits, once it has found no row, for more rows or the whole linger
   * time, 5 s by its own default.
   */
  private static final Map<String, String> FRESH_DEFAULTS =
      Map.of(
          POLL_INTERVAL_MS,
          "1000",
          "poll.linger.ms",
          "100",
          "table.poll.interval.ms",
          FRESH_TABLE_POLL_MS);

  private static final String TOPIC_NAME_RULE =
      "a topic's name holds only letters, digits, '.', '_' and '-', and 249 of them at most";

  private static final int NAMES_LISTED = 20;

  private final KsqlJdbcSourceConfig config;
  private final DatabaseFacts facts;
  private final Map<TableName, String> modesSoFar;
  private final Set<String> delegateKeys;
  private final Map<String, String> given = new LinkedHashMap<>();
  private final Set<String> derived = new LinkedHashSet<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private SourcePlanner(
      KsqlJdbcSourceConfig config,
      DatabaseFacts facts,
      Map<TableName, String> modesSoFar,
      Set<String> delegateKeys) {
    this.delegateKeys = delegateKeys;
    this.config = config;
    this.facts = facts;
    this.modesSoFar = modesSoFar;
  }

  /**
   * Makes the plan.
   *
   * @param facts must describe every table that {@code config} chooses
   * @param modesSoFar the modes that tables have been read in before, as their offsets tell: a mode
   *     that was chosen once is kept, or rows would be read again or not at all
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
    given.putAll(config.passedOn());
    given.put(KsqlJdbcSourceConfig.CONNECTION_URL, config.url());
    if (config.getString(KsqlJdbcSourceConfig.TOPIC_PREFIX) == null) {
      derived.add(KsqlJdbcSourceConfig.TOPIC_PREFIX);
    }
    given.put(KsqlJdbcSourceConfig.TOPIC_PREFIX, config.topicPrefix());
    return config.hasQuery()
        ? ofQuery()
        : config.tableKeysSet().isEmpty() ? ofTables() : ofDelegatesTables();
  }

  private void derive(String key, String value) {
    if (config.delegates(key) == null && delegateKeys.contains(key)) {
      given.put(key, value);
      derived.add(key);
    }
  }

  /** The user's own statement: there is no table, so its mode and key are the user's, too. */
  private SourcePlan ofQuery() {
    checkAlone("query");
    String topic = config.topicPrefix();
    if (!isTopicName(topic)) {
      problems.add(
          new Problem(
              String.format(
                  "The topic's name would be '%s', but %s; set %s",
                  topic, TOPIC_NAME_RULE, KsqlJdbcSourceConfig.TOPIC_PREFIX),
              KsqlJdbcSourceConfig.TOPIC_PREFIX));
    }
    KeyColumns key = config.key();
    List<String> columns = key.of();
    if (!key.names().isEmpty()) {
      problems.add(
          new Problem(
              "With a query there are no tables to name; write just the columns, such as key=id",
              KsqlJdbcSourceConfig.KEY));
    }
    List<TablePlan> tables =
        columns == null
            ? List.of()
            : List.of(new TablePlan(new TableName(null, null, "query"), topic, columns, true));
    return done(usersMode("a query"), "set by the user", tables);
  }

  /** The user chooses tables with the delegate's keys. */
  private SourcePlan ofDelegatesTables() {
    String keys = String.join(", ", config.tableKeysSet());
    checkAlone(keys);
    checkModesColumns(facts.tables());
    return done(usersMode(keys), "set by the user", tablePlans(facts.tables()));
  }

  private void checkAlone(String keys) {
    if (!config.tables().areAll()) {
      problems.add(
          new Problem(
              String.format("Tables are chosen by %s or by tables; leave one of them out", keys),
              KsqlJdbcSourceConfig.TABLES));
    }
  }

  private String usersMode(String with) {
    if (config.mode().equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      problems.add(
          new Problem(
              String.format(
                  "With %s the mode is not derived; set mode to bulk, incrementing, timestamp or"
                      + " timestamp+incrementing, and the columns it needs",
                  with),
              KsqlJdbcSourceConfig.MODE));
    }
    return config.mode();
  }

  /** The wrapper chooses. */
  private SourcePlan ofTables() {
    checkPrefix();
    checkNames();
    List<TableFacts> chosen = readable();
    checkModesColumns(chosen);
    ModeChoice choice = ModeChoice.of(config, chosen, modesSoFar);
    if (choice.problem() != null) {
      problems.add(choice.problem());
    }
    ModeOption option = choice.option();
    List<TableFacts> fitting = new ArrayList<>();
    for (TableFacts table : chosen) {
      if (option.fits(table)) {
        fitting.add(table);
      } else {
        leftOut.add(new LeftOut(table.name(), option.whyNot(table)));
      }
    }
    chooseTables(fitting.stream().map(TableFacts::name).collect(Collectors.toList()));
    if (option.usesTimestamps()) {
      derive(ModeChoice.TIMESTAMP_COLUMN, String.join(",", option.timestampColumns()));
    }
    option
        .increasingInAll(fitting)
        .ifPresent(column -> derive(ModeChoice.INCREMENTING_COLUMN, column));
    return done(option.mode(), choice.why(), tablePlans(fitting));
  }

  /**
   * Tells the delegate which tables to read. Of one schema by their bare names, which every
   * delegate compares in the same way; of several with what stands before the name, which not all
   * spell alike (Confluent's leaves out PostgreSQL's catalog).
   */
  private void chooseTables(List<TableName> tables) {
    Set<List<Object>> schemas =
        tables.stream()
            .map(table -> Arrays.<Object>asList(table.catalog(), table.schema()))
            .collect(Collectors.toSet());
    boolean together = schemas.size() == 1;
    derive(
        KsqlJdbcSourceConfig.TABLE_WHITELIST,
        tables.stream()
            .map(table -> together ? table.name() : table.toString())
            .collect(Collectors.joining(",")));
    if (together) {
      TableName any = tables.get(0);
      if (any.catalog() != null) {
        derive("catalog.pattern", any.catalog());
      }
      if (any.schema() != null) {
        derive("schema.pattern", facts.asPattern(any.schema()));
      }
    }
  }

  /** Whether everything that was named is there. */
  private void checkNames() {
    for (TablePatterns.TablePattern pattern : config.tables().patterns()) {
      boolean found =
          facts.visible().stream()
              .anyMatch(table -> pattern.matches(table, facts.isInDefaultSchema(table)));
      if (!found) {
        problems.add(new Problem(unknown(pattern), KsqlJdbcSourceConfig.TABLES));
      }
    }
    if (facts.tables().isEmpty() && config.tables().areAll()) {
      problems.add(new Problem(nothingVisible(), KsqlJdbcSourceConfig.TABLES));
    }
  }

  private String unknown(TablePatterns.TablePattern pattern) {
    Optional<TableName> near =
        facts.visible().stream()
            .filter(table -> pattern.nearlyMatches(table, facts.isInDefaultSchema(table)))
            .findFirst();
    return String.format(
        "There is no table %s%s.%s%s",
        pattern,
        pattern.isExact() ? "" : " (no table's name matches)",
        near.map(table -> " Did you mean " + shortName(table) + "?").orElse(""),
        visibleNames());
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
    if (names.isEmpty()) {
      return " " + nothingVisible();
    }
    String listed = names.stream().limit(NAMES_LISTED).collect(Collectors.joining(", "));
    int more = names.size() - NAMES_LISTED;
    return " There are: " + listed + (more > 0 ? " and " + more + " more." : ".");
  }

  private String nothingVisible() {
    String schema = facts.defaultQualifier();
    return String.format(
        "No table is visible%s to the user that connects. Grant it SELECT on the tables, or name"
            + " those of another schema: tables=schema.*",
        schema == null ? "" : " in schema " + schema);
  }

  /** The chosen tables that a delegate can be told of, one for each topic. */
  private List<TableFacts> readable() {
    Map<String, TableFacts> byTopic = new TreeMap<>();
    List<TableFacts> readable = new ArrayList<>();
    List<TableFacts> inOrder = new ArrayList<>(facts.tables());
    // A table that comes later does not take the topic of one that is read.
    inOrder.sort(Comparator.comparing(table -> !modesSoFar.containsKey(table.name())));
    for (TableFacts table : inOrder) {
      String topic = topicOf(table.name());
      String why = unreadable(table.name(), topic);
      TableFacts other = byTopic.get(Topic.unifyCollisionChars(topic));
      if (why == null && other != null) {
        why =
            String.format(
                topic.equals(topicOf(other.name()))
                    ? "it would share topic %s with %s; read one of them with a connector of its own"
                    : "its topic, %s, differs from that of %s only in '.' and '_', which Kafka"
                        + " refuses; read one of them with a connector of its own",
                topic,
                other.name());
        problems.add(
            new Problem(
                String.format("Table %s: %s", table.name(), why), KsqlJdbcSourceConfig.TABLES));
      } else if (why != null && isNamed(table.name())) {
        problems.add(
            new Problem(
                String.format("Table %s: %s", table.name(), why), KsqlJdbcSourceConfig.TABLES));
      }
      if (why == null) {
        byTopic.put(Topic.unifyCollisionChars(topic), table);
        readable.add(table);
      } else {
        leftOut.add(new LeftOut(table.name(), why));
      }
    }
    readable.sort(Comparator.comparing(TableFacts::name));
    return readable;
  }

  private boolean isNamed(TableName table) {
    boolean inDefaultSchema = facts.isInDefaultSchema(table);
    return config.tables().patterns().stream()
        .anyMatch(pattern -> pattern.isExact() && pattern.matches(table, inDefaultSchema));
  }

  private static @Nullable String unreadable(TableName table, String topic) {
    String name = table.toString();
    if (name.indexOf(',') >= 0 || name.indexOf('"') >= 0 || !name.equals(name.trim())) {
      return "the delegate cannot be told of a name with a comma, a quote or a space at its ends";
    }
    return isTopicName(topic)
        ? null
        : String.format("its topic's name would be '%s', but %s", topic, TOPIC_NAME_RULE);
  }

  private void checkPrefix() {
    String prefix = config.topicPrefix();
    // A topic's name is checked as a whole; a letter makes one of the prefix alone.
    if (!isTopicName(prefix + "t")) {
      problems.add(
          new Problem(
              String.format(
                  "All topics' names would begin with '%s', but %s; set %s",
                  prefix, TOPIC_NAME_RULE, KsqlJdbcSourceConfig.TOPIC_PREFIX),
              KsqlJdbcSourceConfig.TOPIC_PREFIX));
    }
  }

  private static boolean isTopicName(String name) {
    try {
      Topic.validate(name);
      return true;
    } catch (InvalidTopicException e) {
      return false;
    }
  }

  private String topicOf(TableName table) {
    return config.topicPrefix() + table.name();
  }

  private List<TablePlan> tablePlans(List<TableFacts> tables) {
    KeyColumns users = config.key();
    checkKeyNames(users, tables);
    List<TablePlan> plans = new ArrayList<>();
    for (TableFacts table : tables) {
      TableName name = table.name();
      List<String> columns =
          users.of(name.toString(), name.qualifier() + "." + name.name(), name.name());
      if (columns == null) {
        plans.add(new TablePlan(name, topicOf(name), table.primaryKey(), false));
      } else {
        checkColumns(table, columns);
        plans.add(new TablePlan(name, topicOf(name), columns, true));
      }
    }
    return plans;
  }

  private void checkKeyNames(KeyColumns users, List<TableFacts> tables) {
    if (tables.isEmpty()) {
      return; // what is wrong with the tables is said already
    }
    for (String named : users.names()) {
      boolean found =
          tables.stream()
              .map(TableFacts::name)
              .anyMatch(
                  table ->
                      named.equals(table.name())
                          || named.equals(table.toString())
                          || named.equals(table.qualifier() + "." + table.name()));
      if (!found) {
        problems.add(
            new Problem(
                String.format(
                    "key names table %s, which is not read. Read are: %s.",
                    named,
                    tables.stream()
                        .map(table -> shortName(table.name()))
                        .limit(NAMES_LISTED)
                        .collect(Collectors.joining(", "))),
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
                  without.stream().limit(NAMES_LISTED).collect(Collectors.joining(", ")),
                  ModeChoice.INCREMENTING_COLUMN,
                  KsqlJdbcSourceConfig.TABLES),
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

  private void checkColumns(TableFacts table, List<String> columns) {
    for (String column : columns) {
      if (table.column(column).isPresent()) {
        continue;
      }
      List<String> names = names(table);
      String near =
          names.stream()
              .filter(name -> name.equalsIgnoreCase(column))
              .findFirst()
              .map(name -> "Did you mean " + name + "?")
              .orElse("There are: " + String.join(", ", names) + ".");
      problems.add(
          new Problem(
              String.format(
                  "Table %s has no column %s for its key. %s",
                  shortName(table.name()), column, near),
              KsqlJdbcSourceConfig.KEY));
    }
  }

  private SourcePlan done(String mode, String whyMode, List<TablePlan> tables) {
    given.put(KsqlJdbcSourceConfig.MODE, mode);
    // Whole tables are not read every second unless the user says so.
    FRESH_DEFAULTS.forEach(
        (key, value) -> {
          if (!(mode.equals(KsqlJdbcSourceConfig.MODE_BULK) && key.equals(POLL_INTERVAL_MS))) {
            derive(key, value);
          }
        });
    if (config.mode().equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      derived.add(KsqlJdbcSourceConfig.MODE);
    }
    return new SourcePlan(given, derived, mode, whyMode, tables, leftOut, problems);
  }
}
