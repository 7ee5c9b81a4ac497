package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablePatternsTest {
  private static TablePatterns parse(String text) {
    return TablePatterns.parse("tables", text);
  }

  private static boolean isInPublic(TableName table) {
    return "public".equals(table.schema());
  }

  private static String names(Collection<TableName> tables) {
    return tables.stream().map(TableName::toString).collect(Collectors.joining(","));
  }

  /** The tables that are chosen of all there are, with commas between them. */
  private static String selected(String written, TableName... visible) {
    return names(parse(written).select(List.of(visible), TablePatternsTest::isInPublic));
  }

  private static TableName inPublic(String name) {
    return new TableName(null, "public", name);
  }

  @Test
  void a_new_table_does_not_turn_away_others_that_a_wildcard_fits_but_for_their_case() {
    assertThat(selected("ord*", inPublic("ORDERS"), inPublic("Order_lines")))
        .isEqualTo("public.ORDERS,public.Order_lines");
    assertThat(selected("ord*", inPublic("ORDERS"), inPublic("Order_lines"), inPublic("ord_tmp")))
        .isEqualTo("public.ORDERS,public.Order_lines,public.ord_tmp");
    assertThat(selected("ord*", inPublic("ORDERS"), inPublic("orders")))
        .as("of two that differ by nothing but case")
        .isEqualTo("public.orders");
  }

  @Test
  void what_is_excluded_is_in_whatever_case() {
    assertThat(selected("*,-audit_*", inPublic("audit_a"), inPublic("AUDIT_B"), inPublic("users")))
        .isEqualTo("public.users");
    assertThat(selected("*,-SECRET", inPublic("Secret"), inPublic("secret"))).isEmpty();
    assertThat(selected("*,-\"SECRET\"", inPublic("Secret"), inPublic("SECRET")))
        .isEqualTo("public.Secret");
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
        "\"users\"         | public | Users       | false",
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
    assertThat(selected(written, new TableName(null, schema, name)))
        .isEqualTo(chosen ? schema + "." + name : "");
  }

  @Test
  void a_database_without_schemas_has_its_catalogs_in_their_place() {
    TableName users = new TableName("shop", null, "users");

    assertThat(selected("shop.users", users)).isEqualTo("shop.users");
    assertThat(selected("other.users", users)).isEmpty();
    assertThat(selected("*.users", new TableName(null, null, "users"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // written                  | chosen of public.audit_log, public.users, sales.audit_x,
        //                            sales.orders
        "-audit_*                   | public.users",
        "- audit_*                  | public.users",
        "-AUDIT_LOG                 | public.users",
        "-\"AUDIT_LOG\"           | public.audit_log,public.users",
        "*.*,-audit_*               | public.users,sales.orders",
        "-audit_*,*.*               | public.users,sales.orders",
        "*.*,-sales.*               | public.audit_log,public.users",
        "*,-users                   | public.audit_log",
        "sales.*,-orders            | sales.audit_x",
        "-sales.audit_x             | public.audit_log,public.users",
        "users,-users               |``",
        "-*                         |``",
      })
  void what_has_a_dash_before_it_is_not_meant_in_whatever_schema(String written, String chosen) {
    assertThat(
            selected(
                written,
                new TableName(null, "public", "audit_log"),
                new TableName(null, "public", "users"),
                new TableName(null, "sales", "audit_x"),
                new TableName(null, "sales", "orders")))
        .isEqualTo(chosen);
  }

  @Test
  void a_dash_within_a_name_or_in_quotes_is_part_of_it() {
    assertThat(selected("\"-users\"", new TableName(null, "public", "-users")))
        .isEqualTo("public.-users");
    assertThat(selected("order-*", new TableName(null, "public", "order-lines")))
        .isEqualTo("public.order-lines");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // written       | there are   | chosen
        "users           | USERS       | public.USERS",
        "PUBLIC.Users    | users       | public.users",
        "us*             | USERS       | public.USERS",
        "\"users\"     | USERS       |``",
        "\"us*\"       | US*         |``",
        "PUBLIC.\"users\" | users    |``",
        "users           | USERS,users | public.users",
        "us*             | USERS,users | public.users",
        "Users           | USERS,users |``",
        "US*RS           | Users,users | public.Users,public.users",
      })
  void case_counts_where_tables_differ_by_nothing_else_and_in_quotes(
      String written, String thereAre, String chosen) {
    assertThat(
            selected(
                written,
                Stream.of(thereAre.split(",", -1))
                    .map(name -> new TableName(null, "public", name))
                    .toArray(TableName[]::new)))
        .isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource({
    "users, public.users",
    "USERS, public.users",
    "u*, ''",
    "'u*,users', public.users",
    "'users,-u*', ''",
    "'', ''",
    "-orders, ''"
  })
  void a_table_is_named_unless_it_only_matches_a_wildcard(String written, String named) {
    assertThat(
            names(
                parse(written)
                    .named(
                        List.of(
                            new TableName(null, "public", "orders"),
                            new TableName(null, "public", "users")),
                        TablePatternsTest::isInPublic)))
        .isEqualTo(named);
  }

  @Test
  void none_is_no_table_of_any_schema() {
    assertThat(
            TablePatterns.NONE.select(
                List.of(new TableName(null, "public", "users")), TablePatternsTest::isInPublic))
        .isEmpty();
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
        "-             | a name is missing at position 2",
        "users,-,      | a name is missing at position 8",
        "--users,.     | a name is missing at position 9",
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
