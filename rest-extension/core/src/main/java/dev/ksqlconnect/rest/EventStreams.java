package dev.ksqlconnect.rest;

import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.announcer.PartMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.Sensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams the catalog's changes to those who listen, as server-sent events. Thread-safe.
 *
 * <p>Each listener has a thread and remembers only how far it has got: what a slow one has missed
 * it gets in its last state, once, and nobody else waits for it. A gone one shows when it is
 * written to, which a heartbeat sees to.
 */
public final class EventStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

  private static final long HEARTBEAT_MS = 10_000;
  private static final long STACK_BYTES = 256 * 1024;

  private final Endpoints endpoints;
  private final Catalog catalog;
  private final int most;
  private final long heartbeatMs;
  private final Set<Thread> listeners = ConcurrentHashMap.newKeySet();
  private final PartMetrics metrics = new PartMetrics("event-stream", Map.of());
  private final Sensor refused;
  private volatile boolean closed;

  /**
   * Streams of a catalog.
   *
   * @param most how many may listen at once
   */
  EventStreams(Endpoints endpoints, Catalog catalog, int most) {
    this(endpoints, catalog, most, HEARTBEAT_MS);
  }

  /** With another heartbeat, in milliseconds. */
  EventStreams(Endpoints endpoints, Catalog catalog, int most, long heartbeatMs) {
    this.endpoints = endpoints;
    this.catalog = catalog;
    this.most = most;
    this.heartbeatMs = heartbeatMs;
    metrics.gauge("open-count", "Clients that listen to the event stream", listeners::size);
    this.refused =
        metrics.total("refused-total", "Clients that were sent away, since too many listened");
  }

  /** Where a listener's events are written to. */
  public interface Sink extends AutoCloseable {
    /** Writes; may block as long as the listener is slow. */
    void write(byte[] events) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Whether one more may listen, as far as is known; else what to answer. */
  public @Nullable Answer refuse() {
    return listeners.size() >= most ? tooMany() : endpoints.refuseListeners();
  }

  private Answer tooMany() {
    refused.record();
    return Answer.error(
        new ApiException(
            503,
            String.format(
                "%d clients listen already, and no more are served; %s sets how many",
                most, KsqlConnectRestExtension.STREAMS_MAX),
            10));
  }

  /**
   * Begins to stream, if many others have not begun at the same time.
   *
   * @param lastEventId the last event that the listener has seen; without one, or with one that is
   *     not known, it is first told everything there is
   * @return what to answer instead; null if it streams
   */
  public @Nullable Answer open(@Nullable String lastEventId, Sink sink) {
    long sequence = catalog.sequenceOf(lastEventId);
    Thread thread =
        new Thread(null, () -> serve(sequence, sink), "ksql-connect-event-stream", STACK_BYTES);
    thread.setDaemon(true);
    synchronized (listeners) {
      if (listeners.size() >= most) {
        return tooMany();
      }
      listeners.add(thread);
    }
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      // The system gives no more threads; the listener must not be counted for ever.
      listeners.remove(thread);
      throw e;
    }
    return null;
  }

  private void serve(long begin, Sink sink) {
    try (sink) {
      // Lets the client know at once that it is connected, and how soon to come back.
      sink.write(bytes("retry: 2000\n\n"));
      long sequence = begin;
      while (!closed) {
        List<Catalog.Event> changes = catalog.changesAfter(sequence);
        if (!changes.isEmpty()) {
          for (Catalog.Event change : changes) {
            sink.write(event(change));
            sequence = change.sequence();
          }
        } else if (!catalog.awaitChange(sequence, heartbeatMs)) {
          sink.write(bytes(": heartbeat\n\n"));
        }
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("A listener is gone", e);
    } catch (InterruptedException e) {
      LOG.debug("A listener is dismissed", e);
    } finally {
      listeners.remove(Thread.currentThread());
    }
  }

  private static byte[] event(Catalog.Event change) {
    // JSON has no line breaks but escaped ones, so that one data line holds it.
    return bytes(
        "id: "
            + change.eventId()
            + "\nevent: "
            + change.name()
            + "\ndata: "
            + change.json()
            + "\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    listeners.forEach(Thread::interrupt);
    metrics.close();
  }
}
