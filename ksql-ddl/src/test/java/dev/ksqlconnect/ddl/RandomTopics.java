package dev.ksqlconnect.ddl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Topics with nested schemas and hostile names; the same from the same seed. */
final class RandomTopics {
  private static final List<String> HOSTILE =
      List.of(
          "`",
          "``",
          "'",
          "''",
          "\"",
          ";",
          "--",
          "/*",
          "*/",
          "${x}",
          "${topic}",
          "\n",
          "\r",
          "\t",
          "\u0000",
          "\u007f",
          "\u0085",
          "\u2028",
          "\\",
          "\\'",
          "%s",
          "@",
          "$",
          "#",
          ",",
          ":",
          ".",
          "<",
          ">",
          "(",
          ")",
          " ",
          "\u00a0",
          "ß",
          "ı",
          "İ",
          "ǆ",
          "Σς",
          "日本",
          "😀",
          "é",
          "e\u0301",
          "\ud800",
          "x'); DROP TABLE y; --",
          "` INT) WITH (KAFKA_TOPIC='z'); --");

  private static final List<String> WORDS =
      List.of(
          "id",
          "ID",
          "Id",
          "name",
          "Name",
          "order",
          "table",
          "STREAM",
          "values",
          "select",
          "Key",
          "primary",
          "headers",
          "rowtime",
          "ROWTIME",
          "RowPartition",
          "windowend",
          "rowkey",
          "true",
          "null",
          "struct",
          "array",
          "decimal",
          "_",
          "1st",
          "42",
          "a",
          "A",
          "ss",
          "SS");

  private final Random random;

  /** How many structs there are so far; some converters want another name for each. */
  private int structs;

  RandomTopics(long seed) {
    random = new Random(seed);
  }

  Announced topic() {
    Announced topic =
        Announced.topic(oneOf(List.of("shop", "it's; --", announced(name()))), topicName())
            .as(oneOf(List.of("auto", "table", "source-table", "stream")))
            .name(oneOf(List.of("${topic}", "x_${topic}", name(), "${topic}" + name())))
            .value(chance(5) ? null : value(), converter());
    Schema value = topic.value();
    if (chance(70)) {
      topic.key(key(), converter());
      topic.primaryKey(primaryKey(value));
    }
    return topic;
  }

  private String[] primaryKey(@Nullable Schema value) {
    if (value != null && value.type() == Schema.Type.STRUCT && !value.fields().isEmpty()) {
      return new String[] {oneOf(value.fields()).name()};
    }
    return chance(50) ? new String[0] : new String[] {name()};
  }

  private Schema value() {
    return chance(85) ? struct(3) : type(3);
  }

  private Schema key() {
    return chance(60) ? type(0) : struct(1);
  }

  private Written converter() {
    // Those that most can be made of come more often.
    return chance(88)
        ? oneOf(
            List.of(
                Written.JSON_NUMERIC,
                Written.JSON,
                Written.AVRO,
                Written.PROTOBUF,
                Written.JSON_SCHEMA))
        : oneOf(Written.ALL);
  }

  private Schema struct(int depth) {
    SchemaBuilder struct = SchemaBuilder.struct().name("Row" + structs++);
    for (String field : names()) {
      struct.field(field, type(depth));
    }
    return chance(30) ? struct.optional().build() : struct.build();
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      String name = name();
      names.add(name);
      if (chance(20)) {
        names.add(chance(50) ? name.toUpperCase(Locale.ROOT) : swapFirst(name));
      }
    }
    return names;
  }

  private static String swapFirst(String name) {
    char first = name.charAt(0);
    char other =
        Character.isUpperCase(first) ? Character.toLowerCase(first) : Character.toUpperCase(first);
    return other + name.substring(1);
  }

  private Schema type(int depth) {
    int kind = random.nextInt(depth > 0 ? 16 : 12);
    SchemaBuilder type =
        switch (kind) {
          case 0 -> Date.builder();
          case 1 -> Time.builder();
          case 2 -> Timestamp.builder();
          case 3 -> Decimal.builder(random.nextInt(140) - 10);
          case 4 ->
              Decimal.builder(random.nextInt(20))
                  .parameter("connect.decimal.precision", String.valueOf(random.nextInt(40)));
          case 12 -> SchemaBuilder.array(type(depth - 1));
          case 13 -> SchemaBuilder.map(mapKey(), type(depth - 1));
          case 14, 15 -> new SchemaBuilder(Schema.Type.STRUCT).name("Row" + structs++);
          default -> new SchemaBuilder(primitive());
        };
    if (kind >= 14) {
      names().forEach(field -> type.field(field, type(depth - 1)));
    }
    return chance(40) ? type.optional().build() : type.build();
  }

  private Schema mapKey() {
    return chance(85) ? Schema.STRING_SCHEMA : new SchemaBuilder(primitive()).build();
  }

  private Schema.Type primitive() {
    List<Schema.Type> primitives = new ArrayList<>(List.of(Schema.Type.values()));
    primitives.removeIf(type -> !type.isPrimitive());
    return oneOf(primitives);
  }

  private String topicName() {
    String name = chance(5) ? name() : oneOf(WORDS) + oneOf(List.of("", "-", ".", "_x", "1"));
    return chance(5) ? "n".repeat(249) : announced(name);
  }

  /** Without what Connect allows in no name; an announcement of such a one is not read. */
  private static String announced(String name) {
    String text = name.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "");
    return text.isEmpty() ? "x" : text;
  }

  private String name() {
    if (chance(50)) {
      return oneOf(WORDS);
    }
    if (chance(5)) {
      return "n".repeat(249);
    }
    StringBuilder name = new StringBuilder();
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      name.append(oneOf(chance(50) ? HOSTILE : WORDS));
    }
    return name.toString();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
