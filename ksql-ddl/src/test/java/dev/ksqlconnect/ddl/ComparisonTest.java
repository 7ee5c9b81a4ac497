package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.ddl.KsqlSource.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Column ID = new Column("ID", SqlType.INT, true);
  private static final Column NAME = new Column("NAME", SqlType.VARCHAR, false);
  private static final Column CITY = new Column("CITY", SqlType.VARCHAR, false);

  private static KsqlSource table(Column... columns) {
    return source(Kind.TABLE, "users", "KAFKA", "JSON", columns);
  }

  private static KsqlSource source(
      Kind kind, String topic, String keyFormat, String valueFormat, Column... columns) {
    return new KsqlSource(kind, "USERS", topic, List.of(columns), keyFormat, valueFormat, false);
  }

  private static List<String> differences(KsqlSource wanted, KsqlSource existing) {
    return new Comparison(wanted, existing).differences();
  }

  @Test
  void what_is_equal_does_not_differ() {
    Comparison comparison = new Comparison(table(ID, NAME), table(ID, NAME));

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.extended()).isNull();
  }

  @Test
  void the_order_of_columns_does_not_count() {
    Comparison comparison = new Comparison(table(ID, NAME, CITY), table(CITY, ID, NAME));

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.extended()).isNull();
  }

  @Test
  void a_missing_column_is_appended_to_those_that_are_there() {
    Comparison comparison = new Comparison(table(ID, CITY, NAME), table(ID, NAME));

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.extended())
        .extracting(KsqlSource::columns)
        .isEqualTo(List.of(ID, NAME, CITY));
  }

  @Test
  void what_is_extended_is_so_by_a_statement_that_replaces() {
    KsqlSource extended = new Comparison(table(ID, NAME, CITY), table(ID, NAME)).extended();

    assertThat(extended)
        .extracting(KsqlSource::replace)
        .isEqualTo(
            """
            CREATE OR REPLACE TABLE `USERS` (
              `ID` INT PRIMARY KEY,
              `NAME` VARCHAR,
              `CITY` VARCHAR
            ) WITH (
              KAFKA_TOPIC = 'users',
              KEY_FORMAT = 'KAFKA',
              VALUE_FORMAT = 'JSON'
            );\
            """);
  }

  @Test
  void a_missing_key_column_cannot_be_appended() {
    assertThat(differences(table(ID, NAME), table(NAME)))
        .containsExactly("Key column `ID` (INT KEY) is missing.");
  }

  @Test
  void a_column_too_many_differs() {
    assertThat(differences(table(ID), table(ID, NAME)))
        .containsExactly("Column `NAME` (VARCHAR) is there, and the topic has none such.");
  }

  @Test
  void what_differs_is_not_extended_either() {
    assertThat(new Comparison(table(ID, CITY), table(ID, NAME)).extended()).isNull();
  }

  @Test
  void a_column_of_another_type_differs() {
    Column number = new Column("NAME", SqlType.BIGINT, false);

    assertThat(differences(table(ID, NAME), table(ID, number)))
        .containsExactly("Column `NAME` is BIGINT, and should be VARCHAR.");
  }

  @Test
  void a_column_that_is_no_key_there_differs() {
    Column value = new Column("ID", SqlType.INT, false);

    assertThat(differences(table(ID, NAME), table(value, NAME)))
        .containsExactly("Column `ID` is INT, and should be INT KEY.");
  }

  @Test
  void a_struct_with_a_field_more_differs() {
    Column small = new Column("S", SqlType.struct(Map.of("A", SqlType.INT)), false);
    Column other = new Column("S", SqlType.struct(Map.of("B", SqlType.INT)), false);

    assertThat(differences(table(ID, small), table(ID, other)))
        .containsExactly("Column `S` is STRUCT<`B` INT>, and should be STRUCT<`A` INT>.");
  }

  @Test
  void names_of_another_case_are_other_names() {
    Column lower = new Column("name", SqlType.VARCHAR, false);

    assertThat(differences(table(ID, NAME), table(ID, lower)))
        .containsExactly("Column `name` (VARCHAR) is there, and the topic has none such.");
  }

  @Test
  void another_kind_differs() {
    assertThat(differences(source(Kind.SOURCE_TABLE, "users", "KAFKA", "JSON", ID), table(ID)))
        .containsExactly("It is a TABLE, and should be SOURCE TABLE.");
  }

  @Test
  void another_topic_differs() {
    assertThat(differences(table(ID), source(Kind.TABLE, "other", "KAFKA", "JSON", ID)))
        .containsExactly("Its topic is other, and should be users.");
  }

  @Test
  void another_value_format_differs() {
    assertThat(differences(table(ID), source(Kind.TABLE, "users", "KAFKA", "AVRO", ID)))
        .containsExactly("Its value format is AVRO, and should be JSON.");
  }

  @Test
  void another_key_format_differs() {
    assertThat(differences(table(ID), source(Kind.TABLE, "users", "JSON", "JSON", ID)))
        .containsExactly("Its key format is JSON, and should be KAFKA.");
  }

  @Test
  void the_key_format_does_not_count_where_there_is_no_key() {
    assertThat(
            differences(
                source(Kind.STREAM, "users", "KAFKA", "JSON", NAME),
                source(Kind.STREAM, "users", "NONE", "JSON", NAME)))
        .isEmpty();
  }

  @Test
  void a_source_table_cannot_be_extended() {
    Comparison comparison =
        new Comparison(
            source(Kind.SOURCE_TABLE, "users", "KAFKA", "JSON", ID, NAME),
            source(Kind.SOURCE_TABLE, "users", "KAFKA", "JSON", ID));

    assertThat(comparison.differences())
        .containsExactly(
            "Column `NAME` (VARCHAR) is missing, and no source table can be extended.");
  }

  @Test
  void every_difference_is_told() {
    assertThat(
            differences(table(ID, NAME), source(Kind.STREAM, "other", "JSON", "AVRO", NAME, CITY)))
        .hasSize(6);
  }
}
