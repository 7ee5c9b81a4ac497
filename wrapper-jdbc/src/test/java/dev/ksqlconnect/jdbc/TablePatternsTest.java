package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablePatternsTest {
  private static TablePatterns parse(String text) {
    return TablePatterns.parse("tables", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // written         | schema | name        | chosen
        "``                | public | users       | true",
        "``                | sales  | users       | false",
        "users             | public | users       | true",
        "users             | public | Users       | false",
        "users             | public | users2      | false",
        "users             | sales  | users       | false",
        "orders , users    | public | users       | true",
        "sales.users       | sales  | users       | true",
        "sales.users       | public | users       | false",
        "public.users      | public | users       | true",
        "*                 | public | users       | true",
        "*                 | sales  | users       | false",
        "*.*               | sales  | users       | true",
        "*.users           | sales  | users       | true",
        "sales*.u*s        | sales_eu | users     | true",
        "sales*.u*s        | sales_eu | user      | false",
        "u.ers             | public | users       | false",
        "u[a-z]+           | public | users       | false",
        "u[a-z]+           | public | u[a-z]+     | true",
        "order-lines       | public | order-lines | true",
        "Order Lines       | public | Order Lines | true",
        "größen            | public | größen      | true",
        "\"order.lines\"   | public | order.lines | true",
        "\"a,b\"           | public | a,b         | true",
        "\"a\"\"b\"        | public | a\"b        | true",
        "\"a*\"            | public | a*          | true",
        "\"a*\"            | public | ab          | false",
        "\"my.sales\".\"a.b\" | my.sales | a.b    | true",
      })
  void a_table_is_chosen_by_its_name_as_the_database_spells_it(
      String written, String schema, String name, boolean chosen) {
    assertThat(parse(written).match(new TableName(null, schema, name), schema.equals("public")))
        .isEqualTo(chosen);
  }

  @Test
  void a_database_without_schemas_has_its_catalogs_in_their_place() {
    TableName users = new TableName("shop", null, "users");

    assertThat(parse("shop.users").match(users, false)).isTrue();
    assertThat(parse("other.users").match(users, false)).isFalse();
    assertThat(parse("*.users").match(new TableName(null, null, "users"), true)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"users, true", "sales.users, true", "'\"u*\"', true", "u*, false", "*.users, false"})
  void only_a_wildcard_does_not_name_one_table(String written, boolean exact) {
    assertThat(parse(written).patterns())
        .singleElement()
        .extracting(TablePatterns.TablePattern::isExact)
        .isEqualTo(exact);
  }

  @ParameterizedTest
  @CsvSource({"USERS, true", "Users, true", "users2, false", "US*, true"})
  void a_near_miss_differs_in_case_only(String written, boolean near) {
    assertThat(
            parse(written)
                .patterns()
                .get(0)
                .nearlyMatches(new TableName(null, "public", "users"), true))
        .isEqualTo(near);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "users,,orders | a name is missing at position 7",
        "users,        | a name is missing at position 7",
        ".users        | a name is missing at position 1",
        "sales.        | a name is missing at position 7",
        "a.b.c         | '.' was not expected at position 4",
        "\"users       | a closing quote is missing",
        "\"us\"ers     | 'e' was not expected at position 5",
      })
  void what_cannot_be_read_is_refused_with_the_place(String written, String message) {
    assertThatThrownBy(() -> parse(written))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Write table names separated by ','");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void nothing_written_is_all_tables_of_the_default_schema(String written) {
    assertThat(parse(written).areAll()).isTrue();
  }
}
