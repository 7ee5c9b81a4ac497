package dev.ksqlconnect.ddl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the keys or values of a topic are written: a converter and its properties. */
final class Written {
  static final Written JSON =
      new Written(
          "json", "org.apache.kafka.connect.json.JsonConverter", Map.of("schemas.enable", "false"));
  static final Written JSON_NUMERIC =
      new Written(
          "json-numeric",
          "org.apache.kafka.connect.json.JsonConverter",
          Map.of("schemas.enable", "false", "decimal.format", "NUMERIC"));
  static final Written JSON_WITH_SCHEMAS =
      new Written("json-with-schemas", "org.apache.kafka.connect.json.JsonConverter", Map.of());
  static final Written STRING =
      new Written("string", "org.apache.kafka.connect.storage.StringConverter", Map.of());
  static final Written LATIN1 =
      new Written(
          "string-latin1",
          "org.apache.kafka.connect.storage.StringConverter",
          Map.of("encoding", "ISO-8859-1"));
  static final Written INTEGER =
      new Written("integer", "org.apache.kafka.connect.converters.IntegerConverter", Map.of());
  static final Written SHORT =
      new Written("short", "org.apache.kafka.connect.converters.ShortConverter", Map.of());
  static final Written LONG =
      new Written("long", "org.apache.kafka.connect.converters.LongConverter", Map.of());
  static final Written FLOAT =
      new Written("float", "org.apache.kafka.connect.converters.FloatConverter", Map.of());
  static final Written DOUBLE =
      new Written("double", "org.apache.kafka.connect.converters.DoubleConverter", Map.of());
  static final Written BOOLEAN =
      new Written("boolean", "org.apache.kafka.connect.converters.BooleanConverter", Map.of());
  static final Written BYTES =
      new Written("bytes", "org.apache.kafka.connect.converters.ByteArrayConverter", Map.of());
  static final Written AVRO =
      new Written("avro", "io.confluent.connect.avro.AvroConverter", Map.of());
  static final Written PROTOBUF =
      new Written("protobuf", "io.confluent.connect.protobuf.ProtobufConverter", Map.of());
  static final Written JSON_SCHEMA =
      new Written("json-schema", "io.confluent.connect.json.JsonSchemaConverter", Map.of());
  static final Written APICURIO_AVRO =
      new Written("apicurio-avro", "io.apicurio.registry.utils.converter.AvroConverter", Map.of());
  static final Written APICURIO_AVRO_AS_CONFLUENT =
      new Written(
          "apicurio-avro-as-confluent",
          "io.apicurio.registry.utils.converter.AvroConverter",
          Map.of(
              "apicurio.registry.as-confluent", "true", "apicurio.registry.use-id", "contentId"));
  static final Written APICURIO_JSON =
      new Written(
          "apicurio-json", "io.apicurio.registry.utils.converter.ExtJsonConverter", Map.of());
  static final Written APICURIO_PROTOBUF =
      new Written(
          "apicurio-protobuf", "io.apicurio.registry.utils.converter.ProtobufConverter", Map.of());
  static final Written UNKNOWN = new Written("unknown", "com.example.OwnConverter", Map.of());
  static final Written NOT_SAID = new Written("not-said", null, Map.of());

  /** All of them. */
  static final List<Written> ALL =
      List.of(
          JSON,
          JSON_NUMERIC,
          JSON_WITH_SCHEMAS,
          STRING,
          LATIN1,
          INTEGER,
          SHORT,
          LONG,
          FLOAT,
          DOUBLE,
          BOOLEAN,
          BYTES,
          AVRO,
          PROTOBUF,
          JSON_SCHEMA,
          APICURIO_AVRO,
          APICURIO_AVRO_AS_CONFLUENT,
          APICURIO_JSON,
          APICURIO_PROTOBUF,
          UNKNOWN,
          NOT_SAID);

  private final String label;
  private final @Nullable String converter;
  private final Map<String, String> properties;

  private Written(String label, @Nullable String converter, Map<String, String> properties) {
    this.label = label;
    this.converter = converter;
    this.properties = properties;
  }

  /** By another name for the converter's class. */
  Written called(String name) {
    return new Written(label, name, properties);
  }

  /** With a property more, or another value for it. */
  Written with(String property, String value) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(property, value);
    return new Written(label, converter, all);
  }

  @Nullable String converter() {
    return converter;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** Lines of configuration, such as {@code value.converter.schemas.enable=false}. */
  Map<String, @Nullable String> config(String part) {
    Map<String, @Nullable String> config = new HashMap<>();
    config.put(part, converter);
    properties.forEach((property, value) -> config.put(part + "." + property, value));
    return config;
  }

  @Override
  public String toString() {
    return label;
  }
}
