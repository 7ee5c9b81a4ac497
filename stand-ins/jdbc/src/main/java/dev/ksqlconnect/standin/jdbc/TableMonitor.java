package dev.ksqlconnect.standin.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Looks for the tables again and again, and asks for new tasks when they are others. */
final class TableMonitor extends Thread {
  private static final String STARTUP_LIMIT = "table.monitoring.startup.polling.limit.ms";
  private static final long OLD_STARTUP_LIMIT_MS = 10_000;

  private final SourceConfig config;
  private final Connections connections;
  private final ConnectorContext context;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch known = new CountDownLatch(1);
  private volatile @Nullable List<TableId> tables;

  TableMonitor(SourceConfig config, Connections connections, ConnectorContext context) {
    super("stand-in-table-monitor");
    setDaemon(true);
    this.config = config;
    this.connections = connections;
    this.context = context;
  }

  @Override
  public void run() {
    try {
      do {
        if (update()) {
          context.requestTaskReconfiguration();
        }
      } while (!stop.await(config.getLong("table.poll.interval.ms"), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      context.raiseError(new ConnectException("The tables could not be read any more", e));
    }
  }

  private boolean update() {
    List<TableId> found;
    try {
      found = read();
    } catch (SQLException e) {
      return false; // the next look may succeed
    }
    boolean changed = !found.equals(tables);
    tables = found;
    known.countDown();
    return changed;
  }

  private List<TableId> read() throws SQLException {
    List<TableId> found = new ArrayList<>();
    Dialect dialect = config.dialect();
    String[] types = config.getList("table.types").toArray(new String[0]);
    try (ResultSet rows =
        connections
            .get()
            .getMetaData()
            .getTables(
                config.getString("catalog.pattern"),
                config.getString("schema.pattern"),
                "%",
                types)) {
      while (rows.next()) {
        TableId table =
            new TableId(
                dialect.qualifier(rows.getString(1), rows.getString(2)),
                rows.getString(3),
                dialect.quote());
        if (dialect.isOfUsers(table.name()) && isChosen(table)) {
          found.add(table);
        }
      }
    }
    return found;
  }

  private boolean isChosen(TableId table) {
    if (config.isSet("table.include.list")) {
      return matches("table.include.list", table) && !matches("table.exclude.list", table);
    }
    if (config.isSet("table.whitelist")) {
      return isListed("table.whitelist", table);
    }
    return !isListed("table.blacklist", table);
  }

  private boolean matches(String key, TableId table) {
    return config.getList(key).stream().anyMatch(table.toString()::matches);
  }

  private boolean isListed(String key, TableId table) {
    List<String> listed = config.getList(key);
    return listed.contains(table.name())
        || listed.contains(table.toString())
        || listed.contains(table.quoted());
  }

  /**
   * The tables, waiting a while for the first look.
   *
   * @return null if they are not known yet
   * @throws ConnectException if two tables would share a topic
   */
  @Nullable List<TableId> tables() {
    try {
      known.await(
          config.knows(STARTUP_LIMIT) ? config.getLong(STARTUP_LIMIT) : OLD_STARTUP_LIMIT_MS,
          TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<TableId> now = tables;
    if (now != null) {
      Map<String, Long> byName =
          now.stream().collect(Collectors.groupingBy(TableId::name, Collectors.counting()));
      if (byName.values().stream().anyMatch(count -> count > 1)) {
        ConnectException failure =
            new ConnectException("Tables of one name in several schemas: " + now);
        context.raiseError(failure);
        throw failure;
      }
    }
    return now;
  }

  void shutdown() {
    stop.countDown();
  }
}
