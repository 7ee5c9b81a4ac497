package dev.ksqlconnect.delegate;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to leave something alone that has failed: 1 s at first, twice as long each time, 30 s at
 * most, and up to a fifth more or less by chance, so that many that failed together do not come
 * back together. Used by one thread.
 */
public final class Backoff {
  private static final long FIRST_MS = 1_000;
  private static final long LONGEST_MS = 30_000;

  private long nextMs = FIRST_MS;
  private long dueNanos = System.nanoTime();

  /** Begins to wait, and answers for how many milliseconds. */
  public long next() {
    long delayMs = nextMs + ThreadLocalRandom.current().nextLong(-nextMs / 5, nextMs / 5 + 1);
    nextMs = Math.min(nextMs * 2, LONGEST_MS);
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
    return delayMs;
  }

  /** It went well: the next failure is the first one again. */
  public void reset() {
    nextMs = FIRST_MS;
  }

  /**
   * Waits until the time is over, but no longer than given.
   *
   * @return whether it is over
   */
  boolean await(long atMostMs) throws InterruptedException {
    long leftNanos = dueNanos - System.nanoTime();
    if (leftNanos > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.min(leftNanos, TimeUnit.MILLISECONDS.toNanos(atMostMs)));
    }
    return dueNanos - System.nanoTime() <= 0;
  }

  /** The messages of a failure and its causes in one line. */
  public static String reason(Throwable failure) {
    StringBuilder reason = new StringBuilder();
    String last = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
      if (last == null || !last.contains(message)) {
        reason.append(reason.length() == 0 ? "" : ": ").append(message);
        last = message;
      }
    }
    return reason.toString();
  }
}
