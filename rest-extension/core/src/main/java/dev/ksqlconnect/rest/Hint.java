package dev.ksqlconnect.rest;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** What a user can do about topics that nobody announced. */
final class Hint {
  /** For a sink. */
  static final String SINK =
      "This is a sink: it reads the topic. Whoever writes it can announce it.";

  private static final String TRANSFORM = "dev.ksqlconnect.smt.AnnounceTopics";
  private static final String TRANSFORM_ALIAS = "AnnounceTopics";

  /** Those that announce without the transform, as users name them. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "dev.ksqlconnect.jdbc.KsqlJdbcSourceConnector",
          "KsqlJdbcSourceConnector",
          "KsqlJdbcSource");

  private Hint() {}

  /** For a source with this configuration. */
  static String forSource(Map<String, String> config) {
    if ("false".equalsIgnoreCase(config.get("announce"))) {
      return "The connector has announce=false; remove that to have its topics announced.";
    }
    String transforms = config.getOrDefault("transforms", "").trim();
    if (transforms.isEmpty() && WRAPPERS.contains(config.getOrDefault("connector.class", ""))) {
      return "The connector announces its topics itself. The topic is announced with its next"
          + " record; if it is not, the log of the worker that runs the task says why.";
    }
    if (announces(transforms, config)) {
      return "The connector has the transform AnnounceTopics. The topic is announced with its next"
          + " record; if it is not, the log of the worker that runs the task says why.";
    }
    return String.format(
        "Add to the connector's configuration: transforms=%sannounce and"
            + " transforms.announce.type=%s. The topic is announced with its next record.",
        transforms.isEmpty() ? "" : transforms + ",", TRANSFORM);
  }

  private static boolean announces(String transforms, Map<String, String> config) {
    return Arrays.stream(transforms.split(",", -1))
        .map(name -> config.get("transforms." + name.trim() + ".type"))
        .anyMatch(type -> TRANSFORM.equals(type) || TRANSFORM_ALIAS.equals(type));
  }
}
