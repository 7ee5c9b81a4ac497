package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkConnectorContext;
import org.jspecify.annotations.Nullable;

/**
 * A sink connector that lets another one do the work; the counterpart of {@link
 * DelegatingSourceConnector}.
 */
public abstract class DelegatingSinkConnector extends SinkConnector {
  private @Nullable Delegate<SinkConnector> delegate;
  private Map<String, String> config = Map.of();
  private @Nullable List<Map<String, String>> recoveredTaskConfigs;

  /**
   * The connector to drive.
   *
   * @throws org.apache.kafka.common.config.ConfigException if it is not installed; the message says
   *     what to install
   */
  protected abstract DelegatePlugin<SinkConnector> plugin(Map<String, String> config);

  /**
   * What the delegate is given for a wrapper's configuration. May be called on an instance that is
   * never started.
   */
  protected abstract Map<String, String> delegateConfig(Map<String, String> config);

  /** What must show nowhere of a configuration. */
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.NONE;
  }

  @Override
  public void initialize(ConnectorContext context, List<Map<String, String>> taskConfigs) {
    super.initialize(context, taskConfigs);
    recoveredTaskConfigs = taskConfigs;
  }

  @Override
  public void start(Map<String, String> config) {
    Delegate<SinkConnector> next = probe(config);
    Map<String, String> given = given(config);
    Secrets secrets = secrets(config);
    SinkConnectorContext decorated =
        ContextDecorator.decorate(
            SinkConnectorContext.class,
            context(),
            Map.of(
                "raiseError",
                args -> {
                  context().raiseError(secrets.hideIn((Exception) args[0]));
                  return null;
                }));
    List<Map<String, String>> recovered = recoveredTaskConfigs;
    next.start(
        connector -> {
          if (recovered == null) {
            connector.initialize(decorated);
          } else {
            connector.initialize(decorated, recovered);
          }
          connector.start(given);
        },
        SinkConnector::stop);
    this.config = config;
    delegate = next;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> given = new ArrayList<>();
    if (delegate != null) {
      Delegate<SinkConnector> now = delegate;
      for (Map<String, String> taskConfig : now.call(c -> c.taskConfigs(maxTasks))) {
        given.add(DelegateConfig.forTask(taskConfig, config, now.className()));
      }
    }
    return given;
  }

  @Override
  public void reconfigure(Map<String, String> config) {
    if (delegate == null) {
      start(config);
      return;
    }
    delegate.run(connector -> connector.reconfigure(given(config)));
    this.config = config;
  }

  @Override
  public void stop() {
    if (delegate != null) {
      delegate.stopQuietly(SinkConnector::stop);
      delegate = null;
    }
  }

  @Override
  public Config validate(Map<String, String> config) {
    return probe(config).call(connector -> connector.validate(given(config)));
  }

  /**
   * The wrapper's own keys, and those of the delegate that is the default, where it is installed.
   */
  protected final ConfigDef definitionWith(ConfigDef own) {
    return DelegateConfig.definition(own, () -> delegateDefinition(Map.of()));
  }

  /** The keys the delegate knows. */
  protected final ConfigDef delegateDefinition(Map<String, String> config) {
    return probe(config).call(SinkConnector::config);
  }

  @Override
  public boolean alterOffsets(Map<String, String> config, Map<TopicPartition, Long> offsets) {
    return probe(config).call(connector -> connector.alterOffsets(given(config), offsets));
  }

  private Delegate<SinkConnector> probe(Map<String, String> config) {
    return plugin(config).newConnector(secrets(config));
  }

  private Map<String, String> given(Map<String, String> config) {
    return DelegateConfig.forDelegate(delegateConfig(config), plugin(config).className());
  }
}
