package dev.ksqlconnect.announcer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the announcements topic into the catalog, in a thread of its own. */
final class CatalogReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long AFTER_FAILURE_MS = 1_000;
  private static final long REFUSED_WITHIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long CLOSE_MS = 5_000;

  private final AnnouncerSettings settings;
  private final Catalog catalog;
  private final TopicPartition partition;
  private final Thread thread;

  private final CountDownLatch down = new CountDownLatch(1);

  // Guarded by this object's monitor.
  private @Nullable String wantedIdentity;
  private @Nullable String caughtUpWith;
  private long position;
  private long fromStart;
  private @Nullable Throwable problem;

  CatalogReader(AnnouncerSettings settings, Catalog catalog) {
    this.settings = settings;
    this.catalog = catalog;
    this.partition = new TopicPartition(settings.topic(), 0);
    this.thread = new Thread(this::run, "ksql-connect-catalog");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The topic is there, with this identity: it is read, from the start where it is another one. */
  synchronized void read(String identity) {
    if (!identity.equals(wantedIdentity)) {
      wantedIdentity = identity;
      notifyAll();
    }
  }

  /**
   * Waits until the topic of this identity has been read to its end, and beyond an offset, and can
   * be read.
   *
   * @return whether it has
   */
  synchronized boolean awaitCaughtUp(String identity, long offset, long timeoutMs)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMs * 1_000_000;
    while (problem != null || !identity.equals(caughtUpWith) || position <= offset) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0 || isClosed()) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }

  /** Why the topic cannot be read; null if it can, as far as is known. */
  synchronized @Nullable Throwable problem() {
    return problem;
  }

  @Override
  public void close() {
    down.countDown();
    synchronized (this) {
      notifyAll();
    }
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (String identity = next(); identity != null; identity = next()) {
        try {
          readAll(identity);
        } catch (InterruptException e) {
          return;
        } catch (OffsetOutOfRangeException e) {
          LOG.warn("Topic {} has lost records; it is read from its start", settings.topic());
          catalog.forgetPosition();
        } catch (RuntimeException | Error e) {
          // Else nobody would read, and nobody know.
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted on the way down");
    }
  }

  /** The identity of the topic to read; null when there is nothing more to do. */
  private synchronized @Nullable String next() throws InterruptedException {
    while (!isClosed() && wantedIdentity == null) {
      wait();
    }
    return isClosed() ? null : wantedIdentity;
  }

  private void failed(Throwable failure) throws InterruptedException {
    LOG.debug("The announcements topic could not be read", failure);
    synchronized (this) {
      problem = failure;
    }
    catalog.setLag(Catalog.LAG_NOT_KNOWN);
    if (down.await(AFTER_FAILURE_MS, TimeUnit.MILLISECONDS)) {
      LOG.debug("Closed while waiting to read again");
    }
  }

  private void readAll(String identity) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        KafkaClients.make(
            () ->
                new KafkaConsumer<>(
                    settings.consumer(),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer()))) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).values().iterator().next();
      seek(consumer, identity, end);
      long read = consumer.position(partition);
      long begin = System.nanoTime();
      do {
        if (read >= end) {
          caughtUp(identity, read);
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          catalog.apply(record.offset(), record.key(), record.value());
        }
        // That a poll brings nothing may mean that the broker's refusal is still on its way.
        if (!records.isEmpty() || System.nanoTime() - begin > REFUSED_WITHIN_NANOS) {
          canRead();
        }
        read = consumer.position(partition);
        catalog.setLag(consumer.currentLag(partition).orElse(Catalog.LAG_NOT_KNOWN));
      } while (isWanted(identity));
    }
  }

  /** Goes to the first record that has not been read yet. */
  private void seek(KafkaConsumer<byte[], byte[]> consumer, String identity, long end) {
    long next = catalog.nextOffset(identity);
    if (next > end) {
      throw new OffsetOutOfRangeException(Map.of(partition, next));
    }
    if (next > 0) {
      long begin = consumer.beginningOffsets(List.of(partition)).values().iterator().next();
      consumer.seek(partition, Math.max(next, begin));
      return;
    }
    consumer.seekToBeginning(List.of(partition));
    catalog.beginGeneration(identity);
    synchronized (this) {
      fromStart++;
    }
  }

  /** How often a log has been read from its start; offsets of before mean nothing after. */
  synchronized long timesFromStart() {
    return fromStart;
  }

  private void caughtUp(String identity, long read) {
    catalog.completed();
    synchronized (this) {
      caughtUpWith = identity;
      position = read;
      notifyAll();
    }
  }

  private synchronized void canRead() {
    problem = null;
    notifyAll();
  }

  private synchronized boolean isWanted(String identity) {
    return !isClosed() && identity.equals(wantedIdentity);
  }

  private boolean isClosed() {
    return down.getCount() == 0;
  }
}
