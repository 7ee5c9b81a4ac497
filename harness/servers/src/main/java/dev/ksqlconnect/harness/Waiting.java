package dev.ksqlconnect.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for conditions. */
public final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Waiting() {}

  /**
   * Waits until something holds.
   *
   * @param what says what is waited for
   * @throws IllegalStateException if it does not come about in time
   */
  public static void until(String what, Duration atMost, BooleanSupplier holds) {
    until(() -> what, atMost, holds);
  }

  /** As above, with a message made when it is needed, so that it can say what was seen last. */
  public static void until(Supplier<String> what, Duration atMost, BooleanSupplier holds) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Waited " + atMost.toSeconds() + " s in vain for: " + what.get());
      }
      pause();
    }
  }

  /**
   * Asks until the answer is what is wanted, and answers it; the message ends with the last one.
   */
  public static <T> T until(
      String what, Duration atMost, Supplier<T> ask, Predicate<? super T> wanted) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      T answer = ask.get();
      if (wanted.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Waited " + atMost.toSeconds() + " s in vain for " + what + "; last: " + answer);
      }
      pause();
    }
  }

  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("Interrupted while waiting");
    }
  }
}
