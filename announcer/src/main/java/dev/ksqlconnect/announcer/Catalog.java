package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that stands in the announcements topic, in memory. Thread-safe.
 *
 * <p>One thread reads the topic and applies each record; the log's order decides. So that every
 * worker comes to the same catalog, whenever it began to read, a record whose version does not fit
 * what came before it (two workers announced at once) is given the version that the order gives it,
 * and is kept as {@linkplain #unsettled() unsettled} until it has been written again so.
 */
public final class Catalog {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  private static final String JUST_STARTED = "the worker has only just started";

  /** How many skipped records are logged; somebody may write any number of them. */
  private static final int MOST_LOGGED = 100;

  /** What became of a topic. */
  public enum Change {
    /** Announced for the first time, or again after its connector had been deleted. */
    CREATED,
    /** Announced with another schema, converter or key. */
    CHANGED,
    /** Its connector was deleted. */
    RETIRED;

    /** The type of the CloudEvent, which is also the record's {@code ce_type}. */
    public String eventType() {
      return "dev.ksqlconnect.topic." + name().toLowerCase(Locale.ROOT) + ".v1";
    }
  }

  /** Whether the announcements topic can be used, in the words of Connect's own health endpoint. */
  public enum Status {
    /** It has not been read to its end yet. */
    STARTING,
    /** It has been read, and can be read and written. */
    HEALTHY,
    /** It has been read, and cannot be used now; {@link #problem} says why. */
    UNHEALTHY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What was read last of one thing, with the place in the log where it changed. */
  public abstract static class Event {
    private final String changedIn;
    private final long changedAt;
    private final long sequence;

    private Event(String changedIn, long changedAt, long sequence) {
      this.changedIn = changedIn;
      this.changedAt = changedAt;
      this.sequence = sequence;
    }

    /** What happened, in a word. */
    public abstract String name();

    /** The whole of what changed, as it is now. */
    public abstract ObjectNode json();

    /**
     * Names the change for {@code Last-Event-ID}: the identity of the announcements topic it was
     * read from (a deleted topic's successor counts anew) and the offset there. Any worker knows
     * it.
     */
    public String eventId() {
      return changedIn + ":" + changedAt;
    }

    /** Grows with each change this worker sees; has no meaning on another one. */
    public long sequence() {
      return sequence;
    }
  }

  /** An announcement with the place in the log that it has. */
  public static final class Entry extends Event {
    private final Announcement announcement;
    private final Change lastChange;
    private final long readIn;
    private final boolean settled;

    private Entry(
        Announcement announcement,
        Change lastChange,
        String changedIn,
        long changedAt,
        long readIn,
        long sequence,
        boolean settled) {
      super(changedIn, changedAt, sequence);
      this.announcement = announcement;
      this.lastChange = lastChange;
      this.readIn = readIn;
      this.settled = settled;
    }

    public Announcement announcement() {
      return announcement;
    }

    /** What the last record that changed something did. */
    public Change lastChange() {
      return lastChange;
    }

    @Override
    public String name() {
      return lastChange.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public ObjectNode json() {
      return announcement.json();
    }
  }

  /** What a registrar says became of a topic in ksqlDB. */
  private static final class Registration extends Event {
    private final byte[] json;
    private final String cluster;

    private Registration(
        byte[] json, String cluster, String changedIn, long changedAt, long sequence) {
      super(changedIn, changedAt, sequence);
      this.json = json;
      this.cluster = cluster;
    }

    @Override
    public String name() {
      return AnnouncementKey.REGISTRATION;
    }

    @Override
    public ObjectNode json() {
      return parsed(json);
    }
  }

  private final Map<String, TreeMap<String, Entry>> topics = new TreeMap<>();
  private final TreeMap<Long, Event> bySequence = new TreeMap<>();
  private final Map<String, byte[]> plans = new HashMap<>();

  /** By the key of the topic that was registered, and then by registrar. */
  private final Map<AnnouncementKey, TreeMap<String, Registration>> registrations = new HashMap<>();

  /** In place of a number of records. */
  static final long LAG_NOT_KNOWN = -1;

  private String generation = "";

  /** Counts how often a log was begun to be read from its start. */
  private long reading;

  private long lastOffset = -1;
  private long lastSequence;
  private boolean complete;
  private long skipped;
  private long lag = LAG_NOT_KNOWN;
  private @Nullable String problem = JUST_STARTED;

  /** One topic's announcement; null if there is none. */
  public synchronized @Nullable Entry find(String connector, String topic) {
    return topics.getOrDefault(connector, new TreeMap<>()).get(topic);
  }

  /** The announcements of a connector, by topic. */
  public synchronized List<Entry> ofConnector(String connector) {
    return new ArrayList<>(topics.getOrDefault(connector, new TreeMap<>()).values());
  }

  /** Every announcement, by connector and topic. */
  public synchronized List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    topics.values().forEach(ofConnector -> all.addAll(ofConnector.values()));
    return all;
  }

  /** The names of the connectors of which something is announced, or that registered something. */
  synchronized Collection<String> connectors() {
    List<String> names = new ArrayList<>(topics.keySet());
    plans.keySet().stream().filter(name -> !topics.containsKey(name)).forEach(names::add);
    registrations.values().stream()
        .flatMap(ofTopic -> ofTopic.keySet().stream())
        .distinct()
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    return names;
  }

  /** What a wrapper gives its delegate; null if that is not announced. */
  public @Nullable ObjectNode plan(String connector) {
    byte[] plan = planBytes(connector);
    return plan == null ? null : parsed(plan);
  }

  private static ObjectNode parsed(byte[] json) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What each registrar says of a connector's topic, by registrar; empty if none does. */
  public synchronized Map<String, ObjectNode> registrations(String connector, String topic) {
    Map<String, ObjectNode> found = new TreeMap<>();
    registrationsOf(AnnouncementKey.topic(connector, topic))
        .forEach((registrar, registration) -> found.put(registrar, registration.json()));
    return found;
  }

  private Map<String, Registration> registrationsOf(AnnouncementKey topic) {
    return registrations.getOrDefault(topic, new TreeMap<>());
  }

  /** The topics of which a registrar of a Connect cluster has said something. */
  public synchronized List<AnnouncedTopic> registeredBy(String registrar, String cluster) {
    List<AnnouncedTopic> topics = new ArrayList<>();
    registrations.forEach(
        (topic, ofTopic) -> {
          Registration registration = ofTopic.get(registrar);
          if (registration != null && registration.cluster.equals(cluster)) {
            topics.add(AnnouncedTopic.of(topic));
          }
        });
    return topics;
  }

  /** The Connect cluster that published a registration; null if there is none. */
  synchronized @Nullable String clusterOf(AnnouncementKey registration) {
    Registration published = published(registration);
    return published == null ? null : published.cluster;
  }

  private @Nullable Registration published(AnnouncementKey key) {
    return registrationsOf(key.registered()).get(Objects.requireNonNull(key.registrar()));
  }

  /** What is published under a registration's key; null if nothing is. */
  synchronized byte @Nullable [] registrationBytes(AnnouncementKey key) {
    Registration registration = published(key);
    return registration == null ? null : registration.json;
  }

  /**
   * A connector's plan as it is written; null if it has published none.
   *
   * @return the same array until there is another plan; not to be changed
   */
  public synchronized byte @Nullable [] planBytes(String connector) {
    return plans.get(connector);
  }

  /**
   * Whether the announcements topic has been read to its end once.
   *
   * <p>A catalog that has been complete stays so: while the topic is away it answers what it knows.
   */
  public synchronized boolean isComplete() {
    return complete;
  }

  /** Why the topic cannot be read or written; null if it can. */
  public synchronized @Nullable String problem() {
    return problem;
  }

  /** Whether the topic can be used. */
  public synchronized Status status() {
    return !complete ? Status.STARTING : problem == null ? Status.HEALTHY : Status.UNHEALTHY;
  }

  /** How many records have been skipped, since they could not be understood. */
  public synchronized long skipped() {
    return skipped;
  }

  /**
   * How many records of the topic had not been read when the broker was last heard of; -1 if that
   * is not known, as while the topic cannot be read.
   */
  public synchronized long lag() {
    return lag;
  }

  /** The offset of the last record that was read; -1 before the first of a topic. */
  public synchronized long lastOffset() {
    return lastOffset;
  }

  /** Where the catalog stands, on every worker alike; changes with each record. */
  public synchronized String position() {
    return generation + ":" + lastOffset;
  }

  /** The latest {@link Event#sequence} given. */
  public synchronized long lastSequence() {
    return lastSequence;
  }

  /**
   * The {@link Event#sequence} up to which a reader has seen everything that knows the event {@code
   * eventId}; 0, before everything, if that event is of another topic, or none.
   */
  public synchronized long sequenceOf(@Nullable String eventId) {
    String known = generation + ":";
    if (eventId == null || !eventId.startsWith(known)) {
      return 0;
    }
    long seen;
    try {
      seen = Long.parseLong(eventId.substring(known.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
    long sequence = 0;
    for (Event event : bySequence.values()) {
      if (event.changedIn.equals(generation) && event.changedAt > seen) {
        return sequence;
      }
      sequence = event.sequence;
    }
    return sequence;
  }

  /** What changed after {@code sequence}, in order, each in its last state. */
  public synchronized List<Event> changesAfter(long sequence) {
    return new ArrayList<>(bySequence.tailMap(sequence, false).values());
  }

  /**
   * Waits for a change after {@code sequence}.
   *
   * @return whether there is one
   */
  public synchronized boolean awaitChange(long sequence, long timeoutMs)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMs * 1_000_000;
    while (lastSequence <= sequence) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }

  // What follows is the reader's and the announcer's.

  /**
   * The offset to go on reading a topic of this identity at; 0 if it has not been read. What was
   * read once must not be applied again: old versions after newer ones would count as changes.
   */
  synchronized long nextOffset(String topicId) {
    return topicId.equals(generation) ? lastOffset + 1 : 0;
  }

  /** What was read of the topic is not what it holds: it is to be read from its start. */
  synchronized void forgetPosition() {
    lastOffset = -1;
  }

  /** A topic of this identity is read from its start now; what another one held stays known. */
  synchronized void beginGeneration(String topicId) {
    generation = topicId;
    reading++;
    lastOffset = -1;
    skipped = 0;
    // Whoever runs a connector publishes its plan again, and a registrar what it registered.
    plans.clear();
    bySequence.values().removeIf(event -> event instanceof Registration);
    registrations.clear();
  }

  synchronized String generation() {
    return generation;
  }

  synchronized void setLag(long lag) {
    this.lag = lag;
  }

  /** The topic has been read to what was its end. */
  synchronized void completed() {
    complete = true;
    if (JUST_STARTED.equals(problem)) {
      problem = null;
    }
  }

  synchronized void setProblem(@Nullable String problem) {
    this.problem = problem;
  }

  /** Applies a record. One that cannot be understood is skipped and counted. */
  synchronized void apply(long offset, byte @Nullable [] keyBytes, byte @Nullable [] value) {
    lastOffset = offset;
    try {
      AnnouncementKey key = AnnouncementKey.parse(keyBytes);
      if (key == null) {
        return;
      }
      if (key.kind().equals(AnnouncementKey.PLAN)) {
        applyPlan(key, value);
      } else if (key.kind().equals(AnnouncementKey.REGISTRATION)) {
        applyRegistration(offset, key, value);
      } else if (value == null) {
        forget(key);
      } else {
        applyTopic(offset, key, Announcement.parse(key, value));
      }
    } catch (IOException | RuntimeException e) {
      // Whatever somebody wrote, what follows is read.
      skipped(offset, e);
    }
  }

  private void skipped(long offset, Exception why) {
    skipped++;
    if (skipped <= MOST_LOGGED) {
      LOG.warn(
          "The record at offset {} of the announcements topic is skipped: {} ({} skipped so far{})",
          offset,
          reason(why),
          skipped,
          skipped < MOST_LOGGED ? "" : "; more of them are not logged");
    }
  }

  /** Says nothing of what stands in the record, which may be anything. */
  private static String reason(Exception why) {
    if (why instanceof JsonProcessingException) {
      return "it is no JSON that could be read";
    }
    return why instanceof IOException
        ? String.valueOf(why.getMessage())
        : "it is not understood (" + why.getClass().getSimpleName() + ")";
  }

  private void applyPlan(AnnouncementKey key, byte @Nullable [] value) throws IOException {
    if (value == null) {
      plans.remove(key.connector());
    } else if (Json.MAPPER.readTree(value) instanceof ObjectNode) {
      plans.put(key.connector(), value);
    } else {
      throw new IOException("the plan is no JSON object");
    }
  }

  private void applyRegistration(long offset, AnnouncementKey key, byte @Nullable [] value)
      throws IOException {
    JsonNode json = value == null ? null : Json.MAPPER.readTree(value);
    if (value != null && !(json instanceof ObjectNode)) {
      throw new IOException("the registration is no JSON object");
    }
    String registrar = Objects.requireNonNull(key.registrar());
    TreeMap<String, Registration> ofTopic =
        registrations.computeIfAbsent(key.registered(), topic -> new TreeMap<>());
    Registration before = ofTopic.get(registrar);
    if (before != null && Arrays.equals(before.json, value)) {
      return;
    }
    if (before != null) {
      bySequence.remove(before.sequence());
      ofTopic.remove(registrar);
    }
    if (value != null && json != null) {
      String cluster = json.path("cluster").asText();
      Registration now = new Registration(value, cluster, generation, offset, ++lastSequence);
      ofTopic.put(registrar, now);
      bySequence.put(now.sequence(), now);
      notifyAll();
    }
    if (ofTopic.isEmpty()) {
      registrations.remove(key.registered());
    }
  }

  private void forget(AnnouncementKey key) {
    TreeMap<String, Entry> ofConnector = topics.get(key.connector());
    if (ofConnector == null) {
      return;
    }
    Entry before = ofConnector.remove(Objects.requireNonNull(key.topic()));
    if (before != null) {
      bySequence.remove(before.sequence());
    }
    if (ofConnector.isEmpty()) {
      topics.remove(key.connector());
    }
  }

  private void applyTopic(long offset, AnnouncementKey key, Announcement read) {
    TreeMap<String, Entry> ofConnector =
        topics.computeIfAbsent(key.connector(), name -> new TreeMap<>());
    Entry before = ofConnector.get(read.topic());
    Announcement now = inOrder(before == null ? null : before.announcement, read);
    boolean settled = now.version() == read.version();
    Change change = change(before == null ? null : before.announcement, now);
    Entry entry =
        before == null || change != null
            ? new Entry(
                now,
                Objects.requireNonNull(change),
                generation,
                offset,
                reading,
                ++lastSequence,
                settled)
            : new Entry(
                now,
                before.lastChange,
                ((Event) before).changedIn,
                ((Event) before).changedAt,
                reading,
                before.sequence(),
                settled);
    ofConnector.put(read.topic(), entry);
    if (before != null) {
      bySequence.remove(before.sequence());
    }
    bySequence.put(entry.sequence(), entry);
    notifyAll();
  }

  /** The announcement that a record makes when it stands after another one in the log. */
  static Announcement inOrder(@Nullable Announcement before, Announcement read) {
    if (before == null || read.version() > before.version()) {
      return read;
    }
    if (!read.fingerprint().equals(before.fingerprint())) {
      return read.following(before);
    }
    if (read.version() == before.version()) {
      return read;
    }
    return before.withStatusOf(read);
  }

  private static @Nullable Change change(@Nullable Announcement before, Announcement now) {
    if (before == null) {
      return now.isRetired()
          ? Change.RETIRED
          : now.version() == 1 ? Change.CREATED : Change.CHANGED;
    }
    if (now.isRetired()) {
      return before.isRetired() ? null : Change.RETIRED;
    }
    if (before.isRetired()) {
      return Change.CREATED;
    }
    return before.fingerprint().equals(now.fingerprint()) ? null : Change.CHANGED;
  }

  /**
   * The entries that have to be written (again) so that a worker which starts now reads the same.
   */
  synchronized List<Entry> unsettled() {
    List<Entry> unsettled = new ArrayList<>();
    for (Entry entry : all()) {
      if (!entry.settled || entry.readIn != reading) {
        unsettled.add(entry);
      }
    }
    return unsettled;
  }
}
