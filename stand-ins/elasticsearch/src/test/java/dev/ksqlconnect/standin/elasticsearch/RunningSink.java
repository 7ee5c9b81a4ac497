package dev.ksqlconnect.standin.elasticsearch;

import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Runs one task of a connector as a worker would; its topics have one partition. */
final class RunningSink implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstalledSink installed;
  private final SinkTask task;
  private final Set<TopicPartition> assignment;
  private final Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
  private final Map<String, Long> committed = new TreeMap<>();
  private final List<SinkRecord> reported = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  RunningSink(InstalledSink installed, Map<String, String> config, String... topics) {
    this.installed = installed;
    assignment =
        java.util.Arrays.stream(topics)
            .map(topic -> new TopicPartition(topic, 0))
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
    SinkConnector connector = installed.connector();
    task =
        installed.with(
            () -> {
              connector.start(config);
              Map<String, String> taskConfig = connector.taskConfigs(1).get(0);
              SinkTask made = make(connector);
              made.initialize(new Context(taskConfig));
              made.start(taskConfig);
              made.open(assignment);
              return made;
            });
  }

  private static SinkTask make(SinkConnector connector) {
    try {
      return (SinkTask) connector.taskClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Context implements SinkTaskContext {
    private final Map<String, String> config;

    Context(Map<String, String> config) {
      this.config = config;
    }

    @Override
    public Map<String, String> configs() {
      return config;
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {}

    @Override
    public void offset(TopicPartition partition, long offset) {}

    @Override
    public void timeout(long milliseconds) {}

    @Override
    public Set<TopicPartition> assignment() {
      return assignment;
    }

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}

    @Override
    public ErrantRecordReporter errantRecordReporter() {
      return this::report;
    }

    private Future<Void> report(SinkRecord record, Throwable error) {
      errors.add(String.valueOf(error.getMessage()));
      reported.add(record);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Hands over records. */
  void put(SinkRecord... records) {
    for (SinkRecord record : records) {
      delivered.merge(
          new TopicPartition(record.topic(), record.kafkaPartition()),
          new OffsetAndMetadata(record.kafkaOffset() + 1),
          (one, other) -> one.offset() > other.offset() ? one : other);
    }
    installed.with(
        () -> {
          task.put(List.of(records));
          return null;
        });
  }

  /** Hands over records, and waits until their offsets may be committed. */
  void write(SinkRecord... records) {
    put(records);
    Map<String, Long> wanted = new TreeMap<>();
    delivered.forEach((partition, next) -> wanted.put(partition.topic(), next.offset()));
    Waiting.until("all to be written", PATIENCE, this::commit, wanted::equals);
  }

  /** Waits until a document is there. */
  void awaitDocument(Elasticsearch elasticsearch, String index, String id) {
    Waiting.until(
        "document " + id,
        PATIENCE,
        () -> {
          commit();
          return elasticsearch.document(index, id).isPresent();
        });
  }

  /** The failure that hands itself out with what is put later; waits for it. */
  RuntimeException awaitFailure() {
    CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
    Waiting.until(
        "the task to fail",
        PATIENCE,
        () -> {
          try {
            commit();
            put();
          } catch (RuntimeException e) {
            failure.complete(e);
          }
          return failure.isDone();
        });
    return failure.join();
  }

  /** The offsets that may be committed now, by topic. */
  Map<String, Long> commit() {
    installed
        .with(() -> task.preCommit(new HashMap<>(delivered)))
        .forEach((partition, next) -> committed.put(partition.topic(), next.offset()));
    // A worker does so between commits, and a failure shows in it.
    put();
    return committed;
  }

  /** The records that were reported as errant. */
  List<SinkRecord> reported() {
    return reported;
  }

  /** What was said of them. */
  List<String> errors() {
    return new ArrayList<>(errors);
  }

  static long offset(SinkRecord record) {
    return record.kafkaOffset();
  }

  @Override
  public void close() {
    installed.with(
        () -> {
          task.close(assignment);
          task.stop();
          return null;
        });
  }
}
