package dev.ksqlconnect.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.Driver;

/** A database in memory, of a name of its own, as long as it is open. */
final class ShopDatabase implements AutoCloseable {
  static final String PASSWORD = "s3cret";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String url =
      "jdbc:h2:mem:shop" + COUNT.incrementAndGet() + ";user=app;password=" + PASSWORD;
  private final Connection connection;

  ShopDatabase() throws SQLException {
    connection = new Driver().connect(url, new Properties());
  }

  String url() {
    return url;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The shortest configuration that reads it, and more keys and values. */
  Map<String, String> properties(String... more) {
    Map<String, String> properties =
        Given.properties(
            "connection.url",
            url,
            "delegate.class",
            InstalledSource.class.getName(),
            // What other databases call a TABLE.
            "table.types",
            "BASE TABLE");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
