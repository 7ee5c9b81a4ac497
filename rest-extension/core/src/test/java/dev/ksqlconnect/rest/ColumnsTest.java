package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static Schema struct(String... fields) {
    SchemaBuilder struct = SchemaBuilder.struct();
    for (String field : fields) {
      struct.field(field, Schema.INT32_SCHEMA);
    }
    return struct.build();
  }

  private static Iterable<JsonNode> columns(Schema key, Schema value, String... primaryKey) {
    AnnouncementsLog log = new AnnouncementsLog("id");
    log.announce("c", "t", key, value, List.of(primaryKey), Map.of());
    return Columns.of(log.catalog().find("c", "t").announcement().json());
  }

  /** Names, and whether they are of the primary key. */
  private static AbstractListAssert<?, List<? extends Tuple>, Tuple, ?> assertNames(
      Iterable<JsonNode> columns) {
    return assertThat(columns)
        .extracting(c -> c.path("name").asText(), c -> c.path("primaryKey").asBoolean());
  }

  @Test
  void the_values_fields_are_the_columns_and_those_of_the_primary_key_are_marked() {
    assertNames(columns(struct("b", "a"), struct("a", "x", "b"), "b", "a"))
        .containsExactly(tuple("a", true), tuple("x", false), tuple("b", true));
  }

  @Test
  void key_columns_that_the_value_lacks_come_first_in_the_keys_order() {
    assertNames(columns(struct("b", "x", "a"), struct("x", "y"), "b", "x", "a"))
        .containsExactly(tuple("b", true), tuple("a", true), tuple("x", true), tuple("y", false));
  }

  @Test
  void a_scalar_key_that_the_value_lacks_is_a_column_as_well() {
    Iterable<JsonNode> columns = columns(Schema.INT64_SCHEMA, struct("x"), "id");

    assertNames(columns).containsExactly(tuple("id", true), tuple("x", false));
    assertThat(columns.iterator().next().path("type").asText()).isEqualTo("int64");
  }

  @Test
  void a_scalar_key_that_has_no_name_is_no_column() {
    assertNames(columns(Schema.INT64_SCHEMA, struct("x"))).containsExactly(tuple("x", false));
  }

  @Test
  void a_column_says_its_type_what_that_stands_for_and_whether_it_may_be_null() {
    Schema value =
        SchemaBuilder.struct()
            .field("price", Decimal.builder(2).optional().build())
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();

    assertThat(columns(null, value))
        .extracting(
            c -> c.path("name").asText(),
            c -> c.path("type").asText(),
            c -> c.path("logicalType").asText(null),
            c -> c.path("optional").asBoolean())
        .containsExactly(
            tuple("price", "bytes", Decimal.LOGICAL_NAME, true),
            tuple("tags", "array", null, false));
  }

  @Test
  void what_has_no_schema_or_no_fields_has_no_columns() {
    assertThat(columns(null, null)).isEmpty();
    assertThat(columns(null, Schema.STRING_SCHEMA)).isEmpty();
  }
}
