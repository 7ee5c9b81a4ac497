package dev.ksqlconnect.standin.elasticsearch;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** Makes documents of records. */
public final class ElasticsearchSinkTask extends SinkTask {
  private @Nullable SinkConfig config;
  private @Nullable ErrantRecordReporter reporter;
  private @Nullable DocumentBody bodies;
  private @Nullable Indices indices;
  private @Nullable BulkWriter writer;
  private @Nullable Offsets offsets;

  @Override
  public String version() {
    return "stand-in";
  }

  @Override
  public void start(Map<String, String> properties) {
    config = new SinkConfig(properties);
    config.refuseUnknown();
    reporter = context.errantRecordReporter();
    bodies = new DocumentBody(config);
    ServerConnection server = new ServerConnection(config);
    indices = new Indices(server);
    writer = new BulkWriter(config, server, reporter);
    offsets = new Offsets();
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    writer.throwIfFailed();
    for (SinkRecord record : records) {
      Runnable done = noted(record);
      if (record.value() == null && config.nullValues() == SinkConfig.NullValues.IGNORE) {
        report(record, new ConnectException("the value is null"));
        done.run();
      } else {
        write(record, done);
      }
    }
    writer.send();
  }

  private Runnable noted(SinkRecord record) {
    if (flushesSynchronously()) {
      return () -> {};
    }
    TopicPartition partition = new TopicPartition(record.topic(), record.kafkaPartition());
    if (!context.assignment().contains(partition)) {
      throw new ConnectException(
          "Found a topic name '"
              + record.topic()
              + "' that doesn't match assigned partitions. Connector doesn't support topic"
              + " mutating SMTs");
    }
    return offsets.add(partition, record.kafkaOffset());
  }

  private boolean flushesSynchronously() {
    return config.getBoolean("flush.synchronously");
  }

  private void write(SinkRecord record, Runnable done) {
    String index = Indices.name(record.topic());
    indices.require(index);
    if (!config.ignoresSchema(record.topic())) {
      // Of a null value, too, which has no schema.
      indices.requireFields(index, record.valueSchema());
    }
    try {
      if (record.value() == null) {
        delete(index, record, done);
      } else {
        Operation operation = Operation.write(config, index, record, bodies.of(record));
        writer.add(record, operation, done);
      }
    } catch (DataException e) {
      report(record, e);
      if (!config.getBoolean("drop.invalid.message")) {
        throw e;
      }
      done.run();
    }
  }

  private void delete(String index, SinkRecord record, Runnable done) {
    if (config.nullValues() == SinkConfig.NullValues.FAIL) {
      throw new DataException(
          "record from topic="
              + record.topic()
              + " partition="
              + record.kafkaPartition()
              + " offset="
              + record.kafkaOffset()
              + " has a null value, and behavior.on.null.values is FAIL");
    }
    if (record.key() != null) {
      writer.add(record, Operation.delete(config, index, record), done);
    }
    // Without a key there is nothing to delete, and the real connector never counts it as done.
  }

  // The worker waits for what is reported before it commits.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void report(SinkRecord record, Exception error) {
    if (reporter != null) {
      reporter.report(record, error);
    }
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> current) {
    if (!flushesSynchronously()) {
      writer.send();
      return offsets.toCommit();
    }
    writer.await();
    return writer.isFailed() ? Map.of() : current;
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    offsets.close(partitions);
  }

  @Override
  public void stop() {
    // After a start that failed there is no writer, and this throws, as the real one does.
    writer.close();
  }
}
