package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.KnownConverter;
import dev.ksqlconnect.ddl.TypeMapping.UnreadableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the statement for one announcement. What ksqlDB reads, and what it silently does not, was
 * recorded on ksqlDB 7.9.9.
 */
final class StatementMaker {
  private static final String AUTO = "auto";
  private static final String STREAM = "stream";
  private static final String SOURCE_TABLE = "source-table";
  private static final String TOPIC_NAME = "[a-zA-Z0-9._-]{1,249}";

  /** The column of a key that has no name of its own, as ksqlDB itself calls it. */
  private static final String UNNAMED_KEY = "ROWKEY";

  /** The column of a value that is no struct. */
  private static final String UNNAMED_VALUE = "VALUE";

  private static final String KAFKA = "KAFKA";

  private final String topic;
  private final Side key;
  private final Side value;
  private final List<String> primaryKey = new ArrayList<>();
  private final String as;
  private final String nameTemplate;
  private final List<String> warnings = new ArrayList<>();

  StatementMaker(JsonNode announcement) {
    topic = announcement.path("topic").asText();
    key = new Side("key.converter", announcement.path("key"));
    value = new Side("value.converter", announcement.path("value"));
    announcement.path("primaryKey").forEach(column -> primaryKey.add(column.asText()));
    as = announcement.path("ksql.as").asText(AUTO);
    nameTemplate = announcement.path("ksql.name").asText("${topic}");
  }

  List<String> warnings() {
    return warnings;
  }

  /** Columns by the names of the fields they come from, and the format that reads them. */
  private static final class Part {
    private final Map<String, SqlType> types;
    private final String format;
    private final boolean isUnwrapped;

    Part(Map<String, SqlType> types, String format, boolean isUnwrapped) {
      this.types = types;
      this.format = format;
      this.isUnwrapped = isUnwrapped;
    }
  }

  /**
   * Makes the stream or table.
   *
   * @throws RefusedException if ksqlDB could not read the topic so
   */
  KsqlSource make() throws RefusedException {
    if (!topic.matches(TOPIC_NAME)) {
      throw new RefusedException("Kafka has no topics of such a name.");
    }
    String name = Identifiers.sourceName(nameTemplate.replace("${topic}", topic));
    if (name.isEmpty()) {
      throw new RefusedException(
          "ksql.name is '" + nameTemplate + "', of which no name is left.", "ksql.name=${topic}");
    }
    Part keyPart = keyPart();
    KsqlSource.Kind kind = kind(keyPart);
    Part valuePart = valuePart(kind, keyPart);
    List<Column> columns = columns(keyPart, valuePart);
    return new KsqlSource(
        kind,
        name,
        topic,
        columns,
        keyPart == null ? KAFKA : keyPart.format,
        valuePart.format,
        valuePart.isUnwrapped);
  }

  private KsqlSource.Kind kind(@Nullable Part keyPart) throws RefusedException {
    if (as.equals(STREAM) || (as.equals(AUTO) && keyPart == null)) {
      return KsqlSource.Kind.STREAM;
    }
    if (keyPart == null) {
      throw new RefusedException(
          "ksql.as is " + as + ", but the records have no key of a known schema.",
          "transforms=key,announce",
          "transforms.key.type=dev.ksqlconnect.smt.PrimaryKey",
          "transforms.key.fields=<the columns of the key>",
          "transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics");
    }
    return as.equals(SOURCE_TABLE) ? KsqlSource.Kind.SOURCE_TABLE : KsqlSource.Kind.TABLE;
  }

  private boolean isToBeStream() {
    return as.equals(STREAM) || (as.equals(AUTO) && !key.hasSchema());
  }

  /** The key's columns; null if there are none. */
  private @Nullable Part keyPart() throws RefusedException {
    if (!key.hasSchema()) {
      return null;
    }
    try {
      return readKey();
    } catch (RefusedException e) {
      if (!as.equals(STREAM)) {
        throw e;
      }
      // A stream can be read without its key.
      warnings.add("The key is left out: " + e.reason());
      return null;
    }
  }

  private Part readKey() throws RefusedException {
    String format = key.format();
    List<String> problems = new ArrayList<>();
    TypeMapping mapping = new TypeMapping(key, !isToBeStream(), problems);
    Map<String, SqlType> types =
        key.isStruct() ? structKey(format, mapping) : scalarKey(format, mapping);
    if (!problems.isEmpty()) {
      throw new RefusedException("Of the key: " + String.join(" ", problems), key.jsonLines());
    }
    if (types.values().stream().anyMatch(SqlType::holdsMap)) {
      throw new RefusedException("The key holds a map, which no key of ksqlDB may.");
    }
    if (key.schema().path("optional").asBoolean() && !isToBeStream()) {
      warnings.add("The key may be null, and a table leaves such records out.");
    }
    return new Part(types, format, false);
  }

  private Map<String, SqlType> structKey(String format, TypeMapping mapping)
      throws RefusedException {
    requireNotText(key, format);
    JsonNode fields = key.schema().path("fields");
    if (fields.size() == 1 && !key.isProtobuf()) {
      String field = fields.path(0).path("field").asText();
      throw new RefusedException(
          String.format(
              "The key is a struct of one field, %s, which ksqlDB does not read as a column. The field"
                  + " itself must be the key.",
              field),
          key.transformLines("ExtractField", "field", field));
    }
    Map<String, SqlType> types = mapping.fields(key.schema(), "");
    for (String name : types.keySet()) {
      if (Identifiers.isSystemColumn(Identifiers.upperCase(name))) {
        throw new RefusedException(
            String.format("%s is part of the key, and a name that ksqlDB keeps for itself.", name),
            key.transformLines("ReplaceField", "renames", name + ":" + name + "_"));
      }
    }
    return types;
  }

  private Map<String, SqlType> scalarKey(String format, TypeMapping mapping)
      throws RefusedException {
    if (key.isProtobuf()) {
      throw new RefusedException(
          "The key is a single value in Protobuf, and ksqlDB drops every record with such a key.",
          "key.converter=org.apache.kafka.connect.storage.StringConverter");
    }
    SqlType type = format.equals(KAFKA) ? primitive(key) : only(key, mapping);
    Map<String, SqlType> types = new LinkedHashMap<>();
    types.put(keyColumn(), type);
    return types;
  }

  private String keyColumn() {
    String named = primaryKey.size() == 1 ? primaryKey.get(0) : "";
    if (Identifiers.canBeColumn(named)
        && !Identifiers.isSystemColumn(Identifiers.upperCase(named))) {
      return named;
    }
    if (!named.isEmpty()) {
      warnings.add("The key's own name cannot be a column's; see " + UNNAMED_KEY + ".");
    }
    return unusedName(UNNAMED_KEY, fieldsOf(value));
  }

  private static Set<String> fieldsOf(Side side) {
    Set<String> names = new HashSet<>();
    side.schema()
        .path("fields")
        .forEach(field -> names.add(Identifiers.upperCase(field.path("field").asText())));
    return names;
  }

  private static String unusedName(String wanted, Set<String> used) {
    String name = wanted;
    for (int i = 1; used.contains(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  private Part valuePart(KsqlSource.Kind kind, @Nullable Part keyPart) throws RefusedException {
    if (!value.hasSchema()) {
      throw new RefusedException(
          "The values have no schema, so that their columns are not known. A statement for them has to"
              + " be written by hand.");
    }
    String format = value.format();
    TypeMapping mapping = new TypeMapping(value, kind.isTable(), warnings);
    if (value.isStruct()) {
      requireNotText(value, format);
      return new Part(structValue(mapping, keyPart), format, false);
    }
    if (value.isProtobuf()) {
      throw new RefusedException(
          "The values are no structs, and Protobuf as ksqlDB reads it holds nothing else.",
          value.jsonLines());
    }
    SqlType type = format.equals(KAFKA) ? primitive(value) : only(value, mapping);
    Set<String> used = new HashSet<>();
    if (keyPart != null) {
      keyPart.types.keySet().forEach(name -> used.add(Identifiers.upperCase(name)));
    }
    Map<String, SqlType> types = new LinkedHashMap<>();
    types.put(unusedName(UNNAMED_VALUE, used), type);
    return new Part(types, format, !format.equals(KAFKA));
  }

  private Map<String, SqlType> structValue(TypeMapping mapping, @Nullable Part keyPart)
      throws RefusedException {
    Map<String, SqlType> types = mapping.fields(value.schema(), "");
    Map<String, SqlType> keyTypes = keyPart == null ? Map.of() : keyPart.types;
    keyTypes.forEach(
        (name, keyType) -> {
          SqlType valueType = types.remove(name);
          if (valueType != null && !valueType.equals(keyType)) {
            warnings.add(
                String.format(
                    "Column %s is the key's, %s; the value's own, %s, is left out.",
                    name, keyType, valueType));
          }
        });
    if (value.isProtobuf()) {
      warnOfMissingNulls();
    }
    return types;
  }

  private void warnOfMissingNulls() {
    List<String> nullable = new ArrayList<>();
    for (JsonNode field : value.schema().path("fields")) {
      if (field.path("optional").asBoolean() && !field.has("fields")) {
        nullable.add(field.path("field").asText());
      }
    }
    if (!nullable.isEmpty()) {
      warnings.add(
          "Protobuf has no nulls here: ksqlDB reads an empty text or a zero for them in "
              + String.join(", ", nullable)
              + ".");
    }
  }

  private List<Column> columns(@Nullable Part keyPart, Part valuePart) throws RefusedException {
    Map<String, SqlType> types = new LinkedHashMap<>();
    Set<String> keys = new HashSet<>();
    if (keyPart != null) {
      types.putAll(keyPart.types);
      keys.addAll(keyPart.types.keySet());
    }
    types.putAll(valuePart.types);
    Map<String, String> names = Identifiers.columnNames(types.keySet());
    List<Column> columns = new ArrayList<>();
    List<String> toQuote = new ArrayList<>();
    types.forEach(
        (field, type) -> {
          String name = names.getOrDefault(field, field);
          if (Identifiers.isSystemColumn(name)) {
            warnings.add(TypeMapping.leftOut(field, "ksqlDB keeps that name for itself"));
            return;
          }
          columns.add(new Column(name, type, keys.contains(field)));
          if (!Identifiers.isPlain(name)) {
            toQuote.add(Identifiers.quoted(name));
          }
        });
    if (columns.isEmpty()) {
      throw new RefusedException("No column is left that ksqlDB could read.");
    }
    if (!toQuote.isEmpty()) {
      warnings.add("To be typed with backticks: " + String.join(", ", toQuote) + ".");
    }
    return columns;
  }

  /** What a struct is by toString, no format of ksqlDB takes apart. */
  private static void requireNotText(Side side, String format) throws RefusedException {
    if (format.equals(KAFKA)) {
      throw new RefusedException(
          String.format(
              "The %s are structs, which this converter writes as text such as Struct{id=1}; ksqlDB"
                  + " does not take that apart.",
              side.what()),
          side.jsonLines());
    }
  }

  /** The type of a key or value that is no struct. */
  private static SqlType only(Side side, TypeMapping mapping) throws RefusedException {
    try {
      return mapping.type(side.schema(), "");
    } catch (UnreadableException e) {
      throw new RefusedException(
          String.format("ksqlDB does not read the %s: %s.", side.what(), e.getMessage()),
          side.jsonLines());
    }
  }

  /**
   * The type of what one of Kafka's own serializers wrote: of the exact width, or KSQL drops it.
   */
  private SqlType primitive(Side side) throws RefusedException {
    boolean isLogical = side.schema().has("name") && isConnects(side.schema().path("name"));
    KnownConverter converter = side.converter();
    if (converter == KnownConverter.STRING) {
      return text(side, isLogical);
    }
    if (!isLogical) {
      if (converter == KnownConverter.INTEGER && side.type().equals("int32")) {
        return SqlType.INT;
      }
      if (converter == KnownConverter.LONG && side.type().equals("int64")) {
        return SqlType.BIGINT;
      }
      if (converter == KnownConverter.DOUBLE && side.type().equals("double")) {
        return SqlType.DOUBLE;
      }
      if (converter == KnownConverter.BYTE_ARRAY && side.type().equals("bytes")) {
        return SqlType.BYTES;
      }
    }
    throw new RefusedException(
        String.format(
            "The %s are of the type %s, which their converter cannot write as ksqlDB's format KAFKA"
                + " reads it.",
            side.what(), shownType(side)),
        side.jsonLines());
  }

  private SqlType text(Side side, boolean isLogical) throws RefusedException {
    if (!side.isUtf8()) {
      throw new RefusedException(
          String.format("The %s are text in another encoding than UTF-8.", side.what()),
          side.line("encoding", "UTF-8"));
    }
    switch (side.type()) {
      case "string":
        return SqlType.VARCHAR;
      case "boolean":
      case "int8":
      case "int16":
      case "int32":
      case "int64":
      case "float":
      case "double":
        if (!isLogical) {
          warnings.add(
              String.format(
                  "The %s are of the type %s and written as text; KSQL has them as VARCHAR.",
                  side.what(), side.type()));
          return SqlType.VARCHAR;
        }
        break;
      default:
        break;
    }
    throw new RefusedException(
        String.format(
            "The %s are of the type %s, which StringConverter writes as Java shows it; the format KAFKA"
                + " cannot hold it otherwise.",
            side.what(), shownType(side)),
        side.jsonLines());
  }

  private static String shownType(Side side) {
    String logical = side.schema().path("name").asText();
    return logical.isEmpty() ? side.type() : logical.substring(logical.lastIndexOf('.') + 1);
  }

  private static boolean isConnects(JsonNode name) {
    return name.asText().startsWith("org.apache.kafka.connect.data.");
  }
}
