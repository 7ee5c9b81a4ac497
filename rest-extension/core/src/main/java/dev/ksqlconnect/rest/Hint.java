package dev.ksqlconnect.rest;

import java.util.Map;

/** What a user can do about topics that nobody announced. */
final class Hint {
  private Hint() {}

  /** For a connector with this configuration. */
  static String forConnector(Map<String, String> config) {
    if (config.containsKey("topics") || config.containsKey("topics.regex")) {
      return "This is a sink: it reads the topic. Whoever writes it can announce it.";
    }
    if ("false".equalsIgnoreCase(config.get("announce"))) {
      return "The connector has announce=false; remove that to have its topics announced.";
    }
    String transforms = config.getOrDefault("transforms", "").trim();
    return String.format(
        "Add to the connector's configuration: transforms=%sannounce and"
            + " transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics. The topic is announced with"
            + " its next record.",
        transforms.isEmpty() ? "" : transforms + ",");
  }
}
