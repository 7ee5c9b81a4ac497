package dev.ksqlconnect.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass by themselves, because the database is away, from those that do not. */
final class Passing {
  /**
   * Classes of SQLSTATE: connection exception, transaction rolled back, insufficient resources,
   * operator intervention (of which PostgreSQL's 57P01 to 57P03 are a server going down, crashed,
   * starting), and a driver's own timeout.
   */
  private static final List<String> STATES = List.of("08", "40", "53", "57P", "HYT");

  private Passing() {}

  /** Whether the failure, or what caused it, is the database's being away. */
  static boolean is(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientException
          || t instanceof SQLRecoverableException
          || t instanceof SQLNonTransientConnectionException) {
        return true;
      }
      if (t instanceof SQLException) {
        String state = ((SQLException) t).getSQLState();
        if (state != null && STATES.stream().anyMatch(state::startsWith)) {
          return true;
        }
        // Where Confluent's sink has given up, it wraps what happened so, in one without a state.
        if (is(((SQLException) t).getNextException())) {
          return true;
        }
      }
    }
    return false;
  }
}
