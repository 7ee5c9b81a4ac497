package dev.ksqlconnect.rest;

/** A request that cannot be answered as asked. */
final class ApiException extends RuntimeException {
  private final int status;
  private final int retryAfterSeconds;

  /** With an HTTP status, and a message that says what to do. */
  ApiException(int status, String message) {
    this(status, message, 0);
  }

  /** With when to try again, in seconds. */
  ApiException(int status, String message, int retryAfterSeconds) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  int status() {
    return status;
  }

  /** 0 for no use in trying again. */
  int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** It is an answer, not a fault: nobody needs to know where it was made. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
