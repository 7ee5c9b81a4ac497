package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.DelegateFinder;
import dev.ksqlconnect.sinks.ColumnType;
import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.KsqlSinkConfig;
import dev.ksqlconnect.sinks.KsqlSinkConnector;
import dev.ksqlconnect.sinks.SinkPlan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * The JDBC sink that is given KSQL's streams and tables: a table's rows are inserted, updated and
 * deleted by their keys, a stream's records are inserted.
 */
public final class KsqlJdbcSinkConnector extends KsqlSinkConnector {
  static final String CONNECTION_URL = "connection.url";
  static final String PK_FIELDS = "pk.fields";

  static final String PK_MODE = "pk.mode";
  static final String RECORD_KEY = "record_key";
  static final String DELETE_ENABLED = "delete.enabled";

  private static final String INSERT_MODE = "insert.mode";
  private static final String FIELDS_WHITELIST = "fields.whitelist";
  private static final String QUOTE_IDENTIFIERS = "quote.sql.identifiers";
  private static final String TABLE_NAME_FORMAT = "table.name.format";

  private static final DelegateFinder<SinkConnector> FINDER =
      new DelegateFinder<>(
          SinkConnector.class,
          KsqlJdbcSinkConnector.class,
          "JDBC sink connector",
          "io.confluent.connect.jdbc.JdbcSinkConnector",
          "confluentinc/kafka-connect-jdbc");

  /** As the worker makes it. */
  public KsqlJdbcSinkConnector() {
    super(FINDER);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return KsqlJdbcSinkTask.class;
  }

  @Override
  protected void plan(SinkPlan plan) {
    String key =
        plan.given().has(KsqlSinkConfig.SOURCES) ? KsqlSinkConfig.SOURCES : KsqlSinkConfig.TOPICS;
    tableNames(plan);
    if (plan.topics().isEmpty()) {
      checkInsertMode(plan);
      return; // it is what the delegate would be
    }
    List<DescribedTopic> tables = plan.topics().tables();
    List<DescribedTopic> streams = plan.topics().streams();
    if (!tables.isEmpty() && !streams.isEmpty() && !plan.given().has(PK_MODE)) {
      plan.problem(
          String.format(
              "%s: %s is written by key, and %s is appended, which one JDBC sink cannot do both."
                  + " Make a connector for the tables and one for the streams",
              key, names(tables), names(streams)),
          key);
      return;
    }
    for (DescribedTopic topic : plan.topics().all()) {
      checkColumns(plan, topic, key);
    }
    if (!tables.isEmpty()) {
      byKey(plan, tables);
    } else if (!streams.isEmpty()) {
      plan.derive(INSERT_MODE, "insert", "a stream's records are appended");
      plan.derive(PK_MODE, "none", "a stream's records have no key of their own");
    }
    plan.derive("auto.create", "true", "a table that is missing is made");
    plan.derive("auto.evolve", "true", "a column that is missing is added");
    checkInsertMode(plan);
    plan.derive("trim.sensitive.log", "true", "else errors show the values of rows");
  }

  private static void byKey(SinkPlan plan, List<DescribedTopic> tables) {
    plan.derive(PK_MODE, RECORD_KEY, "a table's rows have the record's key for theirs");
    if (!plan.value(PK_MODE).equalsIgnoreCase(RECORD_KEY)) {
      return; // as the user wants it
    }
    plan.derive(INSERT_MODE, "upsert", "the last record of a key is the row");
    plan.derive(DELETE_ENABLED, "true", "a null is a row that is gone");
    Set<Set<String>> keys =
        tables.stream().map(table -> table.key().keySet()).collect(Collectors.toSet());
    if (keys.size() == 1) {
      plan.derive(
          PK_FIELDS, String.join(",", keys.iterator().next()), "the columns of the record's key");
    }
  }

  /** The delegate takes this, and then fails, or writes an update without a condition. */
  private static void checkInsertMode(SinkPlan plan) {
    String insertMode = plan.value(INSERT_MODE);
    boolean needsKey =
        insertMode.equalsIgnoreCase("upsert") || insertMode.equalsIgnoreCase("update");
    String pkMode = plan.value(PK_MODE);
    if (needsKey && (pkMode.isEmpty() || pkMode.equalsIgnoreCase("none"))) {
      plan.problem(
          String.format(
              "%s=%s needs a key: with %s=none no row is told from another, and an update overwrites"
                  + " all of them. Set %s and %s, or leave %s out",
              INSERT_MODE, insertMode, PK_MODE, PK_MODE, PK_FIELDS, INSERT_MODE),
          INSERT_MODE);
    }
  }

  /**
   * A dot in a topic's name would be read as one between a schema and a table; in quotes it is not.
   */
  private static void tableNames(SinkPlan plan) {
    String dotted =
        plan.topicNames().stream()
            .filter(topic -> topic.contains("."))
            .collect(Collectors.joining(", "));
    if (dotted.isEmpty() || plan.given().has(TABLE_NAME_FORMAT)) {
      return;
    }
    if (plan.value(QUOTE_IDENTIFIERS).equalsIgnoreCase("never")) {
      plan.problem(
          String.format(
              "%s=never and the dots of %s do not go together: they would be read as those between a"
                  + " schema and a table. Set %s to a table's name, or leave %s out",
              QUOTE_IDENTIFIERS, dotted, TABLE_NAME_FORMAT, QUOTE_IDENTIFIERS),
          QUOTE_IDENTIFIERS,
          TABLE_NAME_FORMAT);
      return;
    }
    String url = plan.value(CONNECTION_URL);
    String format =
        url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")
            ? "`${topic}`"
            : "\"${topic}\"";
    plan.derive(TABLE_NAME_FORMAT, format, "the dots in the topics' names are part of the tables'");
  }

  private static void checkColumns(SinkPlan plan, DescribedTopic topic, String key) {
    List<String> chosen = plan.given().list(FIELDS_WHITELIST);
    String nested =
        topic.value().entrySet().stream()
            .filter(column -> column.getValue().isNested())
            .filter(column -> chosen.isEmpty() || chosen.contains(column.getKey()))
            .map(column -> column.getKey() + " " + column.getValue())
            .collect(Collectors.joining(", "));
    if (!nested.isEmpty()) {
      plan.problem(
          String.format(
              "%s: %s has what no column of a database holds: %s. %s them apart in KSQL and name what"
                  + " comes of it",
              key, topic.shownName(), nested, orChoose(plan)),
          key);
    }
    if (topic.isTable() && topic.key().values().stream().anyMatch(ColumnType::isNested)) {
      plan.problem(
          String.format(
              "%s: the key of %s is %s, which no column of a database holds. Make a table in KSQL"
                  + " that is keyed by its parts, and name that one",
              key, topic.shownName(), topic.key()),
          key);
    }
  }

  /** The delegate has one list of columns for all topics, and counts a stream's key among them. */
  private static String orChoose(SinkPlan plan) {
    String flat =
        plan.topics().all().stream()
            .flatMap(
                topic ->
                    Stream.concat(
                        topic.isTable() ? Stream.empty() : topic.key().entrySet().stream(),
                        topic.value().entrySet().stream()))
            .filter(column -> !column.getValue().isNested())
            .map(Map.Entry::getKey)
            .distinct()
            .collect(Collectors.joining(","));
    return flat.isEmpty()
        ? "Take"
        : String.format("Name the columns to write with %s=%s, or take", FIELDS_WHITELIST, flat);
  }

  private static String names(List<DescribedTopic> topics) {
    return topics.stream().map(DescribedTopic::shownName).collect(Collectors.joining(", "));
  }

  @Override
  protected Map<String, UnaryOperator<String>> shownParts() {
    return Map.of(CONNECTION_URL, JdbcUrl::shown);
  }

  @Override
  protected Map<String, String> secretsApart(Map<String, String> config) {
    return DelegateConnection.apart(config);
  }

  @Override
  protected Map<String, String> secretsTogether(
      Map<String, String> taskConfig, Map<String, String> config) {
    return DelegateConnection.together(taskConfig, config);
  }

  @Override
  protected List<String> moreSecrets(Map<String, String> config) {
    return secretsOfUrl(config);
  }

  static List<String> secretsOfUrl(Map<String, String> config) {
    String url = config.get(CONNECTION_URL);
    return url == null ? List.of() : List.copyOf(JdbcUrl.parse(url).secrets());
  }
}
