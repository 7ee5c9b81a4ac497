package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.ddl.SourcesException;
import dev.ksqlconnect.delegate.Backoff;
import dev.ksqlconnect.delegate.BoundedCalls;
import dev.ksqlconnect.delegate.ConfigAnswer;
import dev.ksqlconnect.delegate.DelegateFinder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what is wrong with a sink's configuration before it is stored: what can be told from itself,
 * then what ksqlDB says of the sources, then what does not go together, then what the delegate says
 * to what it would be given.
 */
final class SinkValidation {
  private static final Logger LOG = LoggerFactory.getLogger(SinkValidation.class);

  /** The delegate asks its database; the user waits for the answer. */
  private static final long PATIENCE_MS = 8_000;

  private static final String CONNECTION_URL = "connection.url";

  private final KsqlSinkConfig config;
  private final KsqlSinkConnector connector;
  private final ConfigAnswer answer;

  SinkValidation(Map<String, String> properties, KsqlSinkConnector connector) {
    this.config = new KsqlSinkConfig(properties);
    this.connector = connector;
    this.answer =
        new ConfigAnswer(config.all(), KsqlSinkConfig.CONFIG_DEF, connector.secrets(config.all()));
  }

  Config validate() {
    if (answer.isFine()) {
      checkSources();
    }
    if (!answer.isFine() && !config.has(KsqlSinkConfig.TOPICS)) {
      // Else Connect would ask for topics, which are not what is missing.
      for (String key : List.of(KsqlSinkConfig.TOPICS, KsqlSinkConfig.TOPICS_REGEX)) {
        if (!config.has(key)) {
          answer.value(key).value(key.equals(KsqlSinkConfig.TOPICS) ? List.of() : null);
        }
      }
    }
    if (answer.isFine()) {
      checkWithDelegate();
    }
    return answer.of(connector.config());
  }

  private void checkSources() {
    boolean hasSources = !config.list(KsqlSinkConfig.SOURCES).isEmpty();
    boolean hasTopics =
        config.has(KsqlSinkConfig.TOPICS) || config.has(KsqlSinkConfig.TOPICS_REGEX);
    if (!hasSources && !hasTopics) {
      answer.add(
          KsqlSinkConfig.SOURCES,
          "sources is missing: name the KSQL streams and tables to write out, such as"
              + " sources=my_table, or give topics instead");
    } else if (hasSources && config.has(KsqlSinkConfig.TOPICS_REGEX)) {
      answer.add(
          KsqlSinkConfig.SOURCES, "sources and topics.regex are both set: leave one of them out");
    } else {
      checkFound(hasSources);
    }
  }

  private void checkFound(boolean hasSources) {
    Sources sources = Sources.ofThisWorker();
    if (sources == null) {
      if (hasSources && !isFilledIn()) {
        answer.add(
            KsqlSinkConfig.SOURCES,
            "sources cannot be looked up: "
                + Wanted.whyThereIsNoAnnouncer()
                + ", or give topics instead");
      }
      return;
    }
    String key = hasSources ? KsqlSinkConfig.SOURCES : KsqlSinkConfig.TOPICS;
    Found found;
    try {
      found =
          hasSources
              ? sources.ofSources(config.list(key))
              : sources.ofTopics(config.list(KsqlSinkConfig.TOPICS));
    } catch (SourcesException e) {
      // What was filled in before holds while ksqlDB is away.
      if (e.kind() != SourcesException.Kind.AWAY || !isFilledIn()) {
        answer.add(key, e.reason());
      }
      return;
    }
    found
        .problems(side -> config.has(side.property()))
        .forEach(problem -> answer.add(key, key + ": " + problem));
    if (answer.isFine()) {
      checkDrift(found, key);
    }
    if (hasSources && answer.isFine() && !config.has(KsqlSinkConfig.TOPICS)) {
      answer.add(KsqlSinkConfig.SOURCES, toBeAdded(sources));
    }
    // Where something else is wrong, no converters have been filled in.
    if (answer.isFine()) {
      for (Found.Topic topic : found.topics()) {
        for (Found.Side side : Found.Side.values()) {
          checkConverter(topic, side, sources);
        }
      }
    }
  }

  /**
   * For a configuration that has not come over REST, as in standalone mode, or when ksqlDB answers
   * again that has just not answered the worker that was to complete it.
   */
  private String toBeAdded(Sources sources) {
    return "sources: what follows from them has not been filled in. That is done when a configuration"
        + " is submitted over REST; if it was, ksqlDB did not answer then, and does now: submit it"
        + " again. Else add these lines: "
        + new SinkCompletion(sources)
            .additions(config.all()).entrySet().stream()
                .map(line -> line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining("; "));
  }

  /** Whether the configuration was completed, for just these sources. */
  private boolean isFilledIn() {
    DescribedTopics described = config.described();
    return !described.isEmpty()
        && config.has(KsqlSinkConfig.TOPICS)
        && described.all().size() == config.list(KsqlSinkConfig.SOURCES).size()
        && config.list(KsqlSinkConfig.SOURCES).stream()
            .allMatch(source -> described.all().stream().anyMatch(topic -> topic.isCalled(source)));
  }

  private void checkDrift(Found found, String key) {
    DescribedTopics now = found.described();
    DescribedTopics before = config.described();
    boolean hasSources = key.equals(KsqlSinkConfig.SOURCES);
    if (!before.isEmpty()) {
      String drift = SinkDrift.between(before, now);
      if (drift == null && hasSources && before.all().size() != now.all().size()) {
        drift = "the filled in " + before.names() + " are more. " + SinkDrift.REMEDY;
      }
      if (drift != null) {
        answer.add(key, key + ": " + drift);
        return;
      }
    }
    if (hasSources
        && config.has(KsqlSinkConfig.TOPICS)
        && !new LinkedHashSet<>(config.list(KsqlSinkConfig.TOPICS)).equals(now.names())) {
      answer.add(
          KsqlSinkConfig.TOPICS,
          String.format(
              "topics is %s, and the sources %s are on %s. %s",
              config.get(KsqlSinkConfig.TOPICS),
              config.get(KsqlSinkConfig.SOURCES),
              String.join(",", now.names()),
              SinkDrift.REMEDY));
    }
  }

  private void checkConverter(Found.Topic topic, Found.Side side, Sources sources) {
    Converter needed = topic.converter(side);
    if (needed == null) {
      return;
    }
    String property = side.property();
    KsqlSinkConfig where = config.has(property) ? config : new KsqlSinkConfig(sources.worker());
    if (!where.has(property)) {
      return;
    }
    String whyNot = needed.whyNot(property, where.get(property), where.converterProperties(side));
    if (whyNot != null) {
      answer.add(
          property,
          String.format(
              "%s is %s%s, and %s %s. Set it so, or leave it out",
              property,
              where.get(property),
              where == config ? "" : " in the worker's properties",
              topic.described.shownName(),
              whyNot));
    } else if (needed.hasRegistryUrl()
        && where == config
        && !config.has(property + "." + KsqlSinkConfig.REGISTRY_URL)
        && !Converter.isRaw(where.get(property))) {
      answer.add(
          property + "." + KsqlSinkConfig.REGISTRY_URL,
          String.format(
              "%s.%s is missing, since the worker knows no schema registry. Set it, or %s in the"
                  + " properties of every worker",
              property, KsqlSinkConfig.REGISTRY_URL, Sources.REGISTRY_URL));
    }
  }

  private void checkWithDelegate() {
    try {
      connector.plugin(config.all());
    } catch (ConfigException e) {
      answer.add(DelegateFinder.DELEGATE_CLASS, Backoff.reason(e));
      return;
    }
    SinkPlan plan = connector.planOf(config, config.described());
    for (SinkPlan.Problem problem : plan.problems()) {
      problem.keys.forEach(key -> answer.add(key, problem.message));
    }
    if (!answer.isFine()) {
      return;
    }
    try {
      answer.take(
          new BoundedCalls(PATIENCE_MS).call(() -> connector.validateDelegate(config.all())),
          key -> key);
    } catch (TimeoutException e) {
      answer.add(
          CONNECTION_URL,
          CONNECTION_URL
              + ": nothing answers there: "
              + Backoff.reason(e)
              + ". Check that the worker can reach it");
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("The delegate could not be asked", e);
      answer.add(CONNECTION_URL, Backoff.reason(e));
    }
  }
}
