package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * The connector that is driven: a JDBC source as far as its configuration goes, with as many tasks
 * as it may have, if there are as many tables.
 */
public class InstalledSource extends SourceConnector {
  /** A key whose value names another one, which is then said to be wrong. */
  static final String REFUSES = "refuses";

  private Map<String, String> config;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public ConfigDef config() {
    ConfigDef definition = new ConfigDef();
    Given.DELEGATE_KEYS.forEach(key -> define(definition, key, ConfigDef.Type.STRING));
    define(definition, "mode", ConfigDef.Type.STRING);
    define(definition, "topic.prefix", ConfigDef.Type.STRING);
    define(definition, "connection.url", ConfigDef.Type.STRING);
    define(definition, "connection.user", ConfigDef.Type.STRING);
    define(definition, "table.types", ConfigDef.Type.LIST);
    define(definition, "connection.password", ConfigDef.Type.PASSWORD);
    define(definition, "query.masked", ConfigDef.Type.PASSWORD);
    define(definition, "batch.max.rows", ConfigDef.Type.INT);
    return definition;
  }

  private static void define(ConfigDef definition, String key, ConfigDef.Type type) {
    definition.define(key, type, null, ConfigDef.Importance.LOW, "As the real one's.");
  }

  @Override
  public Config validate(Map<String, String> config) {
    Config said = super.validate(config);
    for (ConfigValue value : said.configValues()) {
      if (value.name().equals(config.get(REFUSES))) {
        value.addErrorMessage(config.get("connection.password") + " is not for " + value.value());
      }
    }
    return said;
  }

  @Override
  public void start(Map<String, String> config) {
    this.config = config;
    // As the real one, which finds its tables only now: more often than its tasks change.
    context().requestTaskReconfiguration();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return InstalledTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<List<String>> groups = new ArrayList<>();
    for (String table : config.get("table.whitelist").split(",", -1)) {
      if (groups.size() < maxTasks) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add('"' + table + '"');
    }
    List<Map<String, String>> tasks = new ArrayList<>();
    for (List<String> tables : groups) {
      Map<String, String> task = new HashMap<>(config);
      task.put("tables", String.join(",", tables));
      tasks.add(task);
    }
    return tasks;
  }

  @Override
  public void stop() {}

  /** Its task, which reads what a test lets it read. */
  public static class InstalledTask extends SourceTask {
    static final Queue<List<SourceRecord>> BATCHES = new ConcurrentLinkedQueue<>();

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void start(Map<String, String> config) {}

    @Override
    public List<SourceRecord> poll() {
      return BATCHES.poll();
    }

    @Override
    public void stop() {}
  }
}
