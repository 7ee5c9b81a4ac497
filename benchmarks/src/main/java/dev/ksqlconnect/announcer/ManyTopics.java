package dev.ksqlconnect.announcer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Announcements of many topics, as the worker writes them, and the catalog that it reads of them.
 * In this package, since nobody else is to write such.
 */
public final class ManyTopics implements AutoCloseable {
  private static final int COLUMNS = 10;
  private static final long PATIENCE_MS = 120_000;

  private final String bootstrapServers;
  private final String topic;
  private final String cluster;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Announcements in a topic that is there.
   *
   * @param cluster the Connect cluster whose they are
   */
  public ManyTopics(String bootstrapServers, String topic, String cluster) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.cluster = cluster;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Announces topics, by connector, of ten columns each. */
  public void announce(Map<String, List<String>> topics) {
    List<Future<?>> sent = new ArrayList<>();
    topics.forEach(
        (connector, names) ->
            names.forEach(
                name ->
                    sent.add(
                        send(NewSchemaBenchmark.announcement(cluster, connector, name, COLUMNS)))));
    sent.forEach(ManyTopics::await);
  }

  /** Announces a topic that is announced already with another schema, in the version after. */
  public void change(String connector, String name, int version) {
    Announcement before = NewSchemaBenchmark.announcement(cluster, connector, name, COLUMNS);
    for (int columns = COLUMNS + 1; before.version() < version; columns++) {
      before = NewSchemaBenchmark.announcement(cluster, connector, name, columns).following(before);
    }
    await(send(before));
  }

  private Future<?> send(Announcement announcement) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, announcement.key().toBytes(), announcement.bytes());
    CloudEvents.addTo(
        record.headers(), cluster, Catalog.Change.CREATED.eventType(), announcement.topic());
    return producer.send(record);
  }

  private static void await(Future<?> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * What was read.
   *
   * @param catalog all of it, in memory
   */
  public record Read(Catalog catalog, double seconds) {}

  /** Reads all as a worker does that starts. */
  public Read read() throws InterruptedException {
    long end;
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      end = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    }
    Map<String, String> worker = new HashMap<>();
    worker.put("bootstrap.servers", bootstrapServers);
    worker.put("group.id", cluster);
    worker.put(AnnouncerSettings.TOPIC, topic);
    Catalog catalog = new Catalog();
    long begin = System.nanoTime();
    try (CatalogReader reader = new CatalogReader(new AnnouncerSettings(worker), catalog)) {
      reader.start();
      reader.read("this one");
      if (!reader.awaitCaughtUp("this one", end - 1, PATIENCE_MS)) {
        throw new IllegalStateException("The announcements could not be read");
      }
      return new Read(catalog, (System.nanoTime() - begin) / 1e9);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
