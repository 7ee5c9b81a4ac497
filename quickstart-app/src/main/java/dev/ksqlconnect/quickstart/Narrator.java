package dev.ksqlconnect.quickstart;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells what is going on, and how long it takes. */
final class Narrator {
  private static final int WIDTH = 150;

  private final PrintStream out;
  private final long begin = System.nanoTime();
  private volatile @Nullable Thread speaker;

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** From now on, only this thread is heard: the others' stories end in the middle. */
  void listenToMe() {
    speaker = Thread.currentThread();
  }

  private void print(@Nullable Thread teller, String text) {
    Thread only = speaker;
    if (only == null || only.equals(teller)) {
      out.print(text);
      out.flush();
    }
  }

  private void print(String text) {
    print(Thread.currentThread(), text);
  }

  /** A new chapter. */
  void title(String text) {
    print(String.format("%n== %s%n", text));
  }

  /** A line of its own. */
  void say(String text) {
    print(String.format("   %s%n", text));
  }

  /** A line in the middle of something that takes a while. */
  void remark(String text) {
    print(String.format("%n   %s ", text));
  }

  /** A line cut to what a terminal shows. */
  void show(String text) {
    say(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…");
  }

  /** Does something that takes a while, and tells for how long it has been at it. */
  <T> T during(String what, Supplier<T> work) {
    print(String.format("   %s …", what));
    Thread teller = Thread.currentThread();
    Thread ticker =
        new Thread(
            () -> {
              try {
                while (true) {
                  TimeUnit.SECONDS.sleep(2);
                  print(teller, ".");
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
      print(String.format(Locale.ROOT, " %.1f s%n", (System.nanoTime() - start) / 1e9));
      return result;
    } catch (RuntimeException e) {
      print(String.format(" failed%n"));
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
