package dev.ksqlconnect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.ddl.RegistrarDefaults;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final String announcementsTopic;

  Completion(String announcementsTopic) {
    this.announcementsTopic = announcementsTopic;
  }

  /**
   * Whether a request may hold a configuration.
   *
   * @param segments the segments of its path; an empty one is behind a slash at the end
   */
  public boolean concerns(String method, List<String> segments) {
    int last = segments.size() - 1;
    List<String> path =
        last > 0 && segments.get(last).isEmpty() ? segments.subList(0, last) : segments;
    switch (method) {
      case "POST":
        return path.equals(List.of("connectors"));
      case "PUT":
        return isConfig(path) || isValidation(path);
      default:
        return false;
    }
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
   * Completes a request's body.
   *
   * @return the body completed; null if there is nothing to complete, as in a body that is no
   *     configuration, which Connect itself answers for
   */
  public byte @Nullable [] complete(byte[] body) {
    try {
      JsonNode json = Answer.JSON.readTree(body);
      JsonNode config = json.path("config").isObject() ? json.path("config") : json;
      Map<String, String> missing = missing(config);
      if (missing.isEmpty()) {
        return null;
      }
      missing.forEach(((ObjectNode) config)::put);
      return Answer.JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      LOG.debug("A request's body is no JSON", e);
      return null;
    }
  }

  private Map<String, String> missing(JsonNode config) {
    if (!RegistrarDefaults.concerns(config.path(CLASS).asText())) {
      return Map.of();
    }
    Map<String, String> given = new HashMap<>();
    config
        .fields()
        .forEachRemaining(
            property -> {
              if (!property.getValue().isNull()) {
                given.put(property.getKey(), property.getValue().asText());
              }
            });
    return RegistrarDefaults.missing(given, announcementsTopic);
  }
}
