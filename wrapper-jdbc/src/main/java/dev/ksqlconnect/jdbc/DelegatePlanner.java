package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.jdbc.SourcePlan.DelegatePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Divides tables among delegates and says what each is given: tables go together that one
 * configuration of the delegate's can describe.
 *
 * <p>Where it can be, a delegate is given the keys that all releases of it know, which name tables
 * and columns exactly. Those since Confluent's 10.9 name columns for each table; they are used only
 * where tables of one mode go by columns of different names, and the delegate knows them.
 */
final class DelegatePlanner {
  static final String POLL_INTERVAL_MS = "poll.interval.ms";

  /** How often tables are looked for where the user does not say; the delegate's own is 60 s. */
  static final String FRESH_TABLE_POLL_MS = "10000";

  static final String NUMERIC_MAPPING = "numeric.mapping";
  private static final String NUMERIC_PRECISION_MAPPING = "numeric.precision.mapping";
  private static final String TIMESTAMP_MAPPING = "timestamp.columns.mapping";
  private static final String INCREMENTING_MAPPING = "incrementing.column.mapping";

  /** The delegate's newer keys for columns, with the ones that all releases know. */
  static final Map<String, String> MAPPINGS =
      Map.of(
          TIMESTAMP_MAPPING, ModeChoice.TIMESTAMP_COLUMN,
          INCREMENTING_MAPPING, ModeChoice.INCREMENTING_COLUMN);

  /**
   * A row arrives within about a second and a new table within ten, in place of 5 s and a minute.
   * Confluent's since 10.9 also waits, once it has found no row, for more rows or the whole linger
   * time, 5 s by its own default. While a delegate does not know its tables yet, it makes whoever
   * asks for tasks wait, 10 s by its own default; Connect asks where nothing may wait, and is told
   * once the tables are known.
   */
  private static final Map<String, String> FRESH_DEFAULTS =
      Map.of(
          POLL_INTERVAL_MS,
          "1000",
          "poll.linger.ms",
          "100",
          "table.poll.interval.ms",
          FRESH_TABLE_POLL_MS,
          "table.monitoring.startup.polling.limit.ms",
          "500");

  private final KsqlJdbcSourceConfig config;
  private final DatabaseFacts facts;
  private final Set<String> delegateKeys;

  /**
   * A planner.
   *
   * @param delegateKeys the keys the delegate knows; it is given no others that are not the user's
   */
  DelegatePlanner(KsqlJdbcSourceConfig config, DatabaseFacts facts, Set<String> delegateKeys) {
    this.config = config;
    this.facts = facts;
    this.delegateKeys = delegateKeys;
  }

  /** A table with what decides which others it goes together with. */
  static final class Reading {
    final TableFacts table;
    final TableMode mode;
    final TableKey key;
    final String topicPrefix;

    Reading(TableFacts table, TableMode mode, TableKey key, String topicPrefix) {
      this.table = table;
      this.mode = mode;
      this.key = key;
      this.topicPrefix = topicPrefix;
    }
  }

  /** The one delegate that reads what the user tells it with its own keys. */
  DelegatePlan ofUsersKeys(String mode, int tables) {
    Given given = new Given(mode, config.topicPrefix());
    // Whole tables are not read every second unless the user says so.
    given.deriveFresh(!mode.equals(KsqlJdbcSourceConfig.MODE_BULK));
    return given.done(mode, tables);
  }

  /** The delegates, each with what it reads. */
  Map<DelegatePlan, List<Reading>> of(List<Reading> tables) {
    Map<String, List<Reading>> groups = new TreeMap<>();
    for (Reading reading : tables) {
      groups.computeIfAbsent(group(reading), g -> new ArrayList<>()).add(reading);
    }
    Map<DelegatePlan, List<Reading>> delegates = new LinkedHashMap<>();
    groups.forEach(
        (name, group) -> {
          if (haveColumnsInCommon(group)) {
            delegates.put(plan(name, group, false), group);
          } else if (canMapColumns()) {
            delegates.put(plan(name, group, true), group);
          } else {
            group.stream()
                .collect(
                    Collectors.groupingBy(this::columnsGroup, TreeMap::new, Collectors.toList()))
                .forEach(
                    (columns, some) ->
                        delegates.put(plan(name + " (" + columns + ")", some, false), some));
          }
        });
    return delegates;
  }

  /** What a delegate has one of for all its tables, as its name. */
  private String group(Reading reading) {
    TableName table = reading.table.name();
    String of =
        Stream.of(table.catalog(), table.schema())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    return reading.mode.mode()
        + (of.isEmpty() ? "" : " of " + of)
        + (reading.topicPrefix.equals(config.topicPrefix()) ? "" : " to " + reading.topicPrefix)
        + (derivesBestFit() && !fitsPrimitives(reading) ? " with decimals" : "");
  }

  /** Whether it is left to the wrapper what becomes of numbers. */
  private boolean derivesBestFit() {
    return config.delegates(NUMERIC_MAPPING) == null
        && config.delegates(NUMERIC_PRECISION_MAPPING) == null
        && delegateKeys.contains(NUMERIC_MAPPING);
  }

  /**
   * Whether all numbers of a table can be integers and doubles without a loss. Those of a key are
   * compared, for which a double is no good.
   */
  private static boolean fitsPrimitives(Reading reading) {
    return reading.table.columns().stream()
        .filter(TableFacts.Column::isNumeric)
        .allMatch(
            column ->
                column.fitsPrimitive()
                    && !(column.isFraction() && reading.key.columns().contains(column.name())));
  }

  private boolean haveColumnsInCommon(List<Reading> group) {
    // A delegate that cannot be told finds the increasing column of each table by itself.
    return areEqual(group, reading -> reading.mode.timestampColumns())
        && (!canMapColumns() || areEqual(group, reading -> reading.mode.incrementingColumn()));
  }

  private String columnsGroup(Reading reading) {
    return String.join(", ", reading.mode.timestampColumns());
  }

  private static boolean areEqual(
      List<Reading> group, Function<Reading, @Nullable Object> property) {
    Object first = property.apply(group.get(0));
    return group.stream().allMatch(reading -> Objects.equals(property.apply(reading), first));
  }

  private boolean canMapColumns() {
    return config.delegates(ModeChoice.INCREMENTING_COLUMN) == null
        && config.delegates(ModeChoice.TIMESTAMP_COLUMN) == null
        && delegateKeys.containsAll(
            List.of(
                KsqlJdbcSourceConfig.TABLE_INCLUDE_LIST, TIMESTAMP_MAPPING, INCREMENTING_MAPPING));
  }

  private DelegatePlan plan(String name, List<Reading> group, boolean mapsColumns) {
    Reading any = group.get(0);
    Given given = new Given(any.mode.mode(), any.topicPrefix);
    TableName table = any.table.name();
    // All are of one schema, so that the names alone will do, which every delegate compares in the
    // same way; what stands before them not all spell alike (Confluent's leaves out PostgreSQL's
    // catalog).
    if (table.catalog() != null) {
      given.narrow("catalog.pattern", table.catalog());
    }
    if (table.schema() != null) {
      given.narrow("schema.pattern", facts.asPattern(table.schema()));
    }
    if (mapsColumns) {
      given.derive(KsqlJdbcSourceConfig.TABLE_INCLUDE_LIST, regex(group));
      if (!any.mode.timestampColumns().isEmpty()) {
        given.derive(
            TIMESTAMP_MAPPING,
            mapping(group, mode -> "[" + String.join("|", mode.timestampColumns()) + "]"));
      }
      if (any.mode.incrementingColumn() != null) {
        given.derive(
            INCREMENTING_MAPPING,
            mapping(group, mode -> String.valueOf(mode.incrementingColumn())));
      }
    } else {
      given.derive(
          KsqlJdbcSourceConfig.TABLE_WHITELIST,
          group.stream()
              .map(reading -> reading.table.name().name())
              .collect(Collectors.joining(",")));
      if (!any.mode.timestampColumns().isEmpty()) {
        given.spell(ModeChoice.TIMESTAMP_COLUMN, String.join(",", any.mode.timestampColumns()));
      }
      String incrementing = any.mode.incrementingColumn();
      if (incrementing != null && areEqual(group, reading -> reading.mode.incrementingColumn())) {
        given.spell(ModeChoice.INCREMENTING_COLUMN, incrementing);
      }
    }
    if (derivesBestFit() && fitsPrimitives(any)) {
      given.derive(NUMERIC_MAPPING, "best_fit");
    }
    if (any.mode.isBulk() && !isUsersBulk()) {
      given.override(
          POLL_INTERVAL_MS,
          String.valueOf(config.getLong(KsqlJdbcSourceConfig.BULK_POLL_INTERVAL_MS)));
    }
    given.deriveFresh(true);
    return given.done(name, group.size());
  }

  /** Whether the user wants all tables read whole, as often as the user says. */
  private boolean isUsersBulk() {
    return config.mode().equals(KsqlJdbcSourceConfig.MODE_BULK)
        && config.delegates(POLL_INTERVAL_MS) != null;
  }

  /**
   * One expression for all: the delegate matches each expression with each table, every time. It
   * holds no colon, which the delegate takes for what stands between tables and columns.
   */
  private static String regex(List<Reading> group) {
    TableName any = group.get(0).table.name();
    return Stream.of(any.catalog(), any.schema())
            .filter(Objects::nonNull)
            .map(part -> "(" + quoted(part) + "\\.)?")
            .collect(Collectors.joining())
        + group.stream()
            .map(reading -> quoted(reading.table.name().name()))
            .collect(Collectors.joining("|", "(", ")"));
  }

  private static String quoted(String name) {
    return Stream.of(name.split(":", -1)).map(Pattern::quote).collect(Collectors.joining("\\x3A"));
  }

  private static String mapping(List<Reading> group, Function<TableMode, String> columns) {
    return group.stream()
        .collect(
            Collectors.groupingBy(
                reading -> columns.apply(reading.mode), TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> regex(entry.getValue()) + ":" + entry.getKey())
        .collect(Collectors.joining(","));
  }

  /** What a delegate is given. */
  private final class Given {
    private final Map<String, String> given = new LinkedHashMap<>(config.passedOn());
    private final Set<String> derived = new LinkedHashSet<>();

    Given(String mode, String topicPrefix) {
      given.put(KsqlJdbcSourceConfig.CONNECTION_URL, config.url());
      given.put(KsqlJdbcSourceConfig.TOPIC_PREFIX, topicPrefix);
      if (!topicPrefix.equals(config.getString(KsqlJdbcSourceConfig.TOPIC_PREFIX))) {
        derived.add(KsqlJdbcSourceConfig.TOPIC_PREFIX);
      }
      given.put(KsqlJdbcSourceConfig.MODE, mode);
      if (!mode.equals(config.mode())) {
        derived.add(KsqlJdbcSourceConfig.MODE);
      }
    }

    /** Sets what the user has not. */
    void derive(String key, String value) {
      if (config.delegates(key) == null) {
        override(key, value);
      }
    }

    /**
     * The same; also where the user's pattern fits other schemas, which have their own delegates.
     */
    void narrow(String key, String pattern) {
      if (config.choosesSchemasByWildcard()) {
        override(key, pattern);
      } else {
        derive(key, pattern);
      }
    }

    /** Sets what the user has not, and spells what the user has set as the database does. */
    void spell(String key, String value) {
      String users = config.delegates(key);
      if (users == null || !String.join(",", config.listOf(key)).equals(value)) {
        override(key, value);
      }
    }

    void override(String key, String value) {
      if (delegateKeys.contains(key)) {
        given.put(key, value);
        derived.add(key);
      }
    }

    void deriveFresh(boolean rows) {
      FRESH_DEFAULTS.forEach(
          (key, value) -> {
            if (!derived.contains(key) && (rows || !key.equals(POLL_INTERVAL_MS))) {
              derive(key, value);
            }
          });
    }

    DelegatePlan done(String name, int tables) {
      return new DelegatePlan(name, given, derived, tables);
    }
  }
}
