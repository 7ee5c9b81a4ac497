package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.KnownConverter;
import dev.ksqlconnect.ddl.SourcesException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is filled in on a sink's submission. Connect has to find the topics and the converters in
 * the configuration; what the topics hold stands there as well, so that a worker without ksqlDB
 * starts the connector all the same. Thread-safe.
 */
public final class SinkCompletion {
  private static final Logger LOG = LoggerFactory.getLogger(SinkCompletion.class);

  private static final Set<String> JDBC = names("dev.ksqlconnect.jdbc.KsqlJdbcSink");
  private static final Set<String> ELASTIC = names("dev.ksqlconnect.elastic.KsqlElasticsearchSink");

  private final Sources sources;

  public SinkCompletion(Sources sources) {
    this.sources = sources;
  }

  /** A connector's name and those that Connect makes of it. */
  private static Set<String> names(String prunedName) {
    String pruned = prunedName.substring(prunedName.lastIndexOf('.') + 1);
    return Set.of(prunedName + "Connector", pruned + "Connector", pruned);
  }

  /** Whether a connector of this class, by its name or alias, is completed here. */
  public static boolean concerns(String connectorClass) {
    return JDBC.contains(connectorClass) || ELASTIC.contains(connectorClass);
  }

  /**
   * What has to be put into a sink's configuration. Where it cannot be found out, nothing: then
   * {@code validate} says why.
   *
   * @param config as it was submitted
   * @return by key; nothing that the user has set
   */
  public Map<String, String> additions(Map<String, String> config) {
    KsqlSinkConfig given = new KsqlSinkConfig(config);
    Found found;
    try {
      found = find(given);
    } catch (SourcesException e) {
      LOG.info("The sources of a sink could not be found: {}", e.reason());
      return Map.of();
    }
    if (found.topics().isEmpty() || !found.problems(side -> given.has(side.property())).isEmpty()) {
      return Map.of();
    }
    Map<String, String> additions = new LinkedHashMap<>();
    if (!given.has(KsqlSinkConfig.TOPICS)) {
      additions.put(KsqlSinkConfig.TOPICS, String.join(",", found.described().names()));
    }
    if (isCurrent(given, found)) {
      additions.put(KsqlSinkConfig.DESCRIBED, found.described().write());
    }
    boolean exactly = JDBC.contains(given.get("connector.class"));
    for (Found.Side side : Found.Side.values()) {
      additions.putAll(converter(given, side, found, exactly));
    }
    additions.entrySet().removeIf(each -> each.getValue().equals(config.get(each.getKey())));
    return additions;
  }

  private Found find(KsqlSinkConfig given) throws SourcesException {
    if (given.has(KsqlSinkConfig.SOURCES)) {
      return given.has(KsqlSinkConfig.TOPICS_REGEX)
          ? new Found(List.of(), KsqlSinkConfig.SOURCES)
          : sources.ofSources(given.list(KsqlSinkConfig.SOURCES));
    }
    return sources.ofTopics(given.list(KsqlSinkConfig.TOPICS));
  }

  /** Whether what was filled in before can be brought up to date; else it has to be looked at. */
  private static boolean isCurrent(KsqlSinkConfig given, Found found) {
    DescribedTopics before;
    try {
      before = given.described();
    } catch (IllegalArgumentException e) {
      return false;
    }
    DescribedTopics now = found.described();
    return before.isEmpty()
        || (now.names().containsAll(before.names())
            && before.all().stream()
                .allMatch(
                    topic ->
                        Objects.requireNonNull(now.get(topic.topic())).differenceTo(topic) == null)
            && (given.has(KsqlSinkConfig.SOURCES) ? now.names().equals(before.names()) : true));
  }

  private Map<String, String> converter(
      KsqlSinkConfig given, Found.Side side, Found found, boolean exactly) {
    String property = side.property();
    if (given.has(property)) {
      return Map.of();
    }
    Converter converter = found.converter(side);
    if (converter == null) {
      boolean isUnread = side == Found.Side.KEY && given.has(KsqlSinkConfig.SOURCES);
      return isUnread ? Map.of(property, KnownConverter.BYTE_ARRAY.className()) : Map.of();
    }
    if (converter.needsRegistry()) {
      return withRegistry(given, side, converter);
    }
    if (side == Found.Side.VALUE
        && exactly
        && !given.hasTransforms() // which could not do anything with text
        && "false".equals(converter.properties().get(KnownConverter.SCHEMAS_ENABLE))
        && found.hasLongDecimals()) {
      // JsonConverter makes doubles of all numbers with a point. The task reads the text itself.
      return Map.of(property, KnownConverter.STRING.className());
    }
    Map<String, String> additions = new LinkedHashMap<>();
    additions.put(property, converter.known().className());
    converter.properties().forEach((key, value) -> additions.put(property + "." + key, value));
    additions.keySet().removeIf(given::has);
    return additions;
  }

  private Map<String, String> withRegistry(
      KsqlSinkConfig given, Found.Side side, Converter converter) {
    String property = side.property();
    String workers = sources.worker().get(property);
    if (workers != null
        && KnownConverter.of(workers) != null
        && converter.whyNot(property, workers, workersProperties(property)) == null
        && !Converter.isRaw(workers)) {
      return Map.of(); // with the worker's own registry, and credentials that are not to be copied
    }
    Map<String, String> additions = new LinkedHashMap<>();
    additions.put(property, converter.known().className());
    converter.properties().forEach((key, value) -> additions.put(property + "." + key, value));
    String url = sources.registryUrl();
    if (url != null && converter.hasRegistryUrl()) {
      additions.put(property + "." + KsqlSinkConfig.REGISTRY_URL, url);
    }
    additions.keySet().removeIf(given::has);
    return additions;
  }

  private Map<String, String> workersProperties(String property) {
    return new KsqlSinkConfig(sources.worker())
        .converterProperties(
            property.equals(Found.Side.KEY.property()) ? Found.Side.KEY : Found.Side.VALUE);
  }
}
