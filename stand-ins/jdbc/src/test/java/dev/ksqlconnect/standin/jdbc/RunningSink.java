package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Runs a sink connector and one task of it as a worker would, and remembers what it asks for. */
final class RunningSink implements AutoCloseable {
  private final InstalledConnector installed;
  private final SinkConnector connector;
  private final SinkTask task;
  private final boolean tolerant;
  private final List<SinkRecord> reported = new ArrayList<>();
  private final List<Long> timeouts = new ArrayList<>();

  /** One whose connector fails with its first bad record. */
  RunningSink(InstalledConnector installed, Map<String, String> config) {
    this(installed, config, false);
  }

  /** One that may report bad records, if it is tolerant. */
  RunningSink(InstalledConnector installed, Map<String, String> config, boolean tolerant) {
    this.installed = installed;
    this.tolerant = tolerant;
    connector = installed.sinkConnector();
    task =
        installed.with(
            () -> {
              connector.start(config);
              return newTask(connector);
            });
    installed.with(
        () -> {
          task.initialize(new TaskContext(config));
          task.start(connector.taskConfigs(1).get(0));
          return null;
        });
  }

  static SinkTask newTask(SinkConnector connector) {
    try {
      return (SinkTask) connector.taskClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hands it records at once. */
  void put(SinkRecord... records) {
    installed.with(
        () -> {
          task.put(List.of(records));
          return null;
        });
  }

  /**
   * Hands it records until it takes them or fails, as a worker does.
   *
   * @return how many times it asked for them again
   */
  int putWithRetries(SinkRecord... records) {
    for (int retries = 0; ; retries++) {
      try {
        put(records);
        return retries;
      } catch (RetriableException e) {
        // again
      }
    }
  }

  /** The records that it gave up, one by one. */
  List<SinkRecord> reported() {
    return reported;
  }

  /** The pauses that it asked for, in milliseconds. */
  List<Long> timeouts() {
    return timeouts;
  }

  private final class TaskContext implements SinkTaskContext {
    private final Map<String, String> config;

    TaskContext(Map<String, String> config) {
      this.config = config;
    }

    @Override
    public Map<String, String> configs() {
      return config;
    }

    @Override
    public ErrantRecordReporter errantRecordReporter() {
      return tolerant ? this::report : null;
    }

    private Future<Void> report(SinkRecord record, Throwable error) {
      reported.add(record);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void timeout(long millis) {
      timeouts.add(millis);
    }

    @Override
    public Set<TopicPartition> assignment() {
      return Set.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {}

    @Override
    public void offset(TopicPartition partition, long offset) {}

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}
  }

  @Override
  public void close() {
    installed.with(
        () -> {
          task.stop();
          connector.stop();
          return null;
        });
  }
}
