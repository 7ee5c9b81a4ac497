package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.BundleVersion;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Registers every announced topic in ksqlDB, as a stream or a table. A sink on the announcements
 * topic, so that Connect gives it failover; the announcements themselves the worker has read
 * already.
 */
public final class KsqlDdlSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> connectorProperties) {
    properties = connectorProperties;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return KsqlDdlSinkTask.class;
  }

  /** One task: the announcements topic has one partition. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(properties);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return KsqlDdlSinkConfig.CONFIG_DEF;
  }

  /** Checks the keys, the converters, and that ksqlDB answers. */
  @Override
  public Config validate(Map<String, String> connectorProperties) {
    return Validation.validate(connectorProperties);
  }

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }
}
