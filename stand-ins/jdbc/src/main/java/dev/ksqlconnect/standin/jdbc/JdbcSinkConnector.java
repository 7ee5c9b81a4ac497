package dev.ksqlconnect.standin.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stand-in's sink connector. Its short name is that of the real one. */
public final class JdbcSinkConnector extends SinkConnector {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSinkConnector.class);

  private @Nullable Map<String, String> properties;

  @Override
  public String version() {
    return "stand-in";
  }

  @Override
  public void start(Map<String, String> properties) {
    LOG.info("A stand-in for the JDBC sink connector starts; it is for tests only");
    this.properties = properties;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return JdbcSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    // The real one's tasks share one map, too.
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return SinkConfig.CONFIG_DEF;
  }

  @Override
  public Config validate(Map<String, String> properties) {
    Map<String, ConfigValue> values = SinkConfig.CONFIG_DEF.validateAll(properties);
    if (isFine(values)) {
      SinkConfig config = new SinkConfig(properties);
      if (config.deletes() && !config.keyFrom("record_key")) {
        String message = "Rows can be deleted only by the record's key";
        values.get("delete.enabled").addErrorMessage(message);
        values.get("pk.mode").addErrorMessage(message);
      } else {
        tryToConnect(config, values.get("connection.url"));
      }
    }
    return new Config(new ArrayList<>(values.values()));
  }

  private static boolean isFine(Map<String, ConfigValue> values) {
    return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private static void tryToConnect(SinkConfig config, ConfigValue url) {
    try {
      boolean unused = config.quotes();
      Connections.connect(config).close();
    } catch (SQLException | ConnectException e) {
      url.addErrorMessage("The database cannot be reached: " + e.getMessage());
    }
  }
}
