package dev.ksqlconnect.delegate;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of what a task has handed to Connect.
 *
 * <p>Connect stores offsets once a minute. A delegate that is started again within its task would
 * go on at what was stored last, and repeat what came after. It may go on after what was handed out
 * instead: if that does not reach Kafka, Connect fails the whole task. Used by the task's thread.
 */
final class HandedOutOffsets {
  private final Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();

  /** Takes note of records, in their order. */
  void add(List<SourceRecord> records) {
    Map<String, ?> partition = null;
    Map<String, ?> offset = null;
    for (SourceRecord record : records) {
      // A source hands out the same map for all records of a partition, or a map of its own with
      // each: only where they change is one looked up.
      if (record.sourcePartition() != partition) {
        put(partition, offset);
        partition = record.sourcePartition();
      }
      offset = record.sourceOffset();
    }
    put(partition, offset);
  }

  private void put(@Nullable Map<String, ?> partition, @Nullable Map<String, ?> offset) {
    if (partition != null && offset != null) {
      offsets.put(partition, offset);
    }
  }

  /** Connect's reader, with these offsets before those that are stored. */
  OffsetStorageReader before(OffsetStorageReader stored) {
    return new OffsetStorageReader() {
      @Override
      public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
        Map<String, ?> handedOut = offsets.get(partition);
        return handedOut == null ? stored.offset(partition) : new HashMap<>(handedOut);
      }

      @Override
      public <T> Map<Map<String, T>, Map<String, Object>> offsets(
          Collection<Map<String, T>> partitions) {
        Map<Map<String, T>, Map<String, Object>> all = new HashMap<>(stored.offsets(partitions));
        for (Map<String, T> partition : partitions) {
          Map<String, ?> handedOut = offsets.get(partition);
          if (handedOut != null) {
            all.put(partition, new HashMap<>(handedOut));
          }
        }
        return all;
      }
    };
  }
}
