package dev.ksqlconnect.smt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RowKeysTest {
  /** More than are remembered by identity in both generations together. */
  private static final int MANY = 3_000;

  private static final Schema LINE =
      SchemaBuilder.struct()
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .field("line_no", Schema.INT32_SCHEMA)
          .field("order_id", Schema.INT64_SCHEMA)
          .build();

  private static RowKeys keys(String... columns) {
    return new RowKeys(topic -> List.of(columns));
  }

  /** A schema that equals no other one with another number, and whose key's schema does not. */
  private static Schema schema(int number) {
    return SchemaBuilder.struct()
        .field("id", SchemaBuilder.int32().version(number).build())
        .build();
  }

  private static Struct line(long order, int number) {
    return new Struct(LINE).put("order_id", order).put("line_no", number);
  }

  @Test
  void one_column_is_the_key_itself_as_it_stands_in_the_value() {
    Schema price = Decimal.builder(2).optional().build();
    Schema valueSchema = SchemaBuilder.struct().field("price", price).build();
    Struct row = new Struct(valueSchema).put("price", new BigDecimal("1.50"));

    RowKey key = keys("price").of("t", valueSchema);

    assertThat(key.schema()).isSameAs(price);
    assertThat(key.of(row)).isEqualTo(new BigDecimal("1.50"));
  }

  @Test
  void several_columns_are_a_struct_in_the_keys_order() {
    RowKey key = keys("order_id", "line_no").of("t", LINE);

    assertThat(key.schema().fields())
        .extracting(Field::name, Field::schema)
        .containsExactly(
            tuple("order_id", Schema.INT64_SCHEMA), tuple("line_no", Schema.INT32_SCHEMA));
    assertThat(key.of(line(7, 2)))
        .isEqualTo(new Struct(key.schema()).put("order_id", 7L).put("line_no", 2));
    assertThat(key.columns()).containsExactly("order_id", "line_no");
  }

  @Test
  void a_column_that_may_be_null_may_be_null_in_the_key() {
    assertThat(keys("note").of("t", LINE).of(line(7, 2))).isNull();

    RowKey both = keys("note", "line_no").of("t", LINE);
    assertThat(both.schema().field("note").schema().isOptional()).isTrue();
    Struct key = (Struct) both.of(line(7, 2));
    assertThat(key.get("note")).isNull();
    key.validate();
  }

  @Test
  void a_value_schema_that_equals_one_seen_before_gets_the_same_key_schema() {
    RowKeys keys = keys("id", "no");
    List<Schema> keySchemas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Schema asNewlyMade =
          SchemaBuilder.struct()
              .field("id", Schema.INT32_SCHEMA)
              .field("no", Schema.INT32_SCHEMA)
              .build();
      keySchemas.add(keys.of("t", asNewlyMade).schema());
    }

    assertThat(keySchemas).allSatisfy(schema -> assertThat(schema).isSameAs(keySchemas.get(0)));
  }

  @Test
  void topics_that_share_a_schema_object_keep_their_own_keys() {
    RowKeys keys = new RowKeys(Map.of("a", List.of("order_id"), "b", List.of("line_no"))::get);

    for (int i = 0; i < 3; i++) {
      assertThat(keys.of("a", LINE).columns()).containsExactly("order_id");
      assertThat(keys.of("b", LINE).columns()).containsExactly("line_no");
      assertThat(keys.of("c", LINE)).isNull();
    }
  }

  @Test
  void a_topic_without_columns_gets_no_key() {
    assertThat(new RowKeys(topic -> null).of("t", LINE)).isNull();
    assertThat(keys().of("t", LINE)).isNull();
  }

  @Test
  void any_number_of_schemas_may_take_turns() {
    RowKeys keys = keys("id");
    List<Schema> schemas = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      schemas.add(schema(i));
    }

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < MANY; i++) {
        Schema schema = schemas.get(i);
        assertThat(keys.of("t", schema).schema()).isSameAs(schema.field("id").schema());
      }
    }
  }

  @Test
  void a_source_that_invents_a_schema_for_each_record_does_not_fill_the_memory() {
    RowKeys keys = keys("id");
    Schema first = schema(0);
    keys.of("t", first);
    WeakReference<Schema> remembered = new WeakReference<>(first);
    first = null;

    for (int i = 1; i < MANY; i++) {
      keys.of("t", schema(i));
    }

    Awaitility.await("that a schema not seen for long is forgotten")
        .until(
            () -> {
              System.gc();
              return remembered.get() == null;
            });
    // Not collected before, and the first schema with it.
    assertThat(keys.of("t", schema(0))).isNotNull();
  }

  @Test
  void a_missing_column_is_named_with_those_that_are_there() {
    assertThatThrownBy(() -> keys("order_id", "lineno").of("lines", LINE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The key of topic lines cannot be made: there is no column 'lineno'. There are note,"
                + " line_no, order_id.");
  }

  @Test
  void a_value_that_is_no_struct_is_refused() {
    assertThatThrownBy(() -> keys("id").of("t", Schema.STRING_SCHEMA))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("topic t", "[id]", "STRING");
  }
}
