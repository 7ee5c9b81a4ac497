package dev.ksqlconnect.announcer;

import dev.ksqlconnect.announcer.AnnouncementsTopic.FailedException;
import dev.ksqlconnect.announcer.AnnouncementsWriter.Outcome;
import dev.ksqlconnect.announcer.AnnouncementsWriter.Writing;
import dev.ksqlconnect.announcer.KnownConnectors.UnansweredException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's announcer: it makes the announcements topic, reads it into the {@link Catalog}, and
 * writes to it what this worker's tasks want announced and what became of deleted connectors.
 *
 * <p>One thread compares what is wanted with what the catalog holds, and writes the difference,
 * round by round; it begins a round only when it has read back what it wrote in the one before. So
 * nothing is announced twice, and whatever went wrong (a broker away, no permission, the topic
 * deleted) is made up for by the next round that can be held.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  /** How often the topic and the connectors are looked at when nothing is wanted. */
  private static final long IDLE_MS = 2_000;

  /** How soon Connect is asked again for what it does not say while it rebalances. */
  private static final long REBALANCE_MS = 250;

  /** How long a schema that was left has to be back before it counts as the present one again. */
  private static final long RETURN_MS = 5_000;

  private static final long CLOSE_MS = 5_000;

  private static volatile @Nullable Announcer ofThisWorker;

  private final AnnouncerSettings settings;
  private final KnownConnectors connectors;
  private final Wanted wanted;
  private final Catalog catalog = new Catalog();
  private final AnnouncementsTopic topic;
  private final AnnouncementsWriter writer;
  private final CatalogReader reader;
  private final AnnouncerMetrics metrics;
  private final Thread thread;
  private final Semaphore work = new Semaphore(0);

  private volatile boolean closed;
  private String writtenTo = "";
  private long readFromStart;
  private String lastProblem = "";
  private long failures;

  private final Map<AnnouncementKey, Long> unsettledSince = new HashMap<>();
  private final Set<String> sharedNames = new HashSet<>();

  /**
   * An announcer, not started.
   *
   * @param cluster what Connect says of its connectors
   * @param wanted what the tasks of this worker want announced
   */
  public Announcer(AnnouncerSettings settings, ConnectClusterState cluster, Wanted wanted) {
    this.settings = settings;
    this.connectors = new KnownConnectors(cluster, settings.isDistributed());
    this.wanted = wanted;
    this.topic = new AnnouncementsTopic(settings);
    this.writer = new AnnouncementsWriter(settings);
    this.reader = new CatalogReader(settings, catalog);
    this.metrics = new AnnouncerMetrics(wanted, catalog);
    this.thread = new Thread(this::run, "ksql-connect-announcer");
    this.thread.setDaemon(true);
  }

  /** The announcer of this worker's extension; null if it has none, or not yet. */
  public static @Nullable Announcer ofThisWorker() {
    return ofThisWorker;
  }

  /** Begins. Kafka may be away: the announcer goes on trying. */
  public void start() {
    ofThisWorker = this;
    reader.start();
    thread.start();
    wanted.attach(this::wake);
  }

  /** What is announced. */
  public Catalog catalog() {
    return catalog;
  }

  /** What announcements call this Connect cluster. */
  public String cluster() {
    return settings.cluster();
  }

  /** The name of the announcements topic. */
  public String topicName() {
    return settings.topic();
  }

  /** Tells which topics hold records, as the worker's own principal; to be closed by the caller. */
  public TopicRecords topicRecords() {
    return new TopicRecords(settings.admin());
  }

  @Override
  public void close() {
    ofThisWorker = null;
    wanted.detach();
    closed = true;
    wake();
    connectors.close();
    reader.close();
    try {
      thread.join(CLOSE_MS);
      if (thread.isAlive()) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    metrics.close();
  }

  private void wake() {
    work.release();
  }

  private void run() {
    try {
      while (!closed) {
        long pauseMs;
        try {
          pauseMs = round();
        } catch (InterruptException e) {
          return;
        } catch (RuntimeException | Error e) {
          pauseMs = failed(e);
        }
        awaitWork(pauseMs);
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted on the way down");
    } finally {
      if (Thread.interrupted()) {
        LOG.debug("Interrupted on the way down; what is open is closed all the same");
      }
      writer.close();
      topic.close();
    }
  }

  private void awaitWork(long pauseMs) throws InterruptedException {
    if (work.tryAcquire(pauseMs, TimeUnit.MILLISECONDS)) {
      work.drainPermits();
    }
  }

  /** Says what is wrong, once for as long as it is the same, and how long to leave it alone. */
  private long failed(Throwable failure) {
    failures++;
    String problem = topic.explain(failure);
    catalog.setProblem(problem);
    wanted.setProblem(problem);
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.error("Topics are not announced for now: {}", problem);
      LOG.debug("The whole failure", failure);
    }
    writer.close();
    return Math.min(30_000, 500L << Math.min(failures, 6));
  }

  private void topicWorks() {
    if (!lastProblem.isEmpty()) {
      LOG.info("The announcements topic {} can be used again", settings.topic());
      lastProblem = "";
    }
    failures = 0;
    catalog.setProblem(null);
  }

  /**
   * Compares and writes once.
   *
   * @return for how many milliseconds there is nothing more to do
   */
  private long round() throws InterruptedException {
    String identity = topic.ensure();
    reader.read(identity);
    if (!identity.equals(writtenTo)) {
      writtenTo = identity;
      writer.forgetOffset();
    }
    boolean isCaughtUp = reader.awaitCaughtUp(identity, writer.lastOffset(), IDLE_MS);
    Throwable problem = reader.problem();
    if (problem != null) {
      // What is written from now on, by others too, would not be seen.
      throw new FailedException(AclOperation.READ, problem);
    }
    if (!isCaughtUp) {
      if (readFromStart != reader.timesFromStart()) {
        // The log has lost what was written last.
        writer.forgetOffset();
      }
      return 0;
    }
    readFromStart = reader.timesFromStart();
    List<Writing> writings = new ArrayList<>();
    registrations(writings);
    boolean answered = wishes(writings);
    if (answered) {
      plans(writings);
    }
    writer.dropTooLarge(writings);
    if (writings.isEmpty()) {
      retirements(writings);
      repairs(writings);
      writer.dropTooLarge(writings);
    }
    writer.write(writings);
    topicWorks();
    if (answered) {
      wanted.recovered();
    }
    return !writings.isEmpty() ? 0 : answered ? IDLE_MS : REBALANCE_MS;
  }

  /**
   * Adds what is to be written for the tasks' wishes.
   *
   * @return whether Connect has said all that there is to know for it
   */
  private boolean wishes(List<Writing> writings) {
    Map<String, Map<String, String>> configs = new HashMap<>();
    Set<AnnouncementKey> taken = new HashSet<>();
    Set<String> unanswered = new HashSet<>();
    for (Wanted.Topic wantedTopic : wanted.topics()) {
      if (wantedTopic.seenAt == null) {
        wantedTopic.seenAt = catalog.lastSequence();
      }
      Wanted.Wish wish = wantedTopic.next();
      TopicDescription description = wish.description;
      AnnouncementKey key = AnnouncementKey.topic(description.connector(), description.topic());
      Catalog.Entry entry = catalog.find(description.connector(), description.topic());
      Announcement before = entry == null ? null : entry.announcement();
      if (isSettled(wish, before)) {
        wanted.settle(wantedTopic);
        continue;
      }
      if (!taken.add(key)) {
        // Another task's wish for the same topic goes first; this one's turn is the next round.
        continue;
      }
      if (isOvertaken(wantedTopic, entry)) {
        done(wantedTopic, wish, null);
        continue;
      }
      // A task that is gone, or whose topic is retired, may be that of a deleted connector.
      boolean isRunning = !wantedTopic.isClosed() && (before == null || !before.isRetired());
      Map<String, String> config = isRunning ? description.converters() : null;
      if (config == null && unanswered.contains(description.connector())) {
        continue;
      }
      try {
        if (config == null) {
          config =
              configs.computeIfAbsent(
                  description.connector(),
                  connector -> connectors.config(connector, wish.sinceNanos));
          if (config.isEmpty()) {
            warnOfUnknown(description);
            done(wantedTopic, wish, null);
            continue;
          }
        }
        wish(wantedTopic, wish, before, config, writings);
      } catch (UnansweredException e) {
        LOG.debug("The {} is announced when Connect answers", description, e);
        wanted.setProblem(String.valueOf(e.getMessage()));
        unanswered.add(description.connector());
      } catch (InterruptException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.error("The {} cannot be announced", description, e);
        done(wantedTopic, wish, e);
      }
    }
    return unanswered.isEmpty();
  }

  private void wish(
      Wanted.Topic wantedTopic,
      Wanted.Wish wish,
      @Nullable Announcement before,
      Map<String, String> config,
      List<Writing> writings) {
    warnOfSharedName(before);
    AnnouncementKey key =
        AnnouncementKey.topic(wish.description.connector(), wish.description.topic());
    if (!key.isReadable()) {
      // It would be written, skipped by every reader, and written again, without end.
      throw new ConnectException("A topic's name with control characters cannot be announced");
    }
    Announcement announcement =
        Announcement.first(wish.description, settings.cluster(), config, settings.worker(), now());
    wantedTopic.fingerprints.add(announcement.fingerprint());
    Announcement next = next(wantedTopic, wish, announcement, before);
    if (next != null) {
      Catalog.Change change =
          before == null || before.isRetired() ? Catalog.Change.CREATED : Catalog.Change.CHANGED;
      writings.add(
          Writing.of(
              next,
              change,
              failure -> {
                if (failure == null) {
                  metrics.announced(wish);
                }
                done(wantedTopic, wish, failure);
              }));
    } else if (!wish.returned || isAnnounced(announcement, before)) {
      done(wantedTopic, wish, null);
    }
  }

  /** One that was deleted goes without a word: its task goes, too. */
  private void warnOfUnknown(TopicDescription description) {
    if (!connectors.hasSeen(description.connector())) {
      LOG.warn(
          "The {} is not announced: there is no such connector. If AnnounceTopics names it with"
              + " 'connector', correct that.",
          description);
    }
  }

  private static boolean isSettled(Wanted.Wish wish, @Nullable Announcement before) {
    return wish.announced.isCompletedExceptionally()
        || (wish.announced.isDone() && before != null && !before.isRetired());
  }

  /**
   * Whether the topic's only writer is gone, and another task has announced it since: its
   * successor, on another worker, which has read on from what it handed out.
   */
  private static boolean isOvertaken(Wanted.Topic wantedTopic, Catalog.@Nullable Entry entry) {
    return wantedTopic.isClosed()
        && Boolean.TRUE.equals(wantedTopic.soleWriter)
        && entry != null
        && entry.sequence() > Objects.requireNonNull(wantedTopic.seenAt)
        && !wantedTopic.fingerprints.contains(entry.announcement().fingerprint());
  }

  private static boolean isAnnounced(Announcement announcement, @Nullable Announcement before) {
    return before != null
        && !before.isRetired()
        && before.fingerprint().equals(announcement.fingerprint());
  }

  private void done(Wanted.Topic wantedTopic, Wanted.Wish wish, @Nullable Exception failure) {
    if (failure == null) {
      wish.announced.complete(null);
    } else {
      metrics.failed();
      wish.announced.completeExceptionally(failure);
    }
    wanted.settle(wantedTopic);
  }

  /** What is to be written for a wish after what is announced; null if nothing is, or not yet. */
  private @Nullable Announcement next(
      Wanted.Topic wantedTopic,
      Wanted.Wish wish,
      Announcement announcement,
      @Nullable Announcement before) {
    if (before == null) {
      return announcement;
    }
    if (isAnnounced(announcement, before)) {
      return null;
    }
    if (before.fingerprint().equals(announcement.fingerprint())) {
      return before.current();
    }
    return isPresent(wantedTopic, wish, announcement, before)
        ? announcement.following(before)
        : null;
  }

  /**
   * Whether what a task writes is what the topic holds from now on, other than what is announced.
   *
   * <p>A schema never announced before is. One that was announced and then followed by another may
   * be that of a task which lags behind, and two tasks, or one that alternates, must not make
   * version after version. It counts again when the topic's only writer began with it, or when the
   * task itself had moved on to the announced one and has now been back for a while.
   */
  private boolean isPresent(
      Wanted.Topic wantedTopic, Wanted.Wish wish, Announcement announcement, Announcement before) {
    if (before.isRetired() || !before.remembers(announcement.fingerprint())) {
      return true;
    }
    if (wish.returned) {
      return wantedTopic.fingerprints.contains(before.fingerprint())
          && System.nanoTime() - wish.sinceNanos > TimeUnit.MILLISECONDS.toNanos(RETURN_MS);
    }
    return wantedTopic.soleWriter != null
        ? wantedTopic.soleWriter
        : connectors.hasOneTask(announcement.connector());
  }

  private void warnOfSharedName(@Nullable Announcement before) {
    if (before != null && !before.cluster().equals(settings.cluster())) {
      warnOfSharedName(before.connector(), before.cluster());
    }
  }

  private void warnOfSharedName(String connector, String cluster) {
    if (sharedNames.add(connector)) {
      LOG.warn(
          "Connector {} of the Connect cluster {} and one of the same name of the cluster {} are both"
              + " announced in topic {}. Give each Connect cluster its own topic, with {}.",
          connector,
          settings.cluster(),
          cluster,
          settings.topic(),
          AnnouncerSettings.TOPIC);
    }
  }

  private void registrations(List<Writing> writings) {
    wanted
        .registrations()
        .forEach(
            (key, registration) -> {
              String cluster = catalog.clusterOf(key);
              if (cluster != null && !cluster.equals(settings.cluster())) {
                // Each would write what the other has just overwritten, without end.
                warnOfSharedName(String.valueOf(key.registrar()), cluster);
              } else if (!Arrays.equals(registration.json, catalog.registrationBytes(key))) {
                writings.add(Writing.of(key, registration.json));
              }
            });
  }

  private void plans(List<Writing> writings) {
    wanted.plans().forEach((connector, plan) -> plan(connector, plan, writings));
  }

  private void plan(String connector, Wanted.Plan plan, List<Writing> writings) {
    byte[] bytes;
    try {
      bytes = plan.bytes(() -> configOfPresent(connector, plan.sinceNanos));
    } catch (ConnectException e) {
      LOG.debug("The plan of {} is not published now", connector, e);
      return;
    }
    List<Writing> news = new ArrayList<>();
    if (!Arrays.equals(bytes, catalog.planBytes(connector))) {
      news.add(Writing.of(AnnouncementKey.plan(connector), bytes));
    }
    revive(connector, plan.topics, writings, news);
    // The connector that is being stopped still has its plan, and may be deleted already.
    if (!news.isEmpty() && isThere(connector, plan.sinceNanos)) {
      writings.addAll(news);
    }
  }

  private boolean isThere(String connector, long sinceNanos) {
    try {
      return !connectors.config(connector, sinceNanos).isEmpty();
    } catch (UnansweredException e) {
      LOG.debug("The plan of {} is published when Connect answers", connector, e);
      return false;
    }
  }

  private Map<String, String> configOfPresent(String connector, long sinceNanos) {
    Map<String, String> config = connectors.config(connector, sinceNanos);
    if (config.isEmpty()) {
      throw new NotFoundException("There is no connector " + connector);
    }
    return config;
  }

  /** A connector that was deleted is there again: its topics hold what they held. */
  private void revive(
      String connector, Set<String> topics, List<Writing> writings, List<Writing> news) {
    for (Catalog.Entry entry : catalog.ofConnector(connector)) {
      Announcement announcement = entry.announcement();
      AnnouncementKey key = announcement.key();
      if (announcement.isRetired()
          && topics.contains(announcement.topic())
          && writings.stream().noneMatch(writing -> writing.key().equals(key))) {
        news.add(Writing.of(announcement.current(), Catalog.Change.CREATED, Outcome.IGNORED));
      }
    }
  }

  /** Retires the topics of connectors that are no more, and forgets what else they published. */
  private void retirements(List<Writing> writings) {
    for (String connector : connectors.goneOf(catalog.connectors())) {
      for (Catalog.Entry entry : catalog.ofConnector(connector)) {
        Announcement announcement = entry.announcement();
        if (!announcement.isRetired() && announcement.cluster().equals(settings.cluster())) {
          writings.add(
              Writing.of(announcement.retired(now()), Catalog.Change.RETIRED, Outcome.IGNORED));
        }
      }
      if (catalog.planBytes(connector) != null && connectors.hasSeen(connector)) {
        writings.add(Writing.of(AnnouncementKey.plan(connector), null));
      }
      for (AnnouncedTopic topic : catalog.registeredBy(connector, settings.cluster())) {
        writings.add(
            Writing.of(
                AnnouncementKey.registration(connector, topic.connector(), topic.topic()), null));
      }
    }
  }

  /**
   * Writes again what the log does not hold as the catalog does: after two workers announced at
   * once, and after the topic was deleted. Any worker may do it, at some time of its own, so that
   * not all do.
   */
  private void repairs(List<Writing> writings) {
    Set<AnnouncementKey> unsettled = new HashSet<>();
    long now = System.nanoTime();
    for (Catalog.Entry entry : catalog.unsettled()) {
      AnnouncementKey key = entry.announcement().key();
      unsettled.add(key);
      long due =
          unsettledSince.computeIfAbsent(
              key,
              k -> now + TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(3_000)));
      if (now - due >= 0 && writings.stream().noneMatch(writing -> writing.key().equals(key))) {
        writings.add(Writing.of(entry.announcement(), entry.lastChange(), Outcome.IGNORED));
      }
    }
    unsettledSince.keySet().retainAll(unsettled);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
