package dev.ksqlconnect.announcer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Connect says of its connectors, which it does not always say: not while it rebalances or
 * waits for a task to stop, and late when it is busy. Used by one thread, which it does not hold
 * up: Connect may take more than a minute to not answer.
 */
final class KnownConnectors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KnownConnectors.class);

  /**
   * How long a connector has to be missing before it counts as deleted: one that this worker has
   * seen, until the next look; one it has never seen, until every worker must have caught up with
   * Connect's configuration topic.
   */
  private static final long SEEN_GONE_MS = 1_000;

  private static final long UNSEEN_GONE_MS = 30_000;

  /** How long is waited for an answer. One that comes later is there when it is asked for again. */
  private static final long ANSWER_MS = 500;

  private final ConnectClusterState cluster;
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "ksql-connect-questions");
            thread.setDaemon(true);
            return thread;
          });

  /** What Connect was asked last, and its answer, until that has been used. */
  private Map.@Nullable Entry<String, Future<?>> asked;

  private final boolean isDistributed;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Long> missingSince = new HashMap<>();

  /** Of a cluster; {@code isDistributed} says whether other workers may run connectors of it. */
  KnownConnectors(ConnectClusterState cluster, boolean isDistributed) {
    this.cluster = cluster;
    this.isDistributed = isDistributed;
  }

  /** Connect did not answer a question; it will, when it has rebalanced or is less busy. */
  static final class UnansweredException extends ConnectException {
    UnansweredException(String what, @Nullable Throwable cause) {
      super(String.format("Connect does not say %s (it is busy, or rebalances)", what), cause);
    }
  }

  /**
   * A connector's configuration, as it was written; empty if there is no such connector (any more).
   *
   * @throws UnansweredException if Connect does not say
   */
  Map<String, String> config(String connector) {
    try {
      Map<String, String> config =
          ask(
              "how connector " + connector + " is configured",
              () -> cluster.connectorConfig(connector));
      seen.add(connector);
      return config;
    } catch (UnansweredException e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof NotFoundException) {
          return Map.of();
        }
      }
      throw e;
    }
  }

  private <T> T ask(String what, Callable<T> question) {
    Map.Entry<String, Future<?>> last = asked;
    if (last != null && !last.getKey().equals(what)) {
      if (!last.getValue().isDone()) {
        throw new UnansweredException(what, null);
      }
      last = null;
    }
    try {
      if (last == null) {
        last = Map.entry(what, asking.submit(question));
        asked = last;
      }
      @SuppressWarnings("unchecked") // what it was asked
      T answer = (T) last.getValue().get(ANSWER_MS, TimeUnit.MILLISECONDS);
      asked = null;
      return answer;
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new UnansweredException(what, e);
    } catch (ExecutionException e) {
      asked = null;
      throw new UnansweredException(what, e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }

  /** Whether a connector runs one task; false, too, if Connect does not say. */
  boolean hasOneTask(String connector) {
    try {
      return cluster.connectorHealth(connector).tasksState().size() == 1;
    } catch (RuntimeException e) {
      LOG.debug("The tasks of {} could not be counted", connector, e);
      return false;
    }
  }

  /** Whether this worker knows that there is, or was, such a connector. */
  boolean hasSeen(String connector) {
    return seen.contains(connector);
  }

  /** Those of some connectors that were deleted. */
  Set<String> goneOf(Iterable<String> connectors) {
    Set<String> present;
    try {
      present = new HashSet<>(ask("which connectors there are", cluster::connectors));
    } catch (UnansweredException e) {
      // Time in which Connect does not say is no absence.
      LOG.debug("Connect does not say now which connectors there are", e);
      missingSince.clear();
      return Set.of();
    }
    missingSince.keySet().removeAll(present);
    Set<String> gone = new HashSet<>();
    for (String connector : connectors) {
      if (!present.contains(connector) && isGone(connector)) {
        gone.add(connector);
      }
    }
    seen.addAll(present);
    return gone;
  }

  private boolean isGone(String connector) {
    long now = System.nanoTime();
    long since = missingSince.computeIfAbsent(connector, name -> now);
    if (!hasSeen(connector) && !isDistributed) {
      // A standalone worker knows only its own connectors, not those of another one.
      return false;
    }
    long after = hasSeen(connector) ? SEEN_GONE_MS : UNSEEN_GONE_MS;
    return now - since >= TimeUnit.MILLISECONDS.toNanos(after);
  }
}
