package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.TopicRecords.Holding;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic to be registered, and how far it has got. The registrar's thread's own, but for what is
 * volatile.
 */
final class Work {
  /** What is to be done next, the most urgent first. */
  enum Next {
    /** It is to be registered. */
    REGISTER,
    /** A user may have ended its conflict. */
    LOOK_AGAIN,
    /** It was registered before this registrar began; whether it still is so is to be seen. */
    VERIFY,
    NOTHING
  }

  /** What nobody has tried yet goes first, and then who has waited longest. */
  static final Comparator<Work> BY_URGENCY =
      Comparator.<Work, Next>comparing(work -> work.next)
          .thenComparing(work -> work.attempts > 0)
          .thenComparingLong(work -> work.dueAt);

  private final TopicDdl ddl;
  private volatile Next next = Next.REGISTER;
  private volatile Registration outcome = Registration.pending("It is about to be registered.");
  private long dueAt;
  private int attempts;
  private @Nullable Backoff backoff;

  /** How many records the topic had when it was first looked at; -1 before. */
  private long firstEnd = -1;

  Work(TopicDdl ddl, long now) {
    this.ddl = ddl;
    this.dueAt = now;
  }

  TopicDdl ddl() {
    return ddl;
  }

  /** What ksqlDB is to have; there is none of a topic that is refused. */
  KsqlSource wanted() {
    return Objects.requireNonNull(ddl.source());
  }

  Next next() {
    return next;
  }

  Registration outcome() {
    return outcome;
  }

  void setOutcome(Registration outcome) {
    this.outcome = outcome;
  }

  /** Whether there is nothing that has to be come back to. */
  boolean isSettled() {
    return next != Next.REGISTER;
  }

  long dueAt() {
    return dueAt;
  }

  boolean isDue(long now) {
    return next != Next.NOTHING && now - dueAt >= 0;
  }

  /** There is nothing more to do. */
  void settle() {
    next = Next.NOTHING;
    backoff = null;
  }

  /** To be done at once. */
  void doNow(Next what, long now) {
    next = what;
    dueAt = now;
  }

  /** To be done after a pause that grows as long as it is for the same reason. */
  void doAfter(Backoff pause, Next what, long now) {
    if (backoff != pause) {
      backoff = pause;
      attempts = 0;
    }
    next = what;
    dueAt = now + pause.nanos(attempts++);
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
}
