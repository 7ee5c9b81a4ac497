package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.announcer.TopicRecords.Holding;
import dev.ksqlconnect.ddl.KsqlClient.Listed;
import dev.ksqlconnect.ddl.Work.Next;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InterruptException;
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
 * {@link #round} is for one thread, {@link #isSettled} and {@link #count} for any.
 */
final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private static final long LONGEST_PAUSE_MS = 60_000;

  /** So that many topics that wait, each to its own time, are looked at together. */
  private static final long SHORTEST_PAUSE_MS = 10;

  // How many topics are gone through before the catalog is looked at again: in all, of which ksqlDB
  // is asked about at most so many, of which so many only to see whether they still are as they
  // were.
  private static final int TOPICS_A_ROUND = 500;
  private static final int ASKED_A_ROUND = 50;
  private static final int VERIFIED_A_ROUND = 5;

  private final Predicate<String> chosen;
  private final boolean isDryRun;
  private final Catalog catalog;
  private final Statements statements;
  private final KsqlClient ksql;
  private final Records records;
  private final Published published;
  private final LongSupplier nanoTime;
  private final DoubleConsumer statementMs;

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

    /** Withdraws what was published of topics other than some, given by connector and topic. */
    void keepOnly(BiPredicate<String, String> wanted);
  }

  /**
   * A registrar.
   *
   * @param chosen the connectors whose topics it registers
   * @param isDryRun whether it changes nothing
   * @param statementMs told how long ksqlDB took to carry out a statement that changes something
   */
  Registrar(
      Predicate<String> chosen,
      boolean isDryRun,
      Catalog catalog,
      KsqlClient ksql,
      Records records,
      Published published,
      LongSupplier nanoTime,
      DoubleConsumer statementMs) {
    this.chosen = chosen;
    this.isDryRun = isDryRun;
    this.catalog = catalog;
    this.statements = new Statements(catalog);
    this.ksql = ksql;
    this.records = records;
    this.published = published;
    this.nanoTime = nanoTime;
    this.statementMs = statementMs;
    this.askAgainAt = nanoTime.getAsLong();
  }

  /**
   * Does what can be done now.
   *
   * @return for how many milliseconds there is nothing more to do, unless the catalog changes
   */
  long round() throws InterruptedException {
    String position = catalog.position();
    if (!position.equals(syncedAt)) {
      sync(catalog.lastOffset());
      syncedAt = position;
    }
    List<Work> due = due();
    if (!due.isEmpty() && isThere(due)) {
      registerAll(due());
    }
    return pause();
  }

  /** Takes over what the catalog says now, which includes all records up to an offset. */
  private synchronized void sync(long upTo) {
    Map<String, Map<String, TopicDdl>> wanted = statements.all();
    wanted.keySet().removeIf(chosen.negate());
    works.keySet().retainAll(wanted.keySet());
    wanted.forEach(
        (connector, ddls) -> {
          Map<String, Work> ofConnector = works.computeIfAbsent(connector, name -> new HashMap<>());
          ofConnector.keySet().retainAll(ddls.keySet());
          ddls.forEach((topic, ddl) -> sync(ofConnector, topic, ddl));
        });
    published.keepOnly((connector, topic) -> find(connector, topic) != null);
    seenUpTo = upTo;
  }

  private void sync(Map<String, Work> ofConnector, String topic, TopicDdl ddl) {
    Work before = ofConnector.get(topic);
    if (before != null && before.ddl().saysTheSameAs(ddl)) {
      return;
    }
    Work work = new Work(ddl, now());
    ofConnector.put(topic, work);
    String refusal = ddl.refusal();
    if (refusal != null) {
      settle(work, Registration.refused(refusal, ddl.remedy()));
    }
  }

  private @Nullable Work find(String connector, String topic) {
    return works.getOrDefault(connector, Map.of()).get(topic);
  }

  /** How many topics are in a state now. For any thread. */
  long count(Registration.State state) {
    return all().stream().filter(work -> work.outcome().state() == state).count();
  }

  private synchronized List<Work> all() {
    return works.values().stream()
        .flatMap(ofConnector -> ofConnector.values().stream())
        .collect(Collectors.toList());
  }

  private List<Work> due() {
    long now = now();
    return all().stream()
        .filter(work -> work.isDue(now))
        .sorted(Work.BY_URGENCY)
        .collect(Collectors.toList());
  }

  private long pause() {
    long now = now();
    long pauseMs = LONGEST_PAUSE_MS;
    for (Work work : all()) {
      if (work.next() != Next.NOTHING) {
        long dueAt = work.dueAt();
        // While ksqlDB is away, nothing is due before it is asked again.
        long at = listed == null && askAgainAt - dueAt > 0 ? askAgainAt : dueAt;
        pauseMs = Math.min(pauseMs, (at - now) / 1_000_000);
      }
    }
    return Math.max(SHORTEST_PAUSE_MS, pauseMs);
  }

  /** Whether ksqlDB is there. When it has just come (again), what it has is compared anew. */
  private boolean isThere(List<Work> due) throws InterruptedException {
    if (listed != null) {
      return true;
    }
    if (now() - askAgainAt < 0) {
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
      if (timesAway == 0) {
        LOG.warn("Nothing is registered for now, and it is tried again: {}", e.reason());
      }
      askAgainAt = now() + Backoff.SERVER_AWAY.nanos(timesAway++);
      due.stream()
          .filter(work -> work.next() == Next.REGISTER)
          .forEach(work -> publish(work, Registration.pending(e.reason())));
      return false;
    }
  }

  /**
   * What is as it was left has no hurry. What was registered and is gone (another ksqlDB, or one
   * that lost its memory) is registered again.
   */
  private void recall(Work work, Map<String, @Nullable Listed> now) {
    Registration.State state = work.outcome().state();
    if (state == Registration.State.REFUSED || work.next() == Next.LOOK_AGAIN) {
      return;
    }
    Listed there = now.get(work.wanted().name());
    boolean isLikeIt = there != null && there.fits(work.wanted());
    if (isLikeIt && state == Registration.State.REGISTERED) {
      return;
    }
    if (isLikeIt && published.isRegistered(work.ddl())) {
      publish(work, Registration.registered());
      work.doNow(Next.VERIFY, now());
    } else if (work.isSettled()) {
      work.doNow(Next.REGISTER, now());
    }
  }

  private void registerAll(List<Work> due) throws InterruptedException {
    List<Work> now = due.subList(0, Math.min(due.size(), TOPICS_A_ROUND));
    Map<String, Holding> holdings = holdings(now);
    int asked = 0;
    int verified = 0;
    for (Work work : now) {
      String noRecords = isListed(work) ? null : work.missing(holdings.get(work.ddl().topic()));
      if (noRecords != null) {
        // Before, ksqlDB refuses; or, with a registry, registers a schema of its own under the
        // topic's subject, and the connector's task fails on its first record.
        again(
            work,
            "Topic " + work.ddl().topic() + " is waited for: " + noRecords + ".",
            Backoff.FIRST_RECORD);
        continue;
      }
      boolean isEnough =
          asked++ == ASKED_A_ROUND
              || (work.next() == Next.VERIFY && verified++ == VERIFIED_A_ROUND);
      if (isEnough) {
        return;
      }
      tryToRegister(work);
      if (listed == null) {
        // The server may have gone meanwhile.
        return;
      }
    }
  }

  private boolean isListed(Work work) {
    return Objects.requireNonNull(listed).containsKey(work.wanted().name());
  }

  /** What the topics hold of those that are still to be made. */
  private Map<String, Holding> holdings(List<Work> due) {
    Map<String, Long> since = new HashMap<>();
    for (Work work : due) {
      if (!isListed(work)) {
        since.merge(work.ddl().topic(), work.ddl().recordsCountFrom(), Math::max);
      }
    }
    return since.isEmpty() ? Map.of() : records.of(since);
  }

  private void tryToRegister(Work work) throws InterruptedException {
    try {
      register(work);
    } catch (KsqlException e) {
      failed(work, e);
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("{} could not be registered", work.ddl(), e);
      again(work, "The registrar failed on it; the worker's log says how.", Backoff.TROUBLE);
    }
  }

  /** Compares with what there is, and makes or extends it. */
  private void register(Work work) throws KsqlException, InterruptedException {
    Map<String, @Nullable Listed> there = Objects.requireNonNull(listed);
    String name = work.wanted().name();
    if (there.containsKey(name)) {
      KsqlSource existing = ksql.describe(name);
      if (existing != null) {
        reconcile(work, existing);
      } else {
        // Dropped meanwhile. It is made in the next round, which looks for records first.
        there.remove(name);
        work.doNow(Next.REGISTER, now());
      }
    } else if (isDryRun) {
      settle(work, dryRun("It would be created."));
    } else if (apply(work.wanted().create())) {
      there.put(name, null);
      settle(work, Registration.registered());
    } else {
      // Somebody else was faster; in the next round it is looked at.
      there.put(name, null);
    }
  }

  private void reconcile(Work work, KsqlSource existing)
      throws KsqlException, InterruptedException {
    Comparison comparison = new Comparison(work.wanted(), existing);
    KsqlSource extended = comparison.extended();
    if (!comparison.differences().isEmpty()) {
      conflict(work, comparison.differences());
    } else if (extended == null) {
      settle(work, Registration.registered());
    } else if (isDryRun) {
      settle(work, dryRun("It would be extended: " + extended.replace()));
    } else {
      apply(extended.replace());
      settle(work, Registration.registered());
    }
  }

  private boolean apply(String statement) throws KsqlException, InterruptedException {
    long begin = now();
    boolean done = ksql.apply(statement);
    statementMs.accept((now() - begin) / 1e6);
    return done;
  }

  private void conflict(Work work, List<String> differences) {
    String reason =
        String.format(
            "ksqlDB has another %s. Drop it, and it is made as it should be; or give the topic another"
                + " name, with ksql.name.",
            Identifiers.quoted(work.wanted().name()));
    publish(work, Registration.conflict(reason, differences));
    work.doAfter(Backoff.CONFLICT, Next.LOOK_AGAIN, now());
  }

  private static Registration dryRun(String would) {
    return Registration.pending(KsqlDdlSinkConfig.DRY_RUN + " is true. " + would);
  }

  private void failed(Work work, KsqlException failure) {
    if (failure.kind() == KsqlException.Kind.REFUSED) {
      settle(work, Registration.refused("ksqlDB says: " + failure.reason(), List.of()));
      return;
    }
    if (failure.kind() != KsqlException.Kind.AGAIN) {
      // Nothing else is asked of it before it has shown that it answers.
      listed = null;
      askAgainAt = now();
    }
    again(work, failure.reason(), Backoff.TROUBLE);
  }

  private void settle(Work work, Registration outcome) {
    publish(work, outcome);
    work.settle();
  }

  private void again(Work work, String reason, Backoff backoff) {
    publish(work, Registration.pending(reason));
    work.doAfter(backoff, Next.REGISTER, now());
  }

  private void publish(Work work, Registration outcome) {
    Registration before = work.outcome();
    if (outcome.saysTheSameAs(before)) {
      return;
    }
    work.setOutcome(outcome);
    published.publish(work.ddl(), outcome);
    if (outcome.state() == Registration.State.REGISTERED) {
      LOG.info("{} is {} in ksqlDB", work.ddl(), work.ddl().name());
    } else if (outcome.state() != before.state()) {
      LOG.warn("{} is not registered ({}): {}", work.ddl(), outcome.state(), outcome);
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
    Work work = find(connector, topic);
    return work == null || work.isSettled();
  }

  private long now() {
    return nanoTime.getAsLong();
  }
}
