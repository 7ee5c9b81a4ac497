package dev.ksqlconnect.announcer;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Tells which topics hold records. Used by one thread. */
public final class TopicRecords implements AutoCloseable {
  /** A partition without a leader would be waited for much longer, and all other topics with it. */
  private static final int TIMEOUT_MS = 3_000;

  private final Admin admin;

  TopicRecords(Map<String, Object> adminConfig) {
    admin = KafkaClients.make(() -> Admin.create(adminConfig));
  }

  /** What a topic holds. */
  public static final class Holding {
    private final @Nullable String missing;
    private final long end;

    /**
     * What a topic holds.
     *
     * @param missing null if it holds the records that were asked for
     * @param end how many records were ever written to it; 0 if that is not known
     */
    public Holding(@Nullable String missing, long end) {
      this.missing = missing;
      this.end = end;
    }

    /** Why it is taken to hold no such record; null if it holds one. */
    public @Nullable String missing() {
      return missing;
    }

    /** Grows with each record that is written. */
    public long end() {
      return end;
    }
  }

  /**
   * Looks which topics hold records.
   *
   * @param since for each topic from what time on records count, in milliseconds since 1970; 0 for
   *     all
   */
  public Map<String, Holding> of(Map<String, Long> since) {
    Map<String, String> missing = new HashMap<>();
    Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    admin
        .describeTopics(since.keySet(), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
        .topicNameValues()
        .forEach(
            (topic, description) -> {
              long from = since.getOrDefault(topic, 0L);
              missing.put(topic, none(from));
              try {
                for (TopicPartitionInfo partition : get(description).partitions()) {
                  TopicPartition each = new TopicPartition(topic, partition.partition());
                  if (partition.leader() == null) {
                    missing.put(topic, "its partition " + each.partition() + " has no leader");
                  } else {
                    begins.put(
                        each, from > 0 ? OffsetSpec.forTimestamp(from) : OffsetSpec.earliest());
                    ends.put(each, OffsetSpec.latest());
                  }
                }
              } catch (ExecutionException e) {
                missing.put(topic, why(e));
              }
            });
    ListOffsetsOptions options = new ListOffsetsOptions().timeoutMs(TIMEOUT_MS);
    return holdings(
        missing,
        admin.listOffsets(begins, options),
        admin.listOffsets(ends, options),
        ends.keySet());
  }

  private static Map<String, Holding> holdings(
      Map<String, String> missing,
      ListOffsetsResult begins,
      ListOffsetsResult ends,
      Collection<TopicPartition> partitions) {
    Map<String, Long> written = new HashMap<>();
    for (TopicPartition partition : partitions) {
      try {
        // A time after the last record has no offset, which is a -1.
        long begin = get(begins.partitionResult(partition)).offset();
        long end = get(ends.partitionResult(partition)).offset();
        written.merge(partition.topic(), end, Long::sum);
        if (begin >= 0 && end > begin) {
          missing.remove(partition.topic());
        }
      } catch (ExecutionException e) {
        missing.replace(partition.topic(), why(e));
      }
    }
    Map<String, Holding> holdings = new HashMap<>();
    missing.forEach(
        (topic, why) -> holdings.put(topic, new Holding(why, written.getOrDefault(topic, 0L))));
    written.forEach((topic, end) -> holdings.putIfAbsent(topic, new Holding(null, end)));
    return holdings;
  }

  private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static String none(long from) {
    return from > 0
        ? "it holds no record since " + Instant.ofEpochMilli(from)
        : "it holds no record";
  }

  private static String why(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof UnknownTopicOrPartitionException) {
      return "there is no such topic";
    }
    if (cause instanceof AuthorizationException) {
      return "the worker's principal may not DESCRIBE it";
    }
    return "Kafka does not say whether it holds a record ("
        + (cause == null ? failure : cause).getClass().getSimpleName()
        + ")";
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
