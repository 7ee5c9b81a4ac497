package dev.ksqlconnect.announcer;

import dev.ksqlconnect.announcer.AnnouncementsTopic.FailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the announcements topic, and waits until that is durable. Used by one thread. */
final class AnnouncementsWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementsWriter.class);

  private final AnnouncerSettings settings;
  private @Nullable Producer<byte[], byte[]> producer;
  private long lastOffset = -1;

  /** How long a value was that was too large for the topic. */
  private final Map<AnnouncementKey, Integer> tooLarge = new HashMap<>();

  AnnouncementsWriter(AnnouncerSettings settings) {
    this.settings = settings;
  }

  /** Told that a record is durable, or why it never will be. */
  @FunctionalInterface
  interface Outcome {
    Outcome IGNORED = failure -> {};

    void is(@Nullable Exception failure);
  }

  /** A record to write, and who wants to know what became of it. */
  static final class Writing {
    private final AnnouncementKey key;
    private final byte @Nullable [] value;
    private final String type;
    private final Outcome outcome;

    private Writing(AnnouncementKey key, byte @Nullable [] value, String type, Outcome outcome) {
      this.key = key;
      this.value = value;
      this.type = type;
      this.outcome = outcome;
    }

    static Writing of(Announcement announcement, Catalog.Change change, Outcome outcome) {
      return new Writing(announcement.key(), announcement.bytes(), change.eventType(), outcome);
    }

    /** A plan or a registration; null for one of a connector that is no more. */
    static Writing of(AnnouncementKey key, byte @Nullable [] value) {
      String type = value == null ? "removed" : "changed";
      return new Writing(
          key, value, "dev.ksqlconnect." + key.kind() + "." + type + ".v1", Outcome.IGNORED);
    }

    AnnouncementKey key() {
      return key;
    }
  }

  /** Drops from a list what has been found to be too large, and tells those who want to know. */
  void dropTooLarge(List<Writing> writings) {
    writings.removeIf(
        writing -> {
          Integer length = tooLarge.get(writing.key);
          boolean dropped =
              length != null && writing.value != null && writing.value.length >= length;
          if (dropped) {
            writing.outcome.is(new RecordTooLargeException());
          }
          return dropped;
        });
  }

  /**
   * Writes, and waits until it is durable.
   *
   * @throws ConnectException if not all could be written; what could was told so
   */
  void write(List<Writing> writings) throws InterruptedException {
    if (writings.isEmpty()) {
      return;
    }
    Producer<byte[], byte[]> now = producer();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Writing writing : writings) {
      sent.add(now.send(record(writing)));
    }
    now.flush();
    ConnectException failed = null;
    for (int i = 0; i < writings.size(); i++) {
      Writing writing = writings.get(i);
      try {
        lastOffset = Math.max(lastOffset, sent.get(i).get().offset());
        tooLarge.remove(writing.key);
        writing.outcome.is(null);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException && writing.value != null) {
          tooLarge.put(writing.key, writing.value.length);
          LOG.error(
              "The {} cannot be announced: that would be too large for topic {} ({})",
              writing.key,
              settings.topic(),
              e.getCause().getMessage());
          writing.outcome.is(e);
        } else {
          failed = new FailedException(AclOperation.WRITE, e.getCause());
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  /** The offset of the last record that is durable; -1 if there is none. */
  long lastOffset() {
    return lastOffset;
  }

  /** The topic is another one, or has lost what was written last. */
  void forgetOffset() {
    lastOffset = -1;
  }

  private ProducerRecord<byte[], byte[]> record(Writing writing) {
    // One partition only: the log's order decides the versions.
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(settings.topic(), 0, writing.key.toBytes(), writing.value);
    String topicWritten = writing.key.topic();
    CloudEvents.addTo(
        record.headers(),
        settings.cluster(),
        writing.type,
        topicWritten == null ? writing.key.connector() : topicWritten);
    return record;
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> now = producer;
    if (now == null) {
      now =
          KafkaClients.make(
              () ->
                  new KafkaProducer<>(
                      settings.producer(), new ByteArraySerializer(), new ByteArraySerializer()));
      producer = now;
    }
    return now;
  }

  /** Lets go of the connection; the next writing makes a new one. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
      producer = null;
    }
  }
}
