package dev.ksqlconnect.elastic;

import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.KsqlSinkConfig;
import dev.ksqlconnect.sinks.SinkPlan;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The indexes that topics are written to, worked out before anything is. */
final class IndexNames {
  private static final int LONGEST = 255;

  private IndexNames() {}

  /** The index of a topic, as Confluent's sink makes it (seen on version 15.1.3). */
  static String of(String topic) {
    String index = topic.toLowerCase(Locale.ROOT);
    if (index.length() > LONGEST) {
      index = index.substring(0, LONGEST);
    }
    if (index.startsWith("-") || index.startsWith("_")) {
      index = index.substring(1);
    }
    return index.equals(".") ? "dot" : index.equals("..") ? "dotdot" : index;
  }

  /** Says which topics would share an index, and which have none that Elasticsearch takes. */
  static void check(SinkPlan plan) {
    if (hasOtherNames(plan)) {
      return;
    }
    String key =
        plan.given().has(KsqlSinkConfig.SOURCES) ? KsqlSinkConfig.SOURCES : KsqlSinkConfig.TOPICS;
    Map<String, String> topics = new LinkedHashMap<>();
    for (String topic : plan.topicNames()) {
      String index = of(topic);
      String other = topics.putIfAbsent(index, topic);
      if (other != null && !other.equals(topic)) {
        plan.problem(
            String.format(
                "%s: the topics %s and %s would both be written to the index %s, and overwrite one"
                    + " another. Leave one out, or map each to an index of its own with"
                    + " external.resource.usage=INDEX and topic.to.external.resource.mapping",
                key, shown(plan, other), shown(plan, topic), index),
            key);
      }
      String fault = fault(index);
      if (fault != null) {
        plan.problem(
            String.format(
                "%s: the topic %s would be written to the index %s, which Elasticsearch forbids: it"
                    + " %s. Map it to another one with external.resource.usage=INDEX and"
                    + " topic.to.external.resource.mapping",
                key, shown(plan, topic), index.isEmpty() ? "\"\"" : index, fault),
            key);
      }
    }
  }

  /** Whether the user has said where to write, or transforms may. */
  private static boolean hasOtherNames(SinkPlan plan) {
    String usage = plan.value("external.resource.usage");
    String stream = plan.value("data.stream.type");
    return plan.given().hasTransforms()
        || (!usage.isEmpty() && !usage.equalsIgnoreCase("DISABLED"))
        || (!stream.isEmpty() && !stream.equalsIgnoreCase("NONE"));
  }

  private static String shown(SinkPlan plan, String topic) {
    DescribedTopic described = plan.topics().get(topic);
    return described == null || described.source() == null
        ? topic
        : topic + " (" + described.source() + ")";
  }

  private static @Nullable String fault(String index) {
    if (index.isEmpty()) {
      return "is empty";
    }
    return "-_+".indexOf(index.charAt(0)) >= 0
        ? "begins with " + index.charAt(0)
        : null; // A topic's name holds nothing else that is forbidden.
  }
}
