package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTypeTest {
  private static SqlType described(String json) throws JsonProcessingException {
    return SqlType.described(new ObjectMapper().readTree(json.replace('\'', '"')));
  }

  private static SqlType struct(String first, SqlType firstType, String second, SqlType type) {
    Map<String, SqlType> fields = new LinkedHashMap<>();
    fields.put(first, firstType);
    fields.put(second, type);
    return SqlType.struct(fields);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOLEAN, BOOLEAN",
    "INTEGER, INT",
    "BIGINT, BIGINT",
    "DOUBLE, DOUBLE",
    "STRING, VARCHAR",
    "BYTES, BYTES",
    "DATE, DATE",
    "TIME, TIME",
    "TIMESTAMP, TIMESTAMP"
  })
  void a_described_type_without_parts_is_written(String type, String sql)
      throws JsonProcessingException {
    assertThat(described("{'type':'" + type + "','fields':null,'memberSchema':null}"))
        .hasToString(sql);
  }

  @Test
  void a_described_decimal_has_precision_and_scale() throws JsonProcessingException {
    assertThat(
            described(
                "{'type':'DECIMAL','fields':null,'memberSchema':null,"
                    + "'parameters':{'precision':10,'scale':2}}"))
        .isEqualTo(SqlType.decimal(10, 2));
  }

  @Test
  void a_described_array_has_items() throws JsonProcessingException {
    assertThat(described("{'type':'ARRAY','fields':null,'memberSchema':{'type':'INTEGER'}}"))
        .isEqualTo(SqlType.array(SqlType.INT));
  }

  @Test
  void a_described_map_has_values() throws JsonProcessingException {
    assertThat(described("{'type':'MAP','fields':null,'memberSchema':{'type':'BIGINT'}}"))
        .isEqualTo(SqlType.map(SqlType.BIGINT));
  }

  @Test
  void a_described_struct_has_fields_in_their_order() throws JsonProcessingException {
    assertThat(
            described(
                "{'type':'STRUCT','memberSchema':null,'fields':["
                    + "{'name':'B','schema':{'type':'STRING'}},"
                    + "{'name':'a','schema':{'type':'STRUCT','fields':["
                    + "{'name':'C','schema':{'type':'DATE'}}]}}]}"))
        .isEqualTo(struct("B", SqlType.VARCHAR, "a", SqlType.struct(Map.of("C", SqlType.DATE))));
  }

  @Test
  void a_described_type_that_is_not_known_equals_no_other() throws JsonProcessingException {
    assertThat(described("{'type':'INTERVAL'}")).hasToString("INTERVAL");
  }

  @Test
  void structs_of_another_order_differ() {
    assertThat(struct("A", SqlType.INT, "B", SqlType.INT))
        .isNotEqualTo(struct("B", SqlType.INT, "A", SqlType.INT));
  }

  @Test
  void a_field_is_written_so_that_nothing_in_it_counts() {
    assertThat(SqlType.struct(Map.of("a` INT>, `b", SqlType.INT)))
        .hasToString("STRUCT<`a`` INT>, ``b` INT>");
  }

  @Test
  void a_map_is_found_in_whatever_holds_it() {
    assertThat(SqlType.array(SqlType.struct(Map.of("A", SqlType.map(SqlType.INT)))).holdsMap())
        .isTrue();
  }

  @Test
  void a_struct_without_a_map_holds_none() {
    assertThat(SqlType.array(SqlType.struct(Map.of("A", SqlType.INT))).holdsMap()).isFalse();
  }
}
