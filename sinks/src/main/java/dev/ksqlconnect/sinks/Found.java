package dev.ksqlconnect.sinks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was found out about a sink's topics, and by which converters they are read. Immutable. */
final class Found {
  /** As many digits as a double holds exactly. */
  private static final int DIGITS_OF_DOUBLE = 15;

  private final List<Topic> topics;
  private final String named;

  /**
   * What was found.
   *
   * @param named the configuration key that named them: {@code sources} or {@code topics}
   */
  Found(List<Topic> topics, String named) {
    this.topics = List.copyOf(topics);
    this.named = named;
  }

  /** One topic with the converters for it. */
  static final class Topic {
    final String written;
    final DescribedTopic described;
    final @Nullable Converter key;
    final @Nullable Converter value;

    /**
     * A topic.
     *
     * @param written as the user named it
     * @param key null if there is nothing to read in the keys, or nothing reads them
     * @param value null if nothing reads them
     */
    Topic(
        String written,
        DescribedTopic described,
        @Nullable Converter key,
        @Nullable Converter value) {
      this.written = written;
      this.described = described;
      this.key = key;
      this.value = value;
    }

    @Nullable Converter converter(Side side) {
      return side == Side.KEY ? key : value;
    }
  }

  /** The two parts of a record. */
  enum Side {
    KEY("key.converter"),
    VALUE("value.converter");

    private final String property;

    Side(String property) {
      this.property = property;
    }

    /** The configuration key of the converter. */
    String property() {
      return property;
    }
  }

  List<Topic> topics() {
    return topics;
  }

  DescribedTopics described() {
    return new DescribedTopics(
        topics.stream().map(topic -> topic.described).collect(Collectors.toList()));
  }

  /**
   * The one converter that reads a side of all topics; null if there is none, or none is needed.
   */
  @Nullable Converter converter(Side side) {
    List<Converter> distinct =
        topics.stream()
            .map(topic -> topic.converter(side))
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.toList());
    return distinct.size() == 1 ? distinct.get(0) : null;
  }

  /** Whether some value has a decimal with more digits than a double holds. */
  boolean hasLongDecimals() {
    return topics.stream()
        .flatMap(topic -> topic.described.value().values().stream())
        .anyMatch(Found::isLong);
  }

  private static boolean isLong(ColumnType type) {
    int[] decimal = type.decimal();
    return decimal != null && decimal[0] > DIGITS_OF_DOUBLE;
  }

  /**
   * What keeps the topics from being read by one connector.
   *
   * @param chosen whether the user has chosen the converter of a side
   */
  List<String> problems(Predicate<Side> chosen) {
    List<String> problems = new ArrayList<>();
    Map<String, Topic> byTopic = new LinkedHashMap<>();
    for (Topic topic : topics) {
      Topic other = byTopic.putIfAbsent(topic.described.topic(), topic);
      if (other != null) {
        problems.add(
            String.format(
                "%s and %s are both on the topic %s: leave one of them out",
                other.described.shownName(), topic.described.shownName(), topic.described.topic()));
      }
      if (topic.described.source() == null) {
        continue; // whatever wrote it, the user knows
      }
      if ("JSON".equals(topic.described.keyFormat())
          && !chosen.test(Side.KEY)
          && topic.described.key().values().stream().anyMatch(Found::isLong)) {
        problems.add(
            String.format(
                "the key of %s is %s in JSON, of whose digits no converter of Connect keeps more than"
                    + " %d. Make a table of it whose key is CAST to VARCHAR, and name that one",
                topic.described.source(), topic.described.key(), DIGITS_OF_DOUBLE));
      }
      List<String> unread = new ArrayList<>();
      if (topic.key == null && !topic.described.key().isEmpty() && !chosen.test(Side.KEY)) {
        unread.add("KEY_FORMAT");
      }
      if (topic.value == null && !chosen.test(Side.VALUE)) {
        unread.add("VALUE_FORMAT");
      }
      if (!unread.isEmpty()) {
        problems.add(unreadable(topic.described, unread));
      }
    }
    if (problems.isEmpty()) {
      String split = split(chosen);
      if (split != null) {
        problems.add(split);
      }
    }
    return problems;
  }

  private static String unreadable(DescribedTopic topic, List<String> properties) {
    String kind = topic.isTable() ? "TABLE" : "STREAM";
    return String.format(
        "%s has %s, which no converter of Connect reads as columns. Write it out in another format"
            + " first: CREATE %s `%s_JSON` WITH (%s) AS SELECT * FROM `%s`; then name that one",
        topic.source(),
        properties.stream()
            .map(
                property ->
                    property
                        + "="
                        + (property.equals("KEY_FORMAT") ? topic.keyFormat() : topic.valueFormat()))
            .collect(Collectors.joining(" and ")),
        kind,
        topic.source(),
        properties.stream()
            .map(property -> property + " = 'JSON'")
            .collect(Collectors.joining(", ")),
        topic.source());
  }

  /** Says how to split the topics, if no one connector reads all of them. */
  private @Nullable String split(Predicate<Side> chosen) {
    List<List<Topic>> groups = new ArrayList<>();
    for (Topic topic : topics) {
      List<Topic> fitting = null;
      for (List<Topic> group : groups) {
        if (group.stream().allMatch(member -> fit(member, topic, chosen))) {
          fitting = group;
          break;
        }
      }
      if (fitting == null) {
        fitting = new ArrayList<>();
        groups.add(fitting);
      }
      fitting.add(topic);
    }
    if (groups.size() < 2) {
      return null;
    }
    String formats =
        topics.stream()
            .map(topic -> topic.described.shownName() + " has " + formats(topic))
            .collect(Collectors.joining(", "));
    String connectors =
        groups.stream()
            .map(
                group ->
                    named
                        + "="
                        + group.stream()
                            .map(member -> member.written)
                            .collect(Collectors.joining(",")))
            .collect(Collectors.joining(" and one with "));
    return String.format(
        "one connector has one converter for all keys and one for all values, and %s. Make %d"
            + " connectors: one with %s",
        formats, groups.size(), connectors);
  }

  private static boolean fit(Topic one, Topic other, Predicate<Side> chosen) {
    for (Side side : Side.values()) {
      Converter ones = one.converter(side);
      Converter others = other.converter(side);
      if (!chosen.test(side) && ones != null && others != null && !ones.equals(others)) {
        return false;
      }
    }
    return true;
  }

  private static String formats(Topic topic) {
    String values = "values for " + topic.value;
    return topic.key == null ? values : "keys for " + topic.key + " and " + values;
  }
}
