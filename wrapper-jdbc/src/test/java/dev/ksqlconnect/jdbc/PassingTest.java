package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassingTest {
  @ParameterizedTest
  @CsvSource({
    "08001, true", // cannot connect
    "08S01, true", // MySQL: link failure
    "40001, true", // deadlock
    "53300, true", // PostgreSQL: too many connections
    "57P03, true", // PostgreSQL: starting up
    "HYT00, true", // a driver's timeout
    "57014, false", // cancelled
    "28P01, false", // wrong password
    "3D000, false", // no such database
    "42P01, false", // no such table
    ", false"
  })
  void a_state_tells_whether_a_failure_passes(String state, boolean passes) {
    SQLException failure = new SQLException("it failed", state);

    assertThat(Passing.is(failure)).isEqualTo(passes);
    assertThat(Passing.is(new ConnectException("Exiting", new RuntimeException(failure))))
        .isEqualTo(passes);
  }

  @Test
  void drivers_that_give_no_state_tell_it_by_class() {
    assertThat(Passing.is(new SQLTimeoutException("late"))).isTrue();
    assertThat(Passing.is(new SQLRecoverableException("lost"))).isTrue();
    assertThat(Passing.is(new SQLNonTransientConnectionException("refused"))).isTrue();
    assertThat(Passing.is(new ConnectException("no table"))).isFalse();
    assertThat(Passing.is(null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "42P01, 0, true", // PostgreSQL: no such table
    "42703, 0, true", // PostgreSQL, DB2: no such column
    "42S02, 1146, true", // MySQL: no such table
    "42S22, 1054, true", // MySQL: no such column
    "42704, -204, true", // DB2: no such table
    "42000, 942, true", // Oracle: no such table
    "42000, 904, true", // Oracle: no such column
    "S0002, 208, true", // SQL Server: no such table
    "S0001, 207, true", // SQL Server: no such column
    "42000, 1064, false", // MySQL: a statement that is none
    "28P01, 0, false", // PostgreSQL: wrong password
    "08001, 0, false", // cannot connect
    ", 0, false"
  })
  void a_state_or_a_drivers_own_code_tells_whether_a_table_is_gone(
      String state, int code, boolean gone) {
    SQLException failure = new SQLException("it failed", state, code);

    assertThat(Passing.isOfGone(failure)).isEqualTo(gone);
    assertThat(Passing.isOfGone(new ConnectException("Exiting", new RuntimeException(failure))))
        .isEqualTo(gone);
    assertThat(Passing.is(failure))
        .as("it is no database that is away")
        .isEqualTo("08001".equals(state));
  }

  @ParameterizedTest
  @CsvSource({
    "[SQLITE_ERROR] SQL error or missing database (no such table: users), true",
    "[SQLITE_ERROR] SQL error or missing database (no such column: at), true",
    "[SQLITE_BUSY] The database file is locked, false"
  })
  void sqlite_tells_in_words_whether_a_table_is_gone(String message, boolean gone) {
    assertThat(Passing.isOfGone(new SQLException(message, null, 1))).isEqualTo(gone);
  }

  @Test
  void what_is_no_database_failure_is_of_no_table_that_is_gone() {
    assertThat(Passing.isOfGone(new ConnectException("no such table"))).isFalse();
    assertThat(Passing.isOfGone(null)).isFalse();
  }
}
