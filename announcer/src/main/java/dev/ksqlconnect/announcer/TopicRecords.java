package dev.ksqlconnect.announcer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Tells which topics hold records. Used by one thread. */
public final class TopicRecords implements AutoCloseable {
  private static final String NONE = "it holds no record";

  private final Admin admin;

  TopicRecords(Map<String, Object> adminConfig) {
    admin = KafkaClients.make(() -> Admin.create(adminConfig));
  }

  /**
   * Looks which topics hold records.
   *
   * @return for each topic that holds none, or of which that cannot be said, why; those that hold
   *     some are missing
   */
  public Map<String, String> missing(Collection<String> topics) {
    Map<String, String> missing = new HashMap<>();
    Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, description) -> {
              missing.put(topic, NONE);
              try {
                for (TopicPartitionInfo partition : get(description).partitions()) {
                  TopicPartition each = new TopicPartition(topic, partition.partition());
                  earliest.put(each, OffsetSpec.earliest());
                  latest.put(each, OffsetSpec.latest());
                }
              } catch (ExecutionException e) {
                missing.put(topic, why(e));
              }
            });
    ListOffsetsResult begins = admin.listOffsets(earliest);
    ListOffsetsResult ends = admin.listOffsets(latest);
    for (TopicPartition partition : latest.keySet()) {
      try {
        if (get(ends.partitionResult(partition)).offset()
            > get(begins.partitionResult(partition)).offset()) {
          missing.remove(partition.topic());
        }
      } catch (ExecutionException e) {
        missing.replace(partition.topic(), NONE, why(e));
      }
    }
    return missing;
  }

  private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static String why(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof UnknownTopicOrPartitionException) {
      return "there is no such topic";
    }
    if (cause instanceof AuthorizationException) {
      return "the worker's principal may not DESCRIBE it";
    }
    return "Kafka does not say whether it holds a record: " + cause;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
