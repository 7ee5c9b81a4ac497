package dev.ksqlconnect.standin.jdbc;

import org.apache.kafka.connect.errors.ConnectException;

/** A table, or a column of it, is missing and may not or cannot be made. */
final class UnfitTableException extends ConnectException {
  private static final long serialVersionUID = 1;

  UnfitTableException(String message) {
    super(message);
  }
}
