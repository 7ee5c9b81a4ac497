package dev.ksqlconnect.standin.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stand-in's task: asks its tables in turn. */
public final class JdbcSourceTask extends SourceTask {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSourceTask.class);
  private static final long STEP_MS = 20;

  private @Nullable SourceConfig config;
  private @Nullable Connections connections;
  private final List<TableQuery> queries = new ArrayList<>();
  private final List<SourceRecord> waiting = new ArrayList<>();

  @Override
  public String version() {
    return "stand-in";
  }

  @Override
  public void start(Map<String, String> properties) {
    config = new SourceConfig(properties);
    List<TableId> tables = TableId.list(properties.getOrDefault(SourceConfig.TABLES, ""));
    if (tables.isEmpty() && config.query().isEmpty()) {
      if (!Boolean.parseBoolean(properties.get(SourceConfig.TABLES_FETCHED))) {
        return; // the connector will ask for new tasks when it knows the tables
      }
      throw new ConfigException("The task has neither a table nor a query");
    }
    connections = new Connections(config);
    connections.get();
    Map<Map<String, String>, Map<String, Object>> offsets = offsets(tables);
    if (config.query().isPresent()) {
      queries.add(new TableQuery(config, null, offsets.get(Map.of("query", "query"))));
    }
    try {
      for (TableId table : tables) {
        Map<String, Object> offset = offsets.get(table.partition());
        if (offset == null) {
          offset = offsets.get(Map.of("table", table.name()));
        }
        TableQuery query = new TableQuery(config, table, offset);
        query.requireNotNull(connections.get());
        queries.add(query);
      }
    } catch (SQLException e) {
      throw new ConnectException(e);
    }
  }

  private Map<Map<String, String>, Map<String, Object>> offsets(List<TableId> tables) {
    if (config.mode().equals("bulk")) {
      return Map.of();
    }
    List<Map<String, String>> partitions = new ArrayList<>();
    partitions.add(Map.of("query", "query"));
    for (TableId table : tables) {
      partitions.add(table.partition());
      partitions.add(Map.of("table", table.name()));
    }
    return new HashMap<>(context.offsetStorageReader().offsets(partitions));
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    if (queries.isEmpty()) {
      Thread.sleep(STEP_MS);
      return null;
    }
    long deadline = System.nanoTime() + config.getLong("poll.linger.ms") * 1_000_000;
    while (waiting.isEmpty() && System.nanoTime() < deadline) {
      ask();
      if (waiting.isEmpty()) {
        Thread.sleep(STEP_MS);
      }
    }
    List<SourceRecord> batch =
        new ArrayList<>(
            waiting.subList(0, Math.min(waiting.size(), config.getInt("batch.max.rows"))));
    waiting.subList(0, batch.size()).clear();
    return batch;
  }

  private void ask() {
    for (TableQuery query : queries) {
      if (query.isDue()) {
        try {
          waiting.addAll(query.ask(connections.get()));
        } catch (SQLException e) {
          LOG.error("A table could not be asked; it is asked again", e);
        }
      }
    }
  }

  @Override
  public void stop() {
    if (connections != null) {
      connections.close();
    }
  }
}
