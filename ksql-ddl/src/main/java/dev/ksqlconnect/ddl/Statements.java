package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.Announcement;
import dev.ksqlconnect.announcer.Catalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements for all announced topics. Beside what {@link TopicDdl} says of each alone, two
 * that would have one name are refused, both of them. Thread-safe.
 */
public final class Statements {
  private static final Logger LOG = LoggerFactory.getLogger(Statements.class);

  private final Catalog catalog;

  /** What was made already, by announcement. */
  private IdentityHashMap<Announcement, TopicDdl> made = new IdentityHashMap<>();

  /** The statements for what a catalog holds. */
  public Statements(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The statements for the topics of the connectors that are there, by connector and topic. */
  public synchronized Map<String, Map<String, TopicDdl>> all() {
    IdentityHashMap<Announcement, TopicDdl> now = new IdentityHashMap<>();
    Map<String, List<TopicDdl>> byName = new HashMap<>();
    Map<String, Map<String, TopicDdl>> all = new TreeMap<>();
    for (Catalog.Entry entry : catalog.all()) {
      Announcement announcement = entry.announcement();
      if (!announcement.isRetired()) {
        TopicDdl known = made.get(announcement);
        TopicDdl ddl = known == null ? made(announcement) : known;
        now.put(announcement, ddl);
        all.computeIfAbsent(ddl.connector(), connector -> new TreeMap<>()).put(ddl.topic(), ddl);
        String name = ddl.name();
        if (name != null) {
          byName.computeIfAbsent(name, n -> new ArrayList<>()).add(ddl);
        }
      }
    }
    made = now;
    byName.forEach((name, sharing) -> refuseClashing(name, sharing, all));
    return all;
  }

  /** One announcement that is not understood is to cost no other its statement. */
  private static TopicDdl made(Announcement announcement) {
    try {
      return TopicDdl.of(announcement.json());
    } catch (RuntimeException e) {
      LOG.error(
          "Of the announcement of topic {} of connector {} no statement can be made",
          announcement.topic(),
          announcement.connector(),
          e);
      return TopicDdl.unreadable(
          announcement.connector(),
          announcement.topic(),
          "Its announcement is not understood; the worker's log says more.");
    }
  }

  /** The statements for a connector's topics, by topic; empty if nothing is announced of it. */
  public Map<String, TopicDdl> ofConnector(String connector) {
    return all().getOrDefault(connector, Map.of());
  }

  private static void refuseClashing(
      String name, List<TopicDdl> sharing, Map<String, Map<String, TopicDdl>> all) {
    TopicDdl first = sharing.get(0);
    if (sharing.stream().allMatch(first::hasStatementOf)) {
      return;
    }
    for (TopicDdl ddl : sharing) {
      Map<String, TopicDdl> ofConnector = all.get(ddl.connector());
      if (ofConnector != null) {
        ofConnector.put(ddl.topic(), refused(name, ddl, other(ddl, sharing)));
      }
    }
  }

  private static @Nullable TopicDdl other(TopicDdl ddl, List<TopicDdl> sharing) {
    return sharing.stream()
        .filter(each -> each != ddl && !each.hasStatementOf(ddl))
        .findFirst()
        .orElse(null);
  }

  private static TopicDdl refused(String name, TopicDdl ddl, @Nullable TopicDdl other) {
    if (other == null) {
      return ddl;
    }
    if (other.topic().equals(ddl.topic())) {
      return ddl.refused(
          String.format(
              "Connectors %s and %s both write to this topic, and not alike.",
              ddl.connector(), other.connector()));
    }
    if (other.connector().equals(ddl.connector())) {
      return ddl.refused(
          String.format(
              "Topic %s of the same connector would be called %s in ksqlDB, too. Put ${topic} into"
                  + " ksql.name; if it is there, give one of them another name in Kafka, such as with"
                  + " the transform RegexRouter.",
              other.topic(), name));
    }
    return ddl.refused(
        String.format(
            "Topic %s of connector %s would be called %s in ksqlDB, too.",
            other.topic(), other.connector(), name),
        "ksql.name=" + ddl.connector() + "_${topic}");
  }
}
