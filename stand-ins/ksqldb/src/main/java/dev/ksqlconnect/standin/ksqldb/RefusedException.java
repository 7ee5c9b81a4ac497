package dev.ksqlconnect.standin.ksqldb;

import org.jspecify.annotations.Nullable;

/** Something that a real ksqlDB was seen to refuse; the message is what it said. */
public final class RefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int errorCode;
  private final @Nullable String statementText;

  private RefusedException(int errorCode, String message, @Nullable String statementText) {
    super(message);
    this.errorCode = errorCode;
    this.statementText = statementText;
  }

  /** A statement that is wrong; the text is what ksqlDB quotes beside its message. */
  static RefusedException wrong(String message, String statementText) {
    return new RefusedException(40001, message, statementText);
  }

  /** A statement that ksqlDB could not carry out. */
  static RefusedException failed(String message, String statementText) {
    return new RefusedException(50000, message, statementText);
  }

  /** Refused without the statement being quoted. */
  static RefusedException plain(int errorCode, String message) {
    return new RefusedException(errorCode, message, null);
  }

  /** ksqlDB's error code; its first three digits are the HTTP status. */
  public int errorCode() {
    return errorCode;
  }

  /** The statement as ksqlDB quotes it beside its message, or null if it does not. */
  public @Nullable String statementText() {
    return statementText;
  }
}
