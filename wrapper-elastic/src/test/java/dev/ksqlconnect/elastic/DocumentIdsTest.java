package dev.ksqlconnect.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.DescribedTopics;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ids that keys make. */
class DocumentIdsTest {
  private static final DescribedTopic LINES =
      DescribedTopics.parse(
              "{\"lines\":{\"kind\":\"table\",\"key\":{\"O\":\"VARCHAR\",\"A\":\"VARCHAR\"}}}")
          .get("lines");

  private static Map<String, Object> key(Object o, Object a) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("O", o);
    key.put("A", a);
    return key;
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("text|with\\all", "text|with\\all"),
        Arguments.of(7L, "7"),
        Arguments.of(true, "true"),
        Arguments.of(new BigDecimal("1E+3"), "1000"),
        Arguments.of(new BigDecimal("1.50"), "1.50"),
        Arguments.of(new Date(86_400_000), "86400000"),
        Arguments.of(new byte[] {(byte) 0xfb, (byte) 0xff}, "-_8"),
        Arguments.of(ByteBuffer.wrap(new byte[] {(byte) 0xfb, (byte) 0xff}), "-_8"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_single_value_is_the_id(Object key, String id) {
    assertThat(DocumentIds.of(key, null)).isEqualTo(id);
    assertThat(DocumentIds.of(Map.of("ID", key), null)).isEqualTo(id);
  }

  @Test
  void several_columns_are_one_id_in_the_order_of_the_tables_key() {
    Map<String, Object> otherWay = new LinkedHashMap<>();
    otherWay.put("A", "1");
    otherWay.put("O", "7");

    assertThat(DocumentIds.of(key("7", "1"), LINES)).isEqualTo("7|1");
    assertThat(DocumentIds.of(otherWay, LINES)).isEqualTo("7|1");
  }

  @Test
  void a_struct_makes_the_id_that_an_object_of_json_makes() {
    Schema schema =
        SchemaBuilder.struct().field("a", Schema.INT32_SCHEMA).field("o", Schema.INT32_SCHEMA);

    assertThat(DocumentIds.of(new Struct(schema).put("a", 1).put("o", 7), LINES))
        .isEqualTo(DocumentIds.of(key(7L, 1L), LINES));
  }

  @Test
  void where_nothing_is_known_the_order_of_the_fields_is_of_no_matter() {
    Map<String, Object> otherWay = new LinkedHashMap<>();
    otherWay.put("A", "1");
    otherWay.put("O", "7");

    assertThat(DocumentIds.of(key("7", "1"), null))
        .isEqualTo(DocumentIds.of(otherWay, null))
        .isEqualTo("1|7");
  }

  @Test
  void no_two_keys_make_one_id() {
    List<String> parts =
        Arrays.asList(null, "", "0", "a", "|", "\\", "\\0", "\\|", "|\\", "a|a", "||", "\\\\");
    Set<String> ids = new HashSet<>();
    List<String> all = new ArrayList<>();
    for (String one : parts) {
      for (String other : parts) {
        String id = DocumentIds.of(key(one, other), LINES);
        ids.add(id);
        all.add(id);
      }
    }

    assertThat(ids).hasSameSizeAs(all);
  }

  @Test
  void a_part_that_is_missing_is_null_and_is_not_taken_for_another() {
    assertThat(DocumentIds.of(Map.of("O", "1"), LINES))
        .isEqualTo(DocumentIds.of(key("1", null), LINES));
    assertThat(DocumentIds.of(Map.of("A", "1"), LINES))
        .isEqualTo(DocumentIds.of(key(null, "1"), LINES));
  }

  @Test
  void what_is_no_column_of_the_key_has_no_part_in_the_id() {
    assertThat(DocumentIds.of(Map.of("O", "7", "A", "1", "B", "2"), LINES)).isEqualTo("7|1");
  }

  @Test
  void an_only_column_that_is_null_makes_no_id() {
    assertThatThrownBy(() -> DocumentIds.of(Collections.singletonMap("ID", null), null))
        .isInstanceOf(DataException.class)
        .hasMessage("the key's only column is null");
  }

  @Test
  void an_object_without_any_column_of_the_key_makes_no_id() {
    assertThatThrownBy(() -> DocumentIds.of(Map.of("X", "1", "Y", "2"), LINES))
        .isInstanceOf(DataException.class)
        .hasMessage("the key has none of the columns [O, A]");
  }

  @Test
  void elasticsearch_has_no_empty_id() {
    assertThatThrownBy(() -> DocumentIds.of("", null))
        .isInstanceOf(DataException.class)
        .hasMessage("the key is empty, and Elasticsearch has no empty id");
  }

  @Test
  void elasticsearch_has_no_id_of_more_than_512_bytes() {
    assertThat(DocumentIds.of("ä".repeat(256), null)).hasSize(256);
    assertThatThrownBy(() -> DocumentIds.of("ä".repeat(256) + "x", null))
        .isInstanceOf(DataException.class)
        .hasMessage("the key is longer than the 512 bytes that Elasticsearch takes as an id");
  }

  @Test
  void what_is_nested_makes_no_id() {
    assertThatThrownBy(() -> DocumentIds.of(key(List.of("secret"), "1"), LINES))
        .isInstanceOf(DataException.class)
        .hasMessage("the key holds something nested, which makes no id");
    assertThatThrownBy(() -> DocumentIds.of(Map.of(), null))
        .isInstanceOf(DataException.class)
        .hasMessage("the key has no columns");
  }
}
