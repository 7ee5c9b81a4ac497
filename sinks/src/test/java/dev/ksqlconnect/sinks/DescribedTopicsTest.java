package dev.ksqlconnect.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into a configuration of its topics, and read again. */
class DescribedTopicsTest {
  private static DescribedTopic users() {
    Map<String, ColumnType> key = new LinkedHashMap<>();
    key.put("b", ColumnType.of("INT"));
    key.put("a", ColumnType.of("VARCHAR"));
    Map<String, ColumnType> value = new LinkedHashMap<>();
    value.put("z \"quoted\"", ColumnType.of("DECIMAL(10, 2)"));
    value.put("y", ColumnType.of("STRUCT<`in` ARRAY<INT>>"));
    return new DescribedTopic("users", "USERS", true, "JSON", "AVRO", key, value);
  }

  @Test
  void what_was_written_is_read() {
    DescribedTopic stream =
        new DescribedTopic("a.clicks", null, false, null, null, Map.of(), Map.of());
    String written = new DescribedTopics(List.of(users(), stream)).write();

    DescribedTopics read = DescribedTopics.parse(written);

    assertThat(read.names()).containsExactly("users", "a.clicks");
    DescribedTopic table = read.get("users");
    assertThat(table.source()).isEqualTo("USERS");
    assertThat(table.isTable()).isTrue();
    assertThat(table.keyFormat()).isEqualTo("JSON");
    assertThat(table.valueFormat()).isEqualTo("AVRO");
    assertThat(table.key().keySet()).containsExactly("b", "a");
    assertThat(table.differenceTo(users())).isNull();
    assertThat(read.streams())
        .singleElement()
        .satisfies(
            topic -> {
              assertThat(topic.source()).isNull();
              assertThat(topic.shownName()).isEqualTo("a.clicks");
              assertThat(topic.valueFormat()).isNull();
            });
    assertThat(read.write()).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"no json, is no JSON", "[], is no JSON object", "1, is no JSON object"})
  void what_is_something_else_is_refused(String text, String why) {
    assertThatThrownBy(() -> DescribedTopics.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARRAY<INT>", "MAP<VARCHAR, INT>", "STRUCT<`a` INT>", "SOMETHING_NEW"})
  void a_type_that_no_single_value_has_is_nested(String type) {
    assertThat(ColumnType.of(type).isNested()).isTrue();
  }

  @Test
  void a_schema_is_made_of_the_columns_that_are_not_nested() {
    assertThat(users().valueSchema().fields())
        .singleElement()
        .satisfies(
            field -> {
              assertThat(field.name()).isEqualTo("z \"quoted\"");
              assertThat(field.schema().isOptional()).isTrue();
            });
    assertThat(users().valueSchema().isOptional()).isTrue();
  }
}
