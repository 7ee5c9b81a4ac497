package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.Backoff;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connector's plan up to date, in a thread of its own: reads the database, starts the
 * delegates by the plan that follows from it, starts them anew when that changes, and waits the
 * database out when it is away. So nothing that a worker calls has to wait for a database.
 */
final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  /** How long the first request for tasks waits for the first plan. */
  private static final long FIRST_PLAN_MS = 5_000;

  /**
   * How long it waits while databases are away: the thread that asks is Connect's own, and a worker
   * that is kept from its group for a minute is taken for dead.
   */
  private static final long FIRST_PLAN_AWAY_MS = 250;

  private static final long AWAY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long STOP_MS = 5_000;

  /** Looking at a database with many tables takes a tenth of the time at most. */
  private static final int LOOK_SHARE = 9;

  private static final String TABLE_POLL_MS = "table.poll.interval.ms";

  private final KsqlJdbcSourceConfig config;
  private final Connector connector;
  private final long tablePollMs;
  private final Thread thread;
  private final CountDownLatch firstAttempt = new CountDownLatch(1);
  private final Semaphore again = new Semaphore(0);
  private final Set<String> told = new HashSet<>();

  private volatile boolean stopped;
  private volatile boolean anew;
  private volatile @Nullable SourcePlan plan;

  /** Of the tables that have been seen; null for one that has not been read before. */
  private final Map<TableName, @Nullable String> modesSoFar = new HashMap<>();

  /** Whether what runs may not be what the plan says, since it could not all be started. */
  private boolean behind;

  private boolean away;

  /** When a connector of this worker last waited in vain for its database; 0 if none did. */
  private static final AtomicLong LAST_IN_VAIN = new AtomicLong();

  /** What the supervisor needs of the connector it works for. */
  interface Connector {
    /** Reads which tables there are, and what they are like. */
    DatabaseFacts readDatabase() throws SQLException;

    /** The modes that tables have been read in before, as their offsets tell. */
    Map<TableName, String> modesSoFar(Collection<TableName> tables);

    /** The keys the delegate knows. */
    Set<String> delegateKeys();

    /**
     * Has the delegates run by a plan, in place of those that run by another.
     *
     * @param anew whether those that run as they should are started anew
     */
    void run(SourcePlan plan, boolean anew);

    /** Lets others know of a plan. */
    void publish(SourcePlan plan);

    /** Has Connect see to it from time to time that its tasks are those it was given. */
    void compareTasks();

    void stopDelegates();

    /** What happened does not pass by itself. */
    void fail(Exception failure);
  }

  /**
   * Supervises, once started.
   *
   * @throws ConfigException if the delegate's interval for looking at tables is no number
   */
  Supervisor(KsqlJdbcSourceConfig config, Connector connector) {
    this.config = config;
    this.connector = connector;
    this.tablePollMs = tablePollMs(config);
    this.thread = new Thread(this::supervise, "ksql-jdbc-supervisor-" + config.connectorName());
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Has it end, without waiting for that. */
  void end() {
    stopped = true;
    again.release();
    thread.interrupt();
  }

  /** Ends; a call to the database that hangs is left to end by itself. */
  void stop() {
    end();
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits a little for the database to be read a first time.
   *
   * @return whether it has been
   */
  boolean awaitFirstAttempt() {
    long inVain = LAST_IN_VAIN.get();
    boolean away = inVain != 0 && System.nanoTime() - inVain < AWAY_NANOS;
    try {
      if (!firstAttempt.await(away ? FIRST_PLAN_AWAY_MS : FIRST_PLAN_MS, TimeUnit.MILLISECONDS)) {
        LAST_IN_VAIN.set(System.nanoTime());
      }
      return plan != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The delegate failed in a way that passes. */
  void startAgain(Exception failure) {
    tellAway(failure);
    anew = true;
    again.release();
  }

  private void supervise() {
    Backoff backoff = new Backoff();
    Backoff restarts = new Backoff();
    try {
      while (!stopped) {
        long pauseMs;
        try {
          long startNanos = System.nanoTime();
          look();
          pauseMs = Math.max(tablePollMs, LOOK_SHARE * millisSince(startNanos));
          backoff.reset();
        } catch (SQLException | RuntimeException | LinkageError e) {
          if (stopped) {
            break;
          }
          if (!Passing.is(e) && plan == null) {
            connector.fail(
                e instanceof RuntimeException ? (RuntimeException) e : new ConnectException(e));
            break;
          }
          tellAway(e);
          pauseMs = backoff.next();
        } finally {
          firstAttempt.countDown();
        }
        if (again.tryAcquire(pauseMs, TimeUnit.MILLISECONDS)) {
          // A delegate that fails each time although the database can be read.
          TimeUnit.MILLISECONDS.sleep(restarts.next());
          again.drainPermits();
        } else {
          restarts.reset();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted on the way down");
    } finally {
      plan = null;
      connector.stopDelegates();
    }
  }

  private void look() throws SQLException {
    DatabaseFacts facts = connector.readDatabase();
    if (stopped) {
      return;
    }
    learnModes(facts);
    SourcePlan before = plan;
    SourcePlan next = SourcePlanner.plan(config, facts, modesSoFar, connector.delegateKeys());
    tell(next);
    if (anew || behind || !next.runsAs(before)) {
      run(next);
      plan = next;
      // A mode, once chosen, is kept, whatever columns come.
      next.tables().stream()
          .filter(table -> !table.mode().isBulk())
          .forEach(table -> modesSoFar.put(table.table(), table.mode().mode()));
    } else if (before != null && next.saysMoreThan(before)) {
      plan = next;
      connector.publish(next);
    }
    connector.compareTasks();
    tellBack();
  }

  private void run(SourcePlan next) {
    boolean startAnew = anew;
    // Not when it is done: a delegate may fail as soon as it is started.
    anew = false;
    boolean done = false;
    behind = true;
    try {
      connector.run(next, startAnew);
      done = true;
      behind = false;
    } finally {
      if (startAnew && !done) {
        anew = true;
      }
    }
  }

  private void learnModes(DatabaseFacts facts) {
    Set<TableName> unknown =
        facts.tables().stream().map(TableFacts::name).collect(Collectors.toSet());
    modesSoFar.keySet().retainAll(unknown);
    unknown.removeAll(modesSoFar.keySet());
    if (!unknown.isEmpty()) {
      Map<TableName, String> modes = connector.modesSoFar(unknown);
      unknown.forEach(table -> modesSoFar.put(table, modes.get(table)));
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static long tablePollMs(KsqlJdbcSourceConfig config) {
    String given = config.delegates(TABLE_POLL_MS);
    try {
      return Long.parseLong(given == null ? DelegatePlanner.FRESH_TABLE_POLL_MS : given.trim());
    } catch (NumberFormatException e) {
      throw new ConfigException(TABLE_POLL_MS, given, "must be a number of milliseconds");
    }
  }

  /** Says each thing that a user should know once. */
  private void tell(SourcePlan next) {
    for (Problem problem : next.problems()) {
      if (told.add(problem.message())) {
        LOG.warn("Connector {}: {}", config.connectorName(), problem.message());
      }
    }
    for (SourcePlan.LeftOut table : next.leftOut()) {
      if (told.add(table.table() + table.why())) {
        LOG.warn(
            "Connector {} leaves out table {}: {}",
            config.connectorName(),
            table.table(),
            table.why());
      }
    }
  }

  private synchronized void tellAway(Throwable failure) {
    if (!away) {
      away = true;
      LOG.warn(
          Passing.is(failure)
              ? "The database of connector {} is away, and is tried again until it is back: {}"
              : "The tables of connector {} cannot be looked at for now; it is tried again: {}",
          config.connectorName(),
          Backoff.reason(failure));
    }
    LOG.debug("The whole failure", failure);
  }

  private synchronized void tellBack() {
    if (away) {
      away = false;
      LOG.info("The database of connector {} is back", config.connectorName());
    }
  }
}
