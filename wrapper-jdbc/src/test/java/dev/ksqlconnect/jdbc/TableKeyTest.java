package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.keyed;
import static dev.ksqlconnect.jdbc.Given.table;
import static dev.ksqlconnect.jdbc.Given.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableKeyTest {
  private static final TableFacts KEYLESS = table("users", "id", "mail", "nick null");

  @Test
  void the_primary_key_is_taken_in_the_constraints_order_and_not_in_the_tables() {
    TableKey key = TableKey.ofTable(keyed(KEYLESS, "mail", "id"), true);

    assertThat(key.columns()).containsExactly("mail", "id");
    assertThat(key.from()).isEqualTo("primary key");
    assertThat(key.isUsers()).isFalse();
  }

  @Test
  void the_primary_key_is_preferred_to_a_shorter_unique_index() {
    TableFacts table = unique(keyed(KEYLESS, "mail", "id"), "id");

    assertThat(TableKey.ofTable(table, true).from()).isEqualTo("primary key");
  }

  @Test
  void a_unique_index_serves_only_on_request() {
    TableFacts table = unique(KEYLESS, "mail");

    assertThat(TableKey.ofTable(table, true).columns()).containsExactly("mail");
    assertThat(TableKey.ofTable(table, true).from()).isEqualTo("unique index");
    assertThat(TableKey.ofTable(table, false).columns()).isEmpty();
    assertThat(TableKey.ofTable(table, false).from()).isEqualTo("the table has no primary key");
  }

  @Test
  void of_several_unique_indexes_the_one_of_the_fewest_columns_serves() {
    assertThat(TableKey.ofTable(unique(KEYLESS, "id,mail", "mail", "id"), true).columns())
        .containsExactly("mail");
  }

  @Test
  void a_unique_index_does_not_serve_if_one_of_its_columns_may_be_null_or_is_an_expression() {
    TableKey key = TableKey.ofTable(unique(KEYLESS, "nick", "id,nick", "lower(mail)"), true);

    assertThat(key.columns()).isEmpty();
    assertThat(key.from())
        .isEqualTo("the table has no primary key, and no unique index without nulls");
  }

  @Test
  void what_the_user_names_is_known_as_the_users() {
    TableKey key = TableKey.ofUser(List.of("b", "a"));

    assertThat(key.columns()).containsExactly("b", "a");
    assertThat(key.from()).isEqualTo("key");
    assertThat(key.isUsers()).isTrue();
  }
}
