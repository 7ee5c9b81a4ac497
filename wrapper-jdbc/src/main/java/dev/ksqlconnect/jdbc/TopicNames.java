package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Which topic each table is written to, or why it cannot be written to any. The same tables always
 * get the same topics.
 */
final class TopicNames {
  static final String RULE =
      "a topic's name holds only letters, digits, '.', '_' and '-', and 249 of them at most";

  private final KsqlJdbcSourceConfig config;
  private final DatabaseFacts facts;
  private final Map<TableName, String> prefixes = new HashMap<>();
  private final Map<TableName, String> whyNot = new HashMap<>();

  /** The topics of all tables of a database that are chosen. */
  TopicNames(KsqlJdbcSourceConfig config, DatabaseFacts facts) {
    this.config = config;
    this.facts = facts;
    List<TableName> tables =
        facts.tables().stream().map(TableFacts::name).collect(Collectors.toList());
    Map<String, List<TableName>> byName =
        tables.stream().collect(Collectors.groupingBy(TableName::name));
    for (TableName table : tables) {
      boolean isOnlyOne = byName.getOrDefault(table.name(), List.of()).size() == 1;
      prefixes.put(table, prefix(table, isOnlyOne));
    }
    Map<String, TableName> taken = new HashMap<>();
    List<TableName> defaultFirst = new ArrayList<>(tables);
    defaultFirst.sort(
        Comparator.<TableName, Boolean>comparing(table -> !isInDefaultSchema(table))
            .thenComparing(Comparator.naturalOrder()));
    for (TableName table : defaultFirst) {
      String problem = problem(table, taken);
      if (problem != null) {
        whyNot.put(table, problem);
      } else {
        taken.put(Topic.unifyCollisionChars(topic(table)), table);
      }
    }
  }

  /**
   * What stands before a table's name. Not only the tables there are count, but what the user has
   * chosen: a topic is not to become another table's when that is made.
   */
  private String prefix(TableName table, boolean isOnlyOne) {
    boolean inDefaultSchema = isInDefaultSchema(table);
    boolean isUnambiguous =
        isOnlyOne
            && !config.choosesSchemasByWildcard()
            && !config
                .tables()
                .mayMeanNamesakes(table, config.needsNoSchema(table, inDefaultSchema));
    boolean bare =
        config.namesTopicsByTable()
            || table.qualifier() == null
            || (!config.namesTopicsBySchema() && (inDefaultSchema || isUnambiguous));
    return config.topicPrefix() + (bare ? "" : table.qualifier() + ".");
  }

  /** In a database without a default one, as of a URL that names none, no table is in it. */
  private boolean isInDefaultSchema(TableName table) {
    return facts.defaultQualifier() != null && facts.isInDefaultSchema(table);
  }

  private @Nullable String problem(TableName table, Map<String, TableName> taken) {
    String topic = topic(table);
    if (!isValid(topic)) {
      return String.format("its topic's name would be '%s', but %s", topic, RULE);
    }
    TableName other = taken.get(Topic.unifyCollisionChars(topic));
    if (other == null) {
      return null;
    }
    return topic.equals(topic(other))
        ? String.format(
            "it would share topic %s with %s; %sread one of them with a connector of its own",
            topic,
            other,
            config.namesTopicsByTable()
                ? String.format(
                    "leave %s=%s out, or ",
                    KsqlJdbcSourceConfig.TOPIC_NAMING, KsqlJdbcSourceConfig.NAMING_TABLE)
                : "")
        : String.format(
            "its topic, %s, differs from that of %s only in '.' and '_', which Kafka refuses; read"
                + " one of them with a connector of its own",
            topic, other);
  }

  /** What stands before the table's own name in its topic's. */
  String prefix(TableName table) {
    return prefixes.getOrDefault(table, config.topicPrefix());
  }

  String topic(TableName table) {
    return prefix(table) + table.name();
  }

  /** Why a table cannot be written to its topic; null if it can. */
  @Nullable String whyNot(TableName table) {
    return whyNot.get(table);
  }

  static boolean isValid(String topic) {
    try {
      Topic.validate(topic);
      return true;
    } catch (InvalidTopicException e) {
      return false;
    }
  }
}
