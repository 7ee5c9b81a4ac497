package dev.ksqlconnect.standin.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends bulk requests, one after the other, from a thread of its own. A failure is final; it shows
 * at the next call of {@link #throwIfFailed}.
 */
final class BulkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BulkWriter.class);
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How Elasticsearch says that it is the document's own fault. */
  private static final List<String> MALFORMED =
      List.of(
          "strict_dynamic_mapping_exception",
          "mapper_parsing_exception",
          "illegal_argument_exception",
          "action_request_validation_exception",
          "document_parsing_exception");

  private final SinkConfig config;
  private final ServerConnection server;
  private final @Nullable ErrantRecordReporter reporter;
  private final ExecutorService sender = Executors.newSingleThreadExecutor();
  private final AtomicReference<ConnectException> failure = new AtomicReference<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private List<Pending> batch = new ArrayList<>();

  BulkWriter(SinkConfig config, ServerConnection server, @Nullable ErrantRecordReporter reporter) {
    this.config = config;
    this.server = server;
    this.reporter = reporter;
  }

  private record Pending(SinkRecord record, Operation operation, Runnable done) {}

  /**
   * Takes an operation.
   *
   * @param done is called once it need not be done again
   */
  void add(SinkRecord record, Operation operation, Runnable done) {
    awaitAtMost(config.getInt("max.buffered.records") - 1);
    unfinished.incrementAndGet();
    batch.add(new Pending(record, operation, done));
    if (batch.size() >= config.getInt("batch.size")) {
      send();
    }
  }

  /** Sends what has been taken. */
  void send() {
    if (batch.isEmpty()) {
      return;
    }
    List<Pending> full = batch;
    batch = new ArrayList<>();
    sender.execute(
        () -> {
          try {
            if (failure.get() == null) {
              write(full);
            }
          } catch (RuntimeException e) {
            failure.compareAndSet(null, new ConnectException("Bulk request failed", e));
          } finally {
            unfinished.addAndGet(-full.size());
          }
        });
  }

  private void write(List<Pending> all) {
    JsonNode items =
        server
            .retrying("execute bulk request", () -> ServerConnection.ok(sendOnce(all)))
            .body()
            .get("items");
    for (int i = 0; i < all.size(); i++) {
      JsonNode error = items.get(i).elements().next().path("error");
      if (error.isMissingNode() || isDone(all.get(i), error)) {
        all.get(i).done().run();
      }
    }
  }

  private ServerConnection.Answer sendOnce(List<Pending> all) throws IOException {
    StringBuilder body = new StringBuilder();
    for (Pending one : all) {
      if (!one.operation().isDocument()) {
        throw new IOException("A document is an object in JSON");
      }
      body.append(one.operation().lines());
    }
    return server.send("POST", "/_bulk", body.toString());
  }

  /** Whether an operation that Elasticsearch refused counts as done all the same. */
  private boolean isDone(Pending one, JsonNode error) {
    String said = error.toString();
    if (MALFORMED.stream().anyMatch(said::contains)) {
      report(one.record(), said);
      if (!config.failsOnMalformed()) {
        LOG.warn("A malformed document is left out: {}", said);
        return true;
      }
      return fail();
    }
    if (said.contains("version_conflict_engine_exception")) {
      if (!one.operation().ordered()) {
        report(one.record(), said);
      }
      // What is there is newer, or the same.
      return true;
    }
    report(one.record(), said);
    return fail();
  }

  private boolean fail() {
    failure.compareAndSet(null, new ConnectException("a record was not indexed; it was reported"));
    return false;
  }

  // The worker waits for what is reported before it commits.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void report(SinkRecord record, String said) {
    if (reporter != null) {
      reporter.report(record, new ConnectException("Indexing failed: " + said));
    }
  }

  boolean isFailed() {
    return failure.get() != null;
  }

  /**
   * Gives out the failure there was.
   *
   * @throws ConnectException if there was one
   */
  void throwIfFailed() {
    ConnectException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Waits until everything has been sent, or has failed. */
  void await() {
    send();
    awaitAtMost(0);
  }

  private void awaitAtMost(int records) {
    long deadline =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.getLong("flush.timeout.ms"));
    while (unfinished.get() > records) {
      send();
      if (System.nanoTime() > deadline) {
        throw new ConnectException("Elasticsearch is too slow for flush.timeout.ms");
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /** Sends what is left, and ends the thread. */
  void close() {
    try {
      await();
    } finally {
      sender.shutdown();
    }
  }
}
