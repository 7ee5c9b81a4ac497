package dev.ksqlconnect.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass by themselves, because the database is away, from those that do not. */
final class Passing {
  /**
   * Classes of SQLSTATE: connection exception, transaction rolled back, insufficient resources,
   * operator intervention (of which PostgreSQL's 57P01 to 57P03 are a server going down, crashed,
   * starting), and a driver's own timeout.
   */
  private static final List<String> STATES = List.of("08", "40", "53", "57P", "HYT");

  /** SQLSTATEs of a table or a column that is not there: PostgreSQL's, the standard's, DB2's. */
  private static final List<String> GONE_STATES =
      List.of("42P01", "42703", "42S02", "42S22", "42704");

  /** The same as a driver's own code, where the state does not tell: Oracle's, SQL Server's. */
  private static final List<Integer> GONE_CODES = List.of(942, 904, 208, 207);

  /** SQLite has no states. */
  private static final Pattern BUSY_MESSAGE = Pattern.compile("SQLITE_(BUSY|LOCKED)");

  /** And no codes of its own for this. */
  private static final Pattern GONE_MESSAGE = Pattern.compile("no such (table|column)");

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
        if (BUSY_MESSAGE.matcher(String.valueOf(t.getMessage())).find()) {
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

  /**
   * Whether the failure, or what caused it, is that a table or a column is gone. That passes once
   * the connector has looked at the tables again.
   */
  static boolean isOfGone(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException) {
        SQLException sql = (SQLException) t;
        if (GONE_STATES.contains(String.valueOf(sql.getSQLState()))
            || GONE_CODES.contains(sql.getErrorCode())
            || GONE_MESSAGE.matcher(String.valueOf(sql.getMessage())).find()) {
          return true;
        }
      }
    }
    return false;
  }
}
