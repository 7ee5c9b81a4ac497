package dev.ksqlconnect.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Looks into a broker's topics. */
public final class Topics {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;

  /** Looks into those of a broker. */
  public Topics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * All records of a topic that are there now, partition by partition; none if it does not exist.
   */
  public List<ConsumerRecord<String, String>> records(String topic) {
    return records(List.of(topic));
  }

  /** The same of several topics; those of one partition are in its order. */
  public List<ConsumerRecord<String, String>> records(Collection<String> topics) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("allow.auto.create.topics", false);
    config.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }

  /** The names of the topics there are. */
  public Set<String> names() {
    return with(admin -> admin.listTopics().names().get());
  }

  /** Says whether a topic exists; of one that did, the broker is not asked again. */
  public Predicate<String> existing() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    return topic -> {
      if (!seen.contains(topic)) {
        seen.addAll(names());
      }
      return seen.contains(topic);
    };
  }

  /** The names of the consumer groups there are. */
  public Set<String> groups() {
    return with(
        admin ->
            admin.listConsumerGroups().all().get().stream()
                .map(ConsumerGroupListing::groupId)
                .collect(Collectors.toSet()));
  }

  /** The id of the Kafka cluster. */
  public String clusterId() {
    return with(admin -> admin.describeCluster().clusterId().get());
  }

  /** How many partitions a topic has. */
  public int partitions(String topic) {
    return with(
        admin ->
            admin
                .describeTopics(List.of(topic))
                .topicNameValues()
                .values()
                .iterator()
                .next()
                .get()
                .partitions()
                .size());
  }

  public void create(String topic, Map<String, String> config) {
    with(
        admin ->
            admin
                .createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(config)))
                .all()
                .get());
  }

  /** Takes all records out of a topic's first partition; the topic stays. */
  public void deleteRecords(String topic) {
    with(
        admin ->
            admin
                .deleteRecords(
                    Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1)))
                .all()
                .get());
  }

  /** Writes a record; its value may be null. */
  public void send(String topic, @Nullable String key, @Nullable String value) {
    send(List.of(new ProducerRecord<>(topic, key, value)));
  }

  /** Writes records; they are there when this returns. */
  public void send(List<ProducerRecord<String, String>> records) {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<String, String> record : records) {
        sent.add(producer.send(record));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  /** The offset after the last record of a topic's first partition. */
  public long end(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    return with(
        admin ->
            admin
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset());
  }

  /** The latest time of a record in the first partition of each topic; -1 where there is none. */
  public Map<String, Long> lastTimes(Collection<String> topics) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    topics.forEach(topic -> latest.put(new TopicPartition(topic, 0), OffsetSpec.maxTimestamp()));
    Map<String, Long> times = new HashMap<>();
    with(admin -> admin.listOffsets(latest).all().get())
        .forEach((partition, found) -> times.put(partition.topic(), found.timestamp()));
    return times;
  }

  /** Up to which offset a group has committed the first partition of a topic; -1 for not at all. */
  public long committed(String group, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    return with(
        admin -> {
          OffsetAndMetadata offset =
              admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(partition);
          return offset == null ? -1 : offset.offset();
        });
  }

  public void delete(String topic) {
    delete(List.of(topic));
  }

  public void delete(Collection<String> topics) {
    with(admin -> admin.deleteTopics(topics).all().get());
  }

  /** Deletes consumer groups, which must have no members any more. */
  public void deleteGroups(Collection<String> groups) {
    with(admin -> admin.deleteConsumerGroups(groups).all().get());
  }

  /** A setting of a topic. */
  public String config(String topic, String key) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return with(
        admin ->
            admin
                .describeConfigs(List.of(resource))
                .values()
                .values()
                .iterator()
                .next()
                .get()
                .get(key)
                .value());
  }

  /** Lets a user do everything with topics, or groups, whose names begin so; {@code *} for all. */
  public void allow(String user, ResourceType kind, String prefix) {
    allow(everything(user, kind, prefix));
  }

  /** Takes back what {@link #allow(String, ResourceType, String)} has allowed. */
  public void disallow(String user, ResourceType kind, String prefix) {
    disallow(everything(user, kind, prefix));
  }

  private static AclBinding everything(String user, ResourceType kind, String prefix) {
    return permission(user, kind, prefix.equals("*") ? prefix : prefix + "*", AclOperation.ALL);
  }

  /**
   * The permission for one operation.
   *
   * @param name of a topic or group; with {@code *} at its end, of all that begin so
   */
  public static AclBinding permission(
      String user, ResourceType kind, String name, AclOperation operation) {
    ResourcePattern pattern =
        name.length() > 1 && name.endsWith("*")
            ? new ResourcePattern(kind, name.substring(0, name.length() - 1), PatternType.PREFIXED)
            : new ResourcePattern(kind, name, PatternType.LITERAL);
    return new AclBinding(
        pattern, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  /** Grants a permission. */
  public void allow(AclBinding permission) {
    with(admin -> admin.createAcls(List.of(permission)).all().get());
  }

  /** Takes a permission back. */
  public void disallow(AclBinding permission) {
    with(admin -> admin.deleteAcls(List.of(permission.toFilter())).all().get());
  }

  private interface Use<T extends @Nullable Object> {
    T of(Admin admin) throws ExecutionException, InterruptedException;
  }

  private <T extends @Nullable Object> T with(Use<T> use) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return use.of(admin);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
