package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.DescribedTopics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a topic's records before they are written as rows. */
class RowShapeTest {
  private static final String USERS =
      """
      "kind":"table","valueFormat":"JSON","key":{"ID":"INT"},
      "value":{"NAME":"VARCHAR","AMOUNT":"DECIMAL(30, 2)"}""";

  private static final String LINES =
      """
      "kind":"table","valueFormat":"JSON","key":{"O":"BIGINT","N":"INT"},"value":{"SKU":"VARCHAR"}""";

  private static final String CLICKS =
      """
      "kind":"stream","valueFormat":"JSON","key":{"ID":"INT"},"value":{"PAGE":"VARCHAR"}""";

  private static final Schema PAGE =
      SchemaBuilder.struct().field("PAGE", Schema.OPTIONAL_STRING_SCHEMA).build();

  private static RowShape shape(String topic, String... pkFields) {
    return shape(described("\"source\":\"T\"," + topic), List.of(pkFields), false);
  }

  /** Of a topic that was announced, and is no source of KSQL's. */
  private static RowShape announced(String topic) {
    return shape(described(topic), List.of(), false);
  }

  private static RowShape transformed(String topic) {
    return shape(described("\"source\":\"T\"," + topic), List.of(), true);
  }

  private static DescribedTopic described(String topic) {
    return DescribedTopics.parse("{\"t\":{" + topic + "}}").get("t");
  }

  private static RowShape shape(
      DescribedTopic topic, List<String> pkFields, boolean hasTransforms) {
    return new RowShape(topic, topic.isTable(), pkFields, hasTransforms);
  }

  private static SinkRecord record(Object key, Object value) {
    return record(key, null, value);
  }

  private static SinkRecord record(Object key, Schema valueSchema, Object value) {
    return new SinkRecord("t", 0, null, key, valueSchema, value, 0);
  }

  private static Map<String, Object> columns(Object struct) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Field field : ((Struct) struct).schema().fields()) {
      columns.put(field.name(), ((Struct) struct).get(field));
    }
    return columns;
  }

  /** The columns of the row that is made of a value. */
  private static Map<String, Object> row(String topic, Object value) {
    return columns(shape(topic).shape(record(1, value)).value());
  }

  private static Map<String, Object> user(String name, String amount) {
    Map<String, Object> user = new HashMap<>();
    user.put("NAME", name);
    user.put("AMOUNT", amount == null ? null : new BigDecimal(amount));
    return user;
  }

  @Test
  void an_object_of_json_gets_the_columns_schemas() {
    SinkRecord row = shape(USERS, "ID").shape(record(7, Map.of("NAME", "Ada", "AMOUNT", 1.5)));

    assertThat(row.keySchema().field("ID").schema()).isEqualTo(Schema.INT32_SCHEMA);
    assertThat(columns(row.key())).isEqualTo(Map.of("ID", 7));
    assertThat(row.valueSchema().field("NAME").schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(columns(row.value())).isEqualTo(user("Ada", "1.50"));
  }

  @Test
  void a_text_of_json_is_read_without_losing_a_digit() {
    String json = "{\"NAME\":\"Ada\",\"AMOUNT\":1234567890123456789012345678.91}";
    Map<String, Object> expected = user("Ada", "1234567890123456789012345678.91");

    assertThat(columns(shape(USERS).shape(record(1, Schema.STRING_SCHEMA, json)).value()))
        .isEqualTo(expected);
    assertThat(
            columns(
                shape(USERS)
                    .shape(record(1, Schema.BYTES_SCHEMA, json.getBytes(StandardCharsets.UTF_8)))
                    .value()))
        .isEqualTo(expected);
  }

  @Test
  void a_field_may_be_spelled_in_another_case_and_an_exact_name_counts_more() {
    assertThat(row(USERS, Map.of("name", "Ada", "Amount", 1))).isEqualTo(user("Ada", "1.00"));
    assertThat(row(USERS, Map.of("name", "no", "NAME", "Ada"))).isEqualTo(user("Ada", null));
  }

  @Test
  void the_spelling_may_change_from_record_to_record() {
    RowShape shape = shape(USERS);
    shape.shape(record(1, Map.of("name", "Ada")));

    assertThat(columns(shape.shape(record(1, Map.of("Name", "Bob"))).value()))
        .isEqualTo(user("Bob", null));
  }

  @Test
  void a_field_that_is_missing_is_null_and_one_that_is_no_column_is_left_out() {
    assertThat(row(USERS, Map.of("NAME", "Ada", "OTHER", 1))).isEqualTo(user("Ada", null));
    assertThat(row(USERS, Map.of())).isEqualTo(user(null, null));
  }

  @Test
  void what_is_nested_is_no_column() {
    String nested =
        """
        "kind":"table","valueFormat":"JSON","key":{"ID":"INT"},
        "value":{"A":"ARRAY<INT>","NAME":"VARCHAR"}""";

    assertThat(row(nested, Map.of("A", List.of(1), "NAME", "Ada")))
        .isEqualTo(Map.of("NAME", "Ada"));
  }

  @Test
  void a_key_of_several_columns_is_read_from_an_object_of_any_kind() {
    Schema schema =
        SchemaBuilder.struct().field("n", Schema.INT32_SCHEMA).field("O", Schema.INT32_SCHEMA);
    Struct struct = new Struct(schema).put("n", 2).put("O", 1);

    for (Object key : List.of(struct, Map.of("N", 2L, "o", 1L))) {
      Object shaped = shape(LINES).shape(record(key, Map.of())).key();
      assertThat(columns(shaped)).containsExactly(Map.entry("O", 1L), Map.entry("N", 2));
    }
  }

  @Test
  void a_key_of_one_column_may_stand_in_an_object() {
    assertThat(columns(shape(USERS).shape(record(Map.of("id", 7L), Map.of())).key()))
        .isEqualTo(Map.of("ID", 7));
  }

  /** The delegate gives a key without a name the one that it finds in pk.fields. */
  @Test
  void a_key_that_the_user_calls_otherwise_is_given_without_a_name() {
    SinkRecord row = shape(USERS, "user_id").shape(record("7", Map.of()));

    assertThat(row.key()).isEqualTo(7);
    assertThat(row.keySchema()).isEqualTo(Schema.INT32_SCHEMA);
  }

  @Test
  void a_deletion_has_a_key_and_the_schema_of_any_row() {
    SinkRecord row = shape(USERS).shape(record(7, null));

    assertThat(columns(row.key())).isEqualTo(Map.of("ID", 7));
    assertThat(row.value()).isNull();
    assertThat(row.valueSchema().fields())
        .extracting(Field::name)
        .containsExactly("NAME", "AMOUNT");
    assertThat(row.valueSchema().isOptional()).isTrue();
  }

  @Test
  void an_announced_value_with_a_schema_of_its_own_keeps_it() {
    Struct value = new Struct(PAGE).put("PAGE", "/");

    SinkRecord row = announced(USERS).shape(record(7, PAGE, value));

    assertThat(row.value()).isSameAs(value);
    assertThat(row.valueSchema()).isSameAs(PAGE);
    assertThat(columns(row.key())).isEqualTo(Map.of("ID", 7));
  }

  @Test
  void a_sources_value_with_a_schema_gets_the_names_of_the_columns() {
    Schema spelt =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("page", Schema.STRING_SCHEMA)
            .build();
    Struct value = new Struct(spelt).put("id", 7L).put("page", "/");

    assertThat(columns(shape(CLICKS).shape(record(7, spelt, value)).value()))
        .containsExactly(Map.entry("ID", 7), Map.entry("PAGE", "/"));
  }

  @Test
  void what_transforms_have_added_is_written_too() {
    Map<String, Object> value = Map.of("PAGE", "/", "loaded", "by night");

    assertThat(columns(transformed(CLICKS).shape(record(7, value)).value()))
        .isEqualTo(Map.of("ID", 7, "PAGE", "/", "loaded", "by night"));
  }

  @Test
  void the_columns_of_a_streams_key_come_before_those_of_its_value() {
    SinkRecord row = shape(CLICKS).shape(record(7, Map.of("PAGE", "/")));

    assertThat(columns(row.value())).containsExactly(Map.entry("ID", 7), Map.entry("PAGE", "/"));
    assertThat(row.key()).isEqualTo(7);
  }

  @Test
  void a_streams_value_with_a_schema_is_given_the_keys_columns_too() {
    RowShape shape = announced(CLICKS);
    Schema wider =
        SchemaBuilder.struct()
            .field("PAGE", Schema.STRING_SCHEMA)
            .field("AT", Schema.INT64_SCHEMA)
            .build();

    assertThat(columns(shape.shape(record(7, PAGE, new Struct(PAGE).put("PAGE", "/"))).value()))
        .containsExactly(Map.entry("ID", 7), Map.entry("PAGE", "/"));
    assertThat(
            columns(
                shape
                    .shape(record(8, wider, new Struct(wider).put("PAGE", "/").put("AT", 1L)))
                    .value()))
        .containsExactly(Map.entry("ID", 8), Map.entry("PAGE", "/"), Map.entry("AT", 1L));
  }

  @Test
  void rows_of_one_schema_share_it() {
    RowShape shape = announced(CLICKS);
    Struct value = new Struct(PAGE).put("PAGE", "/");

    assertThat(shape.shape(record(1, PAGE, value)).valueSchema())
        .isSameAs(shape.shape(record(2, PAGE, value)).valueSchema());
  }

  @Test
  void a_streams_record_without_a_key_has_nulls_for_its_columns() {
    SinkRecord row = shape(CLICKS).shape(record(null, Map.of("PAGE", "/")));

    Map<String, Object> expected = new HashMap<>(Map.of("PAGE", "/"));
    expected.put("ID", null);
    assertThat(columns(row.value())).isEqualTo(expected);
  }

  @Test
  void a_value_without_a_name_is_that_of_the_only_column() {
    String counts =
        """
        "kind":"table","valueFormat":"AVRO","key":{"ID":"INT"},"value":{"COUNT":"BIGINT"}""";

    assertThat(row(counts, 5L)).isEqualTo(Map.of("COUNT", 5L));
  }

  @Test
  void a_text_without_a_name_that_was_read_already_is_that_of_the_only_column() {
    assertThat(row(CLICKS, "/home")).isEqualTo(Map.of("ID", 1, "PAGE", "/home"));
    assertThat(row(CLICKS, "{\"PAGE\":1}")).isEqualTo(Map.of("ID", 1, "PAGE", "{\"PAGE\":1}"));
  }

  @Test
  void a_null_of_json_is_a_deletion_as_it_is_through_the_converter() {
    SinkRecord row = shape(USERS).shape(record(7, Schema.STRING_SCHEMA, "null"));

    assertThat(row.value()).isNull();
    assertThat(columns(row.key())).isEqualTo(Map.of("ID", 7));
  }

  @Test
  void a_row_of_a_key_alone_is_one() {
    String ids =
        """
        "kind":"table","valueFormat":"JSON","key":{"ID":"INT"},"value":{}""";

    assertThat(row(ids, Map.of())).isEmpty();
  }

  @Test
  void an_announced_row_of_a_key_alone_may_have_it_in_the_value_too() {
    String ids =
        """
        "source":null,"kind":"table","valueFormat":"JSON","key":{"id":"INT"},"value":{}""";

    assertThat(row(ids, Map.of("ID", 1))).isEmpty();
    assertThatThrownBy(() -> row(ids, Map.of("id", 1, "name", "Ada")))
        .isInstanceOf(DataException.class)
        .hasMessage("nothing is known of the value's columns");
  }

  @Test
  void a_part_of_a_streams_key_may_be_null() {
    String lines =
        """
        "kind":"stream","valueFormat":"JSON","key":{"O":"BIGINT","N":"INT"},
        "value":{"SKU":"VARCHAR"}""";

    Object row = shape(lines).shape(record(Map.of("O", 1), Map.of("SKU", "a"))).value();

    assertThat(columns(row)).containsEntry("O", 1L).containsEntry("N", null);
  }

  @Test
  void a_part_of_a_tables_key_may_not_be_null() {
    assertThatThrownBy(() -> shape(LINES).shape(record(Map.of("O", 1), Map.of())))
        .isInstanceOf(DataException.class)
        .hasMessage("the key's column N is null");
  }

  /** As an announced stream, whose rows hold their keys, in a type that KSQL does not have. */
  @Test
  void a_streams_key_that_is_in_the_value_as_well_is_as_the_value_has_it() {
    Schema schema =
        SchemaBuilder.struct()
            .field("PAGE", Schema.STRING_SCHEMA)
            .field("ID", Schema.INT16_SCHEMA)
            .build();
    Struct value = new Struct(schema).put("PAGE", "/").put("ID", (short) 7);

    assertThat(columns(announced(CLICKS).shape(record((short) 7, schema, value)).value()))
        .isEqualTo(Map.of("ID", (short) 7, "PAGE", "/"));
  }

  static Stream<Arguments> poison() {
    return Stream.of(
        Arguments.of(USERS, 1, Map.of("AMOUNT", "much"), "column AMOUNT is DECIMAL(30, 2), and"),
        Arguments.of(USERS, 1, List.of(1), "the value is no object with the columns of T"),
        Arguments.of(USERS, 1, 5, "the value is no object with the columns of T"),
        Arguments.of(USERS, "secret", Map.of(), "column ID is INT, and what the record has for it"),
        Arguments.of(LINES, 1, Map.of(), "the key is no object with [O, N]"));
  }

  @ParameterizedTest
  @MethodSource("poison")
  void what_is_no_row_is_refused_without_its_data(
      String topic, Object key, Object value, String message) {
    assertThatThrownBy(() -> shape(topic).shape(record(key, value)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"NAME\":secret}", "secret"})
  void text_that_is_no_json_is_refused_without_its_data(String text) {
    assertThatThrownBy(() -> shape(USERS).shape(record(1, Schema.STRING_SCHEMA, text)))
        .isInstanceOf(DataException.class)
        .hasMessage("the value is no JSON")
        .hasNoCause();
  }
}
