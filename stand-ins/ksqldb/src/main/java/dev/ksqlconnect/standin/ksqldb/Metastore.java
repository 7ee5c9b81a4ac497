package dev.ksqlconnect.standin.ksqldb;

import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The streams and tables there are, and the rules by which statements change them. Not for several
 * threads at once.
 */
final class Metastore {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ROWTIME", "ROWPARTITION", "ROWOFFSET", "WINDOWSTART", "WINDOWEND");

  private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /** Properties that the rules take into account; others are known to ksqlDB only. */
  private static final Set<String> PROPERTIES =
      Set.of(
          "FORMAT",
          "KAFKA_TOPIC",
          "KEY_FORMAT",
          "KEY_SCHEMA_ID",
          "VALUE_FORMAT",
          "VALUE_SCHEMA_ID");

  private final KafkaTopics topics;
  private final Map<String, Source> sources = new LinkedHashMap<>();

  Metastore(KafkaTopics topics) {
    this.topics = topics;
  }

  Metastore copy() {
    Metastore copy = new Metastore(topics);
    copy.sources.putAll(sources);
    return copy;
  }

  Collection<Source> sources() {
    return sources.values();
  }

  @Nullable Source source(String name) {
    return sources.get(name);
  }

  void clear() {
    sources.clear();
  }

  /**
   * The source that a DESCRIBE asks for.
   *
   * @throws RefusedException if there is none
   */
  Source described(KsqlStatement describe) {
    String name = describe.name();
    Source source = sources.get(name);
    if (source != null) {
      return source;
    }
    List<String> similar = sources.keySet().stream().filter(name::equalsIgnoreCase).toList();
    if (similar.size() > 1) {
      throw new NotUnderstoodException("Several are spelled like " + name + ": " + similar);
    }
    throw RefusedException.wrong(
        "Could not find STREAM/TABLE '"
            + name
            + "' in the Metastore"
            + (similar.isEmpty()
                ? ""
                : "\nDid you mean \""
                    + similar.get(0)
                    + "\"? Hint: wrap the source name in double quotes to make it case-sensitive."),
        describe.text());
  }

  /** Whether a CREATE is answered by a warning, because its IF NOT EXISTS is not fulfilled. */
  boolean onlyWarns(KsqlStatement create) {
    return create.kind() == Kind.CREATE
        && create.ifNotExists()
        && !create.isOrReplace()
        && sources.containsKey(create.name());
  }

  /**
   * Carries a CREATE or DROP out. What ksqlDB refuses is refused before anything has changed.
   *
   * @return what is there now, or what a DROP has removed; null if a DROP had nothing to remove
   */
  @Nullable Source apply(KsqlStatement statement, boolean registry) {
    if (statement.kind() == Kind.DROP) {
      checkDrop(statement);
      return sources.remove(statement.name());
    }
    Source made = checkCreate(statement, registry);
    if (!onlyWarns(statement)) {
      checkBackticks(statement, made);
      sources.put(made.name(), made);
    }
    return made;
  }

  private void checkDrop(KsqlStatement drop) {
    Source source = sources.get(drop.name());
    String kind = drop.isTable() ? "Table" : "Stream";
    if (source == null && !drop.ifExists()) {
      throw RefusedException.wrong(kind + " " + drop.name() + " does not exist.", drop.text());
    }
    if (source != null && source.table() != drop.isTable()) {
      throw RefusedException.wrong(
          "Incompatible data source type is "
              + source.type().toLowerCase(Locale.ROOT)
              + ", but statement was DROP "
              + kind.toLowerCase(Locale.ROOT),
          drop.text());
    }
  }

  private Source checkCreate(KsqlStatement create, boolean registry) {
    for (String property : create.properties().keySet()) {
      if (!PROPERTIES.contains(property)) {
        throw new NotUnderstoodException("Property " + property + ", in: " + create);
      }
    }
    Formats formats = Formats.of(create);
    checkInference(create, formats);
    checkTopic(create);
    String formatted = formatted(create);
    if (!registry && !formats.needsRegistry().isEmpty()) {
      throw RefusedException.plain(
          42801,
          "Cannot create topic '"
              + create.properties().get("KAFKA_TOPIC")
              + "' with format "
              + formats.needsRegistry()
              + " without configuring 'ksql.schema.registry.url'");
    }
    checkColumns(create, formatted);
    Source made = Source.of(create, formats, formatted);
    Source there = sources.get(create.name());
    if (there != null && !create.isOrReplace() && !create.ifNotExists()) {
      throw RefusedException.wrong(
          "Cannot add "
              + made.type().toLowerCase(Locale.ROOT)
              + " '"
              + made.name()
              + "': A "
              + there.type().toLowerCase(Locale.ROOT)
              + " with the same name already exists",
          formatted);
    }
    formats.check(made.key(), made.value(), formatted);
    if (there != null && create.isOrReplace()) {
      checkUpgrade(there, made, formatted);
    }
    if (create.isOrReplace()
        && (create.ifNotExists() || create.isSource() || (there != null && there.source()))) {
      throw new NotUnderstoodException("OR REPLACE so is not known: " + create);
    }
    return made;
  }

  private static String formatted(KsqlStatement create) {
    Map<String, String> more = new HashMap<>(Formats.defaults(create));
    more.put("CLEANUP_POLICY", create.isTable() ? "'compact'" : "'delete'");
    return create.formatted(more);
  }

  private static void checkInference(KsqlStatement create, Formats formats) {
    if (create.columns().isEmpty() || formats.infers(create.columns())) {
      throw new NotUnderstoodException("Columns from a registry, in: " + create);
    }
    for (String id : List.of("KEY_SCHEMA_ID", "VALUE_SCHEMA_ID")) {
      if (create.properties().containsKey(id)) {
        throw RefusedException.wrong(
            "Table elements and " + id + " cannot both exist for create statement.",
            create.formatted(Formats.defaults(create)));
      }
    }
  }

  private void checkTopic(KsqlStatement create) {
    String topic = create.properties().get("KAFKA_TOPIC");
    if (!TOPIC_NAME.matcher(topic).matches()) {
      throw RefusedException.failed(
          "Failed to check if exists for topic: "
              + topic
              + "\nCaused by: The request attempted to perform an operation on an invalid topic.",
          create.text());
    }
    if (!topics.exists(topic)) {
      Map<String, String> more = new HashMap<>(Formats.defaults(create));
      more.put("PARTITIONS", "2");
      throw RefusedException.plain(
          40000,
          "Topic '"
              + topic
              + "' does not exist. If you want to create a new topic for the stream/table please"
              + " re-run the statement providing the required 'PARTITIONS' configuration in the"
              + " WITH clause (and optionally 'REPLICAS'). For example: "
              + create.formatted(more));
    }
  }

  private static void checkColumns(KsqlStatement create, String formatted) {
    boolean values = false;
    for (Column column : create.columns()) {
      values |= !column.isKey();
      if (values && column.isKey()) {
        throw new NotUnderstoodException("A key column after others, in: " + create);
      }
      if (SYSTEM_COLUMNS.contains(column.name())) {
        throw RefusedException.wrong(
            "'"
                + column.name()
                + "' is a reserved column name. You cannot use it as a name for a column.",
            formatted);
      }
      if (column.isKey() && hasMap(column.type())) {
        throw RefusedException.wrong(
            "Map keys, including types that contain maps, are not supported as they may lead to"
                + " unexpected behavior due to inconsistent serialization. Key column name: "
                + Identifiers.quoted(column.name())
                + ". Column type: "
                + column.type().sql(Identifiers::quoted)
                + ". See https://github.com/confluentinc/ksql/issues/6621 for more.",
            formatted);
      }
    }
    if (create.isTable() && create.columns().stream().noneMatch(Column::isKey)) {
      throw RefusedException.wrong(
          "Tables require a PRIMARY KEY. Please define the PRIMARY KEY.", formatted);
    }
  }

  private static boolean hasMap(KsqlType type) {
    if (type instanceof KsqlType.Array array) {
      return hasMap(array.element());
    }
    if (type instanceof KsqlType.Struct struct) {
      return struct.fields().stream().anyMatch(field -> hasMap(field.type()));
    }
    return type instanceof KsqlType.Map;
  }

  private static void checkUpgrade(Source there, Source made, String formatted) {
    String changed = null;
    if (there.table() != made.table()) {
      changed = "type = " + kind(there) + " which is not upgradeable to " + kind(made);
    } else if (!there.topicAndFormats().equals(made.topicAndFormats())) {
      changed =
          "topic = "
              + there.topicAndFormats()
              + " which is not upgradeable to "
              + made.topicAndFormats();
    } else {
      List<String> keys = missing(there.key(), made.key());
      List<String> values = missing(there.value(), made.value());
      if (there.key().size() != made.key().size() && keys.isEmpty()) {
        throw new NotUnderstoodException("A key column more: " + formatted);
      }
      if (!keys.isEmpty() || !values.isEmpty()) {
        changed =
            "schema = "
                + there.schema()
                + " which is not upgradeable to "
                + made.schema()
                + (keys.isEmpty()
                    ? ". (The following columns are changed, missing or reordered: " + values
                    : ". (Key columns must be identical. The following key columns are changed,"
                        + " missing or reordered: "
                        + keys)
                + ")";
      }
    }
    if (changed != null) {
      throw RefusedException.wrong(
          "Cannot upgrade data source: DataSource '"
              + Identifiers.quoted(there.name())
              + "' has "
              + changed,
          formatted);
    }
  }

  private static String kind(Source source) {
    return "K" + source.type();
  }

  /** Those that are not at their place any more. */
  private static List<String> missing(List<Column> there, List<Column> made) {
    return IntStream.range(0, there.size())
        .filter(i -> i >= made.size() || !there.get(i).equals(made.get(i)))
        .mapToObj(i -> there.get(i).inSchema())
        .toList();
  }

  /** ksqlDB writes a schema to its command topic that it cannot read back. */
  private static void checkBackticks(KsqlStatement create, Source made) {
    for (Column column : made.columns()) {
      if (column.name().indexOf('`') >= 0) {
        String schema = made.schema();
        int closing = schema.indexOf(column.inSchema()) + column.name().length() + 2;
        throw RefusedException.failed(
            "Did not write the command to the command topic as it could not be deserialized. This"
                + " is a bug! Please raise a Github issue containing the series of commands you ran"
                + " to get to this point.\nError parsing schema \""
                + schema
                + "\" at 1:"
                + closing
                + ": extraneous input '`' expecting {',', ')'} (through reference chain:"
                + " io.confluent.ksql.rest.server.computation.Command[\"plan\"]->"
                + "io.confluent.ksql.engine.KsqlPlanV1[\"ddlCommand\"]->"
                + "io.confluent.ksql.execution.ddl.commands.Create"
                + (made.table() ? "Table" : "Stream")
                + "Command[\"schema\"])",
            create.text());
      }
      if (column.type().sql(name -> name).indexOf('`') >= 0) {
        throw new NotUnderstoodException("A backtick in the name of a field, in: " + create);
      }
    }
  }
}
