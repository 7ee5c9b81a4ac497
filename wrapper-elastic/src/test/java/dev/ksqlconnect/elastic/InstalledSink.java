package dev.ksqlconnect.elastic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The connector that is driven: an Elasticsearch sink as far as its configuration goes. */
public class InstalledSink extends SinkConnector {
  /** What it was asked to validate last. */
  static final AtomicReference<Map<String, String>> VALIDATED = new AtomicReference<>();

  private static final List<String> KEYS =
      List.of(
          "connection.url",
          "write.method",
          "key.ignore",
          "topic.key.ignore",
          "schema.ignore",
          "topic.schema.ignore",
          "behavior.on.null.values",
          "behavior.on.malformed.documents",
          "drop.invalid.message",
          "external.resource.usage",
          "topic.to.external.resource.mapping",
          "data.stream.type",
          "flush.synchronously",
          "max.retries");

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
    return definition;
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

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void start(Map<String, String> config) {}

    @Override
    public void put(Collection<SinkRecord> records) {
      RECORDS.addAll(records);
    }

    @Override
    public void stop() {}
  }
}
