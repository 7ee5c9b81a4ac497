package dev.ksqlconnect.quickstart;

import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.quickstart.KsqlDb.Presence;
import dev.ksqlconnect.quickstart.KsqlDb.Seen;
import dev.ksqlconnect.quickstart.KsqlDb.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The quickstart as a guest in the user's ksqlDB, and perhaps Kafka. It begins only where nothing
 * has the names that it uses, so that what has them at its end is its own to remove.
 */
final class Guest implements AutoCloseable {
  /** The group of the workers in a user's Kafka, and what the names of their topics begin with. */
  static final String WORKERS = "ksql-quickstart";

  /** The workers' own topics, without {@link #WORKERS} before them. */
  static final List<String> WORKERS_TOPICS =
      List.of("-configs", "-offsets", "-status", "-announcements");

  /** The registrar's name, which makes that of its consumer group. */
  static final String REGISTRAR = Quickstart.CONNECTOR + "-ksql";

  /** The Elasticsearch sink's name, which makes that of its consumer group. */
  static final String ELASTICSEARCH_SINK = Quickstart.CONNECTOR + "-elasticsearch";

  private static final List<String> SINKS_GROUPS =
      List.of("connect-" + REGISTRAR, "connect-" + ELASTICSEARCH_SINK);
  private static final Duration GROUP_EMPTIES = Duration.ofSeconds(15);

  private final KsqlDb ksql;
  private final boolean isInUsersKafka;
  private @Nullable Kafka kafka;
  private @Nullable String clusterId;
  private Set<String> topicsBefore = Set.of();

  /** Null until it was looked what there is, and nothing may be dropped. */
  private @Nullable Set<String> sourcesBefore;

  private Guest(KsqlDb ksql, boolean isInUsersKafka) {
    this.ksql = ksql;
    this.isInUsersKafka = isInUsersKafka;
  }

  /**
   * Looks at the servers that were named, before anything is started.
   *
   * @param options with a ksqlDB
   * @throws IllegalArgumentException if they cannot be used; the message says why and what to do
   */
  static Guest arrive(Options options) {
    KsqlDb ksql = new KsqlDb(Objects.requireNonNull(options.ksql()));
    Seen seen = ksql.look();
    if (seen.presence() == Presence.SOMETHING_ELSE) {
      throw new IllegalArgumentException("--ksql: " + seen.why());
    }
    return options.broker() == null
        ? arriveFirst(ksql, seen, options.brokerPort())
        : arrive(ksql, seen, options.broker());
  }

  /** Where ksqlDB is to be started later, on a Kafka of the quickstart's. */
  private static Guest arriveFirst(KsqlDb ksql, Seen seen, int brokerPort) {
    if (seen.presence() == Presence.READY) {
      String there = Objects.requireNonNullElse(ksql.bootstrapServers(), "HOST:PORT");
      throw new IllegalArgumentException(
          String.format(
              "ksqlDB at %s runs already, on the broker at %s. Add --broker %s to use that one, or"
                  + " stop ksqlDB and start it when the quickstart says so",
              ksql, there, there));
    }
    if (brokerPort != 0) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort));
      } catch (java.io.IOException e) {
        throw new IllegalArgumentException(
            String.format(
                "--broker-port: port %d is taken (%s). If that is your broker, say --broker"
                    + " 127.0.0.1:%d",
                brokerPort, e.getMessage(), brokerPort),
            e);
      }
    }
    return new Guest(ksql, false);
  }

  private static Guest arrive(KsqlDb ksql, Seen seen, String broker) {
    if (seen.presence() == Presence.NOBODY) {
      throw new IllegalArgumentException(
          "--ksql: "
              + seen.why()
              + " Start ksqlDB, or correct the URL; only without --broker it may come later");
    }
    Guest guest = new Guest(ksql, true);
    try {
      guest.runsOn(broker);
      guest.requireFreeTopics();
      String elsewhere = guest.elsewhere(seen);
      if (elsewhere != null) {
        throw new IllegalArgumentException(elsewhere);
      }
      if (seen.presence() == Presence.READY) {
        guest.settleIn();
      }
      return guest;
    } catch (RuntimeException e) {
      guest.close();
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** This is the Kafka now. */
  void runsOn(String bootstrapServers) {
    Kafka running = new Kafka(bootstrapServers);
    kafka = running;
    clusterId = running.clusterId();
  }

  private void requireFreeTopics() {
    topicsBefore = kafka().topics();
    Set<String> taken = new TreeSet<>(ownTopics(Map.of()));
    taken.retainAll(topicsBefore);
    if (!taken.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Kafka at %s has topics that the quickstart makes: %s. Delete them, if they are left of"
                  + " a quickstart that was killed",
              kafka().bootstrapServers(), String.join(", ", taken)));
    }
    Set<String> groups = new TreeSet<>(SINKS_GROUPS);
    groups.retainAll(kafka().groups());
    if (!groups.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Kafka at %s has consumer groups that the quickstart makes: %s. Delete them, if they"
                  + " are left of a quickstart that was killed",
              kafka().bootstrapServers(), String.join(", ", groups)));
    }
  }

  /** What is wrong if ksqlDB runs on another Kafka; null if it does not. */
  @Nullable String elsewhere(Seen seen) {
    if (seen.presence() != Presence.READY || seen.clusterId().equals(clusterId)) {
      return null;
    }
    String there =
        Objects.requireNonNullElse(ksql.bootstrapServers(), "an address it does not say");
    return isInUsersKafka
        ? String.format(
            "ksqlDB at %s runs on another Kafka than that at %s; its own is at %s. Name that with"
                + " --broker",
            ksql, kafka().bootstrapServers(), there)
        : String.format(
            "ksqlDB at %s runs on another Kafka, at %s. Stop it, and start it with"
                + " bootstrap.servers=%s",
            ksql, there, kafka().bootstrapServers());
  }

  /**
   * Begins to use ksqlDB, which is ready.
   *
   * @throws IllegalStateException if it has what is to be made there
   */
  void settleIn() {
    if (sourcesBefore != null) {
      return;
    }
    Map<String, Source> there = ksql.sources();
    List<String> drops = new ArrayList<>();
    for (String topic : shopsTopics()) {
      Source taken = there.get(nameInKsql(topic));
      if (taken != null) {
        drops.add(taken.drop());
      }
    }
    if (!drops.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "ksqlDB at %s has streams or tables that the quickstart makes. If they are left of one"
                  + " that was killed: %s",
              ksql, String.join(" ", drops)));
    }
    sourcesBefore = there.keySet();
  }

  private static String nameInKsql(String topic) {
    return topic.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static Set<String> shopsTopics() {
    Set<String> topics = new TreeSet<>();
    Shop.KEYS.keySet().forEach(table -> topics.add(Quickstart.topic(table)));
    topics.add(Quickstart.topic(Shop.LATE_TABLE));
    return topics;
  }

  /** All topics that the quickstart makes; {@code written} are those of more tables. */
  private static Set<String> ownTopics(Map<String, String> written) {
    Set<String> topics = shopsTopics();
    topics.addAll(written.keySet());
    WORKERS_TOPICS.forEach(each -> topics.add(WORKERS + each));
    return topics;
  }

  KsqlDb ksql() {
    return ksql;
  }

  Kafka kafka() {
    return Objects.requireNonNull(kafka, "not there yet");
  }

  /** Whether it is the user's Kafka, which is to be left as it was. */
  boolean isInUsersKafka() {
    return isInUsersKafka;
  }

  /**
   * Removes what the quickstart has made, and says so. The workers are gone.
   *
   * @param written the topics that its connector has written, each with its name in KSQL
   * @return whether nothing is left
   */
  boolean leave(Map<String, String> written, Narrator narrator) {
    if (!isInUsersKafka) {
      if (sourcesBefore != null) {
        narrator.say("");
        narrator.say("ksqlDB at " + ksql + " has lost its broker with this. Stop it, too.");
      }
      return true;
    }
    narrator.title("Removing what was made in your ksqlDB and Kafka, and nothing else");
    Set<String> topics = ownTopics(written);
    topics.removeAll(topicsBefore);
    List<String> troubles = new ArrayList<>();
    if (sourcesBefore != null) {
      drop(sourcesBefore, written, topics, troubles, narrator);
    }
    try {
      deleteTopics(topics, narrator);
      deleteGroups(narrator);
    } catch (KafkaException | IllegalStateException e) {
      troubles.add(e.getMessage() + " Topics that may be left: " + String.join(", ", topics));
    }
    troubles.forEach(trouble -> narrator.say("Left: " + trouble));
    return troubles.isEmpty();
  }

  /** Drops what is of this run; takes the topics of what cannot be dropped out of those to go. */
  private void drop(
      Set<String> before,
      Map<String, String> written,
      Set<String> topics,
      List<String> troubles,
      Narrator narrator) {
    Map<String, String> names = new TreeMap<>(written);
    shopsTopics().forEach(topic -> names.putIfAbsent(topic, nameInKsql(topic)));
    Map<String, Source> there;
    try {
      there = ksql.sources();
    } catch (KsqlDb.RefusedException e) {
      troubles.add("in ksqlDB, " + String.join(", ", names.values()) + ". " + e.getMessage());
      return;
    }
    names.forEach(
        (topic, name) -> {
          Source source = there.get(name);
          if (source == null || !source.topic().equals(topic) || before.contains(name)) {
            return;
          }
          try {
            ksql.run(source.drop());
            narrator.say(source.drop());
          } catch (KsqlDb.RefusedException e) {
            topics.remove(topic);
            troubles.add(
                String.format(
                    "%s with its topic %s. %s Then: %s",
                    name, topic, e.getMessage(), source.drop().replace(";", " DELETE TOPIC;")));
          }
        });
  }

  private void deleteTopics(Set<String> topics, Narrator narrator) {
    Set<String> there = kafka().topics();
    there.retainAll(topics);
    if (!there.isEmpty()) {
      kafka().deleteTopics(there);
      narrator.say("Topics deleted: " + String.join(", ", there));
    }
  }

  private void deleteGroups(Narrator narrator) {
    List<String> deleted = new ArrayList<>();
    List<String> groups = new ArrayList<>(SINKS_GROUPS);
    groups.add(0, WORKERS);
    for (String group : groups) {
      Waiting.until(
          "the group " + group + " to be empty, so that it can be deleted.",
          GROUP_EMPTIES,
          () -> {
            Kafka.Group is = kafka().deleteGroup(group);
            if (is == Kafka.Group.DELETED) {
              deleted.add(group);
            }
            return is != Kafka.Group.IN_USE;
          });
    }
    if (!deleted.isEmpty()) {
      narrator.say("Groups deleted: " + String.join(", ", deleted));
    }
  }

  @Override
  public void close() {
    if (kafka != null) {
      kafka.close();
    }
  }
}
