package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.KnownConverter;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A converter that reads what stands in a topic, with its properties. Immutable. */
final class Converter {
  private final KnownConverter known;
  private final Map<String, String> properties;

  private Converter(KnownConverter known, Map<String, String> properties) {
    this.known = known;
    this.properties = new TreeMap<>(properties);
  }

  /**
   * The converter that wrote what was announced.
   *
   * @return null if it is none of those that are known
   */
  static @Nullable Converter announced(@Nullable String className, Map<String, String> properties) {
    KnownConverter known = KnownConverter.of(className);
    if (known == null) {
      return null;
    }
    Map<String, String> telling = new TreeMap<>(properties);
    if (known == KnownConverter.JSON) {
      telling.keySet().retainAll(Set.of(KnownConverter.SCHEMAS_ENABLE));
      telling.putIfAbsent(KnownConverter.SCHEMAS_ENABLE, "true");
    }
    return new Converter(known, telling);
  }

  /**
   * The converter that reads a format of KSQL.
   *
   * @param only the type of the only column, where there is but one
   * @return null if there is none
   */
  static @Nullable Converter of(@Nullable String format, @Nullable ColumnType only) {
    switch (String.valueOf(format)) {
      case "JSON":
        return new Converter(KnownConverter.JSON, Map.of(KnownConverter.SCHEMAS_ENABLE, "false"));
      case "AVRO":
        return new Converter(KnownConverter.AVRO, Map.of());
      case "PROTOBUF":
        return new Converter(KnownConverter.PROTOBUF, Map.of());
      case "JSON_SR":
        return new Converter(KnownConverter.JSON_SCHEMA, Map.of());
      case "KAFKA":
        return ofWidth(only);
      default:
        return null;
    }
  }

  private static @Nullable Converter ofWidth(@Nullable ColumnType type) {
    switch (String.valueOf(type)) {
      case "INT":
        return new Converter(KnownConverter.INTEGER, Map.of());
      case "BIGINT":
        return new Converter(KnownConverter.LONG, Map.of());
      case "DOUBLE":
        return new Converter(KnownConverter.DOUBLE, Map.of());
      case "VARCHAR":
        return new Converter(KnownConverter.STRING, Map.of());
      case "BYTES":
        return new Converter(KnownConverter.BYTE_ARRAY, Map.of());
      default:
        return null;
    }
  }

  KnownConverter known() {
    return known;
  }

  /** The properties, without the key that they stand behind. */
  Map<String, String> properties() {
    return properties;
  }

  /** Whether it asks a schema registry. */
  boolean needsRegistry() {
    switch (known) {
      case AVRO:
      case PROTOBUF:
      case JSON_SCHEMA:
      case APICURIO_AVRO:
      case APICURIO_PROTOBUF:
      case APICURIO_JSON:
        return true;
      default:
        return false;
    }
  }

  /**
   * Why another converter, which somebody has chosen, cannot read what this one reads.
   *
   * @param key {@code key.converter} or {@code value.converter}
   * @param className as configured
   * @return null if it can, or nothing is known of it, or it hands on bytes or text as they are
   */
  @Nullable String whyNot(String key, String className, Map<String, String> itsProperties) {
    KnownConverter other = KnownConverter.of(className);
    if (other == null || isRaw(className) || isRaw(known.className())) {
      return null;
    }
    if (other == KnownConverter.JSON && known == KnownConverter.JSON) {
      boolean has = isTrue(itsProperties.get(KnownConverter.SCHEMAS_ENABLE));
      boolean wants = isTrue(properties.get(KnownConverter.SCHEMAS_ENABLE));
      return has == wants
          ? null
          : String.format("needs %s.%s=%s", key, KnownConverter.SCHEMAS_ENABLE, wants);
    }
    return other == known || readsFormat(other, itsProperties)
        ? null
        : String.format("needs %s=%s", key, known.className());
  }

  /** Whether another one reads the same format of a registry, which not every converter has. */
  private boolean readsFormat(KnownConverter other, Map<String, String> itsProperties) {
    String format = known.format(properties);
    return needsRegistry() && format != null && format.equals(other.format(itsProperties));
  }

  /** Whether it asks its registry by Confluent's property. */
  boolean hasRegistryUrl() {
    return known == KnownConverter.AVRO
        || known == KnownConverter.PROTOBUF
        || known == KnownConverter.JSON_SCHEMA;
  }

  /** Whether a converter hands on what it reads as it is. */
  static boolean isRaw(@Nullable String className) {
    KnownConverter known = KnownConverter.of(className);
    return known == KnownConverter.STRING || known == KnownConverter.BYTE_ARRAY;
  }

  private static boolean isTrue(@Nullable String value) {
    return value == null || Boolean.parseBoolean(value.trim());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Converter
        && ((Converter) other).known == known
        && ((Converter) other).properties.equals(properties);
  }

  @Override
  public int hashCode() {
    return Objects.hash(known, properties);
  }

  @Override
  public String toString() {
    String name = known.className().substring(known.className().lastIndexOf('.') + 1);
    return properties.isEmpty() ? name : name + " with " + properties;
  }
}
