package dev.ksqlconnect.ddl;

import static dev.ksqlconnect.ddl.ConnectTypes.struct;
import static dev.ksqlconnect.ddl.ConnectTypes.texts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;

/** What KSQL makes of each type that each converter writes, on one side of a topic. */
final class TypeTable {
  /** Where the type stands, by the table's name. The column of it is called V. */
  static final Map<String, BiFunction<Schema, Written, Announced>> SIDES = new LinkedHashMap<>();

  static {
    SIDES.put(
        "key-of-a-table", (type, written) -> rows().key(type, written).primaryKey("v").as("table"));
    SIDES.put(
        "part-of-a-key",
        (type, written) -> rows().key(struct("a", Schema.STRING_SCHEMA, "v", type), written));
    SIDES.put("value-of-a-stream", (type, written) -> Announced.topic("t").value(type, written));
    SIDES.put("value-of-a-table", (type, written) -> keyed().value(type, written));
    SIDES.put(
        "column-of-a-stream",
        (type, written) ->
            Announced.topic("t").value(struct("a", Schema.STRING_SCHEMA, "v", type), written));
    SIDES.put(
        "column-of-a-table",
        (type, written) -> keyed().value(struct("a", Schema.STRING_SCHEMA, "v", type), written));
  }

  /** The columns that are there whatever the type is. */
  private static final Set<String> BESIDE = Set.of("ID", "A", "OTHER");

  private TypeTable() {}

  private static Announced rows() {
    return Announced.topic("t").value(texts("other"), Written.JSON);
  }

  private static Announced keyed() {
    return Announced.topic("t").key(Schema.STRING_SCHEMA, Written.STRING).primaryKey("id");
  }

  /**
   * For each group of converters that are alike: each outcome, and the types that have it. A type
   * with a ? may be null, and is named where that makes a difference.
   */
  static String of(String side) {
    BiFunction<Schema, Written, Announced> where = Objects.requireNonNull(SIDES.get(side));
    Map<String, List<String>> converters = new LinkedHashMap<>();
    for (Written written : Written.ALL) {
      converters
          .computeIfAbsent(outcomes(where, written), o -> new ArrayList<>())
          .add(written.toString());
    }
    StringBuilder table = new StringBuilder();
    converters.forEach(
        (outcomes, alike) -> table.append(String.join(", ", alike)).append('\n').append(outcomes));
    return table.toString();
  }

  private static String outcomes(BiFunction<Schema, Written, Announced> where, Written written) {
    StringBuilder outcomes = new StringBuilder();
    byOutcome(where, written)
        .forEach(
            (outcome, types) ->
                outcomes
                    .append("  ")
                    .append(outcome)
                    .append("\n      ")
                    .append(
                        types.containsAll(ConnectTypes.all().keySet())
                            ? "(every type)"
                            : String.join("  ", types))
                    .append('\n'));
    return outcomes.toString();
  }

  private static Map<String, List<String>> byOutcome(
      BiFunction<Schema, Written, Announced> where, Written written) {
    Map<String, List<String>> types = new LinkedHashMap<>();
    ConnectTypes.all()
        .forEach(
            (name, type) -> {
              String outcome = outcome(where.apply(type, written));
              types.computeIfAbsent(outcome, o -> new ArrayList<>()).add(name);
              String ofOptional = outcome(where.apply(ConnectTypes.optional(type), written));
              if (!ofOptional.equals(outcome)) {
                types.computeIfAbsent(ofOptional, o -> new ArrayList<>()).add(name + "?");
              }
            });
    return types;
  }

  private static String outcome(Announced announced) {
    TopicDdl ddl = announced.ddl();
    KsqlSource source = ddl.source();
    if (source == null) {
      return "refused: "
          + String.valueOf(ddl.refusal()).replaceAll("of the type \\w+", "of the type …");
    }
    String columns =
        source.columns().stream()
            .filter(column -> !BESIDE.contains(column.name()))
            .map(TypeTable::shown)
            .collect(Collectors.joining(", "));
    return columns.isEmpty() ? "no column: " + String.join(" ", ddl.warnings()) : columns;
  }

  private static String shown(Column column) {
    return List.of("V", "VALUE").contains(column.name())
        ? column.type().toString()
        : column.name() + " " + column.type();
  }
}
