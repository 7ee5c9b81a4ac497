package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The converter that turns a connector's keys or values into bytes, and which of KSQL's formats
 * reads those.
 */
final class EffectiveConverter {
  /**
   * The properties of converters that change how the bytes are read. Only these are announced:
   * others may hold credentials.
   */
  private static final List<String> TELLING_PROPERTIES =
      List.of(
          "schemas.enable",
          "decimal.format",
          "encoding",
          "apicurio.registry.as-confluent",
          "apicurio.registry.use-id",
          "apicurio.registry.headers.enabled");

  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";

  /** Converters by class name, with the KSQL format that reads what they write. */
  private static final Map<String, String> FORMATS =
      Map.ofEntries(
          Map.entry(JSON_CONVERTER, "JSON"),
          Map.entry("org.apache.kafka.connect.storage.StringConverter", "KAFKA"),
          Map.entry("org.apache.kafka.connect.converters.IntegerConverter", "KAFKA"),
          Map.entry("org.apache.kafka.connect.converters.LongConverter", "KAFKA"),
          Map.entry("org.apache.kafka.connect.converters.DoubleConverter", "KAFKA"),
          Map.entry("org.apache.kafka.connect.converters.ByteArrayConverter", "KAFKA"),
          Map.entry("io.confluent.connect.avro.AvroConverter", "AVRO"),
          Map.entry("io.confluent.connect.protobuf.ProtobufConverter", "PROTOBUF"),
          Map.entry("io.confluent.connect.json.JsonSchemaConverter", "JSON_SR"),
          Map.entry("io.apicurio.registry.utils.converter.AvroConverter", "AVRO"));

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
   * @param part {@code key.converter} or {@code value.converter}
   */
  static EffectiveConverter of(
      String part, Map<String, String> connectorConfig, Map<String, String> workerConfig) {
    Map<String, String> source = connectorConfig.containsKey(part) ? connectorConfig : workerConfig;
    Map<String, String> properties = new TreeMap<>();
    for (String property : TELLING_PROPERTIES) {
      String value = source.get(part + "." + property);
      if (value != null) {
        properties.put(property, value);
      }
    }
    return new EffectiveConverter(source.get(part), properties);
  }

  /** The KSQL format that reads what this converter writes; null if there is none. */
  @Nullable String format() {
    if (className == null) {
      return null;
    }
    String fullName = fullName(className);
    if (fullName.equals(JSON_CONVERTER) && schemasEnabled()) {
      // KSQL would read nulls, and no error anywhere.
      return null;
    }
    return FORMATS.get(fullName);
  }

  private boolean schemasEnabled() {
    return Boolean.parseBoolean(properties.getOrDefault("schemas.enable", "true"));
  }

  /** Connect takes short names, too; where two converters share one, it means neither. */
  private static String fullName(String className) {
    if (className.indexOf('.') >= 0) {
      return className;
    }
    List<String> meant =
        FORMATS.keySet().stream()
            .filter(
                known -> {
                  String simpleName = known.substring(known.lastIndexOf('.') + 1);
                  return simpleName.equals(className) || simpleName.equals(className + "Converter");
                })
            .collect(Collectors.toList());
    return meant.size() == 1 ? meant.get(0) : className;
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("class", className);
    ObjectNode telling = json.putObject("properties");
    properties.forEach(telling::put);
    return json;
  }
}
