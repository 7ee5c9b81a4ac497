package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.AnnouncedTopic;
import dev.ksqlconnect.announcer.Announcer;
import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.announcer.PartMetrics;
import dev.ksqlconnect.announcer.TopicRecords;
import dev.ksqlconnect.announcer.Wanted;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the registrar in a thread of its own, since ksqlDB may take longer for an answer than Kafka
 * waits for a consumer. The records it is given only tell how far is committed: up to the first one
 * whose topic is not settled.
 */
public final class KsqlDdlSinkTask extends SinkTask {
  private static final Logger LOG = LoggerFactory.getLogger(KsqlDdlSinkTask.class);

  private static final long NO_ANNOUNCER_MS = 1_000;
  private static final long SAY_SO_AFTER_MS = 15_000;
  private static final long AFTER_FAILURE_MS = 5_000;

  /** Shorter than Connect's own patience with a task that stops. */
  private static final long CLOSE_MS = 4_000;

  /** What was handed in and is not settled; the task's thread's own. */
  private final Map<TopicPartition, Deque<Handed>> handed = new HashMap<>();

  private @Nullable KsqlDdlSinkConfig config;
  private @Nullable KsqlClient client;
  private @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Registrar registrar;

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  /** A record, and the topic it speaks of. */
  private static final class Handed {
    private final long offset;
    private final @Nullable AnnouncedTopic topic;

    Handed(SinkRecord record) {
      offset = record.kafkaOffset();
      topic = record.key() instanceof byte[] ? AnnouncedTopic.of((byte[]) record.key()) : null;
    }
  }

  @Override
  public void start(Map<String, String> properties) {
    config = new KsqlDdlSinkConfig(properties);
    client = config.server().client();
    Thread running = new Thread(this::run, "ksql-connect-registrar-" + config.name());
    running.setDaemon(true);
    running.start();
    thread = running;
  }

  private void run() {
    try {
      Announcer announcer = awaitAnnouncer();
      if (announcer != null) {
        register(announcer);
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("Stopped", e);
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  /** Connect is to know of it, and to restart the task elsewhere or when the user says so. */
  private void requireRunning() {
    Throwable failed = failure;
    if (failed != null) {
      throw new ConnectException("The registrar has failed", failed);
    }
  }

  /** The worker's extension, and its announcer, may come up after the task. */
  private @Nullable Announcer awaitAnnouncer() throws InterruptedException {
    long begin = System.nanoTime();
    boolean said = false;
    while (!isStopped()) {
      Announcer announcer = Announcer.ofThisWorker();
      if (announcer != null && announcer.catalog().isComplete()) {
        return announcer;
      }
      if (!said && System.nanoTime() - begin > SAY_SO_AFTER_MS * 1_000_000) {
        said = true;
        LOG.error(
            "Nothing is registered: {}",
            announcer == null
                ? Wanted.whyThereIsNoAnnouncer()
                : "the announcements have not been read yet: " + announcer.catalog().problem());
      }
      if (stopped.await(NO_ANNOUNCER_MS, TimeUnit.MILLISECONDS)) {
        LOG.debug("Stopped before there was an announcer");
      }
    }
    return null;
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void register(Announcer announcer) throws InterruptedException {
    KsqlDdlSinkConfig configured = configured();
    try (TopicRecords records = announcer.topicRecords();
        PartMetrics metrics =
            new PartMetrics("registrar", Map.of("connector", configured.name()))) {
      Sensor statements =
          metrics.total("statement-total", "Statements that make or extend something");
      Sensor statementTime = metrics.time("statement", "What ksqlDB took to carry one out");
      Registrar running =
          new Registrar(
              configured::chooses,
              configured.isDryRun(),
              announcer.catalog(),
              Objects.requireNonNull(client),
              records::of,
              new Publishing(announcer),
              System::nanoTime,
              took -> {
                statements.record();
                statementTime.record(took);
              });
      for (Registration.State state : Registration.State.values()) {
        String name = state.name().toLowerCase(Locale.ROOT);
        metrics.gauge(name + "-count", "Topics that are " + state, () -> running.count(state));
      }
      registrar = running;
      while (!isStopped()) {
        long sequence = announcer.catalog().lastSequence();
        announcer.catalog().awaitChange(sequence, round(running));
      }
    } finally {
      Wanted.ofThisWorker().noRegistrations(this);
    }
  }

  private long round(Registrar running) throws InterruptedException {
    try {
      return running.round();
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("Registering stumbled, and goes on in {} ms", AFTER_FAILURE_MS, e);
      return AFTER_FAILURE_MS;
    }
  }

  /** Publishes outcomes through this worker's announcer. */
  private final class Publishing implements Registrar.Published {
    private final Announcer announcer;

    Publishing(Announcer announcer) {
      this.announcer = announcer;
    }

    @Override
    public void publish(TopicDdl ddl, Registration registration) {
      String name = configured().name();
      Wanted.ofThisWorker()
          .registration(
              KsqlDdlSinkTask.this,
              name,
              ddl.connector(),
              ddl.topic(),
              registration.json(
                  announcer.cluster(),
                  name,
                  ddl,
                  announcer.catalog().registrations(ddl.connector(), ddl.topic()).get(name),
                  Instant.now().truncatedTo(ChronoUnit.MILLIS)));
    }

    @Override
    public void keepOnly(BiPredicate<String, String> wanted) {
      String name = configured().name();
      for (AnnouncedTopic each : announcer.catalog().registeredBy(name, announcer.cluster())) {
        if (!wanted.test(each.connector(), each.topic())) {
          Wanted.ofThisWorker()
              .noRegistration(KsqlDdlSinkTask.this, name, each.connector(), each.topic());
        }
      }
    }

    @Override
    public boolean isRegistered(TopicDdl ddl) {
      return Registration.isOf(
          ddl,
          announcer.catalog().registrations(ddl.connector(), ddl.topic()).get(configured().name()));
    }
  }

  private KsqlDdlSinkConfig configured() {
    if (config == null) {
      throw new ConnectException("The task was not started");
    }
    return config;
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    requireRunning();
    for (SinkRecord record : records) {
      handed
          .computeIfAbsent(
              new TopicPartition(record.topic(), record.kafkaPartition()),
              partition -> new ArrayDeque<>())
          .add(new Handed(record));
    }
  }

  /** Commits up to the first record whose topic is not settled. */
  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> current) {
    requireRunning();
    Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
    current.forEach(
        (partition, end) -> {
          Deque<Handed> waiting = handed.getOrDefault(partition, new ArrayDeque<>());
          while (!waiting.isEmpty() && isSettled(waiting.getFirst())) {
            waiting.removeFirst();
          }
          settled.put(
              partition,
              waiting.isEmpty() ? end : new OffsetAndMetadata(waiting.getFirst().offset));
        });
    return settled;
  }

  private boolean isSettled(Handed record) {
    Registrar running = registrar;
    return record.topic == null
        || (running != null
            && running.isSettled(record.topic.connector(), record.topic.topic(), record.offset));
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    partitions.forEach(handed::remove);
  }

  @Override
  public void stop() {
    stopped.countDown();
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
