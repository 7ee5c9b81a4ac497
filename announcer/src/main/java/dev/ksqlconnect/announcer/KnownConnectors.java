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
 * up: Connect may take a minute to not answer.
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

  /** How long is waited for an answer. One that comes later is there when it is wanted again. */
  private static final long ANSWER_MS = 500;

  private final ConnectClusterState cluster;
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "ksql-connect-questions");
            thread.setDaemon(true);
            return thread;
          });

  /** What Connect was asked, and its answer, until that has been used. */
  private final Map<String, Question<?>> asked = new HashMap<>();

  private final long startNanos = System.nanoTime();
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
    /** Whether the answer may still come. */
    private final boolean isAwaited;

    private UnansweredException(String what, boolean isAwaited, @Nullable Throwable cause) {
      super(String.format("Connect does not say %s (it is busy, or rebalances)", what), cause);
      this.isAwaited = isAwaited;
    }
  }

  private static final class Question<T> {
    final long askedNanos = System.nanoTime();
    final Future<T> answer;

    Question(Future<T> answer) {
      this.answer = answer;
    }
  }

  /**
   * A connector's configuration, as it was written; empty if there is no such connector (any more).
   *
   * @param sinceNanos a time of {@link System#nanoTime}; it is not to be an earlier one
   * @throws UnansweredException if Connect does not say
   */
  Map<String, String> config(String connector, long sinceNanos) {
    try {
      Map<String, String> config =
          ask(
              "how connector " + connector + " is configured",
              sinceNanos,
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

  /** Asks anew if what was asked before was asked too early. */
  private <T> T ask(String what, long sinceNanos, Callable<T> question) {
    try {
      // One that waits is all that is waited for; the others wait for it, too.
      boolean isHeldUp = asked.values().stream().anyMatch(each -> !each.answer.isDone());
      @SuppressWarnings("unchecked") // what it was asked
      Question<T> present = (Question<T>) asked.get(what);
      if (present == null || present.askedNanos - sinceNanos < 0) {
        present = new Question<>(asking.submit(question));
        asked.put(what, present);
      }
      T answer = present.answer.get(isHeldUp ? 0 : ANSWER_MS, TimeUnit.MILLISECONDS);
      asked.remove(what);
      return answer;
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new UnansweredException(what, true, e);
    } catch (ExecutionException e) {
      asked.remove(what);
      throw new UnansweredException(what, false, e.getCause());
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
      present = new HashSet<>(ask("which connectors there are", startNanos, cluster::connectors));
    } catch (UnansweredException e) {
      LOG.debug("It is not known now which connectors are gone", e);
      if (!e.isAwaited) {
        // Time in which Connect does not say is no absence.
        missingSince.clear();
      }
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
