package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.KnownConverter;
import dev.ksqlconnect.ddl.TypeMapping.UnreadableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

  /** The lines that give the records a key. */
  private static final String[] KEY_LINES = {
    "transforms=key,announce",
    "transforms.key.type=dev.ksqlconnect.smt.PrimaryKey",
    "transforms.key.fields=<the columns of the key>",
    "transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics"
  };

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
          "ksql.name is '" + TypeMapping.printable(nameTemplate) + "', of which no name is left.",
          "ksql.name=${topic}");
    }
    Part keyPart = keyPart();
    requireNameOfRecord(name, keyPart);
    KsqlSource.Kind kind = kind(keyPart);
    Part valuePart = valuePart(kind, keyPart);
    List<Column> columns = columns(keyPart, valuePart);
    requireValueColumn(kind, columns);
    return new KsqlSource(
        kind,
        name,
        topic,
        columns,
        keyPart == null ? KAFKA : keyPart.format,
        valuePart.format,
        valuePart.isUnwrapped);
  }

  /** A key of several columns is an Avro record in ksqlDB, called as the source is, without _. */
  private void requireNameOfRecord(String name, @Nullable Part keyPart) throws RefusedException {
    boolean isRecord = keyPart != null && keyPart.format.equals("AVRO") && keyPart.types.size() > 1;
    if (isRecord && name.matches("_+[0-9].*")) {
      throw new RefusedException(
          String.format(
              "ksqlDB would call the key's Avro record as it calls the topic, %s without underscores, and"
                  + " no record's name may begin with a digit.",
              name),
          "ksql.name=t_" + TypeMapping.printable(nameTemplate.trim()));
    }
  }

  private KsqlSource.Kind kind(@Nullable Part keyPart) throws RefusedException {
    if (as.equals(STREAM) || (as.equals(AUTO) && keyPart == null)) {
      return KsqlSource.Kind.STREAM;
    }
    if (keyPart == null) {
      throw new RefusedException(
          "ksql.as is " + as + ", but the records have no key of a known schema.", KEY_LINES);
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
      // A stream can be read without its key, of which then nothing is to be said but that.
      warnings.clear();
      warnings.add("The key is left out: " + e.reason());
      return null;
    }
  }

  private Part readKey() throws RefusedException {
    String format = key.format();
    TypeMapping mapping = new TypeMapping(key, !isToBeStream(), null);
    Map<String, SqlType> types =
        key.isStruct() ? structKey(format, mapping) : scalarKey(format, mapping);
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
    if (fields.isEmpty()) {
      throw new RefusedException("The key is a struct without fields.", KEY_LINES);
    }
    if (fields.size() == 1 && !key.isProtobuf()) {
      String field = fields.path(0).path("field").asText();
      throw new RefusedException(
          String.format(
              "The key is a struct of one field, %s, which ksqlDB does not read as a column. The field"
                  + " itself must be the key.",
              TypeMapping.printable(field)),
          key.extractLines(field));
    }
    Map<String, SqlType> types = mapping.fields(key.schema(), "", Set.of());
    for (String name : types.keySet()) {
      if (Identifiers.isSystemColumn(Identifiers.upperCase(name))) {
        throw new RefusedException(
            String.format("%s is part of the key, and a name that ksqlDB keeps for itself.", name),
            key.renameLines(name, name + "_"));
      }
    }
    return types;
  }

  private Map<String, SqlType> scalarKey(String format, TypeMapping mapping)
      throws RefusedException {
    if (key.isProtobuf()) {
      throw new RefusedException(
          "The key is a single value in Protobuf, and ksqlDB drops every record with such a key.",
          key.singleLines());
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
    String name = unusedName(UNNAMED_KEY, TypeMapping.fieldNames(value.schema()));
    if (!named.isEmpty()) {
      warnings.add(
          String.format(
              "The key's own name, %s, cannot be a column's; it is called %s.",
              TypeMapping.printable(named), name));
    }
    return name;
  }

  /** A name that is none of those used, whatever their case. */
  private static String unusedName(String wanted, Set<String> used) {
    Set<String> inUpperCase = new HashSet<>();
    used.forEach(each -> inUpperCase.add(Identifiers.upperCase(each)));
    String name = wanted;
    for (int i = 1; inUpperCase.contains(name); i++) {
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
    if (format.equals(KAFKA) && kind.isTable()) {
      // It takes the statement, and then refuses each query (7.9.9): a table keeps each record's
      // place beside the value, which the format cannot hold.
      throw new RefusedException(
          "The values are no structs, and in Kafka's own formats ksqlDB reads such as a stream only.",
          as.equals(AUTO) ? new String[] {"ksql.as=" + STREAM} : value.jsonLines());
    }
    Map<String, SqlType> types = new LinkedHashMap<>();
    types.put(unusedName(UNNAMED_VALUE, keyPart == null ? Set.of() : keyPart.types.keySet()), type);
    return new Part(types, format, !format.equals(KAFKA));
  }

  private Map<String, SqlType> structValue(TypeMapping mapping, @Nullable Part keyPart)
      throws RefusedException {
    Map<String, SqlType> keyTypes = keyPart == null ? Map.of() : keyPart.types;
    Map<String, SqlType> types = mapping.fields(value.schema(), "", keyTypes.keySet());
    warnOfOtherTypes(keyTypes);
    if (!mapping.nullsLost().isEmpty()) {
      warnings.add(
          "Protobuf has no nulls here: ksqlDB reads zero, false or what is empty instead, of "
              + String.join(", ", mapping.nullsLost())
              + ".");
    }
    return types;
  }

  /** The value often holds the key's columns too, and may have them as another type. */
  private void warnOfOtherTypes(Map<String, SqlType> keyTypes) throws RefusedException {
    TypeMapping mapping = new TypeMapping(value, false, new ArrayList<>());
    for (JsonNode field : value.schema().path("fields")) {
      String name = field.path("field").asText();
      SqlType keyType = keyTypes.get(name);
      SqlType valueType = keyType == null ? null : typeOrNull(mapping, field);
      if (valueType != null && !valueType.equals(keyType)) {
        warnings.add(
            String.format(
                "Column %s is the key's, %s; the value's own, %s, is left out.",
                name, keyType, valueType));
      }
    }
  }

  private static @Nullable SqlType typeOrNull(TypeMapping mapping, JsonNode schema)
      throws RefusedException {
    try {
      return mapping.type(schema, "");
    } catch (UnreadableException e) {
      return null;
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
    Set<String> all = new LinkedHashSet<>(types.keySet());
    all.addAll(TypeMapping.fieldNames(value.schema()));
    Map<String, String> names = Identifiers.columnNames(all);
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
      throw refusedWithWarnings("No column is left that ksqlDB could read.");
    }
    if (!toQuote.isEmpty()) {
      warnings.add("To be typed with backticks: " + String.join(", ", toQuote) + ".");
    }
    return columns;
  }

  /** Some statements want a column beside the key's, or mean something else without one. */
  private void requireValueColumn(KsqlSource.Kind kind, List<Column> columns)
      throws RefusedException {
    if (!columns.stream().allMatch(Column::isKey)) {
      return;
    }
    if (value.isRegistered()) {
      throw refusedWithWarnings(
          "No column is left beside the key's, and of such a statement ksqlDB completes the columns from"
              + " the schema registry.",
          value.jsonLines());
    }
    if (kind == KsqlSource.Kind.SOURCE_TABLE) {
      throw refusedWithWarnings(
          "No column is left beside the key's, and a source table needs one.", "ksql.as=table");
    }
  }

  /** Without columns, it matters why they were left out. */
  private RefusedException refusedWithWarnings(String reason, String... remedy) {
    List<String> all = new ArrayList<>(warnings);
    all.add(0, reason);
    return new RefusedException(String.join(" ", all), remedy);
  }

  /** What a struct is by toString, no format of ksqlDB takes apart. */
  private static void requireNotText(Side side, String format) throws RefusedException {
    if (format.equals(KAFKA)) {
      throw new RefusedException(
          String.format(
              side.converter() == KnownConverter.STRING
                  ? "The %s are structs, which this converter writes as text such as Struct{id=1}; ksqlDB"
                      + " does not take that apart."
                  : "The %s are structs, which this converter cannot write.",
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
          String.format("ksqlDB does not read the %s: %s.", side.what(), e.reason()), e.remedy());
    }
  }

  /**
   * The type of what one of Kafka's own serializers wrote: of the exact width, or KSQL drops it.
   */
  private SqlType primitive(Side side) throws RefusedException {
    KnownConverter converter = side.converter();
    if (converter == KnownConverter.STRING) {
      return text(side);
    }
    if (!side.isLogical()) {
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
        side.singleLines());
  }

  private SqlType text(Side side) throws RefusedException {
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
        if (!side.isLogical()) {
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
        side.singleLines());
  }

  private static String shownType(Side side) {
    String logical = side.schema().path("name").asText();
    return logical.isEmpty() ? side.type() : logical.substring(logical.lastIndexOf('.') + 1);
  }
}
