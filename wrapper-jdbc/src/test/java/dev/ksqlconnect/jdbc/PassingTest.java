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
}
