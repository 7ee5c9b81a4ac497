package dev.ksqlconnect.standin.elasticsearch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stand-in's connector. Its short name is that of the real one. */
public final class ElasticsearchSinkConnector extends SinkConnector {
  private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchSinkConnector.class);

  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return "stand-in";
  }

  @Override
  public void start(Map<String, String> properties) {
    LOG.info("A stand-in for the Elasticsearch sink connector starts; it is for tests only");
    new SinkConfig(properties).refuseUnknown();
    this.properties = properties;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ElasticsearchSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> tasks = new ArrayList<>();
    for (int i = 0; i < maxTasks; i++) {
      Map<String, String> task = new HashMap<>(properties);
      task.put("taskId", String.valueOf(i));
      tasks.add(task);
    }
    return tasks;
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return SinkConfig.CONFIG_DEF;
  }

  @Override
  public Config validate(Map<String, String> properties) {
    return new SinkValidation(properties).validate();
  }
}
