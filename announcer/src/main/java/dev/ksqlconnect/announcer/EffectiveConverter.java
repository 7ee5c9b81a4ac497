package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The converter that turns a connector's keys or values into bytes, and which of KSQL's formats
 * reads those.
 */
final class EffectiveConverter {
  static final String KEY = "key.converter";
  static final String VALUE = "value.converter";

  private final @Nullable String className;
  private final Map<String, String> properties;

  private EffectiveConverter(@Nullable String className, Map<String, String> properties) {
    this.className = className;
    this.properties = properties;
  }

  /**
   * The converter in force: the connector's own, with the connector's properties for it, or else
   * the worker's with the worker's. Properties are never taken from both: Connect does not either.
   *
   * @param part {@link #KEY} or {@link #VALUE}
   */
  static EffectiveConverter of(
      String part, Map<String, String> connectorConfig, Map<String, String> workerConfig) {
    Map<String, String> source = connectorConfig.containsKey(part) ? connectorConfig : workerConfig;
    Map<String, String> properties = new TreeMap<>();
    for (String property : KnownConverter.TELLING_PROPERTIES) {
      String value = source.get(part + "." + property);
      if (value != null) {
        properties.put(property, value);
      }
    }
    return new EffectiveConverter(source.get(part), properties);
  }

  /** What of a connector's configuration {@link #of} goes by. */
  static Map<String, String> telling(Map<String, String> connectorConfig) {
    Map<String, String> telling = new TreeMap<>();
    for (String part : List.of(KEY, VALUE)) {
      EffectiveConverter own = of(part, connectorConfig, Map.of());
      if (own.className != null) {
        telling.put(part, own.className);
        own.properties.forEach((property, value) -> telling.put(part + "." + property, value));
      }
    }
    return telling;
  }

  /** The KSQL format that reads what this converter writes; null if there is none. */
  @Nullable String format() {
    KnownConverter known = KnownConverter.of(className);
    return known == null ? null : known.format(properties);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("class", className);
    ObjectNode telling = json.putObject("properties");
    properties.forEach(telling::put);
    return json;
  }
}
