package dev.ksqlconnect.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database that is reached by JDBC, whichever it is. */
public abstract class SqlDatabase implements AutoCloseable {

  /** Where it is, for whoever connects to it: nothing else is needed, no password either. */
  public abstract String url();

  /** Executes statements, separated by semicolons. */
  public void execute(String statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      executeAll(statement, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(statements, e);
    }
  }

  /** How the driver is told to execute several statements. */
  void executeAll(Statement statement, String statements) throws SQLException {
    statement.execute(statements);
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
      executeAll(connection.createStatement(), statements);
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
          row.put(columns.getColumnLabel(i), result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  @Override
  public abstract void close();
}
