package dev.ksqlconnect.sinks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of a sink's topics, by name and in their order. Immutable. */
public final class DescribedTopics {
  /** Nothing is known. */
  public static final DescribedTopics NONE = new DescribedTopics(List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, DescribedTopic> topics = new LinkedHashMap<>();

  DescribedTopics(Collection<DescribedTopic> topics) {
    topics.forEach(topic -> this.topics.put(topic.topic(), topic));
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static DescribedTopics parse(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON");
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("is no JSON object");
    }
    Map<String, DescribedTopic> topics = new LinkedHashMap<>();
    json.fields()
        .forEachRemaining(
            entry ->
                topics.put(entry.getKey(), DescribedTopic.parse(entry.getKey(), entry.getValue())));
    return new DescribedTopics(topics.values());
  }

  /** As text that is the same for the same topics, for a configuration. */
  public String write() {
    ObjectNode json = JSON.createObjectNode();
    topics.values().forEach(topic -> topic.write(json.putObject(topic.topic())));
    return json.toString();
  }

  /** What is known of one topic; null if nothing is. */
  public @Nullable DescribedTopic get(String topic) {
    return topics.get(topic);
  }

  public Collection<DescribedTopic> all() {
    return topics.values();
  }

  public Set<String> names() {
    return topics.keySet();
  }

  public boolean isEmpty() {
    return topics.isEmpty();
  }

  /** Those that are tables. */
  public List<DescribedTopic> tables() {
    return all().stream().filter(DescribedTopic::isTable).collect(Collectors.toList());
  }

  /** Those that are streams. */
  public List<DescribedTopic> streams() {
    return all().stream().filter(topic -> !topic.isTable()).collect(Collectors.toList());
  }
}
