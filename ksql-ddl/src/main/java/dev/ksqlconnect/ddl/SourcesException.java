package dev.ksqlconnect.ddl;

/** Streams and tables could not be found; the message says why, and what to do. */
public final class SourcesException extends Exception {
  private static final long serialVersionUID = 1;

  /** What has happened. */
  public enum Kind {
    /** ksqlDB has not said anything: it may later. */
    AWAY,
    /** There is no such stream or table. */
    MISSING,
    /** There is, but no connector can read it. */
    UNREADABLE
  }

  private final Kind kind;

  /**
   * A failure.
   *
   * @param message a sentence for users
   */
  public SourcesException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** A sentence for users. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
