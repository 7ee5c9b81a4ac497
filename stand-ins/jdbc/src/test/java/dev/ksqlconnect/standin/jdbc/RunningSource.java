package dev.ksqlconnect.standin.jdbc;

import dev.ksqlconnect.harness.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Runs a connector and one task of it as a worker would, and remembers its offsets. */
final class RunningSource implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstalledConnector installed;
  private final SourceConnector connector;
  private final Map<Map<String, ?>, Map<String, Object>> offsets;
  private final AtomicInteger reconfigurations = new AtomicInteger();
  private final AtomicReference<Exception> raised = new AtomicReference<>();

  RunningSource(InstalledConnector installed, Map<String, String> config) {
    this(installed, config, new HashMap<>());
  }

  RunningSource(
      InstalledConnector installed,
      Map<String, String> config,
      Map<Map<String, ?>, Map<String, Object>> offsets) {
    this.installed = installed;
    this.offsets = offsets;
    connector = installed.connector();
    installed.with(
        () -> {
          connector.initialize(new ConnectorContext());
          connector.start(config);
          return null;
        });
  }

  private final class ConnectorContext implements SourceConnectorContext {
    @Override
    public void requestTaskReconfiguration() {
      reconfigurations.incrementAndGet();
    }

    @Override
    public void raiseError(Exception failure) {
      raised.set(failure);
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new Offsets();
    }
  }

  private final class Offsets implements OffsetStorageReader {
    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      return offsets.get(partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
      partitions.forEach(partition -> found.put(partition, offsets.get(partition)));
      return found;
    }
  }

  List<Map<String, String>> taskConfigs(int maxTasks) {
    return installed.with(() -> connector.taskConfigs(maxTasks));
  }

  void awaitReconfiguration(int times) {
    Waiting.until(
        () -> times + " requests for new tasks; so far " + reconfigurations,
        PATIENCE,
        () -> reconfigurations.get() >= times);
  }

  int reconfigurations() {
    return reconfigurations.get();
  }

  Exception awaitRaisedError() {
    Waiting.until("an error raised by the connector", PATIENCE, () -> raised.get() != null);
    return raised.get();
  }

  /** Runs a task until it has returned so many records, and stops it. */
  List<SourceRecord> read(Map<String, String> taskConfig, int atLeast) {
    try (RunningTask task = run(taskConfig)) {
      return task.read(atLeast);
    }
  }

  /** Starts a task. */
  RunningTask run(Map<String, String> taskConfig) {
    SourceTask task = newTask();
    RunningTask running = new RunningTask(task);
    try {
      installed.with(
          () -> {
            task.initialize(new TaskContext(taskConfig));
            task.start(taskConfig);
            return null;
          });
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
    return running;
  }

  /** A task that has been started. */
  final class RunningTask implements AutoCloseable {
    private final SourceTask task;

    private RunningTask(SourceTask task) {
      this.task = task;
    }

    /** Polls until so many more records have come. */
    List<SourceRecord> read(int atLeast) {
      List<SourceRecord> records = new ArrayList<>();
      installed.with(
          () -> {
            Waiting.until(
                () -> atLeast + " records; so far " + records,
                PATIENCE,
                () -> {
                  records.addAll(poll(task));
                  return records.size() >= atLeast;
                });
            return null;
          });
      records.forEach(
          record -> {
            if (record.sourceOffset() != null) {
              offsets.put(record.sourcePartition(), new HashMap<>(record.sourceOffset()));
            }
          });
      return records;
    }

    @Override
    public void close() {
      installed.with(
          () -> {
            task.stop();
            return null;
          });
    }
  }

  SourceTask newTask() {
    return installed.with(
        () -> {
          try {
            Class<? extends Task> type = connector.taskClass();
            return (SourceTask) type.getDeclaredConstructor().newInstance();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  final class TaskContext implements SourceTaskContext {
    private final Map<String, String> config;

    TaskContext(Map<String, String> config) {
      this.config = config;
    }

    @Override
    public Map<String, String> configs() {
      return config;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new Offsets();
    }
  }

  private static List<SourceRecord> poll(SourceTask task) {
    try {
      List<SourceRecord> records = task.poll();
      return records == null ? List.of() : records;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Map<Map<String, ?>, Map<String, Object>> offsets() {
    return offsets;
  }

  @Override
  public void close() {
    installed.with(
        () -> {
          connector.stop();
          return null;
        });
  }
}
