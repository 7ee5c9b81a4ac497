package dev.ksqlconnect.ddl;

/** ksqlDB did not do what was asked. */
final class KsqlException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is to be done about it. */
  enum Kind {
    /** The server is not there: nothing can be asked of it now. */
    AWAY,
    /** The server is there, and soon ready. */
    STARTING,
    /** The server does not know the user. */
    UNAUTHORIZED,
    /** No answer came, or none that could be read: whether it was done is not known. */
    UNANSWERED,
    /** This went wrong, and may go right next time. */
    AGAIN,
    /** The server understood, and says no; it would again. */
    REFUSED
  }

  private final Kind kind;

  KsqlException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** A sentence for those who operate it. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
