package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Role;
import dev.ksqlconnect.standin.ksqldb.KsqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * What holds for every topic, whatever it is called and holds. The statements are read by a parser
 * that knows nothing of how they are made.
 */
class StatementPropertiesTest {
  private static final int TOPICS = 2_000;
  private static final long FIRST_SEED = 20_260_101;

  /** The names that are not the topic's: of a key or value without a name of its own. */
  private static final Set<String> OWN_NAMES = Set.of("ROWKEY", "VALUE");

  private static final Map<Long, Announced> BY_SEED = new TreeMap<>();
  private static final Map<Long, TopicDdl> DDL_BY_SEED = new TreeMap<>();

  static {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + TOPICS; seed++) {
      BY_SEED.put(seed, new RandomTopics(seed).topic());
    }
  }

  private static void forEachTopic(BiConsumer<Announced, TopicDdl> property) {
    BY_SEED.forEach(
        (seed, topic) -> {
          try {
            property.accept(topic, DDL_BY_SEED.computeIfAbsent(seed, s -> topic.ddl()));
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + topic.json(), e);
          }
        });
  }

  private static void forEachStatement(BiConsumer<Announced, KsqlSource> property) {
    forEachTopic(
        (topic, ddl) -> {
          KsqlSource source = ddl.source();
          if (source != null) {
            property.accept(topic, source);
          }
        });
  }

  private static KsqlStatement read(KsqlSource source) {
    List<KsqlStatement> statements = KsqlStatement.parse(source.create());
    assertThat(statements).hasSize(1);
    return statements.get(0);
  }

  @Test
  void a_topic_has_either_a_statement_or_a_refusal() {
    forEachTopic(
        (topic, ddl) -> assertThat(ddl.statement() == null).isEqualTo(ddl.refusal() != null));
  }

  @Test
  void a_third_of_these_topics_at_least_has_a_statement() {
    List<KsqlSource> statements = new ArrayList<>();
    forEachStatement((topic, source) -> statements.add(source));

    assertThat(statements).hasSizeGreaterThan(TOPICS / 3);
  }

  @Test
  void the_same_topic_makes_the_same_statement() {
    forEachTopic((topic, ddl) -> assertThat(ddl.saysTheSameAs(topic.ddl())).isTrue());
  }

  @Test
  void a_statement_is_one_create_of_the_source_and_no_more() {
    forEachStatement(
        (topic, source) -> {
          KsqlStatement read = read(source);
          assertThat(read.kind()).isEqualTo(KsqlStatement.Kind.CREATE);
          assertThat(read.ifNotExists()).isTrue();
          assertThat(read.isOrReplace()).isFalse();
          assertThat(read.name()).isEqualTo(source.name());
          assertThat(read.isTable()).isEqualTo(source.kind() != KsqlSource.Kind.STREAM);
          assertThat(read.isSource()).isEqualTo(source.kind() == KsqlSource.Kind.SOURCE_TABLE);
        });
  }

  @Test
  void a_statement_names_the_topic_and_the_formats() {
    forEachStatement(
        (topic, source) ->
            assertThat(read(source).properties())
                .containsEntry("KAFKA_TOPIC", topic.topic())
                .containsEntry("KEY_FORMAT", source.keyFormat())
                .containsEntry("VALUE_FORMAT", source.valueFormat()));
  }

  @Test
  void a_statement_is_read_with_the_columns_it_was_made_of() {
    forEachStatement(
        (topic, source) -> {
          List<KsqlStatement.Column> read = read(source).columns();
          assertThat(read).hasSameSizeAs(source.columns());
          for (int i = 0; i < read.size(); i++) {
            Column made = source.columns().get(i);
            assertThat(read.get(i).name()).isEqualTo(made.name());
            assertThat(described(read.get(i).type())).isEqualTo(made.type());
            assertThat(read.get(i).role()).isEqualTo(role(source, made));
          }
        });
  }

  private static Role role(KsqlSource source, Column column) {
    if (!column.isKey()) {
      return Role.VALUE;
    }
    return source.kind().isTable() ? Role.PRIMARY_KEY : Role.KEY;
  }

  /** By way of the words that DESCRIBE has for a type. */
  private static SqlType described(KsqlType type) {
    return SqlType.described(new ObjectMapper().valueToTree(json(type)));
  }

  private static Map<String, Object> json(KsqlType type) {
    if (type instanceof KsqlType.Decimal decimal) {
      return Map.of(
          "type",
          "DECIMAL",
          "parameters",
          Map.of("precision", decimal.precision(), "scale", decimal.scale()));
    }
    if (type instanceof KsqlType.Array array) {
      return Map.of("type", "ARRAY", "memberSchema", json(array.element()));
    }
    if (type instanceof KsqlType.Map map) {
      return Map.of("type", "MAP", "memberSchema", json(map.value()));
    }
    if (type instanceof KsqlType.Struct struct) {
      List<Object> fields = new ArrayList<>();
      for (KsqlType.Field field : struct.fields()) {
        fields.add(Map.of("name", field.name(), "schema", json(field.type())));
      }
      return Map.of("type", "STRUCT", "fields", fields);
    }
    return Map.of("type", type.base());
  }

  @Test
  void no_two_columns_have_one_name() {
    forEachStatement(
        (topic, source) ->
            assertThat(source.columns()).extracting(Column::name).doesNotHaveDuplicates());
  }

  @Test
  void every_name_comes_from_the_topic() {
    forEachStatement(
        (topic, source) -> {
          Set<String> known = new HashSet<>();
          collectNames(topic.json(), known);
          for (KsqlStatement.Column column : read(source).columns()) {
            if (!OWN_NAMES.contains(column.name().replaceAll("_\\d+$", ""))) {
              assertThat(known).contains(column.name());
            }
            assertThat(known).containsAll(fieldsOf(column.type()));
          }
        });
  }

  private static void collectNames(JsonNode json, Set<String> names) {
    add(json.path("field").asText(), names);
    json.path("primaryKey").forEach(column -> add(column.asText(), names));
    json.forEach(part -> collectNames(part, names));
  }

  private static void add(String name, Set<String> names) {
    names.add(name);
    names.add(name.toUpperCase(Locale.ROOT));
  }

  private static Set<String> fieldsOf(KsqlType type) {
    Set<String> names = new HashSet<>();
    if (type instanceof KsqlType.Array array) {
      names.addAll(fieldsOf(array.element()));
    } else if (type instanceof KsqlType.Map map) {
      names.addAll(fieldsOf(map.value()));
    } else if (type instanceof KsqlType.Struct struct) {
      for (KsqlType.Field field : struct.fields()) {
        names.add(field.name());
        names.addAll(fieldsOf(field.type()));
      }
    }
    return names;
  }

  @Test
  void a_table_has_a_key() {
    forEachStatement(
        (topic, source) -> assertThat(source.hasKey() || !source.kind().isTable()).isTrue());
  }

  @Test
  void every_message_is_one_line() {
    forEachTopic(
        (topic, ddl) -> {
          List<String> messages = new ArrayList<>(ddl.warnings());
          messages.addAll(ddl.remedy());
          messages.add(String.valueOf(ddl.refusal()));
          assertThat(messages)
              .noneMatch(message -> message.chars().anyMatch(Character::isISOControl));
        });
  }
}
