package dev.ksqlconnect.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a database may be silent while it is connected to and read, so that a thread that reads
 * comes to an end even if the server stops answering in the middle.
 *
 * <p>Most drivers wait for ever unless they are told otherwise, each under names of its own until
 * there is a connection. What the user says of it counts more. {@code DriverManager}'s login
 * timeout is not touched: it is that of the whole worker.
 */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  /** What there is outside of tests. */
  static final Patience DEFAULT = new Patience(60);

  private final int seconds;

  Patience(int seconds) {
    this.seconds = seconds;
  }

  private Map<String, String> whileConnecting(String url) {
    String s = String.valueOf(seconds);
    String ms = String.valueOf(millis());
    if (url.startsWith("jdbc:postgresql:")) {
      return Map.of("socketTimeout", s);
    } else if (url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")) {
      return Map.of("connectTimeout", ms, "socketTimeout", ms);
    } else if (url.startsWith("jdbc:sqlserver:")) {
      // Its loginTimeout does not end the wait for the first answer.
      return Map.of("socketTimeout", ms);
    } else if (url.startsWith("jdbc:oracle:")) {
      return Map.of("oracle.net.CONNECT_TIMEOUT", ms, "oracle.jdbc.ReadTimeout", ms);
    } else if (url.startsWith("jdbc:db2:")) {
      return Map.of("loginTimeout", s, "blockingReadConnectionTimeout", s);
    }
    return Map.of();
  }

  private int millis() {
    return seconds * 1_000;
  }

  /** Adds to what a driver is given how long it may wait while it connects. */
  void addTo(Properties properties, String url) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(properties.stringPropertyNames());
    String lowerUrl = url.toLowerCase(Locale.ROOT);
    whileConnecting(lowerUrl)
        .forEach(
            (name, value) -> {
              if (!set.contains(name) && !lowerUrl.contains(name.toLowerCase(Locale.ROOT) + "=")) {
                properties.setProperty(name, value);
              }
            });
  }

  /** Has each answer on a connection come in time, or a {@link SQLException}. */
  void setOn(Connection connection) {
    try {
      int now = connection.getNetworkTimeout();
      if (now <= 0 || now > millis()) {
        connection.setNetworkTimeout(Runnable::run, millis());
      }
    } catch (SQLException | RuntimeException | AbstractMethodError e) {
      LOG.debug("The driver cannot be told how long to wait for the database", e);
    }
  }
}
