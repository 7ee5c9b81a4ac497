package dev.ksqlconnect.delegate.installed;

import dev.ksqlconnect.delegate.Calls;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A sink connector that records its calls. */
public class RecordingSink extends SinkConnector {
  private Map<String, String> config;

  public RecordingSink() {
    Calls.add(this, "constructor", null);
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void initialize(ConnectorContext context) {
    super.initialize(context);
    Calls.add(this, "initialize", context);
  }

  @Override
  public void initialize(ConnectorContext context, List<Map<String, String>> taskConfigs) {
    super.initialize(context, taskConfigs);
    Calls.add(this, "initialize with tasks", taskConfigs);
  }

  @Override
  public void start(Map<String, String> config) {
    Calls.add(this, "start", config);
    this.config = config;
    if (config.containsKey("raise.error")) {
      context().raiseError(new ConnectException("raised with " + config.get("raise.error")));
    }
  }

  @Override
  public void reconfigure(Map<String, String> config) {
    Calls.add(this, "reconfigure", config);
    this.config = config;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RecordingTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    Calls.add(this, "taskConfigs", maxTasks);
    // One and the same map for all tasks, as Confluent's JDBC sink.
    return Collections.nCopies(maxTasks, config);
  }

  @Override
  public void stop() {
    Calls.add(this, "stop", null);
  }

  @Override
  public Config validate(Map<String, String> config) {
    Calls.add(this, "validate", config);
    return super.validate(config);
  }

  @Override
  public ConfigDef config() {
    Calls.add(this, "config", null);
    return new ConfigDef();
  }

  @Override
  public boolean alterOffsets(Map<String, String> config, Map<TopicPartition, Long> offsets) {
    Calls.add(this, "alterOffsets", offsets);
    return true;
  }

  /** Its task. */
  public static class RecordingTask extends SinkTask {
    private boolean started;

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void initialize(SinkTaskContext context) {
      super.initialize(context);
      Calls.add(this, "task initialize", context);
    }

    @Override
    public void start(Map<String, String> config) {
      Calls.add(this, "task start", config);
      if (config.containsKey("fail.task.start")) {
        throw new ConnectException("task " + config.get("fail.task.start"));
      }
      started = true;
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
      Calls.add(this, "open", partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      Calls.add(this, "put", records);
      Calls.add(this, "task configs", context.configs());
    }

    @Override
    public void flush(Map<TopicPartition, OffsetAndMetadata> offsets) {
      Calls.add(this, "flush", offsets);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(
        Map<TopicPartition, OffsetAndMetadata> offsets) {
      Calls.add(this, "preCommit", offsets);
      return Map.of();
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
      Calls.add(this, "close", partitions);
    }

    @Override
    public void stop() {
      Calls.add(this, "task stop", null);
      if (!started) {
        throw new NullPointerException("never started");
      }
    }
  }
}
