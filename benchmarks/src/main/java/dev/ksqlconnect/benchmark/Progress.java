package dev.ksqlconnect.benchmark;

import java.util.Locale;

/** Says on the terminal what is done. */
final class Progress {
  private final long begun = System.nanoTime();

  /** Says a line, after the seconds since the beginning. */
  void say(String format, Object... arguments) {
    System.out.printf(
        "%5d s  %s%n",
        (System.nanoTime() - begun) / 1_000_000_000, String.format(Locale.ROOT, format, arguments));
  }
}
