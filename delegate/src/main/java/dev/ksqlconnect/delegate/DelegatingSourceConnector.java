package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.jspecify.annotations.Nullable;

/**
 * A source connector that lets another one do the work.
 *
 * <p>A subclass says which connector that is and what it is to be configured with. As it stands,
 * the delegate is started in {@code start} and asked for its task configurations in {@code
 * taskConfigs}; a subclass that has to ask some remote system first starts it later, with {@link
 * #startDelegate}, from a thread of its own.
 *
 * <p>Connect calls {@code validate}, {@code config}, {@code exactlyOnceSupport}, {@code
 * canDefineTransactionBoundaries} and {@code alterOffsets} on instances that it never starts and
 * may share: these keep no state here, and ask a fresh delegate each time.
 */
public abstract class DelegatingSourceConnector extends SourceConnector {
  private volatile @Nullable Running running;
  private volatile @Nullable List<Map<String, String>> recoveredTaskConfigs;

  /** A delegate with the wrapper's configuration it runs for. */
  private static final class Running {
    final Delegate<SourceConnector> delegate;
    final Map<String, String> config;
    volatile boolean stopped;

    Running(Delegate<SourceConnector> delegate, Map<String, String> config) {
      this.delegate = delegate;
      this.config = config;
    }

    void stop() {
      stopped = true;
      delegate.stopQuietly(SourceConnector::stop);
    }
  }

  /**
   * The connector to drive.
   *
   * @throws org.apache.kafka.common.config.ConfigException if it is not installed; the message says
   *     what to install
   */
  protected abstract DelegatePlugin<SourceConnector> plugin(Map<String, String> config);

  /**
   * What the delegate is given for a wrapper's configuration. May be called on an instance that is
   * never started, and from several threads.
   */
  protected abstract Map<String, String> delegateConfig(Map<String, String> config);

  /** What must show nowhere of a configuration. */
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.NONE;
  }

  /**
   * What one of the wrapper's tasks is given: by default what the delegate's would be.
   *
   * @param taskConfig a task configuration of the delegate's; a copy, which may be changed
   * @param config what {@link #startDelegate} was called with for the delegate that made it
   */
  protected Map<String, String> taskConfig(
      Map<String, String> taskConfig, Map<String, String> config) {
    return taskConfig;
  }

  /** The delegate called back: it found a failure from which it cannot go on. */
  protected void delegateFailed(Exception failure) {
    context().raiseError(failure);
  }

  /** The delegate called back: it has other tasks now than when it was last asked. */
  protected void delegateHasOtherTasks() {
    context().requestTaskReconfiguration();
  }

  @Override
  public void initialize(ConnectorContext context, List<Map<String, String>> taskConfigs) {
    super.initialize(context, taskConfigs);
    recoveredTaskConfigs = taskConfigs;
  }

  @Override
  public void start(Map<String, String> config) {
    startDelegate(config, delegateConfig(config));
  }

  /**
   * Starts a delegate, and stops the one that ran before once the new one is up.
   *
   * @param config the wrapper's configuration, and whatever {@link #taskConfig} is to know beside
   *     it
   * @param delegateConfig what the delegate is given
   */
  protected final void startDelegate(
      Map<String, String> config, Map<String, String> delegateConfig) {
    DelegatePlugin<SourceConnector> plugin = plugin(config);
    Secrets secrets = secrets(config);
    Running next = new Running(plugin.newConnector(secrets), config);
    SourceConnectorContext decorated = contextFor(next, secrets);
    Map<String, String> given = DelegateConfig.forDelegate(delegateConfig, plugin.className());
    List<Map<String, String>> recovered = recoveredTaskConfigs;
    next.delegate.start(
        connector -> {
          if (recovered == null) {
            connector.initialize(decorated);
          } else {
            connector.initialize(decorated, recovered);
          }
          connector.start(given);
        },
        SourceConnector::stop);
    Running before = running;
    running = next;
    if (before != null) {
      before.stop();
    }
  }

  private SourceConnectorContext contextFor(Running delegate, Secrets secrets) {
    return ContextDecorator.decorate(
        SourceConnectorContext.class,
        context(),
        Map.of(
            "raiseError",
            args -> {
              if (!delegate.stopped) {
                delegateFailed(secrets.hideIn((Exception) args[0]));
              }
              return null;
            },
            "requestTaskReconfiguration",
            args -> {
              if (!delegate.stopped) {
                delegateHasOtherTasks();
              }
              return null;
            }));
  }

  /** Stops the delegate, if one runs. */
  protected final void stopDelegate() {
    Running before = running;
    running = null;
    if (before != null) {
      before.stop();
    }
  }

  /** The delegate's own task configurations, or null while no delegate runs. */
  protected final @Nullable List<Map<String, String>> delegateTaskConfigs(int maxTasks) {
    Running now = running;
    return now == null ? null : now.delegate.call(connector -> connector.taskConfigs(maxTasks));
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    Running now = running;
    List<Map<String, String>> given = new ArrayList<>();
    if (now == null) {
      return given;
    }
    for (Map<String, String> config :
        now.delegate.call(connector -> connector.taskConfigs(maxTasks))) {
      given.add(
          DelegateConfig.forTask(
              taskConfig(new HashMap<>(config), now.config), now.config, now.delegate.className()));
    }
    return given;
  }

  @Override
  public void reconfigure(Map<String, String> config) {
    Running now = running;
    if (now == null) {
      start(config);
      return;
    }
    Map<String, String> given =
        DelegateConfig.forDelegate(delegateConfig(config), now.delegate.className());
    now.delegate.run(connector -> connector.reconfigure(given));
    running = new Running(now.delegate, config);
  }

  @Override
  public void stop() {
    stopDelegate();
  }

  @Override
  public Config validate(Map<String, String> config) {
    return validateDelegate(config, delegateConfig(config));
  }

  /** What the delegate says of a configuration. */
  protected final Config validateDelegate(
      Map<String, String> config, Map<String, String> delegateConfig) {
    return probe(config).call(connector -> connector.validate(given(config, delegateConfig)));
  }

  /**
   * The wrapper's own keys, and those of the delegate that is the default, where it is installed.
   */
  protected final ConfigDef definitionWith(ConfigDef own) {
    return DelegateConfig.definition(own, () -> delegateDefinition(Map.of()));
  }

  /** The keys the delegate knows. */
  protected final ConfigDef delegateDefinition(Map<String, String> config) {
    return probe(config).call(SourceConnector::config);
  }

  @Override
  public @Nullable ExactlyOnceSupport exactlyOnceSupport(Map<String, String> config) {
    return probe(config)
        .call(connector -> connector.exactlyOnceSupport(given(config, delegateConfig(config))));
  }

  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> config) {
    return probe(config)
        .call(
            connector ->
                connector.canDefineTransactionBoundaries(given(config, delegateConfig(config))));
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> config, Map<Map<String, ?>, Map<String, ?>> offsets) {
    return probe(config)
        .call(connector -> connector.alterOffsets(given(config, delegateConfig(config)), offsets));
  }

  private Delegate<SourceConnector> probe(Map<String, String> config) {
    return plugin(config).newConnector(secrets(config));
  }

  private Map<String, String> given(
      Map<String, String> config, Map<String, String> delegateConfig) {
    return DelegateConfig.forDelegate(delegateConfig, plugin(config).className());
  }
}
