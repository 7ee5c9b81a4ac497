package dev.ksqlconnect.ddl;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before something is tried again: longer each time, and never twice the same. */
enum Backoff {
  /**
   * For a topic's first record: it is on its way when the topic is announced, and comes within a
   * second, or within a minute where much else comes too, or else after a long time.
   */
  FIRST_RECORD {
    @Override
    long ms(int attempts) {
      if (attempts < 40) {
        return 25;
      }
      return attempts < 280 ? 250 : grown(250, attempts - 280, 30_000);
    }
  },
  /** For what went wrong in ksqlDB. */
  TROUBLE {
    @Override
    long ms(int attempts) {
      return grown(200, attempts, 30_000);
    }
  },
  /** For a server that is away. */
  SERVER_AWAY {
    @Override
    long ms(int attempts) {
      return grown(250, attempts, 10_000);
    }
  },
  /** For a conflict, which a user may have ended. */
  CONFLICT {
    @Override
    long ms(int attempts) {
      return grown(5_000, attempts, 45_000);
    }
  };

  abstract long ms(int attempts);

  private static long grown(long firstMs, int attempts, long lastMs) {
    return Math.min(lastMs, firstMs << Math.min(attempts, 20));
  }

  /** How long to wait after so many attempts in vain, 0 being the first. */
  long nanos(int attempts) {
    return (long) (ms(attempts) * 1_000_000 * ThreadLocalRandom.current().nextDouble(0.75, 1.25));
  }
}
