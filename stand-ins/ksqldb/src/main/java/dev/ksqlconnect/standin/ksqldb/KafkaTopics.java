package dev.ksqlconnect.standin.ksqldb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The broker's topics, as far as ksqlDB asks for them. */
final class KafkaTopics {
  /** Partitions by topic; 0 for a topic that is known not to exist. */
  private final Map<String, Integer> known = new ConcurrentHashMap<>();

  private volatile Predicate<String> others = topic -> true;

  void add(String topic, int partitions) {
    known.put(topic, partitions);
  }

  void remove(String topic) {
    known.put(topic, 0);
  }

  /** Who knows of the topics that were neither added nor removed. */
  void from(Predicate<String> exists) {
    others = exists;
  }

  boolean exists(String topic) {
    return partitions(topic) > 0;
  }

  /** 0 if the topic does not exist. */
  int partitions(String topic) {
    Integer partitions = known.get(topic);
    return partitions == null ? (others.test(topic) ? 1 : 0) : partitions;
  }
}
