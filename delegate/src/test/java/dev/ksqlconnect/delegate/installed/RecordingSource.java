package dev.ksqlconnect.delegate.installed;

import dev.ksqlconnect.delegate.Calls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;

/** A source connector that records its calls, and finds its service when it is initialised. */
public class RecordingSource extends SourceConnector {
  private static final List<Service> SERVICES = new ArrayList<>();

  static {
    ServiceLoader.load(Service.class).forEach(SERVICES::add);
  }

  private Map<String, String> config;

  /** Found through META-INF/services of the delegate's folder. */
  public interface Service {}

  /** The one that is found. */
  public static final class ServiceImpl implements Service {}

  public RecordingSource() {
    Calls.add(this, "constructor", null);
  }

  @Override
  public String version() {
    Calls.add(this, "version", null);
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
    Calls.add(this, "start", new HashMap<>(config));
    Calls.add(this, "services", SERVICES.size());
    if (config.containsKey("fail.start")) {
      throw new ConnectException("could not start with " + config.get("fail.start"));
    }
    this.config = config;
    if (config.containsKey("raise.error")) {
      context().raiseError(new ConnectException("raised with " + config.get("raise.error")));
      context().requestTaskReconfiguration();
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
    List<Map<String, String>> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(maxTasks, 2); i++) {
      tasks.add(new HashMap<>(config));
    }
    return tasks;
  }

  @Override
  public void stop() {
    Calls.add(this, "stop", config == null ? null : Map.copyOf(config));
    config.clear(); // a NullPointerException after a start that failed
  }

  @Override
  public Config validate(Map<String, String> config) {
    Calls.add(this, "validate", config);
    return super.validate(config);
  }

  @Override
  public ConfigDef config() {
    Calls.add(this, "config", null);
    return new ConfigDef()
        .define("url", ConfigDef.Type.STRING, "", ConfigDef.Importance.HIGH, "Where.");
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> config) {
    Calls.add(this, "exactlyOnceSupport", config);
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> config) {
    Calls.add(this, "canDefineTransactionBoundaries", config);
    return ConnectorTransactionBoundaries.SUPPORTED;
  }

  @Override
  public boolean alterOffsets(
      Map<String, String> config, Map<Map<String, ?>, Map<String, ?>> offsets) {
    Calls.add(this, "alterOffsets", offsets);
    return true;
  }

  /** Its task. */
  public static class RecordingTask extends SourceTask {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int polls;

    public RecordingTask() {
      Calls.add(this, "task constructor", null);
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void initialize(SourceTaskContext context) {
      super.initialize(context);
      Calls.add(this, "task initialize", context);
    }

    @Override
    public void start(Map<String, String> config) {
      Calls.add(this, "task start", config);
      if (config.containsKey("fail.task.start")) {
        throw new ConnectException("task " + config.get("fail.task.start"));
      }
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
      Calls.add(this, "poll", context.configs());
      if (context.configs().containsKey("poll.blocks")) {
        stopped.await();
        return null;
      }
      String failure = context.configs().get("fail.poll");
      if (failure != null && polls++ == 0) {
        throw new ConnectException(failure);
      }
      String of = context.configs().getOrDefault("records.of", "");
      SourceRecord first = record(of + "one");
      SourceRecord second = record(of + "two");
      if (context.transactionContext() != null) {
        context.transactionContext().commitTransaction(second);
      }
      return List.of(first, second);
    }

    private static SourceRecord record(String value) {
      return new SourceRecord(
          Map.of("p", 1), Map.of("o", value), "topic", null, null, null, null, value);
    }

    @Override
    public void commit() {
      Calls.add(this, "commit", null);
    }

    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) {
      Calls.add(this, "commitRecord", record);
      Calls.add(this, "committed by", context.configs().getOrDefault("records.of", ""));
    }

    @Override
    public void stop() {
      Calls.add(this, "task stop", null);
      stopped.countDown();
    }
  }
}
