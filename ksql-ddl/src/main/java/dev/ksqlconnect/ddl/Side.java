package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.KnownConverter;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys or the values of a topic: their schema, and the bytes that their converter makes. */
final class Side {
  private final String converterKey;
  private final JsonNode schema;
  private final @Nullable String converterName;
  private final @Nullable KnownConverter converter;
  private final Map<String, String> properties = new HashMap<>();

  /**
   * One side of an announcement.
   *
   * @param converterKey {@code key.converter} or {@code value.converter}
   * @param announced what the announcement says of that side
   */
  Side(String converterKey, JsonNode announced) {
    this.converterKey = converterKey;
    this.schema = announced.path("schema");
    this.converterName = announced.at("/converter/class").textValue();
    this.converter = KnownConverter.of(converterName);
    announced
        .at("/converter/properties")
        .fields()
        .forEachRemaining(
            property -> properties.put(property.getKey(), property.getValue().asText()));
  }

  /** The Connect schema; not an object where there is none. */
  JsonNode schema() {
    return schema;
  }

  boolean hasSchema() {
    return schema.isObject();
  }

  /** The type of the schema, as Connect's JsonConverter spells it. */
  String type() {
    return schema.path("type").asText();
  }

  boolean isStruct() {
    return type().equals("struct");
  }

  @Nullable KnownConverter converter() {
    return converter;
  }

  /** A line of configuration for this side's converter. */
  String line(String property, String value) {
    return converterKey + "." + property + "=" + value;
  }

  /** The lines that make this side JSON as KSQL reads it. */
  String[] jsonLines() {
    return new String[] {
      converterKey + "=" + KnownConverter.JSON.className(),
      line(KnownConverter.SCHEMAS_ENABLE, "false"),
      line("decimal.format", "NUMERIC")
    };
  }

  /**
   * The lines that have a single value written so that KSQL reads it: by the converter that Kafka
   * has for its type, or else as JSON.
   */
  String[] singleLines() {
    KnownConverter own = isLogical() ? null : ownConverter(type());
    return own == null ? jsonLines() : new String[] {converterKey + "=" + own.className()};
  }

  private static @Nullable KnownConverter ownConverter(String type) {
    switch (type) {
      case "string":
        return KnownConverter.STRING;
      case "int32":
        return KnownConverter.INTEGER;
      case "int64":
        return KnownConverter.LONG;
      case "double":
        return KnownConverter.DOUBLE;
      case "bytes":
        return KnownConverter.BYTE_ARRAY;
      default:
        return null;
    }
  }

  /** Whether the schema is of one of Connect's logical types, such as Decimal. */
  boolean isLogical() {
    return schema.path("name").asText().startsWith("org.apache.kafka.connect.data.");
  }

  /** The lines that make a field of a struct the whole; none if no line can hold its name. */
  String[] extractLines(String field) {
    return isListable(field) ? transformLines("ExtractField", "field", field) : new String[0];
  }

  /** The lines that take a field away; none if no line can hold its name. */
  String[] excludeLines(String field) {
    return isListable(field) ? transformLines("ReplaceField", "exclude", field) : new String[0];
  }

  /** The lines that call a field otherwise; none if no line can hold its name. */
  String[] renameLines(String field, String name) {
    return isListable(field)
        ? transformLines("ReplaceField", "renames", field + ":" + name)
        : new String[0];
  }

  private static boolean isListable(String field) {
    return field.matches("[^,:\\\\\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]+") && field.equals(field.trim());
  }

  /**
   * The lines that change this side with one of Connect's own transforms, before it is announced.
   */
  private String[] transformLines(String transform, String property, String value) {
    String part = isKey() ? "$Key" : "$Value";
    return new String[] {
      "transforms=change,announce",
      "transforms.change.type=org.apache.kafka.connect.transforms." + transform + part,
      "transforms.change." + property + "=" + value,
      "transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics"
    };
  }

  /** What messages call the keys or the values. */
  String what() {
    return isKey() ? "keys" : "values";
  }

  private boolean isKey() {
    return converterKey.startsWith("key");
  }

  /**
   * The KSQL format that reads the bytes.
   *
   * @throws RefusedException if none does
   */
  String format() throws RefusedException {
    String format = converter == null ? null : converter.format(properties);
    if (format != null) {
      return format;
    }
    if (converter == KnownConverter.JSON) {
      throw new RefusedException(
          String.format(
              "The %s are JSON with the schema in each record (schemas.enable=true), of which ksqlDB"
                  + " reads nothing but nulls.",
              what()),
          jsonLines());
    }
    if (converter == KnownConverter.APICURIO_AVRO) {
      throw new RefusedException(
          String.format(
              "The %s are Avro in Apicurio's own wire format; ksqlDB reads Confluent's.", what()),
          line("apicurio.registry.as-confluent", "true"),
          line("apicurio.registry.use-id", "contentId"),
          line("apicurio.registry.headers.enabled", "false"));
    }
    String candidates = converter == null ? candidates() : "";
    if (!candidates.isEmpty()) {
      throw new RefusedException(
          String.format(
              "%s is a short name of several converters. Give the whole one: %s.",
              converterName, candidates));
    }
    throw new RefusedException(
        String.format(
            "ksqlDB has no format for what %s writes as %s.",
            converterName == null ? "an unknown converter" : converterName, what()),
        jsonLines());
  }

  /** The lines that name a converter which has the short name that is announced. */
  private String candidates() {
    return Stream.of(KnownConverter.values())
        .map(KnownConverter::className)
        .filter(
            name ->
                name.endsWith("." + converterName)
                    || name.endsWith("." + converterName + "Converter"))
        .map(name -> converterKey + "=" + name)
        .collect(Collectors.joining(" or "));
  }

  /**
   * Whether decimals can be read. In JSON they are base64 by default, and then ksqlDB drops each
   * row that has one (recorded on 7.9.9). JSON_SR is read by way of its converter, which takes
   * both.
   */
  boolean decimalsAreReadable() {
    return converter != KnownConverter.JSON
        || "NUMERIC".equalsIgnoreCase(properties.getOrDefault("decimal.format", "BASE64"));
  }

  /** Whether the converter writes a registry's schema number before each record. */
  boolean isRegistered() {
    return converter == KnownConverter.AVRO
        || converter == KnownConverter.APICURIO_AVRO
        || converter == KnownConverter.JSON_SCHEMA
        || converter == KnownConverter.PROTOBUF;
  }

  /** Whether the format has fields of such a name; in others, the converter fails or renames. */
  boolean canName(String field) {
    if (isProtobuf()) {
      return field.matches("[A-Za-z_][A-Za-z0-9_]*");
    }
    boolean isAvro = converter == KnownConverter.AVRO || converter == KnownConverter.APICURIO_AVRO;
    return !isAvro
        || (field.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c))
            && !Character.isDigit(field.charAt(0)));
  }

  /** Whether text is in UTF-8, as KSQL reads it. */
  boolean isUtf8() {
    String encoding = properties.getOrDefault("encoding", "UTF-8");
    return encoding.equalsIgnoreCase("UTF-8") || encoding.equalsIgnoreCase("UTF8");
  }

  boolean isProtobuf() {
    return converter == KnownConverter.PROTOBUF;
  }
}
