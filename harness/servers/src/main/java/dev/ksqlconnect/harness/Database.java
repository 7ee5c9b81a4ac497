package dev.ksqlconnect.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server with its files in a folder. */
public final class Database implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final int port = Ports.free();
  private EmbeddedPostgres postgres;

  private Database(Path folder) {
    this.folder = folder;
    this.postgres = launch(true);
  }

  /** Starts one, and waits until it answers. */
  public static Database start(Path folder) {
    return new Database(folder);
  }

  private EmbeddedPostgres launch(boolean first) {
    try {
      Files.createDirectories(folder);
      return EmbeddedPostgres.builder()
          .setPort(port)
          .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
          .setDataDirectory(folder.resolve("data"))
          .setCleanDataDirectory(false)
          .setServerConfig("wal_level", "logical")
          .setServerConfig("unix_socket_directories", "")
          .setPGStartupWait(START)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(first ? "PostgreSQL could not be started" : "…again", e);
    }
  }

  /** Where it is, without a password: anybody on this machine may connect. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  public int port() {
    return port;
  }

  /** Executes statements, separated by semicolons. */
  public void execute(String statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(statements, e);
    }
  }

  /** Something that a connection of its own holds on to until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Executes statements in a transaction, which is open, with its locks, until what is answered is.
   */
  public Held hold(String statements) {
    try {
      Connection connection = connect();
      connection.setAutoCommit(false);
      connection.createStatement().execute(statements);
      return () -> {
        try {
          connection.close();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      };
    } catch (SQLException e) {
      throw new IllegalStateException(statements, e);
    }
  }

  /** The rows of a query, each by column. */
  public List<Map<String, Object>> query(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      ResultSetMetaData columns = result.getMetaData();
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private Connection connect() throws SQLException {
    return java.sql.DriverManager.getConnection(url());
  }

  /** Stops the server; what it holds stays. */
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again, where it was. */
  public void startAgain() {
    postgres = launch(false);
  }

  @Override
  public void close() {
    stop();
  }
}
