package dev.ksqlconnect.announcer;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The converters of which is known what they write, and what in KSQL reads that. */
public enum KnownConverter {
  JSON("org.apache.kafka.connect.json.JsonConverter", "JSON"),
  STRING("org.apache.kafka.connect.storage.StringConverter", "KAFKA"),
  BYTE_ARRAY("org.apache.kafka.connect.converters.ByteArrayConverter", "KAFKA"),
  INTEGER("org.apache.kafka.connect.converters.IntegerConverter", "KAFKA"),
  LONG("org.apache.kafka.connect.converters.LongConverter", "KAFKA"),
  DOUBLE("org.apache.kafka.connect.converters.DoubleConverter", "KAFKA"),
  SHORT("org.apache.kafka.connect.converters.ShortConverter", null),
  FLOAT("org.apache.kafka.connect.converters.FloatConverter", null),
  BOOLEAN("org.apache.kafka.connect.converters.BooleanConverter", null),
  AVRO("io.confluent.connect.avro.AvroConverter", "AVRO"),
  PROTOBUF("io.confluent.connect.protobuf.ProtobufConverter", "PROTOBUF"),
  JSON_SCHEMA("io.confluent.connect.json.JsonSchemaConverter", "JSON_SR"),
  APICURIO_AVRO("io.apicurio.registry.utils.converter.AvroConverter", "AVRO"),
  /** Writes its own message reference where Confluent's format has an index: nothing reads it. */
  APICURIO_PROTOBUF("io.apicurio.registry.utils.converter.ProtobufConverter", null),
  /** Writes the schema's number into each record, where no format of KSQL looks for it. */
  APICURIO_JSON("io.apicurio.registry.utils.converter.ExtJsonConverter", null);

  /** Whether {@link #JSON} puts the schema into each record. */
  public static final String SCHEMAS_ENABLE = "schemas.enable";

  private static final String AS_CONFLUENT = "apicurio.registry.as-confluent";
  private static final String USE_ID = "apicurio.registry.use-id";
  private static final String HEADERS_ENABLED = "apicurio.registry.headers.enabled";

  /**
   * The properties of converters that change how the bytes are read. Only these are announced:
   * others may hold credentials.
   */
  static final List<String> TELLING_PROPERTIES =
      List.of(SCHEMAS_ENABLE, "decimal.format", "encoding", AS_CONFLUENT, USE_ID, HEADERS_ENABLED);

  private final String className;
  private final @Nullable String format;

  KnownConverter(String className, @Nullable String format) {
    this.className = className;
    this.format = format;
  }

  public String className() {
    return className;
  }

  /**
   * The converter of a class, given by its name or, as Connect takes it too, by its short name.
   *
   * @return null if it is not known, or two known ones share the short name
   */
  public static @Nullable KnownConverter of(@Nullable String name) {
    if (name == null) {
      return null;
    }
    List<KnownConverter> meant =
        Stream.of(values()).filter(known -> known.isCalled(name)).collect(Collectors.toList());
    return meant.size() == 1 ? meant.get(0) : null;
  }

  private boolean isCalled(String name) {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    return name.equals(className)
        || name.equals(simpleName)
        || simpleName.equals(name + "Converter");
  }

  /**
   * The KSQL format that reads what this converter writes with some properties; null if none does.
   */
  public @Nullable String format(Map<String, String> properties) {
    switch (this) {
      case JSON:
        // With schemas KSQL would read nulls, and report no error anywhere.
        return isSet(properties, SCHEMAS_ENABLE, true) ? null : format;
      case APICURIO_AVRO:
        // KSQL's Avro is Confluent's: a magic byte and the schema's number in four bytes.
        return isSet(properties, AS_CONFLUENT, false)
                && "contentId".equalsIgnoreCase(properties.get(USE_ID))
                && !isSet(properties, HEADERS_ENABLED, false)
            ? format
            : null;
      default:
        return format;
    }
  }

  private static boolean isSet(Map<String, String> properties, String key, boolean byDefault) {
    return Boolean.parseBoolean(properties.getOrDefault(key, String.valueOf(byDefault)).trim());
  }
}
