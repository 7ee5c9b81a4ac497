package dev.ksqlconnect.quickstart;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** The Kafka that it all runs on: what there is, and what is to go. */
final class Kafka implements AutoCloseable {
  private final String bootstrapServers;
  private final Admin admin;

  /**
   * Connects.
   *
   * @throws IllegalArgumentException if that cannot be done
   */
  Kafka(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    try {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                  AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                  AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "--broker " + bootstrapServers + ": " + cause.getMessage());
    }
  }

  private interface Ask<T> {
    T of(Admin admin) throws ExecutionException, InterruptedException;
  }

  private <T> T ask(Ask<T> ask) {
    try {
      return ask.of(admin);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new KafkaException("Kafka at " + bootstrapServers + ": " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * The cluster's own id.
   *
   * @throws KafkaException if there is none that answers
   */
  String clusterId() {
    try {
      return ask(kafka -> kafka.describeCluster().clusterId().get());
    } catch (KafkaException e) {
      throw new KafkaException("No broker answers at " + bootstrapServers + " (PLAINTEXT)", e);
    }
  }

  /** All topics. */
  Set<String> topics() {
    Set<String> names = ask(kafka -> kafka.listTopics().names().get());
    return new TreeSet<>(names);
  }

  /** All consumer groups. */
  Set<String> groups() {
    Set<String> groups = new TreeSet<>();
    Collection<ConsumerGroupListing> all = ask(kafka -> kafka.listConsumerGroups().all().get());
    all.forEach(group -> groups.add(group.groupId()));
    return groups;
  }

  /** Whether a topic comes to be by being written to. */
  boolean makesTopics() {
    String key = "auto.create.topics.enable";
    return ask(
        kafka -> {
          String node = kafka.describeCluster().nodes().get().iterator().next().idString();
          ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
          Config config =
              kafka.describeConfigs(List.of(broker)).values().values().iterator().next().get();
          return Boolean.parseBoolean(config.get(key).value());
        });
  }

  void deleteTopics(Collection<String> topics) {
    ask(kafka -> kafka.deleteTopics(topics).all().get());
  }

  /** What became of a group. */
  enum Group {
    /** There was none. */
    UNKNOWN,
    /** Somebody is in it. */
    IN_USE,
    /** It is deleted. */
    DELETED
  }

  /** Deletes a group, if that can be done. */
  Group deleteGroup(String group) {
    try {
      ask(kafka -> kafka.deleteConsumerGroups(List.of(group)).all().get());
      return Group.DELETED;
    } catch (KafkaException e) {
      if (e.getCause() instanceof GroupNotEmptyException) {
        return Group.IN_USE;
      }
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Group.UNKNOWN;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
