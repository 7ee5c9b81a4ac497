package dev.ksqlconnect.ddl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is filled in on a registrar's submission, since Connect has to find it there. */
public final class RegistrarDefaults {
  static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  /**
   * A consumer that asks for a topic which was deleted has it made by a broker that makes topics by
   * itself, and so not compacted; or fails, where it may not make it.
   */
  private static final String AUTO_CREATE = "consumer.override.allow.auto.create.topics";

  private static final Set<String> CLASS_NAMES =
      Set.of(
          KsqlDdlSinkConnector.class.getName(),
          KsqlDdlSinkConnector.class.getSimpleName(),
          "KsqlDdlSink");

  private RegistrarDefaults() {}

  /** Whether a connector of this class, by its name or alias, is completed here. */
  public static boolean concerns(String connectorClass) {
    return CLASS_NAMES.contains(connectorClass);
  }

  /**
   * What has to be added to a registrar's configuration.
   *
   * @param announcementsTopic what it reads
   * @param mayOverride whether the worker allows connectors to set their clients' settings
   * @return by key; nothing that the user has set
   */
  public static Map<String, String> missing(
      Map<String, String> config, String announcementsTopic, boolean mayOverride) {
    Map<String, String> missing = new HashMap<>();
    if (!config.containsKey("topics") && !config.containsKey("topics.regex")) {
      missing.put("topics", announcementsTopic);
    }
    for (String converter : List.of("key.converter", "value.converter")) {
      if (!config.containsKey(converter)) {
        missing.put(converter, BYTES);
      }
    }
    if (mayOverride && !config.containsKey(AUTO_CREATE)) {
      missing.put(AUTO_CREATE, "false");
    }
    return missing;
  }

  static boolean isBytes(String converter) {
    return BYTES.equals(converter)
        || converter.equals("ByteArrayConverter")
        || converter.equals("ByteArray");
  }
}
