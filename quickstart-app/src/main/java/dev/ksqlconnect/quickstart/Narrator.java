package dev.ksqlconnect.quickstart;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells what is going on, and how long it takes. */
final class Narrator {
  private static final int WIDTH = 150;

  private final PrintStream out;
  private final long begin = System.nanoTime();

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** A new chapter. */
  void title(String text) {
    out.println();
    out.println("== " + text);
  }

  /** A line of its own. */
  void say(String text) {
    out.println("   " + text);
  }

  /** A line cut to what a terminal shows. */
  void show(String text) {
    say(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…");
  }

  /** Does something that takes a while, and tells for how long it has been at it. */
  <T> T during(String what, Supplier<T> work) {
    out.printf(Locale.ROOT, "   %s …", what);
    out.flush();
    Thread ticker =
        new Thread(
            () -> {
              try {
                while (true) {
                  TimeUnit.SECONDS.sleep(2);
                  out.print('.');
                  out.flush();
                }
              } catch (InterruptedException e) {
                // Done.
              }
            },
            "ticker");
    ticker.setDaemon(true);
    ticker.start();
    long start = System.nanoTime();
    try {
      T result = work.get();
      out.printf(Locale.ROOT, " %.1f s%n", (System.nanoTime() - start) / 1e9);
      return result;
    } catch (RuntimeException e) {
      out.println(" failed");
      throw e;
    } finally {
      ticker.interrupt();
    }
  }

  /** Seconds since the beginning. */
  String elapsed() {
    return String.format(Locale.ROOT, "%.0f s", (System.nanoTime() - begin) / 1e9);
  }
}
