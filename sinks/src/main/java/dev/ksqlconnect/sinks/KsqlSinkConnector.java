package dev.ksqlconnect.sinks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.delegate.Delegate;
import dev.ksqlconnect.delegate.DelegateFinder;
import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.DelegatingSinkConnector;
import dev.ksqlconnect.delegate.Secrets;
import dev.ksqlconnect.delegate.ShownConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkConnector;
import org.jspecify.annotations.Nullable;

/**
 * A sink that is given KSQL's streams and tables, and lets the sink connector that is installed do
 * the work. What that one is told follows from what the topics hold.
 */
public abstract class KsqlSinkConnector extends DelegatingSinkConnector {
  private final Wanted wanted = Wanted.ofThisWorker();
  private final DelegateFinder<SinkConnector> finder;
  private @Nullable KsqlSinkConfig started;

  /** A wrapper whose delegates {@code finder} finds. */
  protected KsqlSinkConnector(DelegateFinder<SinkConnector> finder) {
    this.finder = finder;
  }

  /** Works out what the delegate is given, from what the plan knows. Asks nobody. */
  protected abstract void plan(SinkPlan plan);

  /** What of the values of the delegate's keys may be shown, where they may hold secrets. */
  protected Map<String, UnaryOperator<String>> shownParts() {
    return Map.of();
  }

  /** A configuration of the delegate's with the secrets where the delegate does not log them. */
  protected Map<String, String> secretsApart(Map<String, String> config) {
    return config;
  }

  /**
   * A delegate's task configuration as it was before {@link #secretsApart}, made of {@code config}.
   */
  protected Map<String, String> secretsTogether(
      Map<String, String> taskConfig, Map<String, String> config) {
    return taskConfig;
  }

  /** The secrets of a configuration that no key as a whole is. */
  protected List<String> moreSecrets(Map<String, String> config) {
    return List.of();
  }

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public final ConfigDef config() {
    return definitionWith(KsqlSinkConfig.CONFIG_DEF);
  }

  @Override
  protected final DelegatePlugin<SinkConnector> plugin(Map<String, String> config) {
    return finder.find(config);
  }

  @Override
  protected final Secrets secrets(Map<String, String> config) {
    return Secrets.of(config, KsqlSinkConfig.CONFIG_DEF, moreSecrets(config));
  }

  @Override
  protected final Map<String, String> delegateConfig(Map<String, String> config) {
    KsqlSinkConfig given = new KsqlSinkConfig(config);
    return secretsApart(planOf(given, given.described()).delegateConfig());
  }

  final SinkPlan planOf(KsqlSinkConfig given, DescribedTopics topics) {
    SinkPlan plan = new SinkPlan(given, topics, delegateDefinition(given.all()).names());
    plan(plan);
    return plan;
  }

  @Override
  public final Config validate(Map<String, String> config) {
    return new SinkValidation(config, this).validate();
  }

  /** What the delegate says of what it would be given. */
  final Config validateDelegate(Map<String, String> config) {
    return super.validate(config);
  }

  @Override
  public final void start(Map<String, String> properties) {
    KsqlSinkConfig current = new KsqlSinkConfig(properties);
    if (current.has(KsqlSinkConfig.SOURCES)) {
      Map<String, String> withPresent = current.all();
      withPresent.put(
          KsqlSinkConfig.DESCRIBED,
          PresentSources.of(current.connector(), current.described()).write());
      current = new KsqlSinkConfig(withPresent);
    }
    super.start(current.all());
    started = current;
    publish(current);
  }

  private void publish(KsqlSinkConfig config) {
    DelegatePlugin<SinkConnector> plugin = plugin(config.all());
    Secrets secrets = secrets(config.all());
    Delegate<SinkConnector> delegate = plugin.newConnector(secrets);
    String version = delegate.call(SinkConnector::version);
    ConfigDef definition = delegate.call(SinkConnector::config);
    SinkPlan plan = planOf(config, config.described());
    wanted.plan(
        config.connector(),
        written -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          json.put("connector", config.connector());
          json.putObject("delegate").put("class", plugin.className()).put("version", version);
          ObjectNode shown = json.putObject("config");
          ShownConfig.of(
                  plan.delegateConfig(),
                  plugin.className(),
                  plan.why().keySet(),
                  definition,
                  secrets,
                  written,
                  shownParts())
              .forEach(shown::put);
          plan.why().keySet().forEach(json.putArray("derived")::add);
          ObjectNode why = json.putObject("why");
          plan.why().forEach(why::put);
          ObjectNode topics = json.putObject("topics");
          plan.topics().all().forEach(topic -> topic.write(topics.putObject(topic.topic())));
          return json;
        },
        Set.of());
  }

  @Override
  public final List<Map<String, String>> taskConfigs(int maxTasks) {
    KsqlSinkConfig config = started;
    List<Map<String, String>> given = new ArrayList<>();
    for (Map<String, String> taskConfig : super.taskConfigs(maxTasks)) {
      if (config != null) {
        Map<String, String> whole = new HashMap<>(secretsTogether(taskConfig, config.all()));
        whole.put(KsqlSinkTask.DESCRIBED, config.get(KsqlSinkConfig.DESCRIBED));
        given.add(whole);
      }
    }
    return given;
  }

  @Override
  public final void stop() {
    if (started != null) {
      wanted.noPlan(started.connector());
      started = null;
    }
    super.stop();
  }
}
