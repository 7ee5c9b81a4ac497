package dev.ksqlconnect.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The connector that is driven: a JDBC sink as far as its configuration goes. */
public class InstalledSink extends SinkConnector {
  /** What it was asked to validate last. */
  static final AtomicReference<Map<String, String>> VALIDATED = new AtomicReference<>();

  private static final List<String> KEYS =
      List.of(
          "connection.url",
          "connection.user",
          "insert.mode",
          "pk.mode",
          "pk.fields",
          "delete.enabled",
          "auto.create",
          "auto.evolve",
          "table.name.format",
          "fields.whitelist",
          "quote.sql.identifiers",
          "trim.sensitive.log");

  private Map<String, String> config;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public ConfigDef config() {
    ConfigDef definition = new ConfigDef();
    KEYS.forEach(
        key -> definition.define(key, ConfigDef.Type.STRING, null, ConfigDef.Importance.LOW, ""));
    return definition.define(
        "connection.password", ConfigDef.Type.PASSWORD, null, ConfigDef.Importance.LOW, "");
  }

  @Override
  public Config validate(Map<String, String> config) {
    VALIDATED.set(config);
    return super.validate(config);
  }

  @Override
  public void start(Map<String, String> config) {
    this.config = config;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return InstalledTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(config);
  }

  @Override
  public void stop() {}

  /** Its task. */
  public static class InstalledTask extends SinkTask {
    /** What it was given. */
    static final List<SinkRecord> RECORDS = new ArrayList<>();

    /** How many it was given in each call. */
    static final List<Integer> CALLS = new ArrayList<>();

    /** The SQLSTATE that each put fails with; null if it does not. */
    static String failure;

    static Map<String, String> config = Map.of();

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void start(Map<String, String> config) {
      InstalledTask.config = config;
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      if (failure != null) {
        throw new ConnectException(
            new SQLException("refused with " + config.get("connection.password"), failure));
      }
      RECORDS.addAll(records);
      CALLS.add(records.size());
    }

    @Override
    public void stop() {}
  }
}
