package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** One connection, made when it is asked for and again when it is broken. */
final class Connections implements AutoCloseable {
  private final JdbcConfig config;
  private @Nullable Connection connection;

  Connections(JdbcConfig config) {
    this.config = config;
  }

  /**
   * The connection.
   *
   * @throws ConnectException caused by the SQLException, when all attempts have failed
   */
  synchronized Connection get() {
    int attempts = config.getInt("connection.attempts");
    for (int attempt = 1; ; attempt++) {
      try {
        if (connection == null || !connection.isValid(5)) {
          close();
          connection = connect(config);
        }
        return connection;
      } catch (SQLException e) {
        if (attempt >= attempts) {
          throw new ConnectException(e);
        }
        pause(config.getLong("connection.backoff.ms"));
      }
    }
  }

  static Connection connect(JdbcConfig config) throws SQLException {
    Dialects.of(config.url());
    return DriverManager.getConnection(config.url(), config.driverProperties());
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is gone.
      }
      connection = null;
    }
  }
}
