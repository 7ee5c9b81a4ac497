package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.announcer.AnnounceConfig;
import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.delegate.Delegate;
import dev.ksqlconnect.delegate.DelegateFinder;
import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.DelegateWork;
import dev.ksqlconnect.delegate.DelegatingSourceConnector;
import dev.ksqlconnect.delegate.Secrets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDBC source that needs only a URL: it finds the tables, their keys and the mode by itself,
 * and lets the JDBC source connector that is installed do the work.
 */
public class KsqlJdbcSourceConnector extends DelegatingSourceConnector {
  private static final Logger LOG = LoggerFactory.getLogger(KsqlJdbcSourceConnector.class);

  static final DelegateFinder<SourceConnector> FINDER =
      new DelegateFinder<>(
          SourceConnector.class,
          KsqlJdbcSourceConnector.class,
          "JDBC source connector",
          KsqlJdbcSourceConfig.CONFLUENT_CLASS,
          "confluentinc/kafka-connect-jdbc");

  /** In a delegate's task configuration: the tables of the task. */
  private static final String TABLES = "tables";

  private final Wanted wanted = Wanted.ofThisWorker();
  private @Nullable KsqlJdbcSourceConfig config;
  private @Nullable Supervisor supervisor;
  private volatile @Nullable Hands hands;
  private volatile @Nullable GivenTasks lastTasks;
  private volatile Map.@Nullable Entry<String, TaskTopics> lastTopics;

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public Class<? extends Task> taskClass() {
    return KsqlJdbcSourceTask.class;
  }

  @Override
  public ConfigDef config() {
    return definitionWith(KsqlJdbcSourceConfig.CONFIG_DEF);
  }

  @Override
  protected DelegatePlugin<SourceConnector> plugin(Map<String, String> config) {
    return FINDER.find(config);
  }

  /** What the delegate can be given without asking the database anything. */
  @Override
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    KsqlJdbcSourceConfig parsed = new KsqlJdbcSourceConfig(config);
    return DelegateConnection.apart(
        new DelegatePlanner(parsed, DatabaseFacts.NONE, delegateDefinition(config).names())
            .ofUsersKeys(parsed.mode(), 1)
            .config());
  }

  @Override
  protected Secrets secrets(Map<String, String> config) {
    return secretsOf(config);
  }

  static Secrets secretsOf(Map<String, String> config) {
    List<String> more = new ArrayList<>();
    String url = config.get(KsqlJdbcSourceConfig.CONNECTION_URL);
    if (url != null) {
      more.addAll(JdbcUrl.parse(url).secrets());
    }
    // A password to the delegate, though its name does not say so.
    more.add(config.get(KsqlJdbcSourceConfig.QUERY_MASKED));
    return Secrets.of(config, KsqlJdbcSourceConfig.CONFIG_DEF, more);
  }

  @Override
  public Config validate(Map<String, String> config) {
    return new Validation(config, this).validate();
  }

  /** The keys that the delegate of a configuration knows. */
  Set<String> delegateKeys(Map<String, String> config) {
    return delegateDefinition(config).names();
  }

  /** What the delegate says of what it would be given. */
  Config validateDelegate(SourcePlan.DelegatePlan delegate, Map<String, String> config) {
    return validateDelegate(config, DelegateConnection.apart(delegate.config()));
  }

  @Override
  public void start(Map<String, String> properties) {
    KsqlJdbcSourceConfig parsed = new KsqlJdbcSourceConfig(properties);
    config = parsed;
    plugin(properties); // not installed: say so at once
    hands = new Hands(parsed);
    lastTasks = null; // what another worker may be about to write late is of before
    supervisor = new Supervisor(parsed, hands);
    supervisor.start();
  }

  @Override
  public void reconfigure(Map<String, String> properties) {
    stop();
    start(properties);
  }

  /** What the supervisor does to this connector. */
  private final class Hands implements Supervisor.Connector {
    private final KsqlJdbcSourceConfig config;
    private boolean down;

    Hands(KsqlJdbcSourceConfig config) {
      this.config = config;
    }

    @Override
    public DatabaseFacts readDatabase() throws SQLException {
      return DatabaseReader.read(config, plugin(config.all()), secretsOf(config.all()));
    }

    @Override
    public Map<TableName, String> modesSoFar(Collection<TableName> tables) {
      return Offsets.modes(context().offsetStorageReader(), tables);
    }

    @Override
    public Set<String> delegateKeys() {
      return KsqlJdbcSourceConnector.this.delegateKeys(config.all());
    }

    @Override
    public void run(SourcePlan plan, boolean anew) {
      Map<String, DelegateWork> works = new LinkedHashMap<>();
      for (SourcePlan.DelegatePlan delegate : plan.delegates()) {
        works.put(
            delegate.name(),
            new DelegateWork(DelegateConnection.apart(delegate.config()), delegate.tables()));
      }
      Map<String, String> withTopics = config.all();
      withTopics.put(KsqlJdbcSourceTask.TOPICS, TaskTopics.of(plan.tables()).write());
      runDelegates(withTopics, works, anew, this::isPresent);
      // A delegate looks for its tables when it is first asked; that is waited for here, and not in
      // taskConfigs, which the worker calls where it must not wait.
      KsqlJdbcSourceConnector.super.taskConfigs(1);
      publish(plan);
      delegateHasOtherTasks();
    }

    @Override
    public void compareTasks() {
      GivenTasks last = lastTasks;
      if (last != null && last.areToBeCompared(System.nanoTime())) {
        context().requestTaskReconfiguration();
      }
    }

    @Override
    public void stopDelegates() {
      if (isPresent()) {
        KsqlJdbcSourceConnector.this.stopDelegates();
      }
    }

    /**
     * Whether the connector has not been started anew since, as it is when it is resumed, while
     * this one's supervisor waited for a database: what runs is not its own then.
     */
    private boolean isPresent() {
      return KsqlJdbcSourceConnector.this.hands == this;
    }

    @Override
    public void fail(Exception failure) {
      close();
      context().raiseError(failure);
    }

    /** The plan is wanted no longer; also not one that is still being made. */
    synchronized void close() {
      if (!down) {
        down = true;
        wanted.noPlan(config.connectorName());
      }
    }

    @Override
    public synchronized void publish(SourcePlan plan) {
      if (down) {
        return;
      }
      DelegatePlugin<SourceConnector> plugin = plugin(config.all());
      Secrets secrets = secretsOf(config.all());
      Delegate<SourceConnector> delegate = plugin.newConnector(secrets);
      String version = delegate.call(SourceConnector::version);
      ConfigDef definition = delegate.call(SourceConnector::config);
      wanted.plan(
          config.connectorName(),
          written ->
              PlanJson.of(
                  plan,
                  config.connectorName(),
                  plugin.className(),
                  version,
                  definition,
                  secrets,
                  written),
          plan.tables().stream().map(SourcePlan.TablePlan::topic).collect(Collectors.toSet()));
    }
  }

  @Override
  protected void delegateFailed(Exception failure) {
    Supervisor now = supervisor;
    if (now != null && Passing.is(failure)) {
      now.startAgain(failure);
      return;
    }
    // A connector that has failed is not stopped by Connect, not even when it is deleted.
    if (now != null) {
      now.end();
      Objects.requireNonNull(hands).close();
    }
    super.delegateFailed(failure);
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    if (!Objects.requireNonNull(supervisor).awaitFirstAttempt()) {
      LOG.warn(
          "Connector {} has no tasks yet: its database has not been read",
          Objects.requireNonNull(config).connectorName());
    }
    // The supervisor may be giving the delegate other tables meanwhile. It compares with lastTasks
    // after that, and here it is compared after lastTasks is set: one of the two sees the other.
    List<Map<String, String>> configs;
    List<Map<String, String>> now = super.taskConfigs(maxTasks);
    do {
      configs = now;
      giveTasks(maxTasks, configs);
      now = super.taskConfigs(maxTasks);
    } while (!now.equals(configs));
    return configs;
  }

  /** A task without tables does nothing, or fails. */
  @Override
  protected boolean hasWork(Map<String, String> delegateTaskConfig) {
    return !"".equals(delegateTaskConfig.get(TABLES))
        || KsqlJdbcSourceConfig.hasQuery(delegateTaskConfig);
  }

  private void giveTasks(int most, List<Map<String, String>> configs) {
    GivenTasks last = lastTasks;
    if (last == null || last.most() != most || !last.configs().equals(configs)) {
      lastTasks = new GivenTasks(most, configs, System.nanoTime());
    }
  }

  /**
   * Has Connect ask for tasks again, if it has asked before and they are others now. A worker that
   * is not the leader compares with what it knows of its tasks, which is late, and has the leader
   * stop and start them for nothing.
   */
  @Override
  protected void delegateHasOtherTasks() {
    GivenTasks last = lastTasks;
    if (last != null && !super.taskConfigs(last.most()).equals(last.configs())) {
      context().requestTaskReconfiguration();
    }
  }

  /** What a plan's delegates were started with; it may be long, and is asked of for each task. */
  private TaskTopics topics(String text) {
    Map.Entry<String, TaskTopics> last = lastTopics;
    if (last == null || !last.getKey().equals(text)) {
      last = Map.entry(text, TaskTopics.read(text));
      lastTopics = last;
    }
    return last.getValue();
  }

  @Override
  protected Map<String, String> taskConfig(
      Map<String, String> taskConfig,
      List<Map<String, String>> ofDelegates,
      Map<String, String> startedWith) {
    KsqlJdbcSourceConfig now = new KsqlJdbcSourceConfig(startedWith);
    Map<String, String> given = DelegateConnection.together(taskConfig, startedWith);
    String tables =
        ofDelegates.stream()
            .map(delegate -> delegate.getOrDefault(TABLES, ""))
            .collect(Collectors.joining(","));
    given.put(
        KsqlJdbcSourceTask.TOPICS,
        topics(startedWith.getOrDefault(KsqlJdbcSourceTask.TOPICS, "{}")).ofTask(tables).write());
    given.put(KsqlJdbcSourceTask.CONNECTOR, now.connectorName());
    // With transforms, AnnounceTopics is the last of them, and announces what they make of the
    // records.
    given.put(
        KsqlJdbcSourceTask.ANNOUNCES,
        String.valueOf(now.announces() && now.transforms().isEmpty()));
    given.put(
        KsqlJdbcSourceTask.TIMEOUT_MS, String.valueOf(now.getLong(AnnounceConfig.TIMEOUT_MS)));
    given.put(KsqlJdbcSourceTask.KSQL_AS, now.getString(AnnounceConfig.KSQL_AS));
    given.put(KsqlJdbcSourceTask.KSQL_NAME, now.getString(AnnounceConfig.KSQL_NAME));
    given.put(KsqlJdbcSourceTask.CONVERTERS, KsqlJdbcSourceTask.converters(startedWith));
    return given;
  }

  @Override
  public void stop() {
    if (hands != null) {
      hands.close();
    }
    if (supervisor != null) {
      supervisor.stop();
      supervisor = null;
    }
  }
}
