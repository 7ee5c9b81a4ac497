package dev.ksqlconnect.standin.ksqldb;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets requests take their time, until the server goes away. */
final class Shutdown {
  private volatile CountDownLatch latch = new CountDownLatch(1);

  /** Ends all waiting. */
  void now() {
    latch.countDown();
  }

  /** From now on, one can wait again. */
  void over() {
    latch = new CountDownLatch(1);
  }

  /** Waits; false if the server has gone away meanwhile. */
  boolean pass(Duration time) {
    CountDownLatch latch = this.latch;
    try {
      return !latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until the server goes away. */
  void await() {
    while (pass(Duration.ofHours(1))) {
      // An hour is not for ever.
    }
  }
}
