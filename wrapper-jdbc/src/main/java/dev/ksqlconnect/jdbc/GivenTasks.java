package dev.ksqlconnect.jdbc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The tasks that Connect was last given when it asked for them, and when it is to compare them with
 * those it has.
 *
 * <p>It may come to have older ones. A leader that is cut off from Kafka keeps what it was asked to
 * write, and writes it when it is back, though others have written since: leaders are fenced for
 * exactly-once sources only (KIP-618). Connect does not notice, and compares only when it is asked
 * to; each time costs it a call to the config providers. So it is asked half a minute after it was
 * given them, and from then on whenever that is twice as long ago: what came late by some time is
 * put right within as long again.
 */
final class GivenTasks {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final int most;
  private final List<Map<String, String>> configs;
  private final long givenNanos;
  private long compareAfterNanos = FIRST_NANOS;

  /**
   * Those given just now.
   *
   * @param most how many Connect wanted at most
   * @param nowNanos as of {@link System#nanoTime}
   */
  GivenTasks(int most, List<Map<String, String>> configs, long nowNanos) {
    this.most = most;
    this.configs = configs;
    this.givenNanos = nowNanos;
  }

  int most() {
    return most;
  }

  List<Map<String, String>> configs() {
    return configs;
  }

  /** Whether Connect is to compare now; only once each time. */
  synchronized boolean areToBeCompared(long nowNanos) {
    long age = nowNanos - givenNanos;
    if (age < compareAfterNanos) {
      return false;
    }
    while (compareAfterNanos <= age) {
      compareAfterNanos *= 2;
    }
    return true;
  }
}
