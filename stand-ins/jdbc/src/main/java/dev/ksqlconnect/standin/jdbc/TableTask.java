package dev.ksqlconnect.standin.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** What the stand-in's source tasks have in common: all but when they ask their tables. */
public abstract class TableTask extends SourceTask {
  private @Nullable SourceConfig config;
  private @Nullable Connections connections;
  private final List<TableQuery> queries = new ArrayList<>();

  @Override
  public String version() {
    return "stand-in";
  }

  /** The keys it knows. */
  abstract ConfigDef keys();

  @Override
  public void start(Map<String, String> properties) {
    config = new SourceConfig(keys(), properties);
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
      config.requireMappings(tables);
      for (TableId table : tables) {
        Map<String, Object> offset = offsets.get(table.partition());
        if (offset == null) {
          offset = offsets.get(Map.of("table", table.name()));
        }
        TableQuery query = new TableQuery(config, table, offset);
        if (queries.isEmpty() && config.isNew()) {
          query.requireColumns(connections.get());
        }
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

  /** The tables, or the query, in the order in which they were given; none while none is known. */
  final List<TableQuery> queries() {
    return queries;
  }

  /** The configuration that it was started with. */
  final SourceConfig config() {
    return config;
  }

  /**
   * Asks a table.
   *
   * @throws SQLException as the database says it
   */
  final List<SourceRecord> ask(TableQuery query) throws SQLException {
    return query.ask(connections.get());
  }

  @Override
  public void stop() {
    if (connections != null) {
      connections.close();
    }
  }
}
