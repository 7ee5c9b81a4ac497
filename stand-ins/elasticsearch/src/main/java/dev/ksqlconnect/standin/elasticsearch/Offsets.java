package dev.ksqlconnect.standin.elasticsearch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Remembers up to where everything is done. */
final class Offsets {
  private final Map<TopicPartition, Deque<Entry>> entries = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private static final class Entry {
    private final long offset;
    private boolean done;

    private Entry(long offset) {
      this.offset = offset;
    }
  }

  /** Takes note of a record, in the order of offsets; what is answered says that it is done. */
  synchronized Runnable add(TopicPartition partition, long offset) {
    Entry entry = new Entry(offset);
    entries.computeIfAbsent(partition, key -> new ArrayDeque<>()).add(entry);
    return () -> done(partition, entry);
  }

  private synchronized void done(TopicPartition partition, Entry entry) {
    entry.done = true;
    Deque<Entry> waiting = entries.getOrDefault(partition, new ArrayDeque<>());
    while (!waiting.isEmpty() && waiting.peek().done) {
      next.merge(partition, waiting.remove().offset + 1, Math::max);
    }
  }

  /** What may be committed; without the partitions of which nothing is done. */
  synchronized Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    return offsets;
  }

  /** Forgets partitions. */
  synchronized void close(Collection<TopicPartition> partitions) {
    entries.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
  }
}
