package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.database;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
  private static final TableFacts USERS = table("users", "id");
  private static final TableFacts SALES_USERS = table("sales.users", "id");
  private static final TableFacts SALES_ORDERS = table("sales.orders", "id");

  /** The topics of the tables that are written to one, in the tables' order. */
  private static List<String> topics(KsqlJdbcSourceConfig config, DatabaseFacts facts) {
    TopicNames names = new TopicNames(config, facts);
    List<String> topics = new ArrayList<>();
    for (TableFacts table : facts.tables()) {
      if (names.whyNot(table.name()) == null) {
        topics.add(names.topic(table.name()));
      }
    }
    return topics;
  }

  private static List<String> topics(KsqlJdbcSourceConfig config, TableFacts... tables) {
    return topics(config, database(config, tables));
  }

  private static String whyNot(TableFacts table, KsqlJdbcSourceConfig config, TableFacts... all) {
    return new TopicNames(config, database(config, all)).whyNot(table.name());
  }

  @ParameterizedTest
  @CsvSource({"db., db.users", "'', users", ", shop-users"})
  void a_topic_is_the_prefix_and_the_tables_name(String prefix, String topic) {
    assertThat(topics(config("topic.prefix", prefix), USERS)).containsExactly(topic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto         | shop-users,shop-sales.orders,shop-sales.users",
        "table        | shop-users,shop-orders",
        "schema.table | shop-public.users,shop-sales.orders,shop-sales.users",
      })
  void of_two_schemas_a_table_is_named_with_its_own_as_the_user_wants(
      String naming, String topics) {
    assertThat(
            topics(
                config("tables", "*.*", "topic.naming", naming), USERS, SALES_ORDERS, SALES_USERS))
        .containsExactly(topics.split(","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sales.*             | shop-orders",
        "sales.orders        | shop-orders",
        "users,sales.orders  | shop-orders",
        "users,SALES.orders  | shop-orders",
        "hr.*,sales.*        | shop-sales.orders",
        "*,sales.*           | shop-sales.orders",
        "orders,sales.orders | shop-sales.orders",
        "*.orders            | shop-sales.orders",
        "s*.orders           | shop-sales.orders",
      })
  void a_table_has_its_bare_name_where_no_other_of_that_name_can_be_meant(
      String tables, String topic) {
    assertThat(topics(config("tables", tables), SALES_ORDERS)).containsExactly(topic);
  }

  @Test
  void of_two_schemas_that_are_not_the_default_one_both_are_named() {
    assertThat(topics(config("tables", "*.users"), table("eu.users", "id"), SALES_USERS))
        .containsExactly("shop-eu.users", "shop-sales.users");
  }

  @Test
  void where_the_user_wants_bare_names_tables_that_would_share_a_topic_are_left_out_but_one() {
    KsqlJdbcSourceConfig config = config("tables", "*.users", "topic.naming", "table");

    assertThat(whyNot(USERS, config, USERS, SALES_USERS)).isNull();
    assertThat(whyNot(SALES_USERS, config, USERS, SALES_USERS))
        .isEqualTo(
            "it would share topic shop-users with public.users; leave topic.naming=table out, or"
                + " read one of them with a connector of its own");
  }

  @Test
  void a_database_with_catalogs_only_has_them_in_the_schemas_place() {
    KsqlJdbcSourceConfig config = config("tables", "*.*");
    DatabaseFacts facts =
        database(
            "shop",
            null,
            config,
            table(new TableName("archive", null, "orders"), "id"),
            table(new TableName("archive", null, "users"), "id"),
            table(new TableName("shop", null, "users"), "id"));

    assertThat(topics(config, facts))
        .containsExactly("shop-archive.orders", "shop-archive.users", "shop-users");
    assertThat(topics(config("tables", "*.*", "topic.naming", "schema.table"), facts))
        .containsExactly("shop-archive.orders", "shop-archive.users", "shop-shop.users");
  }

  @Test
  void of_a_url_without_a_database_none_is_the_default_one() {
    KsqlJdbcSourceConfig config = config("tables", "shop.users,crm.users");
    DatabaseFacts facts =
        database(
            null,
            null,
            config,
            table(new TableName("crm", null, "users"), "id"),
            table(new TableName("shop", null, "users"), "id"));

    assertThat(topics(config, facts)).containsExactly("shop-crm.users", "shop-shop.users");
  }

  @Test
  void a_pattern_for_several_schemas_has_their_names_in_the_topics() {
    assertThat(topics(config("schema.pattern", "s%"), table("sales.orders", "id")))
        .containsExactly("shop-sales.orders");
    assertThat(topics(config("schema.pattern", "sales"), table("sales.orders", "id")))
        .containsExactly("shop-orders");
    assertThat(
            topics(
                config("schema.pattern", "sales", "tables", "orders"), table("sales.orders", "id")))
        .containsExactly("shop-orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "table", "schema.table"})
  void a_database_with_neither_has_bare_names(String naming) {
    KsqlJdbcSourceConfig config = config("topic.naming", naming);
    DatabaseFacts facts =
        database(null, null, config, table(new TableName(null, null, "users"), "id"));

    assertThat(topics(config, facts)).containsExactly("shop-users");
  }

  @Test
  void topics_that_kafka_does_not_tell_apart_are_not_both_written() {
    TableFacts dotted = table(new TableName(null, "public", "order.lines"), "id");
    TableFacts underlined = table("order_lines", "id");

    assertThat(whyNot(dotted, config(), dotted, underlined)).isNull();
    assertThat(whyNot(underlined, config(), dotted, underlined))
        .isEqualTo(
            "its topic, shop-order_lines, differs from that of public.order.lines only in '.' and"
                + " '_', which Kafka refuses; read one of them with a connector of its own");
  }

  @Test
  void a_table_of_the_default_schema_keeps_its_topic_from_one_whose_schema_makes_it_the_same() {
    TableFacts dotted = table(new TableName(null, "public", "eu.users"), "id");
    KsqlJdbcSourceConfig config = config("tables", "*.*", "topic.naming", "auto");
    TableFacts eu = table("eu.users", "id");

    assertThat(whyNot(dotted, config, USERS, eu, dotted)).isNull();
    assertThat(whyNot(eu, config, USERS, eu, dotted))
        .startsWith("it would share topic shop-eu.users with public.eu.users");
  }

  @ParameterizedTest
  @ValueSource(strings = {"order lines", "größen", "o'clock"})
  void a_name_that_no_topic_can_have_is_refused(String name) {
    TableFacts odd = table(new TableName(null, "public", name), "id");

    assertThat(whyNot(odd, config(), odd))
        .isEqualTo(
            "its topic's name would be 'shop-"
                + name
                + "', but a topic's name holds only letters, digits, '.', '_' and '-', and 249 of"
                + " them at most");
  }

  @Test
  void a_schema_that_no_topic_can_be_named_with_is_refused_only_where_it_would_be() {
    TableFacts odd = table(new TableName(null, "my sales", "orders"), "id");

    assertThat(whyNot(odd, config("tables", "*.*", "topic.naming", "table"), odd)).isNull();
    assertThat(whyNot(odd, config("tables", "*.*"), odd))
        .startsWith("its topic's name would be 'shop-my sales.orders'");
  }
}
