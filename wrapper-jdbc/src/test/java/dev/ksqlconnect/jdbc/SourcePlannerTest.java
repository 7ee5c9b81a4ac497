package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.database;
import static dev.ksqlconnect.jdbc.Given.keyed;
import static dev.ksqlconnect.jdbc.Given.plan;
import static dev.ksqlconnect.jdbc.Given.planOf;
import static dev.ksqlconnect.jdbc.Given.table;
import static dev.ksqlconnect.jdbc.Given.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
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

  /** The one delegate of a plan. */
  private static SourcePlan.DelegatePlan only(SourcePlan plan) {
    assertThat(plan.delegates()).hasSize(1);
    return plan.delegates().get(0);
  }

  /** The problems of a plan that has to have some, all on one key. */
  private static List<String> problemsOn(String key, SourcePlan plan) {
    assertThat(plan.problems()).flatExtracting(Problem::keys).containsOnly(key);
    return plan.problems().stream().map(Problem::message).toList();
  }

  @Test
  void a_url_is_all_that_has_to_be_said() {
    SourcePlan plan = plan(config(), USERS);

    assertThat(only(plan).config())
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
                Map.entry("numeric.mapping", "best_fit"),
                Map.entry("poll.interval.ms", "1000"),
                Map.entry("poll.linger.ms", "100"),
                Map.entry("table.poll.interval.ms", "10000")));
    assertThat(only(plan).derived())
        .containsExactlyInAnyOrder(
            "topic.prefix",
            "schema.pattern",
            "table.whitelist",
            "mode",
            "timestamp.column.name",
            "incrementing.column.name",
            "numeric.mapping",
            "poll.interval.ms",
            "poll.linger.ms",
            "table.poll.interval.ms");
    assertThat(topics(plan)).containsExactly("shop-users");
    assertThat(plan.tables().get(0).key().columns()).containsExactly("id");
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void the_wrappers_own_keys_stay_with_the_wrapper() {
    SourcePlan plan =
        plan(
            config(
                "tables", "users",
                "key", "name",
                "key.from", "unique",
                "timestamp.column.patterns", "updated_at",
                "bulk.tables", "log",
                "bulk.poll.interval.ms", "1",
                "topic.naming", "table",
                "announce", "false",
                "announce.timeout.ms", "1",
                "ksql.as", "stream",
                "ksql.name", "${topic}_s",
                "delegate.class", "com.example.Jdbc",
                "numeric.mapping", "best_fit"),
            USERS);

    assertThat(only(plan).config())
        .containsEntry("numeric.mapping", "best_fit")
        .doesNotContainKeys(
            "tables",
            "key",
            "key.from",
            "timestamp.column.patterns",
            "bulk.tables",
            "bulk.poll.interval.ms",
            "topic.naming",
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

    assertThat(only(plan).config()).containsEntry(key, value);
    assertThat(only(plan).derived()).isNotEmpty().doesNotContain(key);
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void a_property_with_the_value_null_is_as_one_that_is_not_set() {
    assertThat(only(plan(config("tables", null, "announce", null, "batch.max.rows", null), USERS)))
        .isEqualTo(only(plan(config(), USERS)));
  }

  @Test
  void of_the_tables_there_are_those_of_the_default_schema_are_named_first() {
    TableFacts system = table("archive.users", "id");

    assertThat(problemsOn("tables", plan(config("tables", "order"), system, USERS)))
        .containsExactly(
            "There is no table order. There are: users, archive.users. If it is a view, set"
                + " table.types=TABLE,VIEW.");
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
        .contains(", t28, t29 and 5 more.")
        .doesNotContain("t30");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Users", "ORDER_LINES", "order-lines", "_1"})
  void a_name_in_any_case_is_taken_as_it_is(String name) {
    SourcePlan plan = plan(config("tables", name), table(name, "*id serial"));

    assertThat(only(plan).config()).containsEntry("table.whitelist", name);
    assertThat(topics(plan)).containsExactly("shop-" + name);
  }

  @Test
  void a_name_with_a_dot_is_one_name_when_it_is_quoted() {
    TableFacts dotted = table(new TableName(null, "public", "order.lines"), "*id serial");

    SourcePlan plan = plan(config("tables", "\"order.lines\""), dotted);

    assertThat(only(plan).config()).containsEntry("table.whitelist", "order.lines");
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

  @Test
  void of_two_schemas_the_delegates_list_takes_its_own_table() {
    TableFacts theirs = table("sales.users", "*nr serial", "updated_at timestamp");

    SourcePlan plan =
        plan(
            config("table.include.list", "sales[.].*", "mode", "incrementing"),
            table("users", "*id serial"),
            theirs);

    assertThat(plan.tables()).hasSize(1);
    assertThat(plan.tables().get(0).key().columns()).containsExactly("nr");
  }

  @Test
  void a_list_that_is_no_regular_expression_is_said_on_its_key() {
    assertThatThrownBy(() -> plan(config("table.include.list", "[", "mode", "incrementing"), USERS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("table.include.list");
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
    assertThat(only(plan).derived())
        .containsExactlyInAnyOrder(
            "topic.prefix", "poll.interval.ms", "poll.linger.ms", "table.poll.interval.ms");
    assertThat(only(plan).config()).containsEntry(key, value);
    assertThat(plan.tables().get(0).key().columns()).containsExactly("id");
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
    assertThat(only(plan).config())
        .containsEntry("topic.prefix", "shop")
        .containsEntry("mode", "bulk")
        .doesNotContainKeys("table.whitelist", "schema.pattern");
    assertThat(topics(plan)).containsExactly("shop");
    assertThat(plan.tables().get(0).key().columns()).containsExactly("a", "b");
  }

  @Test
  void each_table_is_read_in_its_own_mode_and_said_why() {
    SourcePlan plan =
        plan(
            config("bulk.tables", "log"),
            USERS,
            table("orders", "*id serial"),
            table("log", "line"));

    assertThat(plan.tables())
        .extracting(one -> one.table().name() + ": " + one.mode() + ", " + one.mode().why())
        .containsExactly(
            "log: bulk, named in bulk.tables",
            "orders: incrementing (id), it has a number that is counted up: its new rows are found,"
                + " changes of old ones are not",
            "users: timestamp+incrementing (updated_at, id), it has the time of a row's last change"
                + " and a number that is counted up");
    assertThat(plan.tables())
        .extracting(SourcePlan.TablePlan::delegate)
        .containsExactly(
            "bulk of public", "incrementing of public", "timestamp+incrementing of public");
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void a_table_that_only_matches_a_wildcard_is_left_out_with_the_reason() {
    for (String tables : List.of("", "*", "*,-orders")) {
      SourcePlan plan = plan(config("tables", tables), USERS, table("log", "line"));

      assertThat(tables(plan)).containsExactly("public.users");
      assertThat(plan.leftOut())
          .singleElement()
          .satisfies(
              left -> {
                assertThat(left.table()).hasToString("public.log");
                assertThat(left.why())
                    .startsWith("it has no NOT NULL timestamp that is called like one of")
                    .contains("or add log to bulk.tables to read it whole, again and again;");
              });
      assertThat(problems(plan)).isEmpty();
    }
  }

  @Test
  void a_table_that_is_named_is_missed_if_it_cannot_be_read() {
    SourcePlan plan = plan(config("tables", "users, LOG"), USERS, table("log", "line"));

    assertThat(tables(plan)).containsExactly("public.users");
    assertThat(problems(plan))
        .singleElement()
        .asString()
        .startsWith("[tables, mode] Table log: it has no NOT NULL timestamp")
        .endsWith("may be null, as those of views are.");
  }

  @Test
  void a_table_that_is_named_and_its_like_that_is_not_are_told_apart() {
    SourcePlan plan =
        plan(config("tables", "u*,log"), USERS, table("log", "line"), table("UX", "line"));

    assertThat(problems(plan)).singleElement().asString().contains("Table log");
  }

  @Test
  void where_nothing_can_be_read_that_is_told_with_the_first_reason() {
    assertThat(problems(plan(config(), table("log", "line"), table("notes", "text"))))
        .singleElement()
        .asString()
        .startsWith(
            "[tables, mode] None of the tables can be read. Of 2, the first is log: it has no NOT"
                + " NULL timestamp");
  }

  @Test
  void tables_that_have_not_what_the_users_mode_goes_by_are_all_told_at_once() {
    SourcePlan plan =
        plan(config("mode", "incrementing"), USERS, table("log", "line"), table("sales.x", "y"));

    assertThat(tables(plan)).containsExactly("public.users");
    assertThat(problems(plan))
        .containsExactly(
            "[mode] mode=incrementing needs a NOT NULL column that the database counts up, or its"
                + " name in incrementing.column.name. Leave mode out to have each table read in the"
                + " mode it allows, or set tables to those that have it. Without it are: log.");
    assertThat(
            problems(
                plan(config("mode", "incrementing", "tables", "log"), USERS, table("log", "x"))))
        .as("a table that is named is told of no less, and no more")
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"timestamp.column.name", "incrementing.column.name"})
  void a_column_that_no_table_has_is_told_with_those_of_the_first(String key) {
    assertThat(problemsOn(key, plan(config(key, "nr"), USERS, SALES_ORDERS)))
        .containsExactly(
            "None of the tables has the column nr that "
                + key
                + " names. users has: id, name, updated_at.");
  }

  @Test
  void a_column_that_some_tables_have_is_gone_by_in_those() {
    SourcePlan plan =
        plan(config("timestamp.column.name", "at"), USERS, table("log", "line", "at timestamp"));

    assertThat(problems(plan)).isEmpty();
    assertThat(plan.tables())
        .extracting(one -> one.mode().toString())
        .containsExactly("timestamp (at)", "incrementing (id)");
  }

  @Test
  void a_mode_that_a_table_was_read_in_before_is_kept_for_it_alone() {
    KsqlJdbcSourceConfig config = config();
    SourcePlan plan =
        SourcePlanner.plan(
            config,
            database(config, ORDER_LINES, USERS),
            Map.of(USERS.name(), "incrementing"),
            Given.DELEGATE_KEYS);

    assertThat(planOf("users", plan).mode().mode()).isEqualTo("incrementing");
    assertThat(planOf("order_lines", plan).mode().mode()).isEqualTo("timestamp+incrementing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                   | id         | order_id,line_no",
        "users:name                         | name       | order_id,line_no",
        "updated_at                         | updated_at | updated_at",
        "updated_at;users:id                | id         | updated_at",
        "order_lines:line_no,order_id       | id         | line_no,order_id",
        "public.users:name                  | name       | order_id,line_no",
        "users:name;public.users:updated_at | updated_at | order_id,line_no",
        "USERS:name                         | name       | order_id,line_no",
        "Public.Users:NAME                  | name       | order_id,line_no",
        "UPDATED_AT                         | updated_at | updated_at",
      })
  void the_key_is_the_users_in_any_spelling_of_the_table_or_else_the_primary_key(
      String key, String usersKey, String orderLinesKey) {
    SourcePlan plan = plan(config("key", key == null ? "" : key), ORDER_LINES, USERS);

    assertThat(problems(plan)).isEmpty();
    assertThat(plan.tables())
        .extracting(one -> String.join(",", one.key().columns()))
        .containsExactly(orderLinesKey, usersKey);
  }

  @Test
  void a_name_in_key_is_that_of_the_table_which_is_spelled_so_where_there_is_one() {
    SourcePlan plan =
        plan(config("key", "users:name"), USERS, table("USERS", "*id serial", "name"));

    assertThat(planOf("users", plan).key().columns()).containsExactly("name");
    assertThat(planOf("USERS", plan).key().columns()).containsExactly("id");
  }

  @Test
  void of_columns_that_differ_in_case_only_the_key_is_the_one_that_is_spelled_so() {
    TableFacts table = table("t", "id serial", "nr", "NR");

    assertThat(plan(config("key", "NR"), table).tables().get(0).key().columns())
        .containsExactly("NR");
    assertThat(problemsOn("key", plan(config("key", "Nr"), table)))
        .containsExactly("Table t has no column Nr for its key. There are: id, nr, NR.");
  }

  @Test
  void tables_of_one_name_are_keyed_by_their_full_names() {
    SourcePlan plan =
        plan(
            config("tables", "*.users", "key", "users:name;sales.users:nr"),
            USERS,
            table("sales.users", "*id serial", "nr"));

    assertThat(plan.tables())
        .extracting(one -> one.table() + ": " + one.key().columns())
        .containsExactly("public.users: [name]", "sales.users: [nr]");
  }

  @Test
  void a_composite_key_is_in_the_constraints_order() {
    assertThat(
            plan(config(), keyed(ORDER_LINES, "line_no", "order_id"))
                .tables()
                .get(0)
                .key()
                .columns())
        .containsExactly("line_no", "order_id");
  }

  @Test
  void a_unique_index_is_the_key_on_request_where_the_user_names_no_other() {
    TableFacts log = unique(table("log", "id serial", "line", "nr"), "line,nr", "nr");

    assertThat(planOf("log", plan(config(), log)).key().columns()).isEmpty();
    assertThat(planOf("log", plan(config("key.from", "unique"), log)).key().columns())
        .containsExactly("nr");
    assertThat(planOf("log", plan(config("key.from", "unique", "key", "line"), log)).key().from())
        .isEqualTo("key");
  }

  @Test
  void a_column_whose_type_not_every_delegate_reads_is_doubtful() {
    SourcePlan plan = plan(config(), table("users", "id serial", "tags array", "price numeric"));

    assertThat(plan.tables().get(0).doubtful()).containsExactly("tags");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "key    | users:nr   | Table users has no column nr for its key. There are: id, name,"
            + " updated_at.",
        "key    | nobody:id  | key names table nobody, which is not read. Read are: users.",
        "key    | sales.orders:number | key names table sales.orders, which is not read. Read are:"
            + " users.",
        "tables | order      | There is no table order. There are: users, sales.orders. If it is a"
            + " view, set table.types=TABLE,VIEW.",
        "tables | orders     | There is no table orders. There are: users, sales.orders. If it is a"
            + " view, set table.types=TABLE,VIEW.",
        "tables | o*         | There is no table o* (no table's name matches). There are: users,"
            + " sales.orders.",
        "tables | \"USERS\"  | There is no table \"USERS\". Did you mean users? There are:"
            + " users, sales.orders. If it is a view, set table.types=TABLE,VIEW.",
        "tables | \"us*\"    | There is no table \"us*\". There are: users, sales.orders. If it"
            + " is a view, set table.types=TABLE,VIEW.",
        "tables | users,-u*  | No table is left when those with '-' are taken out. There are:"
            + " users, sales.orders.",
        "tables | -*         | No table is left when those with '-' are taken out. There are:"
            + " users, sales.orders.",
      })
  void a_name_that_is_not_there_is_told_with_those_that_are(
      String key, String value, String message) {
    assertThat(problemsOn(key, plan(config(key, value), USERS, SALES_ORDERS)))
        .containsExactly(message);
  }

  @Test
  void who_has_said_which_types_are_wanted_is_not_told_of_views() {
    assertThat(
            problemsOn("tables", plan(config("tables", "x", "table.types", "TABLE,VIEW"), USERS)))
        .containsExactly("There is no table x. There are: users.");
  }

  @Test
  void a_name_that_fits_several_tables_but_for_its_case_is_no_tables() {
    SourcePlan plan =
        plan(
            config("tables", "Users"), USERS, table("USERS", "*id serial", "updated_at timestamp"));

    assertThat(problemsOn("tables", plan))
        .containsExactly(
            "There is no table Users. Did you mean USERS or users? There are: USERS, users. If it"
                + " is a view, set table.types=TABLE,VIEW.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"USERS", "Public.Users", "US*"})
  void a_name_is_found_in_any_case_where_only_one_table_has_it(String written) {
    SourcePlan plan = plan(config("tables", written), USERS);

    assertThat(problems(plan)).isEmpty();
    assertThat(only(plan).config()).containsEntry("table.whitelist", "users");
  }

  @Test
  void where_no_table_is_visible_it_is_said_to_whom_and_what_to_grant() {
    assertThat(problemsOn("tables", plan(config())))
        .containsExactly(
            "No table is visible in schema public to the user that connects. Grant it SELECT on the"
                + " tables, or name those of another schema: tables=schema.*");
  }

  @Test
  void two_tables_of_one_name_are_both_read() {
    SourcePlan plan =
        plan(
            config("tables", "*.users"),
            USERS,
            table("sales.users", "*id serial", "updated_at timestamp"));

    assertThat(problems(plan)).isEmpty();
    assertThat(topics(plan)).containsExactly("shop-users", "shop-sales.users");
  }

  @Test
  void two_tables_of_one_name_that_are_to_have_one_topic_are_a_mistake_only_if_named() {
    TableFacts theirs = table("sales.users", "*id serial", "updated_at timestamp");
    SourcePlan all = plan(config("tables", "*.users", "topic.naming", "table"), USERS, theirs);
    SourcePlan named =
        plan(config("tables", "users,sales.users", "topic.naming", "table"), USERS, theirs);

    assertThat(tables(all)).containsExactly("public.users");
    assertThat(all.leftOut()).hasSize(1);
    assertThat(problems(all)).isEmpty();
    assertThat(problems(named))
        .containsExactly(
            "[tables, topic.naming] Table sales.users: it would share topic shop-users with"
                + " public.users; leave topic.naming=table out, or read one of them with a"
                + " connector of its own.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "incrementing | poll.interval.ms | 1 | mode | these tables have none: log.",
        "incrementing | incrementing.column.name | nr | incrementing.column.name"
            + " | Table log has no column nr for incrementing.column.name. There are: id, line.",
        "timestamp | timestamp.column.name | LINE,at | timestamp.column.name"
            + " | Table log has no column at for timestamp.column.name. There are: id, line.",
      })
  void with_the_delegates_keys_columns_that_the_mode_goes_by_have_to_be_there(
      String mode, String key, String value, String wrong, String message) {
    SourcePlan plan =
        plan(
            config("table.whitelist", "log", "mode", mode, key, value), table("log", "id", "line"));

    assertThat(problemsOn(wrong, plan)).singleElement().asString().contains(message);
    assertThat(plan.problems()).hasSize(1);
  }

  @Test
  void a_plan_runs_as_another_if_nothing_that_runs_is_different() {
    SourcePlan plan = plan(config(), USERS);
    SourcePlan sameAgain = plan(config(), USERS);
    SourcePlan oneLeftOut = plan(config(), USERS, table("log", "line"));

    assertThat(sameAgain.runsAs(plan)).isTrue();
    assertThat(sameAgain.saysMoreThan(plan)).isFalse();
    assertThat(oneLeftOut.runsAs(plan)).isTrue();
    assertThat(oneLeftOut.saysMoreThan(plan)).isTrue();
    assertThat(plan.saysMoreThan(oneLeftOut)).as("one that is left out no longer").isTrue();
    assertThat(plan.runsAs(null)).isFalse();
  }

  @Test
  void a_plan_does_not_run_as_one_of_other_tables_modes_keys_or_columns() {
    SourcePlan plan = plan(config(), USERS);

    assertThat(
            List.of(
                plan(config(), USERS, ORDER_LINES),
                plan(config(), table("users", "*id serial", "name")),
                plan(config(), keyed(USERS, "name")),
                plan(config(), unique(keyed(USERS, "id"), "name")),
                plan(config("topic.naming", "schema.table"), USERS),
                plan(config("key", "id"), USERS),
                plan(
                    config(),
                    table("users", "*id serial", "name", "updated_at timestamp", "tags array"))))
        .extracting(other -> other.runsAs(plan))
        .containsExactly(false, false, false, true, false, false, false);
  }
}
