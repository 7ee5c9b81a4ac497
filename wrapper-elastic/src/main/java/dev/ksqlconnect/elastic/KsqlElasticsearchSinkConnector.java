package dev.ksqlconnect.elastic;

import dev.ksqlconnect.delegate.DelegateFinder;
import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.KsqlSinkConnector;
import dev.ksqlconnect.sinks.SinkPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * The Elasticsearch sink that is given KSQL's streams and tables: a table's rows become documents
 * under their keys, which a null deletes; a stream's records become documents of their own.
 */
public final class KsqlElasticsearchSinkConnector extends KsqlSinkConnector {
  static final String KEY_IGNORE = "key.ignore";
  static final String TOPIC_KEY_IGNORE = "topic.key.ignore";

  private static final String SCHEMA_IGNORE = "schema.ignore";
  private static final String TOPIC_SCHEMA_IGNORE = "topic.schema.ignore";
  private static final String VALUE_CONVERTER = "value.converter";

  /** Converters that hand on a value as it is. */
  private static final List<String> RAW = List.of("StringConverter", "ByteArrayConverter");

  static final String ON_NULL = "behavior.on.null.values";
  private static final String ON_MALFORMED = "behavior.on.malformed.documents";
  private static final String DROP_INVALID = "drop.invalid.message";

  private static final Pattern USER_INFO = Pattern.compile("//([^/@,]+)@");
  private static final String CONNECTION_URL = "connection.url";

  private static final DelegateFinder<SinkConnector> FINDER =
      new DelegateFinder<>(
          SinkConnector.class,
          KsqlElasticsearchSinkConnector.class,
          "Elasticsearch sink connector",
          "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector",
          "confluentinc/kafka-connect-elasticsearch");

  /** As the worker makes it. */
  public KsqlElasticsearchSinkConnector() {
    super(FINDER);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return KsqlElasticsearchSinkTask.class;
  }

  @Override
  protected void plan(SinkPlan plan) {
    IndexNames.check(plan);
    if (!plan.topics().isEmpty()) {
      keys(plan);
      values(plan);
      errors(plan);
    }
  }

  private static void keys(SinkPlan plan) {
    List<DescribedTopic> tables = plan.topics().tables();
    List<DescribedTopic> streams = plan.topics().streams();
    if (Boolean.parseBoolean(plan.given().get(KEY_IGNORE))) {
      return; // as the user wants it
    }
    boolean allAreStreams = plan.topics().names().containsAll(plan.topicNames());
    if (tables.isEmpty()
        && allAreStreams
        && !plan.given().has(KEY_IGNORE)
        && !plan.given().has(TOPIC_KEY_IGNORE)) {
      plan.derive(
          KEY_IGNORE,
          "true",
          "a stream's records are documents of their own: topic+partition+offset");
    } else {
      plan.derive(KEY_IGNORE, "false", "a table's row is the document under its key");
      if (!streams.isEmpty() && !plan.given().has(KEY_IGNORE)) {
        plan.derive(
            TOPIC_KEY_IGNORE,
            streams.stream().map(DescribedTopic::topic).collect(Collectors.joining(",")),
            "a stream's records are documents of their own: topic+partition+offset");
      }
    }
    if (!tables.isEmpty()) {
      // Not "upsert": that merges what is nested, does not tell old from new when something is
      // written twice, and loses deletes (as seen on version 15.1.3).
      plan.derive(
          "write.method",
          "insert",
          "with a key it replaces the whole document, and none by an older one");
      plan.derive(ON_NULL, "delete", "a null is a table's row that is gone");
    }
  }

  private static void values(SinkPlan plan) {
    String converter = plan.given().get(VALUE_CONVERTER);
    if (RAW.stream().anyMatch(converter::endsWith)) {
      plan.problem(
          String.format(
              "%s is %s, which makes no objects with fields of the values, as documents have to be."
                  + " Leave it out",
              VALUE_CONVERTER, converter),
          VALUE_CONVERTER);
    }
    if (plan.given().has(TOPIC_SCHEMA_IGNORE)) {
      return;
    }
    boolean haveSchemas =
        plan.topics().all().stream().noneMatch(topic -> "JSON".equals(topic.valueFormat()));
    plan.derive(
        SCHEMA_IGNORE,
        String.valueOf(!haveSchemas),
        haveSchemas ? "the values bring their schemas" : "the values are JSON without a schema");
  }

  private static void errors(SinkPlan plan) {
    if (plan.given().get("errors.tolerance").equals("all")) {
      plan.derive(DROP_INVALID, "true", "errors.tolerance is all");
      plan.derive(ON_MALFORMED, "warn", "errors.tolerance is all");
    }
    if (plan.given().hasTransforms()) {
      plan.derive(
          "flush.synchronously", "true", "else no transform may change the topic of a record");
    }
    plan.derive(
        "max.retries", "10", "Elasticsearch may be away for a minute; the default is seconds");
  }

  @Override
  protected Map<String, UnaryOperator<String>> shownParts() {
    return Map.of(CONNECTION_URL, urls -> USER_INFO.matcher(urls).replaceAll("//"));
  }

  /** A user may stand in each of the URLs. */
  @Override
  protected List<String> moreSecrets(Map<String, String> config) {
    List<String> users = new ArrayList<>();
    Matcher userInfo = USER_INFO.matcher(config.getOrDefault(CONNECTION_URL, ""));
    while (userInfo.find()) {
      String user = userInfo.group(1);
      users.add(user);
      users.add(user.substring(user.indexOf(':') + 1));
    }
    return users;
  }
}
