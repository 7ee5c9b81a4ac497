package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.smt.KeyColumns;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with a configuration's keys taken together, each of which may be right by itself;
 * and with those of the delegate's that the wrapper goes by. For this nothing has to be asked.
 */
final class Combinations {
  private static final String TRANSFORMS = "transforms";
  private static final String ANNOUNCE_TOPICS = "dev.ksqlconnect.smt.AnnounceTopics";
  private static final String TABLE_POLL_MS = "table.poll.interval.ms";

  /** Those of the wrapper's keys that count only where it chooses the tables. */
  private static final List<String> FOR_TABLES =
      List.of(
          KsqlJdbcSourceConfig.BULK_TABLES,
          KsqlJdbcSourceConfig.BULK_POLL_INTERVAL_MS,
          KsqlJdbcSourceConfig.TIMESTAMP_PATTERNS,
          KsqlJdbcSourceConfig.TOPIC_NAMING);

  /** The values that say no more than the key's not being set. */
  private static final Map<String, String> NOTHING =
      Map.of(
          KsqlJdbcSourceConfig.TOPIC_NAMING, KsqlJdbcSourceConfig.NAMING_AUTO,
          KsqlJdbcSourceConfig.KEY_FROM, KsqlJdbcSourceConfig.KEY_FROM_PRIMARY);

  private final KsqlJdbcSourceConfig config;
  private final List<Problem> problems = new ArrayList<>();

  private Combinations(KsqlJdbcSourceConfig config) {
    this.config = config;
  }

  /** What is wrong with a configuration whose keys are all right by themselves. */
  static List<Problem> problems(KsqlJdbcSourceConfig config) {
    Combinations combinations = new Combinations(config);
    combinations.checkIntervals();
    combinations.checkPrefix();
    List<String> choosing = config.querySet();
    if (choosing.isEmpty()) {
      choosing = config.tableKeysSet();
    } else {
      combinations.checkQuery(choosing.get(0));
    }
    if (choosing.isEmpty()) {
      combinations.checkBulk();
      combinations.checkMappings();
    } else {
      combinations.checkChosenBy(choosing);
    }
    combinations.checkTransforms();
    return combinations.problems;
  }

  private boolean isSet(String key) {
    String value = config.delegates(key);
    return value != null && !value.trim().equals(NOTHING.get(key));
  }

  /** A key with what the user has set it to. */
  private String seen(String key) {
    return key + "=" + config.delegates(key);
  }

  private void tell(Set<String> keys, String message) {
    problems.add(new Problem(message, keys.toArray(new String[0])));
  }

  private static Set<String> keys(List<String> some, String... more) {
    Set<String> keys = new LinkedHashSet<>(some);
    keys.addAll(List.of(more));
    return keys;
  }

  private static Set<String> keys(String... keys) {
    return keys(List.of(), keys);
  }

  private void checkIntervals() {
    for (String key : List.of(DelegatePlanner.POLL_INTERVAL_MS, TABLE_POLL_MS)) {
      String value = config.delegates(key);
      if (value != null && !value.trim().matches("\\d{1,9}")) {
        tell(
            keys(key),
            String.format(
                "%s is no number of milliseconds; write %s=%s, say",
                seen(key),
                key,
                key.equals(TABLE_POLL_MS) ? DelegatePlanner.FRESH_TABLE_POLL_MS : "1000"));
      }
    }
  }

  private void checkPrefix() {
    // With a query the prefix is the whole name; else a letter makes a name of the prefix alone.
    String prefix = config.topicPrefix();
    if (!TopicNames.isValid(config.hasQuery() ? prefix : prefix + "t")) {
      tell(
          keys(KsqlJdbcSourceConfig.TOPIC_PREFIX),
          String.format(
              config.hasQuery()
                  ? "The topic's name would be '%s', but %s; set %s"
                  : "All topics' names would begin with '%s', but %s; set %s",
              prefix,
              TopicNames.RULE,
              KsqlJdbcSourceConfig.TOPIC_PREFIX));
    }
  }

  /** There are no tables, and so nothing can be said of them. */
  private void checkQuery(String query) {
    KeyColumns key = config.key();
    if (!key.names().isEmpty()) {
      tell(
          keys(query, KsqlJdbcSourceConfig.KEY),
          String.format(
              "%s names a table, and with %s there is none; write just the columns, such as key=id",
              seen(KsqlJdbcSourceConfig.KEY), query));
    }
    List<String> withoutMeaning = new ArrayList<>(config.tableKeysSet());
    withoutMeaning.add(KsqlJdbcSourceConfig.KEY_FROM);
    for (String other : withoutMeaning) {
      if (isSet(other)) {
        tell(
            keys(query, other),
            String.format(
                "%s is for tables, and with %s there are none; leave one of them out",
                seen(other), query));
      }
    }
  }

  /**
   * Where the user's own statement or the delegate's keys say what is read, the wrapper's keys for
   * that say nothing.
   */
  private void checkChosenBy(List<String> choosing) {
    String by = String.join(", ", choosing);
    if (isSet(KsqlJdbcSourceConfig.TABLES)) {
      tell(
          keys(choosing, KsqlJdbcSourceConfig.TABLES),
          String.format(
              "%s chooses tables, and so does %s; leave one of them out",
              seen(KsqlJdbcSourceConfig.TABLES), by));
    }
    for (String key : FOR_TABLES) {
      if (isSet(key)) {
        tell(
            keys(choosing, key),
            String.format(
                "%s counts only for tables that are chosen by %s, and not by %s; leave one of them out",
                seen(key), KsqlJdbcSourceConfig.TABLES, by));
      }
    }
    if (config.mode().equals(KsqlJdbcSourceConfig.MODE_AUTO)) {
      tell(
          keys(choosing, KsqlJdbcSourceConfig.MODE),
          String.format(
              "With %s the mode is not derived; set mode to bulk, incrementing, timestamp or"
                  + " timestamp+incrementing, and the columns it needs",
              by));
    }
  }

  private void checkBulk() {
    String mode = config.mode();
    boolean isAuto = mode.equals(KsqlJdbcSourceConfig.MODE_AUTO);
    if (isSet(KsqlJdbcSourceConfig.BULK_TABLES) && !isAuto) {
      tell(
          keys(KsqlJdbcSourceConfig.BULK_TABLES, KsqlJdbcSourceConfig.MODE),
          String.format(
              "%s says what mode=auto may read whole, and here is %s; leave one of them out",
              seen(KsqlJdbcSourceConfig.BULK_TABLES), seen(KsqlJdbcSourceConfig.MODE)));
    } else if (isSet(KsqlJdbcSourceConfig.BULK_POLL_INTERVAL_MS)
        && !isSet(KsqlJdbcSourceConfig.BULK_TABLES)
        && !mode.equals(KsqlJdbcSourceConfig.MODE_BULK)) {
      tell(
          keys(
              KsqlJdbcSourceConfig.BULK_POLL_INTERVAL_MS,
              isAuto ? KsqlJdbcSourceConfig.BULK_TABLES : KsqlJdbcSourceConfig.MODE),
          String.format(
              "%s says how often whole tables are read, and none is; leave it out%s",
              seen(KsqlJdbcSourceConfig.BULK_POLL_INTERVAL_MS),
              isAuto ? ", or name such tables in " + KsqlJdbcSourceConfig.BULK_TABLES : ""));
    }
  }

  /** The delegate does not take these beside the keys that the wrapper chooses tables with. */
  private void checkMappings() {
    DelegatePlanner.MAPPINGS.forEach(
        (mapping, plain) -> {
          if (isSet(mapping)) {
            tell(
                keys(mapping),
                String.format(
                    "%s goes only with tables that are chosen by %s; choose them so, or name the column"
                        + " with %s, which counts in the tables that have it",
                    seen(mapping), KsqlJdbcSourceConfig.TABLE_INCLUDE_LIST, plain));
          }
        });
  }

  /**
   * Only the last transform sees records as they will be; so it has to be the one that announces.
   */
  private void checkTransforms() {
    List<String> transforms = config.transforms();
    if (transforms.isEmpty() || !config.announces()) {
      return;
    }
    String last = transforms.get(transforms.size() - 1);
    String type = config.delegates(TRANSFORMS + "." + last + ".type");
    boolean announces =
        type != null && (type.equals(ANNOUNCE_TOPICS) || type.equals("AnnounceTopics"));
    if (!announces) {
      tell(
          keys(TRANSFORMS),
          String.format(
              "What is announced is what the last transform makes of the records. Add AnnounceTopics"
                  + " behind the others: %s=%s,announce and %s.announce.type=%s; or set %s=false",
              TRANSFORMS,
              String.join(",", transforms),
              TRANSFORMS,
              ANNOUNCE_TOPICS,
              KsqlJdbcSourceConfig.ANNOUNCE));
    }
  }
}
