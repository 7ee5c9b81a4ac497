package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.jspecify.annotations.Nullable;

/**
 * A source connector that lets another one do the work, or several of the same class.
 *
 * <p>A subclass says which connector that is and what it is to be configured with. As it stands,
 * one delegate is started in {@code start} and asked for its task configurations in {@code
 * taskConfigs}; a subclass that has to ask some remote system first starts it later, with {@link
 * #runDelegates}, from a thread of its own.
 *
 * <p>Connect calls {@code validate}, {@code config}, {@code exactlyOnceSupport}, {@code
 * canDefineTransactionBoundaries} and {@code alterOffsets} on instances that it never starts and
 * may share: these keep no state here, and ask a fresh delegate each time.
 */
public abstract class DelegatingSourceConnector extends SourceConnector {
  private volatile @Nullable Running running;
  private volatile @Nullable List<Map<String, String>> recoveredTaskConfigs;

  /** The delegates by their names, with the wrapper's configuration they run for. */
  private static final class Running {
    final Map<String, RunningDelegate> delegates;
    final Map<String, String> config;

    Running(Map<String, RunningDelegate> delegates, Map<String, String> config) {
      this.delegates = delegates;
      this.config = config;
    }
  }

  private static final class RunningDelegate {
    final Delegate<SourceConnector> delegate;
    final DelegateWork work;
    volatile boolean stopped;

    RunningDelegate(Delegate<SourceConnector> delegate, DelegateWork work) {
      this.delegate = delegate;
      this.work = work;
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

  /** Whether a delegate's task configuration is of a task that has something to do. */
  protected boolean hasWork(Map<String, String> delegateTaskConfig) {
    return true;
  }

  /**
   * What one of the wrapper's tasks is given: by default what the delegate's would be.
   *
   * @param taskConfig the configuration of a delegate's task, or what those of several delegates
   *     have in common, with the rest under keys of its own; a copy, which may be changed
   * @param ofDelegates those of the delegates' tasks that it is of
   * @param config what {@link #runDelegates} was called with for the delegates that made it
   */
  protected Map<String, String> taskConfig(
      Map<String, String> taskConfig,
      List<Map<String, String>> ofDelegates,
      Map<String, String> config) {
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
    runDelegates(config, Map.of("", wholeWork(config)), false, () -> true);
  }

  /** The work of a delegate that runs by itself: it knows best how that can be divided. */
  private DelegateWork wholeWork(Map<String, String> config) {
    return new DelegateWork(delegateConfig(config), Integer.MAX_VALUE);
  }

  /**
   * Has just these delegates run: starts those that do not yet, or are to do other work than they
   * do, and after that stops what runs beside them. When one cannot be started, what ran before
   * goes on.
   *
   * @param config the wrapper's configuration, and whatever {@link #taskConfig} is to know beside
   *     it
   * @param works by a name of each
   * @param anew whether those that run as they should are started anew, too
   * @param wanted whether they still are once they are started; if not, they are stopped again
   */
  protected final void runDelegates(
      Map<String, String> config,
      Map<String, DelegateWork> works,
      boolean anew,
      BooleanSupplier wanted) {
    Running before = running;
    Map<String, RunningDelegate> next = new LinkedHashMap<>();
    List<RunningDelegate> started = new ArrayList<>();
    boolean done = false;
    try {
      for (Map.Entry<String, DelegateWork> work : works.entrySet()) {
        RunningDelegate there = before == null ? null : before.delegates.get(work.getKey());
        if (there == null || anew || !there.work.equals(work.getValue())) {
          there = startDelegate(config, work.getValue());
          started.add(there);
        }
        next.put(work.getKey(), there);
      }
      if (!wanted.getAsBoolean()) {
        return;
      }
      running = new Running(next, config);
      done = true;
    } finally {
      if (!done) {
        started.forEach(RunningDelegate::stop);
      }
    }
    if (before != null) {
      before.delegates.values().stream()
          .filter(delegate -> !next.containsValue(delegate))
          .forEach(RunningDelegate::stop);
    }
  }

  private RunningDelegate startDelegate(Map<String, String> config, DelegateWork work) {
    DelegatePlugin<SourceConnector> plugin = plugin(config);
    Secrets secrets = secrets(config);
    RunningDelegate next = new RunningDelegate(plugin.newConnector(secrets), work);
    SourceConnectorContext decorated = contextFor(next, secrets);
    Map<String, String> given = DelegateConfig.forDelegate(work.config(), plugin.className());
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
    return next;
  }

  private SourceConnectorContext contextFor(RunningDelegate delegate, Secrets secrets) {
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

  /** Stops the delegates that run. */
  protected final void stopDelegates() {
    Running before = running;
    running = null;
    if (before != null) {
      before.delegates.values().forEach(RunningDelegate::stop);
    }
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    Running now = running;
    if (now == null) {
      return new ArrayList<>();
    }
    List<RunningDelegate> delegates = new ArrayList<>(now.delegates.values());
    List<Integer> shares =
        TaskShares.of(
            delegates.stream().map(one -> one.work.parts()).collect(Collectors.toList()), maxTasks);
    List<Map<String, String>> configs = new ArrayList<>();
    List<Integer> parts = new ArrayList<>();
    for (int i = 0; i < delegates.size(); i++) {
      RunningDelegate one = delegates.get(i);
      int share = shares.get(i);
      for (Map<String, String> config :
          one.delegate.call(connector -> connector.taskConfigs(share))) {
        if (hasWork(config)) {
          configs.add(DelegateConfig.forTask(config, now.config, one.delegate.className()));
          parts.add(one.work.parts() / share);
        }
      }
    }
    List<Map<String, String>> given = new ArrayList<>();
    for (List<Integer> group : TaskShares.together(parts, maxTasks)) {
      List<Map<String, String>> ofDelegates =
          group.stream().map(configs::get).collect(Collectors.toList());
      given.add(taskConfig(DelegateConfig.together(ofDelegates), ofDelegates, now.config));
    }
    return given;
  }

  /** A delegate that runs by itself is given its new configuration; several are started anew. */
  @Override
  public void reconfigure(Map<String, String> config) {
    Running now = running;
    if (now == null || !now.delegates.keySet().equals(Set.of(""))) {
      stop();
      start(config);
      return;
    }
    Delegate<SourceConnector> only = now.delegates.values().iterator().next().delegate;
    DelegateWork work = wholeWork(config);
    Map<String, String> given = DelegateConfig.forDelegate(work.config(), only.className());
    only.run(connector -> connector.reconfigure(given));
    running = new Running(Map.of("", new RunningDelegate(only, work)), config);
  }

  @Override
  public void stop() {
    stopDelegates();
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
