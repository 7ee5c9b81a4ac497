package dev.ksqlconnect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.ddl.RegistrarDefaults;
import dev.ksqlconnect.sinks.SinkCompletion;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the configurations of this bundle's connectors as they are submitted, with what Connect
 * has to find in them and a user should not have to write. What a user has set stays as it is; and
 * a configuration that was completed before stays as it was, since a worker forwards requests to
 * the leader, which completes them again. Thread-safe.
 */
public final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

  private static final String CLASS = "connector.class";
  private static final String OVERRIDE_POLICY = "connector.client.config.override.policy";

  /** A key that is one word. */
  private static final Pattern SHOUTED = Pattern.compile("[A-Z]+");

  private final String announcementsTopic;
  private final boolean mayOverride;
  private final SourceConverters sourceConverters;
  private final SinkCompletion sinks;
  private final Function<String, Map<String, String>> present;

  /**
   * Completes configurations.
   *
   * @param worker the worker's properties
   * @param present a connector's configuration as it is stored; empty if there is none of the name
   */
  Completion(
      String announcementsTopic,
      Map<String, String> worker,
      SinkCompletion sinks,
      Function<String, Map<String, String>> present) {
    this.announcementsTopic = announcementsTopic;
    String policy = worker.getOrDefault(OVERRIDE_POLICY, "All");
    this.mayOverride =
        policy.equals("All") || policy.endsWith("AllConnectorClientConfigOverridePolicy");
    this.sourceConverters = new SourceConverters(worker);
    this.sinks = sinks;
    this.present = present;
  }

  /**
   * Whether a request may hold a configuration.
   *
   * @param segments the segments of its path; an empty one is behind a slash at the end
   */
  public boolean concerns(String method, List<String> segments) {
    List<String> path = withoutSlash(segments);
    switch (method) {
      case "POST":
        return path.equals(List.of("connectors"));
      case "PUT":
        return isConfig(path) || isValidation(path);
      case "PATCH":
        return isConfig(path);
      default:
        return false;
    }
  }

  private static List<String> withoutSlash(List<String> segments) {
    int last = segments.size() - 1;
    return last > 0 && segments.get(last).isEmpty() ? segments.subList(0, last) : segments;
  }

  private static boolean isConfig(List<String> path) {
    return path.size() == 3 && path.get(0).equals("connectors") && path.get(2).equals("config");
  }

  private static boolean isValidation(List<String> path) {
    return path.size() == 4
        && path.get(0).equals("connector-plugins")
        && path.subList(2, 4).equals(List.of("config", "validate"));
  }

  /**
   * Completes a request's body. For a PATCH that is the change to what is stored: what is missing
   * from the two together is added to it.
   *
   * @return the body completed; null if there is nothing to complete, as in a body that is no
   *     configuration, which Connect itself answers for
   */
  public byte @Nullable [] complete(String method, List<String> segments, byte[] body) {
    try {
      JsonNode json = Answer.JSON.readTree(body);
      JsonNode config = json.path("config").isObject() ? json.path("config") : json;
      if (!config.isObject()) {
        return null;
      }
      Map<String, String> stored =
          method.equals("PATCH") ? present.apply(withoutSlash(segments).get(1)) : Map.of();
      Map<String, String> whole = new HashMap<>(stored);
      config
          .fields()
          .forEachRemaining(
              property -> {
                if (property.getValue().isNull()) {
                  whole.remove(property.getKey());
                } else {
                  whole.put(property.getKey(), property.getValue().asText());
                }
              });
      if (!concerns(whole)) {
        return null;
      }
      Map<String, String> shouted = shouted(whole);
      shouted.keySet().removeIf(key -> !config.has(key)); // of a PATCH only the change
      shouted.forEach((key, lowerCase) -> whole.put(lowerCase, whole.remove(key)));
      Map<String, String> additions = additions(whole, () -> stored(method, segments, stored));
      if (shouted.isEmpty() && additions.isEmpty()) {
        return null;
      }
      ObjectNode completed = (ObjectNode) config;
      shouted.forEach((key, lowerCase) -> completed.set(lowerCase, completed.remove(key)));
      additions.forEach(completed::put);
      return Answer.JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      LOG.debug("A request's body is no JSON", e);
      return null;
    }
  }

  private static boolean concerns(Map<String, String> config) {
    String connectorClass = config.getOrDefault(CLASS, "");
    return RegistrarDefaults.concerns(connectorClass)
        || SinkCompletion.concerns(connectorClass)
        || SourceConverters.concerns(connectorClass);
  }

  /**
   * The keys in upper case, with what they are in lower case, as all of Connect's are. ksqlDB makes
   * {@code SOURCES} of what stands without quotes in {@code CREATE SINK CONNECTOR … WITH
   * (sources='t')} (as seen on 7.9.9).
   */
  private static Map<String, String> shouted(Map<String, String> config) {
    Map<String, String> shouted = new HashMap<>();
    for (String key : config.keySet()) {
      String lowerCase = key.toLowerCase(Locale.ROOT);
      if (SHOUTED.matcher(key).matches() && !config.containsKey(lowerCase)) {
        shouted.put(key, lowerCase);
      }
    }
    return shouted;
  }

  /** What is stored of the connector that a request is about; empty if it is new. */
  private Map<String, String> stored(
      String method, List<String> segments, Map<String, String> asPatched) {
    List<String> path = withoutSlash(segments);
    return method.equals("PUT") && isConfig(path) ? present.apply(path.get(1)) : asPatched;
  }

  private Map<String, String> additions(
      Map<String, String> config, Supplier<Map<String, String>> stored) {
    String connectorClass = config.getOrDefault(CLASS, "");
    if (RegistrarDefaults.concerns(connectorClass)) {
      return RegistrarDefaults.missing(config, announcementsTopic, mayOverride);
    }
    if (SinkCompletion.concerns(connectorClass)) {
      return sinks.additions(config);
    }
    if (SourceConverters.concerns(connectorClass)) {
      return sourceConverters.additions(config, stored.get());
    }
    return Map.of();
  }
}
