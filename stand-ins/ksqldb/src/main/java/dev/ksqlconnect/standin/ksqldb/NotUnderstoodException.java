package dev.ksqlconnect.standin.ksqldb;

/** Something of which it is not known what a real ksqlDB would make of it. */
public final class NotUnderstoodException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NotUnderstoodException(String message) {
    super(message);
  }
}
