package dev.ksqlconnect.systemtest;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * What happens when, drawn from a seed: {@code -Dfaults.seed} is the same schedule again. {@code
 * -Dfaults.long=true} draws longer ones, and has other tests do more, too.
 */
final class Schedule {
  private static final long SEED = seed();

  /** Whether the long form is wanted. */
  static final boolean IS_LONG = Boolean.getBoolean("faults.long");

  private final Random random;

  /** The schedule of one scenario, which does not depend on those that ran before it. */
  Schedule(String scenario) {
    random = new Random(SEED * 31 + scenario.hashCode());
    System.out.printf("%s: -Dfaults.seed=%d -Dfaults.long=%s%n", scenario, SEED, IS_LONG);
  }

  private static long seed() {
    String wanted = System.getProperty("faults.seed", "");
    return wanted.isEmpty() ? 7 : Long.parseLong(wanted);
  }

  /** A number of times, or of seconds, that the long form has more of. */
  static int size(int ofShort, int ofLong) {
    return IS_LONG ? ofLong : ofShort;
  }

  /** A number from 0 on. */
  int below(int end) {
    return random.nextInt(end);
  }

  <T> T oneOf(List<T> all) {
    return all.get(below(all.size()));
  }

  /** Lets some time pass, so that the next thing comes at any moment of what goes on. */
  void pass(int atMostMs) {
    park(below(atMostMs));
  }

  /** Lets a fault last. */
  static void last(Duration duration) {
    park(duration.toMillis());
  }

  private static void park(long ms) {
    long end = System.nanoTime() + ms * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
