package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connectors and tasks of this worker want announced, whether there is an announcer or
 * not. Thread-safe.
 *
 * <p>Connectors, tasks, transforms and the REST extension of one plugin folder share one class
 * loader, and so one of these. The extension may come up after the first task: what was wanted
 * until then is kept.
 */
public final class Wanted {
  /**
   * A system property that the extension sets, so that a second copy of the bundle, whose classes
   * are others, can tell why it has no announcer.
   */
  public static final String EXTENSION_PROPERTY = "dev.ksqlconnect.extension";

  private static final Logger LOG = LoggerFactory.getLogger(Wanted.class);
  private static final Wanted OF_THIS_WORKER = new Wanted();
  private static final long NOT_STALLED = -1;

  private final Set<Topic> topics = ConcurrentHashMap.newKeySet();
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();
  private final Map<AnnouncementKey, Registration> registrations = new ConcurrentHashMap<>();
  private final Map<AnnouncementKey, TopicOrigin> origins = new ConcurrentHashMap<>();
  private volatile @Nullable Runnable announcer;

  /** Done when the announcer has gone down, with its worker. */
  private volatile CompletableFuture<@Nullable Void> down = new CompletableFuture<>();

  private volatile String problem = "";

  /**
   * The longest that was waited in vain since the announcer last worked; {@link #NOT_STALLED} if it
   * works. Who would wait longer than that may still.
   */
  private volatile long stalledMs = NOT_STALLED;

  /** The one that this worker's connectors, tasks, transforms and extension share. */
  public static Wanted ofThisWorker() {
    return OF_THIS_WORKER;
  }

  /** One topic as one task writes it. */
  static final class Topic {
    /** Whether no other task writes to the topic; null if the task cannot tell. */
    final @Nullable Boolean soleWriter;

    private volatile Wish present;

    /** What the task wrote before that, if it is not announced yet. Oldest first. */
    private final Deque<Wish> earlier = new ArrayDeque<>();

    /** The fingerprints of all that this task wanted announced; the announcer's thread's own. */
    final Set<String> fingerprints = new HashSet<>();

    /** Where the catalog stood when the announcer first saw this; the announcer's thread's own. */
    @Nullable Long seenAt;

    private volatile boolean closed;

    Topic(Wish wish, @Nullable Boolean soleWriter) {
      this.present = wish;
      this.soleWriter = soleWriter;
    }

    /** What the task writes now. */
    Wish present() {
      return present;
    }

    /** What is to be announced next: each schema in its turn, so that each is remembered. */
    synchronized Wish next() {
      earlier.removeIf(wish -> wish.announced.isDone());
      return earlier.isEmpty() ? present : earlier.getFirst();
    }

    private synchronized void change(Wish wish) {
      if (!present.returned && !present.announced.isDone()) {
        earlier.addLast(present);
      }
      present = wish;
      if (earlier.size() >= Announcement.HISTORY) {
        // The announcement would not remember it either.
        earlier.removeFirst().announced.complete(null);
      }
    }

    private boolean isAnnounced() {
      return next().announced.isDone();
    }

    boolean isClosed() {
      return closed;
    }
  }

  /** What a task writes to a topic, since when. */
  static final class Wish {
    final TopicDescription description;
    final long sinceNanos = System.nanoTime();

    /** Whether the task has written so before, and then otherwise. */
    final boolean returned;

    final CompletableFuture<@Nullable Void> announced = new CompletableFuture<>();

    Wish(TopicDescription description, boolean returned) {
      this.description = description;
      this.returned = returned;
    }
  }

  /** A task writes to a topic that it has not written to before. */
  Topic add(TopicDescription description, @Nullable Boolean soleWriter) {
    // What an earlier task left behind unannounced is not true any more.
    topics.removeIf(
        topic ->
            topic.closed
                && topic.present.description.topic().equals(description.topic())
                && topic.present.description.connector().equals(description.connector()));
    Topic topic = new Topic(new Wish(description, false), soleWriter);
    topics.add(topic);
    wake();
    return topic;
  }

  /** A task writes otherwise than before. */
  void change(Topic topic, TopicDescription description, boolean returned) {
    topic.change(new Wish(description, returned));
    if (!returned) {
      wake();
    }
  }

  /** The task is gone; what it wanted is announced if it is not yet. */
  void close(Topic topic) {
    topic.closed = true;
    settle(topic);
  }

  /** What a wrapper gives its delegate. */
  static final class Plan {
    private final Function<Map<String, String>, ObjectNode> json;
    final long sinceNanos = System.nanoTime();
    final Set<String> topics;

    /** The plan as it is published; null until it has been made. The announcer's thread's own. */
    private byte @Nullable [] bytes;

    Plan(Function<Map<String, String>, ObjectNode> json, Set<String> topics) {
      this.json = json;
      this.topics = topics;
    }

    /**
     * The plan as it is published.
     *
     * @param written asked, the first time, for the connector's configuration as it was written
     */
    byte[] bytes(Supplier<Map<String, String>> written) {
      byte[] made = bytes;
      if (made == null) {
        made = Json.bytes(json.apply(written.get()));
        bytes = made;
      }
      return made;
    }
  }

  /**
   * What a wrapper gives its delegate. The last one counts; it is published as soon as it can be.
   *
   * @param plan spells the plan, given the connector's configuration as the user wrote it, with the
   *     config providers' placeholders in place; must hold no secret
   * @param topics those that are written by this plan; what was retired of them is current again
   */
  public void plan(
      String connector, Function<Map<String, String>, ObjectNode> plan, Set<String> topics) {
    plans.put(connector, new Plan(plan, Set.copyOf(topics)));
    wake();
  }

  /** The connector stops here; what it has published stays. */
  public void noPlan(String connector) {
    plans.remove(connector);
  }

  /** What became of a topic in ksqlDB, by the word of one task. */
  static final class Registration {
    private final Object task;

    /** What is to be published; null if what is published is to be withdrawn. */
    final byte @Nullable [] json;

    Registration(Object task, byte @Nullable [] json) {
      this.task = task;
      this.json = json;
    }
  }

  /**
   * What became of a connector's topic in ksqlDB, by the word of the registrar: the connector that
   * registers it. The last one counts; it is published as soon as it can be.
   *
   * @param task the registrar's task
   * @param registration must have the Connect cluster in its field {@code cluster}
   */
  public void registration(
      Object task, String registrar, String connector, String topic, ObjectNode registration) {
    registrations.put(
        AnnouncementKey.registration(registrar, connector, topic),
        new Registration(task, Json.bytes(registration)));
    wake();
  }

  /** What the registrar has published of a topic is no longer its business. */
  public void noRegistration(Object task, String registrar, String connector, String topic) {
    registrations.put(
        AnnouncementKey.registration(registrar, connector, topic), new Registration(task, null));
    wake();
  }

  /** The registrar's task stops here; what it has published stays. */
  public void noRegistrations(Object task) {
    registrations.values().removeIf(registration -> registration.task == task);
  }

  Map<AnnouncementKey, Registration> registrations() {
    return registrations;
  }

  /** A wrapper's task fills a topic, which another one announces. */
  public void addOrigin(String connector, String topic, TopicOrigin origin) {
    origins.put(AnnouncementKey.topic(connector, topic), origin);
  }

  /** The task is gone; what a later one has said since stays. */
  public void removeOrigin(String connector, String topic, TopicOrigin origin) {
    origins.remove(AnnouncementKey.topic(connector, topic), origin);
  }

  /** What is known of a topic beside its records; null if nothing is. */
  public @Nullable TopicOrigin originOf(String connector, String topic) {
    return origins.get(AnnouncementKey.topic(connector, topic));
  }

  Collection<Topic> topics() {
    return topics;
  }

  /** How many topics wait to be announced as their tasks write them. */
  public long pending() {
    return topics.stream()
        .map(Topic::next)
        // What a task has returned to is announced only if it stays there.
        .filter(wish -> !wish.returned && !wish.announced.isDone())
        .count();
  }

  Map<String, Plan> plans() {
    return plans;
  }

  /** Forgets a topic if its task is gone and what that wanted is announced. */
  void settle(Topic topic) {
    if (topic.closed && topic.isAnnounced()) {
      topics.remove(topic);
    }
  }

  /** An announcer has come up; {@code wake} tells it that something is wanted. */
  void attach(Runnable wake) {
    announcer = wake;
    down = new CompletableFuture<>();
    stalledMs = NOT_STALLED;
    wake();
  }

  /** The announcer goes down, with its worker. Connect stops the tasks only after that. */
  void detach() {
    announcer = null;
    down.complete(null);
  }

  /**
   * The worker is stopping, and announces nothing any more. What is new is to be left to the next
   * task, which reads it again.
   */
  public static final class StoppingException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    private StoppingException(TopicDescription first) {
      super("The worker is stopping, and does not announce the " + first);
    }
  }

  /** The announcer works: it may be waited for again. */
  synchronized void recovered() {
    problem = "";
    if (announcer != null && stalledMs != NOT_STALLED) {
      stalledMs = NOT_STALLED;
      LOG.info("Topics are announced again");
    }
  }

  /** What keeps the announcer from announcing. */
  void setProblem(String problem) {
    this.problem = problem;
  }

  private void wake() {
    Runnable now = announcer;
    if (now != null) {
      now.run();
    }
  }

  /**
   * Waits until wishes are announced. When that takes too long, it says once what is missing, and
   * nobody waits as long again before the announcer has recovered.
   *
   * @throws StoppingException if they are not announced, and will not be by this worker
   */
  void await(List<Wish> wishes, long timeoutMs) throws InterruptedException {
    CompletableFuture<@Nullable Void> announced =
        CompletableFuture.allOf(
            wishes.stream().map(wish -> wish.announced).toArray(CompletableFuture<?>[]::new));
    CompletableFuture<@Nullable Void> stopping = down;
    try {
      if (timeoutMs > stalledMs) {
        CompletableFuture.anyOf(announced, stopping).get(timeoutMs, TimeUnit.MILLISECONDS);
      }
      if (stopping.isDone() && !announced.isDone()) {
        throw new StoppingException(wishes.get(0).description);
      }
    } catch (ExecutionException e) {
      // The announcer has logged what is wrong with that one.
    } catch (TimeoutException e) {
      stall(wishes.get(0).description, timeoutMs);
    }
  }

  private synchronized void stall(TopicDescription first, long timeoutMs) {
    if (timeoutMs <= stalledMs) {
      return;
    }
    stalledMs = timeoutMs;
    LOG.warn(
        "The {} could not be announced within {} ms: {}. The data flows on; what is new is announced"
            + " as soon as that is possible, and nothing waits for it until then.",
        first,
        timeoutMs,
        announcer == null
            ? whyThereIsNoAnnouncer()
            : problem.isEmpty() ? "Kafka is slow" : problem);
  }

  /** What is missing for there to be an announcer, and what to do about it. */
  public static String whyThereIsNoAnnouncer() {
    String elsewhere = System.getProperty(EXTENSION_PROPERTY);
    if (elsewhere != null) {
      return "two copies of this bundle are installed in the worker's plugin.path. The REST extension is"
          + " of "
          + elsewhere
          + " and this connector of "
          + locationOf(Wanted.class)
          + "; remove one and restart the worker";
    }
    return "this worker has no announcer. Add"
        + " rest.extension.classes=dev.ksqlconnect.rest.KsqlConnectRestExtension to the worker's"
        + " properties and restart it";
  }

  /** Where a class of this bundle was loaded from, for messages. */
  public static String locationOf(Class<?> type) {
    java.security.CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? "an unknown place" : String.valueOf(source.getLocation());
  }
}
