package dev.ksqlconnect.sinks;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * How far a task has come where the delegate cannot know it: it is not given every record, and says
 * nothing of the offsets of the others. Used by one thread.
 */
final class Progress {
  private final Map<TopicPartition, Long> lastSeen = new HashMap<>();
  private final Map<TopicPartition, Long> lastGiven = new HashMap<>();

  /** A record has come, which the delegate may be given or not. */
  void seen(SinkRecord record) {
    lastSeen.put(partition(record), record.originalKafkaOffset());
  }

  /** The delegate is given a record. */
  void given(SinkRecord record) {
    lastGiven.put(partition(record), record.originalKafkaOffset());
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  /** Other tasks go on with these. */
  void forget(Collection<TopicPartition> partitions) {
    lastSeen.keySet().removeAll(partitions);
    lastGiven.keySet().removeAll(partitions);
  }

  /**
   * What may be committed.
   *
   * @param done what the delegate says may be
   * @param position how far the consumer is. Connect ignores what is beyond that, and with it what
   *     it would have committed; a batch that failed is not counted yet.
   * @return the same, and beyond that the records that were kept from the delegate, where it is
   *     done with all before them
   */
  Map<TopicPartition, OffsetAndMetadata> beyond(
      Map<TopicPartition, OffsetAndMetadata> done,
      Map<TopicPartition, OffsetAndMetadata> position) {
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(done);
    lastSeen.forEach(
        (partition, seen) -> {
          Long given = lastGiven.get(partition);
          OffsetAndMetadata delegates = done.get(partition);
          boolean isDone = given == null || (delegates != null && delegates.offset() == given + 1);
          OffsetAndMetadata consumers = position.get(partition);
          boolean isBeyond = delegates == null || delegates.offset() <= seen;
          boolean isCounted = consumers != null && consumers.offset() > seen;
          if (isDone && isBeyond && isCounted) {
            all.put(partition, new OffsetAndMetadata(seen + 1));
          }
        });
    return all;
  }
}
