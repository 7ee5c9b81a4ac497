package dev.ksqlconnect.sinks;

import org.jspecify.annotations.Nullable;

/** Tells when a configuration was filled in for other sources than those there are. */
final class SinkDrift {
  /** What to do about it. */
  static final String REMEDY =
      "Put the configuration again without "
          + KsqlSinkConfig.TOPICS
          + ", "
          + KsqlSinkConfig.DESCRIBED
          + ", key.converter and value.converter, so that they are filled in anew";

  private SinkDrift() {}

  /**
   * Compares what was filled in with what there is.
   *
   * @return what is another than it was, and what to do; null if nothing is but more columns
   */
  static @Nullable String between(DescribedTopics before, DescribedTopics now) {
    for (DescribedTopic is : now.all()) {
      DescribedTopic was =
          before.all().stream()
              .filter(topic -> is.shownName().equals(topic.shownName()))
              .findFirst()
              .orElse(null);
      if (was == null) {
        return String.format("%s is not among what was filled in. %s", is.shownName(), REMEDY);
      }
      if (!was.topic().equals(is.topic())) {
        return String.format(
            "%s was on the topic %s and is on %s. %s",
            is.shownName(), was.topic(), is.topic(), REMEDY);
      }
      String difference = is.differenceTo(was);
      if (difference != null) {
        return String.format("%s %s. %s", is.shownName(), difference, REMEDY);
      }
    }
    return null;
  }
}
