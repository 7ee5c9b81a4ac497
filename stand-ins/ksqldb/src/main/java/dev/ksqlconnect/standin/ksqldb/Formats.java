package dev.ksqlconnect.standin.ksqldb;

import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How keys and values are written in the topic, and what columns that allows; in upper case. */
record Formats(String key, String value) {
  private static final Set<String> REGISTRY = Set.of("AVRO", "JSON_SR", "PROTOBUF");
  private static final Set<String> KNOWN =
      Set.of("NONE", "KAFKA", "JSON", "DELIMITED", "PROTOBUF_NOSR", "AVRO", "JSON_SR", "PROTOBUF");
  private static final Set<String> KAFKA_TYPES =
      Set.of("INTEGER", "BIGINT", "DOUBLE", "STRING", "BYTES");
  private static final Map<String, String> MAP_RULES =
      Map.of(
          "JSON", "JSON only supports MAP types with STRING keys",
          "JSON_SR", "JSON only supports MAP types with STRING keys",
          "AVRO", "Avro only supports MAPs with STRING keys",
          "PROTOBUF",
              "PROTOBUF format only supports MAP types with STRING keys."
                  + " See https://github.com/confluentinc/ksql/issues/6177.");
  private static final Pattern REGISTRY_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /**
   * Those of a statement.
   *
   * @throws RefusedException if it names none, or one that does not exist
   */
  static Formats of(KsqlStatement create) {
    Map<String, String> with = create.properties();
    if (with.containsKey("FORMAT")
        && (with.containsKey("KEY_FORMAT") || with.containsKey("VALUE_FORMAT"))) {
      throw new NotUnderstoodException("FORMAT beside another format, in: " + create);
    }
    String both = with.get("FORMAT");
    String value = both == null ? with.get("VALUE_FORMAT") : both;
    if (value == null) {
      throw RefusedException.wrong(
          "Statement is missing the 'VALUE_FORMAT' property from the WITH clause. Either provide"
              + " one or set a default via the 'ksql.persistence.default.format.value' config.",
          create.text());
    }
    String key = both == null ? with.getOrDefault("KEY_FORMAT", "KAFKA") : both;
    Formats formats = new Formats(upper(key), upper(value));
    formats.requireKnown(create, key, formats.key());
    formats.requireKnown(create, value, formats.value());
    return formats;
  }

  /** What ksqlDB adds to a statement that does not say it. */
  static Map<String, String> defaults(KsqlStatement create) {
    return create.properties().containsKey("FORMAT") ? Map.of() : Map.of("KEY_FORMAT", "'KAFKA'");
  }

  private static String upper(String format) {
    return format.toUpperCase(Locale.ROOT);
  }

  private void requireKnown(KsqlStatement create, String said, String format) {
    if (!KNOWN.contains(format)) {
      throw RefusedException.wrong(
          "Unknown format: " + upper(said), create.formatted(defaults(create)));
    }
    if (Set.of("DELIMITED", "PROTOBUF_NOSR").contains(format)) {
      throw new NotUnderstoodException("Format " + said + ", in: " + create);
    }
    if (Set.of("KAFKA", "NONE").contains(value)) {
      throw new NotUnderstoodException("Value format " + value + ", in: " + create);
    }
    if (key.equals("NONE") && create.columns().stream().anyMatch(Column::isKey)) {
      throw new NotUnderstoodException("Key format NONE beside key columns, in: " + create);
    }
  }

  /** The first that needs a schema registry, or an empty text. */
  String needsRegistry() {
    return REGISTRY.contains(key) ? key : REGISTRY.contains(value) ? value : "";
  }

  /** Whether columns that are not declared are looked for in a schema registry. */
  boolean infers(List<Column> columns) {
    return (REGISTRY.contains(key) && columns.stream().noneMatch(Column::isKey))
        || (REGISTRY.contains(value) && columns.stream().allMatch(Column::isKey));
  }

  /**
   * Looks whether the columns can be written so.
   *
   * @param formatted the statement as ksqlDB quotes it
   */
  void check(List<Column> keys, List<Column> values, String formatted) {
    checkKafkaKey(keys, formatted);
    checkMaps("Key", key, keys, formatted);
    checkMaps("Value", value, values, formatted);
    checkNames(key, keys);
    checkNames(value, values);
  }

  private void checkKafkaKey(List<Column> keys, String formatted) {
    if (!key.equals("KAFKA")) {
      return;
    }
    if (keys.size() > 1) {
      throw unsupported(
          "Key",
          key,
          keys,
          "The 'KAFKA' format only supports a single field. Got: [" + schema(keys) + "]",
          formatted);
    }
    for (Column column : keys) {
      if (!KAFKA_TYPES.contains(column.type().base())) {
        throw unsupported(
            "Key",
            key,
            keys,
            "The 'KAFKA' format does not support type '" + column.type().base() + "'",
            formatted);
      }
    }
  }

  private static void checkMaps(
      String side, String format, List<Column> columns, String formatted) {
    String rule = MAP_RULES.get(format);
    if (rule != null && columns.stream().anyMatch(column -> hasOtherKeys(column.type()))) {
      throw unsupported(side, format, columns, rule, formatted);
    }
  }

  private static boolean hasOtherKeys(KsqlType type) {
    if (type instanceof KsqlType.Map map) {
      return !map.key().base().equals("STRING") || hasOtherKeys(map.value());
    }
    if (type instanceof KsqlType.Array array) {
      return hasOtherKeys(array.element());
    }
    return type instanceof KsqlType.Struct struct
        && struct.fields().stream().anyMatch(field -> hasOtherKeys(field.type()));
  }

  private static void checkNames(String format, List<Column> columns) {
    if (REGISTRY.contains(format)) {
      for (Column column : columns) {
        if (!REGISTRY_NAME.matcher(column.name()).matches()) {
          throw new NotUnderstoodException("Column " + column + " in format " + format);
        }
      }
    }
  }

  private static RefusedException unsupported(
      String side, String format, List<Column> columns, String reason, String formatted) {
    return RefusedException.wrong(
        side
            + " format does not support schema.\nformat: "
            + format
            + "\nschema: Persistence{columns=["
            + schema(columns)
            + "], features=[]}\nreason: "
            + reason,
        formatted);
  }

  private static String schema(List<Column> columns) {
    return columns.stream().map(Column::inSchema).collect(Collectors.joining(", "));
  }
}
