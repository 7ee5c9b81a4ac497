package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.util.ConnectorUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the stand-in's source connectors have in common. */
public abstract class TableConnector extends SourceConnector {
  private static final Logger LOG = LoggerFactory.getLogger(TableConnector.class);
  private static final long JOIN_MS = 10_000;

  private @Nullable SourceConfig config;
  private @Nullable Connections connections;
  private @Nullable TableMonitor monitor;

  @Override
  public String version() {
    return "stand-in";
  }

  @Override
  public void start(Map<String, String> properties) {
    LOG.info("A stand-in for the JDBC source connector starts; it is for tests only");
    config = new SourceConfig(config(), properties);
    config.refuseUnknown();
    Dialects.of(config.url());
    connections = new Connections(config);
    connections.get();
    monitor = new TableMonitor(config, connections, context());
    if (config.query().isEmpty()) {
      monitor.start();
    }
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    if (config.query().isPresent()) {
      return List.of(task(List.of(), true));
    }
    List<TableId> tables = monitor.tables();
    if (tables == null || tables.isEmpty()) {
      return tasksWithoutTables(tables != null);
    }
    List<Map<String, String>> tasks = new ArrayList<>();
    ConnectorUtils.groupPartitions(tables, Math.min(tables.size(), maxTasks))
        .forEach(group -> tasks.add(task(group, true)));
    return tasks;
  }

  /**
   * The tasks while there is no table to read.
   *
   * @param fetched whether that is known already
   */
  abstract List<Map<String, String>> tasksWithoutTables(boolean fetched);

  /** The configuration of a task. */
  final Map<String, String> task(List<TableId> tables, boolean fetched) {
    Map<String, String> task = new HashMap<>(config.originalsStrings());
    task.put(
        SourceConfig.TABLES, tables.stream().map(TableId::quoted).collect(Collectors.joining(",")));
    if (config.isNew()) {
      task.put(SourceConfig.TABLES_FETCHED, String.valueOf(fetched));
    }
    return task;
  }

  @Override
  public void stop() {
    // After a start that failed there is no monitor, and this throws, as the real one does.
    monitor.shutdown();
    try {
      monitor.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.close();
  }

  @Override
  public Config validate(Map<String, String> properties) {
    return new SourceValidation(config(), properties).validate();
  }
}
