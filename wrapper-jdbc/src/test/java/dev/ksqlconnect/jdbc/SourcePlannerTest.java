package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.database;
import static dev.ksqlconnect.jdbc.Given.plan;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePlannerTest {
  private static final TableFacts USERS =
      table("users", "*id serial", "name", "updated_at timestamp");
  private static final TableFacts ORDER_LINES =
      table("order_lines", "*order_id", "*line_no serial", "updated_at timestamp");
  private static final TableFacts SALES_ORDERS =
      table("sales.orders", "*number serial", "updated_at timestamp");

  private static List<String> tables(SourcePlan plan) {
    return plan.tables().stream().map(table -> table.table().toString()).toList();
  }

  private static List<String> topics(SourcePlan plan) {
    return plan.tables().stream().map(SourcePlan.TablePlan::topic).toList();
  }

  private static List<String> problems(SourcePlan plan) {
    return plan.problems().stream().map(p -> p.keys() + " " + p.message()).toList();
  }

  /** The problems of a plan that has to have some, all on one key. */
  private static List<String> problemsOn(String key, SourcePlan plan) {
    assertThat(plan.problems()).flatExtracting(Problem::keys).containsOnly(key);
    return plan.problems().stream().map(Problem::message).toList();
  }

  @Test
  void a_url_is_all_that_has_to_be_said() {
    SourcePlan plan = plan(config(), USERS);

    assertThat(plan.delegateConfig())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("name", "shop"),
                Map.entry("connector.class", "KsqlJdbcSource"),
                Map.entry("connection.url", "jdbc:postgresql://db/shop"),
                Map.entry("topic.prefix", "shop-"),
                Map.entry("schema.pattern", "public"),
                Map.entry("table.whitelist", "users"),
                Map.entry("mode", "timestamp+incrementing"),
                Map.entry("timestamp.column.name", "updated_at"),
                Map.entry("incrementing.column.name", "id"),
                Map.entry("poll.interval.ms", "1000"),
                Map.entry("poll.linger.ms", "100"),
                Map.entry("table.poll.interval.ms", "10000")));
    assertThat(plan.derived())
        .containsExactlyInAnyOrder(
            "topic.prefix",
            "schema.pattern",
            "table.whitelist",
            "mode",
            "timestamp.column.name",
            "incrementing.column.name",
            "poll.interval.ms",
            "poll.linger.ms",
            "table.poll.interval.ms");
    assertThat(topics(plan)).containsExactly("shop-users");
    assertThat(plan.tables().get(0).key()).containsExactly("id");
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void the_wrappers_own_keys_stay_with_the_wrapper() {
    SourcePlan plan =
        plan(
            config(
                "tables", "users",
                "key", "name",
                "announce", "false",
                "announce.timeout.ms", "1",
                "ksql.as", "stream",
                "ksql.name", "${topic}_s",
                "delegate.class", "com.example.Jdbc",
                "numeric.mapping", "best_fit"),
            USERS);

    assertThat(plan.delegateConfig())
        .containsEntry("numeric.mapping", "best_fit")
        .doesNotContainKeys(
            "tables",
            "key",
            "announce",
            "announce.timeout.ms",
            "ksql.as",
            "ksql.name",
            "delegate.class");
  }

  @ParameterizedTest
  @CsvSource({
    "poll.interval.ms, 7",
    "poll.linger.ms, 7",
    "table.poll.interval.ms, 7",
    "schema.pattern, publi_",
    "catalog.pattern, sho_",
    "timestamp.column.name, updated_at",
    "incrementing.column.name, id",
    "mode, bulk",
    "topic.prefix, db."
  })
  void what_the_user_sets_is_not_overruled(String key, String value) {
    SourcePlan plan = plan(config(key, value), USERS);

    assertThat(plan.delegateConfig()).containsEntry(key, value);
    assertThat(plan.derived()).isNotEmpty().doesNotContain(key);
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void a_property_with_the_value_null_is_as_one_that_is_not_set() {
    assertThat(
            plan(config("tables", null, "announce", null, "batch.max.rows", null), USERS)
                .delegateConfig())
        .isEqualTo(plan(config(), USERS).delegateConfig());
  }

  @Test
  void an_older_delegate_is_given_no_key_that_it_does_not_know() {
    KsqlJdbcSourceConfig config = config();

    SourcePlan plan =
        SourcePlanner.plan(
            config, database(config, USERS), Map.of(), Set.of("table.whitelist", "mode"));

    assertThat(plan.derived()).containsExactlyInAnyOrder("table.whitelist", "mode", "topic.prefix");
    assertThat(plan.delegateConfig()).doesNotContainKeys("poll.linger.ms", "schema.pattern");
  }

  @ParameterizedTest
  @CsvSource({"db., db.users", "'', users"})
  void the_topic_is_the_prefix_and_the_tables_bare_name(String prefix, String topic) {
    assertThat(topics(plan(config("topic.prefix", prefix), USERS))).containsExactly(topic);
  }

  @Test
  void tables_of_one_other_schema_are_named_barely_beside_it() {
    SourcePlan plan =
        plan(config("tables", "sales_eu.*"), table("sales_eu.orders", "*id serial"), USERS);

    assertThat(plan.delegateConfig())
        .containsEntry("table.whitelist", "orders")
        .containsEntry("schema.pattern", "sales\\_eu");
  }

  @Test
  void tables_of_several_schemas_are_named_with_theirs() {
    SourcePlan plan = plan(config("tables", "users, sales.*"), USERS, SALES_ORDERS);

    assertThat(plan.delegateConfig())
        .containsEntry("table.whitelist", "public.users,sales.orders")
        .doesNotContainKey("schema.pattern");
  }

  @ParameterizedTest
  @CsvSource({"'', shop", "archive.users, archive"})
  void a_database_that_has_only_catalogs_is_asked_for_the_catalog(String tables, String catalog) {
    KsqlJdbcSourceConfig config = config("tables", tables);
    DatabaseFacts facts =
        database(
            "shop",
            null,
            config,
            table(new TableName("archive", null, "users"), "*id serial"),
            table(new TableName("shop", null, "users"), "*id serial"));

    SourcePlan plan = plan(config, facts);

    assertThat(tables(plan)).containsExactly(catalog + ".users");
    assertThat(plan.delegateConfig())
        .containsEntry("table.whitelist", "users")
        .containsEntry("catalog.pattern", catalog)
        .doesNotContainKey("schema.pattern");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                  | id   | order_id,line_no",
        "users:name                        | name | order_id,line_no",
        "updated_at                        | updated_at | updated_at",
        "updated_at;users:id               | id   | updated_at",
        "order_lines:line_no,order_id      | id   | line_no,order_id",
        "public.users:name                 | name | order_id,line_no",
        "users:name;public.users:updated_at | updated_at | order_id,line_no",
      })
  void the_key_is_the_users_or_else_the_primary_key(
      String key, String usersKey, String orderLinesKey) {
    SourcePlan plan = plan(config("key", key == null ? "" : key), ORDER_LINES, USERS);

    assertThat(problems(plan)).isEmpty();
    assertThat(plan.tables())
        .extracting(table -> String.join(",", table.key()))
        .containsExactly(orderLinesKey, usersKey);
  }

  @Test
  void a_table_without_primary_key_has_no_key_and_says_so() {
    SourcePlan plan = plan(config(), table("log", "id serial"));

    assertThat(plan.tables().get(0).key()).isEmpty();
    assertThat(plan.tables().get(0).whyKey()).isEqualTo("the table has no primary key");
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void of_the_tables_there_are_those_of_the_default_schema_are_named_first() {
    TableFacts system = table("archive.users", "id");

    assertThat(problemsOn("tables", plan(config("tables", "order"), system, USERS)))
        .containsExactly("There is no table order. There are: users, archive.users.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "key    | users:nr   | Table users has no column nr for its key. There are: id, name,"
            + " updated_at.",
        "key    | users:NAME | Table users has no column NAME for its key. Did you mean name?",
        "key    | Users:id   | key names table Users, which is not read. Read are: users.",
        "tables | order      | There is no table order. There are: users, sales.orders.",
        "tables | USERS      | There is no table USERS. Did you mean users?"
            + " There are: users, sales.orders.",
        "tables | sales.Orders | There is no table sales.Orders. Did you mean"
            + " sales.orders? There are: users, sales.orders.",
        "tables | orders     | There is no table orders. There are: users, sales.orders.",
        "tables | o*         | There is no table o* (no table's name matches). There are: users,"
            + " sales.orders.",
        "tables | \"us*\"    | There is no table \"us*\". There are: users, sales.orders.",
      })
  void a_name_that_is_not_there_is_told_with_those_that_are(
      String key, String value, String message) {
    TableFacts orders = SALES_ORDERS;

    assertThat(problemsOn(key, plan(config(key, value), USERS, orders))).containsExactly(message);
  }

  @Test
  void of_many_tables_only_the_first_are_listed() {
    TableFacts[] tables =
        IntStream.range(10, 35)
            .mapToObj(i -> table("t" + i, "*id serial"))
            .toArray(TableFacts[]::new);

    assertThat(problemsOn("tables", plan(config("tables", "x"), tables)))
        .singleElement()
        .asString()
        .startsWith("There is no table x. There are: t10, t11, ")
        .endsWith(", t28, t29 and 5 more.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Users", "ORDER_LINES", "order-lines", "_1"})
  void a_name_in_any_case_is_taken_as_it_is(String name) {
    SourcePlan plan = plan(config("tables", name), table(name, "*id serial"));

    assertThat(plan.delegateConfig()).containsEntry("table.whitelist", name);
    assertThat(topics(plan)).containsExactly("shop-" + name);
  }

  @Test
  void a_name_with_a_dot_is_one_name_when_it_is_quoted() {
    TableFacts dotted = table(new TableName(null, "public", "order.lines"), "*id serial");

    SourcePlan plan = plan(config("tables", "\"order.lines\""), dotted);

    assertThat(plan.delegateConfig()).containsEntry("table.whitelist", "order.lines");
    assertThat(topics(plan)).containsExactly("shop-order.lines");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b         | cannot be told of a name with a comma, a quote or a space",
        "a\"b        | cannot be told of a name with a comma, a quote or a space",
        "`a `        | cannot be told of a name with a comma, a quote or a space",
        "order lines | topic's name would be 'shop-order lines'",
        "größen      | topic's name would be 'shop-größen'",
        "o'clock     | topic's name would be 'shop-o'clock'",
      })
  void a_name_that_cannot_be_passed_on_is_left_out_and_a_mistake_only_if_it_was_named(
      String name, String why) {
    TableFacts odd = table(new TableName(null, "public", name), "*id serial");
    TableFacts fine = table("fine", "*id serial");

    SourcePlan all = plan(config(), fine, odd);
    assertThat(tables(all)).containsExactly("public.fine");
    assertThat(all.leftOut())
        .singleElement()
        .extracting(left -> left.why())
        .asString()
        .contains(why);
    assertThat(problems(all)).isEmpty();

    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    SourcePlan named = plan(config("tables", "fine," + quoted), fine, odd);
    assertThat(problemsOn("tables", named)).singleElement().asString().contains(why);
    assertThat(tables(named)).containsExactly("public.fine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "incrementing | poll.interval.ms | 1 | mode | these tables have none: log.",
        "timestamp+incrementing | timestamp.column.name | line | mode | none: log.",
        "incrementing | incrementing.column.name | nr | incrementing.column.name"
            + " | Table log has no column nr for incrementing.column.name. There are: id, line.",
        "timestamp | timestamp.column.name | LINE,at | timestamp.column.name"
            + " | Table log has no column at for timestamp.column.name. There are: id, line.",
      })
  void columns_that_the_users_mode_goes_by_have_to_be_there(
      String mode, String key, String value, String wrong, String message) {
    SourcePlan plan = plan(config("mode", mode, key, value), table("log", "id", "line"));

    assertThat(problemsOn(wrong, plan)).singleElement().asString().contains(message);
    assertThat(plan.problems()).hasSize(1);
  }

  @Test
  void columns_that_are_there_are_taken_as_the_user_names_them() {
    TableFacts log = table("log", "id", "line");
    for (KsqlJdbcSourceConfig config :
        List.of(
            config("mode", "incrementing", "incrementing.column.name", "ID"),
            config("mode", "timestamp", "timestamp.column.name", "line"),
            config("mode", "bulk"))) {
      assertThat(plan(config, log).problems()).isEmpty();
    }
  }

  @Test
  void whole_tables_are_not_read_every_second() {
    assertThat(plan(config("mode", "bulk"), USERS).delegateConfig())
        .doesNotContainKey("poll.interval.ms")
        .containsEntry("table.poll.interval.ms", "10000");
  }

  @Test
  void of_two_schemas_the_delegates_list_takes_its_own_table() {
    TableFacts theirs = table("sales.users", "*nr serial", "updated_at timestamp");

    SourcePlan plan =
        plan(
            config("table.include.list", "sales[.].*", "mode", "incrementing"),
            table("users", "*id serial"),
            theirs);

    assertThat(plan.tables()).hasSize(1);
    assertThat(plan.tables().get(0).key()).containsExactly("nr");
  }

  @Test
  void a_list_that_is_no_regular_expression_is_said_on_its_key() {
    assertThatThrownBy(() -> plan(config("table.include.list", "[", "mode", "incrementing"), USERS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("table.include.list");
  }

  @Test
  void a_table_that_comes_later_does_not_take_the_topic_of_one_that_is_read() {
    TableFacts read = table("sales.users", "*id serial");
    KsqlJdbcSourceConfig config = config("tables", "*.users");

    SourcePlan plan =
        SourcePlanner.plan(
            config,
            database(config, USERS, read),
            Map.of(read.name(), "incrementing"),
            Given.DELEGATE_KEYS);

    assertThat(plan.tables()).extracting(SourcePlan.TablePlan::table).containsExactly(read.name());
  }

  @Test
  void two_tables_cannot_share_a_topic() {
    SourcePlan plan =
        plan(
            config("tables", "*.users"),
            USERS,
            table("sales.users", "*id serial", "updated_at timestamp"));

    assertThat(problemsOn("tables", plan))
        .containsExactly(
            "Table sales.users: it would share topic shop-users with public.users; read one of them"
                + " with a connector of its own");
    assertThat(tables(plan)).containsExactly("public.users");
  }

  @Test
  void two_tables_cannot_have_topics_that_kafka_does_not_tell_apart() {
    TableFacts dotted = table(new TableName(null, "public", "order.lines"), "*id serial");
    TableFacts underlined = table("order_lines", "*id serial");

    SourcePlan plan = plan(config(), dotted, underlined);

    assertThat(problemsOn("tables", plan))
        .containsExactly(
            "Table public.order_lines: its topic, shop-order_lines, differs from that of"
                + " public.order.lines only in '.' and '_', which Kafka refuses; read one of them"
                + " with a connector of its own");
    assertThat(tables(plan)).containsExactly("public.order.lines");
  }

  @Test
  void a_table_that_the_mode_does_not_fit_is_left_out_with_what_it_lacks() {
    SourcePlan plan = plan(config(), table("log", "line"), USERS, ORDER_LINES);

    assertThat(tables(plan)).containsExactly("public.order_lines", "public.users");
    assertThat(plan.leftOut())
        .singleElement()
        .extracting(SourcePlan.LeftOut::why)
        .isEqualTo(
            "the connector's mode, timestamp+incrementing, needs the column updated_at with NOT"
                + " NULL and a NOT NULL column that the database counts up; read log with a"
                + " connector of its own");
  }

  @ParameterizedTest
  @CsvSource({
    "table.whitelist, users",
    "table.blacklist, log",
    "table.include.list, public.users",
    "table.include.list, 'log,pub.*us.+'"
  })
  void tables_chosen_with_the_delegates_keys_are_keyed_and_nothing_else_is_derived_for_them(
      String key, String value) {
    SourcePlan plan = plan(config(key, value, "mode", "incrementing"), USERS);

    assertThat(problems(plan)).isEmpty();
    assertThat(plan.derived())
        .containsExactlyInAnyOrder(
            "topic.prefix", "poll.interval.ms", "poll.linger.ms", "table.poll.interval.ms");
    assertThat(plan.delegateConfig()).containsEntry(key, value);
    assertThat(plan.tables().get(0).key()).containsExactly("id");
  }

  @Test
  void tables_chosen_with_the_delegates_keys_need_a_mode_and_no_tables_beside_them() {
    assertThat(problems(plan(config("table.whitelist", "users", "tables", "users"), USERS)))
        .containsExactly(
            "[tables] Tables are chosen by table.whitelist or by tables; leave one of them out",
            "[mode] With table.whitelist the mode is not derived; set mode to bulk, incrementing,"
                + " timestamp or timestamp+incrementing, and the columns it needs");
  }

  @ParameterizedTest
  @CsvSource({
    "public.users, true",
    "users, true",
    "\"public\".\"users\", true",
    "'log, users', true",
    "Users, false",
    "sales.users, false"
  })
  void of_a_whitelist_the_tables_are_those_the_delegate_will_read(
      String whitelist, boolean chosen) {
    KsqlJdbcSourceConfig config = config("table.whitelist", whitelist, "mode", "bulk");

    assertThat(tables(plan(config, USERS))).isEqualTo(chosen ? List.of("public.users") : List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"query", "query.masked"})
  void a_query_has_one_topic_of_the_connectors_name_and_the_key_the_user_says(String query) {
    KsqlJdbcSourceConfig config = config(query, "SELECT 1", "mode", "bulk", "key", "a,b");

    SourcePlan plan = plan(config, DatabaseFacts.NONE);

    assertThat(problems(plan)).isEmpty();
    assertThat(plan.delegateConfig())
        .containsEntry("topic.prefix", "shop")
        .containsEntry("mode", "bulk")
        .doesNotContainKeys("table.whitelist", "schema.pattern");
    assertThat(topics(plan)).containsExactly("shop");
    assertThat(plan.tables().get(0).key()).containsExactly("a", "b");
    assertThat(plan.readsNothing()).isFalse();
  }

  @Test
  void what_does_not_go_with_a_query_is_told() {
    KsqlJdbcSourceConfig config =
        config("query", "SELECT 1", "tables", "users", "key", "users:id", "topic.prefix", "a b");

    assertThat(problems(plan(config, DatabaseFacts.NONE)))
        .containsExactly(
            "[tables] Tables are chosen by query or by tables; leave one of them out",
            "[topic.prefix] The topic's name would be 'a b', but a topic's name holds only letters,"
                + " digits, '.', '_' and '-', and 249 of them at most; set topic.prefix",
            "[key] With a query there are no tables to name; write just the columns, such as"
                + " key=id",
            "[mode] With a query the mode is not derived; set mode to bulk, incrementing, timestamp"
                + " or timestamp+incrementing, and the columns it needs");
  }
}
