package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.announcer.TopicRecords.Holding;
import dev.ksqlconnect.ddl.KsqlClient.Listed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes ksqlDB have what the catalog says it should. It looks at what there is before it changes
 * anything, so that it comes to the same end however often it begins anew, and whoever else is at
 * it.
 *
 * <p>Each topic goes its own way: what has to be waited for is tried again at a time of its own,
 * and holds up no other. Statements are sent one at a time; two at once fence each other in ksqlDB.
 * {@link #round} is for one thread, {@link #isSettled} for any.
 */
final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  /**
   * How soon a topic without records is looked at again: its first one is on its way when the topic
   * is announced, and comes within a second or else after a long time.
   */
  private static final Backoff NO_RECORDS = new Backoff(25, 40, 2_000);

  /** How soon what went wrong in ksqlDB is tried again. */
  private static final Backoff TROUBLE = new Backoff(200, 0, 30_000);

  /** How soon a server that is away is asked again. */
  private static final Backoff AWAY = new Backoff(250, 0, 10_000);

  /** How soon a conflict, which a user may have resolved, is looked at again. */
  private static final Backoff CONFLICT = new Backoff(5_000, 0, 60_000);

  /** So that many topics that wait, each to its own time, are looked at together. */
  private static final long SHORTEST_PAUSE_MS = 10;

  /** How many topics are gone through before the catalog is looked at again. */
  private static final int TOPICS_A_ROUND = 50;

  private final Predicate<String> chosen;
  private final boolean isDryRun;
  private final Catalog catalog;
  private final Statements statements;
  private final KsqlClient ksql;
  private final Records records;
  private final Published published;

  private final Map<String, Map<String, Work>> works = new HashMap<>();

  /** What ksqlDB had when it was last listed, and what was made since; null while it is away. */
  private @Nullable Map<String, @Nullable Listed> listed;

  private int timesAway;
  private long askAgainAt;

  /** Where the catalog stood when {@link #works} took over what it says. */
  private String syncedAt = "";

  /** Up to which record of the announcements topic {@link #works} holds everything. */
  private long seenUpTo = -1;

  /** Says which topics hold records; see {@code TopicRecords#of}. */
  @FunctionalInterface
  interface Records {
    Map<String, Holding> of(Map<String, Long> since);
  }

  /** Where outcomes are published. */
  interface Published {
    /** Publishes what became of a topic. */
    void publish(TopicDdl ddl, Registration registration);

    /** Whether it was published before that this very statement is registered. */
    boolean isRegistered(TopicDdl ddl);
  }

  Registrar(
      Predicate<String> chosen,
      boolean isDryRun,
      Catalog catalog,
      KsqlClient ksql,
      Records records,
      Published published) {
    this.chosen = chosen;
    this.isDryRun = isDryRun;
    this.catalog = catalog;
    this.statements = new Statements(catalog);
    this.ksql = ksql;
    this.records = records;
    this.published = published;
  }

  /** A topic and how far it has got. */
  private static final class Work {
    private final TopicDdl ddl;
    private Registration outcome = Registration.pending("It is about to be registered.");
    private boolean settled;
    private int attempts;
    private @Nullable String lastReason;

    /** How many records the topic had when it was first looked at; -1 before. */
    private long firstEnd = -1;

    private long dueAt = System.nanoTime();

    Work(TopicDdl ddl) {
      this.ddl = ddl;
    }

    /** Whether there is anything to come back to: a user may end a conflict. */
    boolean isOpen() {
      return !settled || outcome.state() == Registration.State.CONFLICT;
    }

    boolean isDue() {
      return isOpen() && System.nanoTime() - dueAt >= 0;
    }

    /**
     * Why the topic is taken to hold no record that counts; null if it holds one.
     *
     * <p>Records may carry times of their own, from long ago. So what has come since the first look
     * counts as well.
     */
    @Nullable String missing(@Nullable Holding holding) {
      if (holding == null) {
        return "Kafka does not know it";
      }
      if (firstEnd < 0) {
        firstEnd = holding.end();
      }
      return holding.end() > firstEnd ? null : holding.missing();
    }

    KsqlSource wanted() {
      return Objects.requireNonNull(ddl.source());
    }
  }

  /**
   * Does what can be done now.
   *
   * @return for how many milliseconds there is nothing more to do, unless the catalog changes
   */
  long round() throws InterruptedException {
    String position = catalog.position();
    if (!position.equals(syncedAt)) {
      long upTo = catalog.lastOffset();
      sync();
      syncedAt = position;
      synchronized (this) {
        seenUpTo = upTo;
      }
    }
    List<Work> due = due();
    if (!due.isEmpty() && isThere(due)) {
      // Some may have turned out to be as they were left.
      registerAll(due.stream().filter(Work::isOpen).collect(Collectors.toList()));
    }
    return pause();
  }

  /** Takes over what the catalog says now. */
  private synchronized void sync() {
    Map<String, Map<String, TopicDdl>> wanted = statements.all();
    wanted.keySet().removeIf(chosen.negate());
    works.keySet().retainAll(wanted.keySet());
    wanted.forEach(
        (connector, ddls) -> {
          Map<String, Work> ofConnector = works.computeIfAbsent(connector, name -> new HashMap<>());
          ofConnector.keySet().retainAll(ddls.keySet());
          ddls.forEach((topic, ddl) -> sync(ofConnector, topic, ddl));
        });
  }

  private void sync(Map<String, Work> ofConnector, String topic, TopicDdl ddl) {
    Work before = ofConnector.get(topic);
    if (before != null
        && before.ddl.saysTheSameAs(ddl)
        && Objects.equals(before.ddl.refusal(), ddl.refusal())) {
      return;
    }
    Work work = new Work(ddl);
    ofConnector.put(topic, work);
    String refusal = ddl.refusal();
    if (refusal != null) {
      settle(work, Registration.refused(refusal, ddl.remedy()));
    }
  }

  private synchronized List<Work> all() {
    return works.values().stream()
        .flatMap(ofConnector -> ofConnector.values().stream())
        .collect(Collectors.toList());
  }

  private List<Work> due() {
    List<Work> due = new ArrayList<>();
    for (Work work : all()) {
      if (work.isDue()) {
        due.add(work);
      }
    }
    // Who has waited longest goes first.
    due.sort(Comparator.comparingLong(work -> work.dueAt));
    return due.size() <= TOPICS_A_ROUND ? due : due.subList(0, TOPICS_A_ROUND);
  }

  private long pause() {
    long now = System.nanoTime();
    long pauseMs = 60_000;
    for (Work work : all()) {
      if (work.isOpen()) {
        long dueAt = listed == null ? Math.max(work.dueAt, askAgainAt) : work.dueAt;
        pauseMs = Math.min(pauseMs, (dueAt - now) / 1_000_000);
      }
    }
    return Math.max(SHORTEST_PAUSE_MS, pauseMs);
  }

  /** Whether ksqlDB is there. When it has just come (again), what it has is compared anew. */
  private boolean isThere(List<Work> due) throws InterruptedException {
    if (listed != null) {
      return true;
    }
    if (System.nanoTime() - askAgainAt < 0) {
      return false;
    }
    try {
      Map<String, @Nullable Listed> now = new HashMap<>(ksql.list());
      listed = now;
      if (timesAway > 0) {
        LOG.info("ksqlDB answers");
      }
      timesAway = 0;
      all().forEach(work -> recall(work, now));
      return true;
    } catch (KsqlException e) {
      away(e.reason());
      due.forEach(work -> pending(work, e.reason()));
      return false;
    }
  }

  /**
   * What is as it was left needs no second look. What was registered and is gone (another ksqlDB,
   * or one that lost its memory) is registered again.
   */
  private void recall(Work work, Map<String, @Nullable Listed> now) {
    if (work.outcome.state() == Registration.State.REFUSED) {
      return;
    }
    Listed there = now.get(work.wanted().name());
    boolean isAsLeft =
        there != null && there.fits(work.wanted()) && published.isRegistered(work.ddl);
    if (isAsLeft) {
      settle(work, Registration.registered());
    } else if (work.settled) {
      work.settled = false;
      work.attempts = 0;
      work.dueAt = System.nanoTime();
    }
  }

  private void away(String reason) {
    listed = null;
    askAgainAt = System.nanoTime() + AWAY.nanos(timesAway);
    if (timesAway++ == 0) {
      LOG.warn("Nothing is registered for now, and it is tried again: {}", reason);
    }
  }

  private void registerAll(List<Work> due) throws InterruptedException {
    Map<String, Holding> holdings = holdings(due);
    for (Work work : due) {
      if (listed == null) {
        // The server has gone meanwhile.
        return;
      }
      try {
        register(work, holdings.get(work.ddl.topic()));
      } catch (KsqlException e) {
        failed(work, e);
      }
    }
  }

  /** What the topics hold of those that are still to be made. */
  private Map<String, Holding> holdings(List<Work> due) {
    Map<String, Long> since = new HashMap<>();
    for (Work work : due) {
      if (!Objects.requireNonNull(listed).containsKey(work.wanted().name())) {
        since.put(work.ddl.topic(), work.ddl.recordsCountFrom());
      }
    }
    return since.isEmpty() ? Map.of() : records.of(since);
  }

  /**
   * Compares with what there is, and makes or extends it.
   *
   * @param holding what the topic holds; null where that was not asked
   */
  private void register(Work work, @Nullable Holding holding)
      throws KsqlException, InterruptedException {
    Map<String, @Nullable Listed> there = Objects.requireNonNull(listed);
    String name = work.wanted().name();
    if (there.containsKey(name)) {
      KsqlSource existing = ksql.describe(name);
      if (existing == null) {
        // Dropped meanwhile. It is made in the next round, which looks for records first.
        there.remove(name);
        work.settled = false;
      } else {
        reconcile(work, existing);
      }
      return;
    }
    String noRecords = work.missing(holding);
    if (noRecords != null) {
      // Before, ksqlDB refuses; or, with a registry, registers a schema of its own under the
      // topic's subject, and the connector's task fails on its first record.
      again(work, "Topic " + work.ddl.topic() + " is waited for: " + noRecords + ".", NO_RECORDS);
      return;
    }
    if (isDryRun) {
      settle(work, dryRun("It would be created."));
      return;
    }
    boolean made = ksql.apply(work.wanted().create());
    there.put(name, null);
    if (made) {
      registered(work);
    } else {
      // Somebody else was faster.
      again(work, "What there is of that name is looked at.", NO_RECORDS);
    }
  }

  private void reconcile(Work work, KsqlSource existing)
      throws KsqlException, InterruptedException {
    Comparison comparison = new Comparison(work.wanted(), existing);
    KsqlSource extended = comparison.extended();
    if (!comparison.differences().isEmpty()) {
      conflict(work, comparison.differences());
    } else if (extended == null) {
      registered(work);
    } else if (isDryRun) {
      settle(work, dryRun("It would be extended: " + extended.replace()));
    } else {
      ksql.apply(extended.replace());
      registered(work);
    }
  }

  private void conflict(Work work, List<String> differences) {
    KsqlSource wanted = work.wanted();
    String reason =
        String.format(
            "ksqlDB has another %s. Drop it, and it is made as it should be; or give the topic another"
                + " name, with ksql.name.",
            Identifiers.quoted(wanted.name()));
    settle(work, Registration.conflict(reason, differences));
    work.dueAt = System.nanoTime() + CONFLICT.nanos(work.attempts++);
  }

  private static Registration dryRun(String would) {
    return Registration.pending(KsqlDdlSinkConfig.DRY_RUN + " is true. " + would);
  }

  private void failed(Work work, KsqlException failure) {
    switch (failure.kind()) {
      case AWAY:
      case STARTING:
      case UNAUTHORIZED:
        away(failure.reason());
        pending(work, failure.reason());
        break;
      case UNANSWERED:
        // Nothing else is asked of it before it has shown that it answers.
        listed = null;
        askAgainAt = System.nanoTime();
        again(work, failure.reason(), TROUBLE);
        break;
      case AGAIN:
        again(work, failure.reason(), TROUBLE);
        break;
      case REFUSED:
        settle(work, Registration.refused("ksqlDB says: " + failure.reason(), List.of()));
        break;
    }
  }

  private void registered(Work work) {
    settle(work, Registration.registered());
  }

  private void settle(Work work, Registration outcome) {
    publish(work, outcome);
    synchronized (this) {
      work.settled = true;
    }
  }

  private void again(Work work, String reason, Backoff backoff) {
    if (!reason.equals(work.lastReason)) {
      work.attempts = 0;
      work.lastReason = reason;
    }
    work.dueAt = System.nanoTime() + backoff.nanos(work.attempts++);
    pending(work, reason);
  }

  private void pending(Work work, String reason) {
    publish(work, Registration.pending(reason));
  }

  private void publish(Work work, Registration outcome) {
    Registration before = work.outcome;
    if (outcome.saysTheSameAs(before)) {
      return;
    }
    work.outcome = outcome;
    published.publish(work.ddl, outcome);
    if (outcome.state() == Registration.State.REGISTERED) {
      LOG.info(
          "Topic {} of connector {} is {} in ksqlDB",
          work.ddl.topic(),
          work.ddl.connector(),
          work.ddl.name());
    } else if (outcome.state() != before.state()) {
      LOG.warn(
          "Topic {} of connector {} is not registered ({}): {}",
          work.ddl.topic(),
          work.ddl.connector(),
          outcome.state(),
          outcome);
    }
  }

  /**
   * Whether what a record of the announcements topic says of a topic is settled: registered,
   * refused or in conflict, and so nothing to come back to.
   */
  synchronized boolean isSettled(String connector, String topic, long offset) {
    if (offset > seenUpTo) {
      return false;
    }
    Work work = works.getOrDefault(connector, Map.of()).get(topic);
    return work == null || work.settled;
  }

  /** Pauses that grow from a first to a last one, and differ a little each time. */
  private static final class Backoff {
    private final long firstMs;
    private final int evenAttempts;
    private final long lastMs;

    /** Pauses; the first {@code evenAttempts} do not grow. */
    Backoff(long firstMs, int evenAttempts, long lastMs) {
      this.firstMs = firstMs;
      this.evenAttempts = evenAttempts;
      this.lastMs = lastMs;
    }

    long nanos(int attempts) {
      int doublings = Math.min(Math.max(0, attempts - evenAttempts), 16);
      long ms = Math.min(lastMs, firstMs << doublings);
      return (long) (ms * 1_000_000 * ThreadLocalRandom.current().nextDouble(0.75, 1.25));
    }
  }
}
