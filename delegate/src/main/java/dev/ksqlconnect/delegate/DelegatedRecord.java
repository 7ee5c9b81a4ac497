package dev.ksqlconnect.delegate;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a wrapper hands to Connect in place of a delegate's record: the same topic, partition,
 * value, timestamp, headers, source partition and source offset, with a key of the wrapper's.
 *
 * <p>It remembers the delegate's own record, because a delegate may know its records by identity:
 * it must get the very one back in {@code commitRecord} and has named the very one to its
 * transaction context.
 */
public final class DelegatedRecord extends SourceRecord {
  private final SourceRecord original;
  private @Nullable DelegateTask task;

  /** The delegate's record with another key. */
  public DelegatedRecord(SourceRecord original, @Nullable Schema keySchema, @Nullable Object key) {
    super(
        original.sourcePartition(),
        original.sourceOffset(),
        original.topic(),
        original.kafkaPartition(),
        keySchema,
        key,
        original.valueSchema(),
        original.value(),
        original.timestamp(),
        original.headers());
    this.original = original;
  }

  /** Says whose record it is. */
  void isOf(DelegateTask task) {
    this.task = task;
  }

  /** Tells its delegate that the record is in Kafka, or, without metadata, left out. */
  void commit(@Nullable RecordMetadata metadata) throws InterruptedException {
    DelegateTask of = task;
    if (of != null) {
      of.commitRecord(original, metadata);
    }
  }
}
