package dev.ksqlconnect.ddl;

/** Streams and tables could not be found; the message says why, and what to do. */
public final class SourcesException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean away;

  /**
   * A failure.
   *
   * @param away whether it passes by itself
   * @param message a sentence for users
   */
  public SourcesException(boolean away, String message) {
    super(message, null, false, false);
    this.away = away;
  }

  /** Whether ksqlDB has not said anything: it may later. */
  public boolean isAway() {
    return away;
  }

  /** A sentence for users. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
