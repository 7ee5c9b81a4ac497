package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.DELEGATE_KEYS;
import static dev.ksqlconnect.jdbc.Given.NEW_DELEGATE_KEYS;
import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.database;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.jdbc.SourcePlan.DelegatePlan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelegatePlannerTest {
  private static final TableFacts USERS = table("users", "*id serial", "updated_at timestamp");

  private static Map<String, DelegatePlan> delegates(
      Set<String> keys, KsqlJdbcSourceConfig config, DatabaseFacts facts) {
    return SourcePlanner.plan(config, facts, Map.of(), keys).delegates().stream()
        .collect(Collectors.toMap(DelegatePlan::name, delegate -> delegate));
  }

  private static Map<String, DelegatePlan> delegates(
      Set<String> keys, KsqlJdbcSourceConfig config, TableFacts... tables) {
    return delegates(keys, config, database(config, tables));
  }

  private static Map<String, DelegatePlan> delegates(
      KsqlJdbcSourceConfig config, TableFacts... tables) {
    return delegates(DELEGATE_KEYS, config, tables);
  }

  private static Map<String, String> only(Map<String, DelegatePlan> delegates) {
    assertThat(delegates).hasSize(1);
    return delegates.values().iterator().next().config();
  }

  /** The whitelists of the delegates by their names. */
  private static Map<String, String> whitelists(Map<String, DelegatePlan> delegates) {
    return delegates.values().stream()
        .collect(
            Collectors.toMap(
                DelegatePlan::name, delegate -> delegate.config().get("table.whitelist")));
  }

  @Test
  void tables_of_one_schema_and_mode_go_together() {
    assertThat(whitelists(delegates(config(), USERS, table("orders", "updated_at timestamp"))))
        .isEqualTo(
            Map.of(
                "timestamp+incrementing of public", "users",
                "timestamp of public", "orders"));
    assertThat(
            whitelists(
                delegates(
                    config("tables", "*,sales.lines", "topic.naming", "table"),
                    USERS,
                    table("orders", "*nr serial", "updated_at timestamp"),
                    table("sales.lines", "*id serial", "updated_at timestamp"))))
        .isEqualTo(
            Map.of(
                "timestamp+incrementing of public", "orders,users",
                "timestamp+incrementing of sales", "lines"));
  }

  @Test
  void each_says_how_many_tables_it_reads() {
    assertThat(
            delegates(config(), table("a", "id serial"), table("b", "id serial"), USERS).values())
        .extracting(DelegatePlan::tables)
        .containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void a_schema_is_said_as_a_pattern_that_fits_no_other() {
    assertThat(
            only(delegates(config("tables", "sales_eu.*"), table("sales_eu.orders", "id serial"))))
        .containsEntry("table.whitelist", "orders")
        .containsEntry("schema.pattern", "sales\\_eu")
        .doesNotContainKey("catalog.pattern");
  }

  @Test
  void a_table_whose_topic_has_its_schema_in_it_is_read_with_a_prefix_of_its_own() {
    Map<String, DelegatePlan> delegates =
        delegates(
            config("tables", "users,sales.orders,sales.users"),
            USERS,
            table("sales.orders", "*id serial", "updated_at timestamp"),
            table("sales.users", "*id serial", "updated_at timestamp"));

    assertThat(whitelists(delegates))
        .isEqualTo(
            Map.of(
                "timestamp+incrementing of public", "users",
                "timestamp+incrementing of sales", "orders",
                "timestamp+incrementing of sales to shop-sales.", "users"));
    assertThat(delegates.get("timestamp+incrementing of sales to shop-sales.").config())
        .containsEntry("topic.prefix", "shop-sales.");
    assertThat(delegates.get("timestamp+incrementing of sales").config())
        .containsEntry("topic.prefix", "shop-");
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

    assertThat(only(delegates(DELEGATE_KEYS, config, facts)))
        .containsEntry("table.whitelist", "users")
        .containsEntry("catalog.pattern", catalog)
        .doesNotContainKey("schema.pattern");
  }

  @Test
  void a_database_that_has_neither_is_asked_for_neither() {
    KsqlJdbcSourceConfig config = config();
    DatabaseFacts facts =
        database(null, null, config, table(new TableName(null, null, "users"), "*id serial"));
    Map<String, DelegatePlan> delegates = delegates(DELEGATE_KEYS, config, facts);

    assertThat(delegates).containsOnlyKeys("incrementing");
    assertThat(only(delegates)).doesNotContainKeys("catalog.pattern", "schema.pattern");
  }

  @Test
  void tables_of_schemas_of_one_name_in_two_catalogs_do_not_go_together() {
    KsqlJdbcSourceConfig config = config("tables", "dbo.*");
    DatabaseFacts facts =
        database(
            "shop",
            "dbo",
            config,
            table(new TableName("archive", "dbo", "orders"), "*id serial"),
            table(new TableName("shop", "dbo", "users"), "*id serial"));

    Map<String, DelegatePlan> delegates = delegates(DELEGATE_KEYS, config, facts);

    assertThat(whitelists(delegates))
        .isEqualTo(
            Map.of(
                "incrementing of archive.dbo", "orders",
                "incrementing of shop.dbo", "users"));
    assertThat(delegates.get("incrementing of archive.dbo").config())
        .containsEntry("catalog.pattern", "archive")
        .containsEntry("schema.pattern", "dbo");
  }

  @Test
  void where_the_increasing_columns_differ_the_delegate_finds_each() {
    Map<String, String> given =
        only(delegates(config(), table("a", "id serial"), table("b", "nr serial")));

    assertThat(given)
        .containsEntry("table.whitelist", "a,b")
        .containsEntry("mode", "incrementing")
        .doesNotContainKeys("incrementing.column.name", "incrementing.column.mapping");
  }

  @Test
  void where_the_timestamps_differ_an_older_delegate_is_run_once_for_each() {
    Map<String, DelegatePlan> delegates =
        delegates(
            config(),
            USERS,
            table("orders", "*nr serial", "changed_at timestamp"),
            table("lines", "*id serial", "updated_at timestamp"));

    assertThat(whitelists(delegates))
        .isEqualTo(
            Map.of(
                "timestamp+incrementing of public (updated_at)", "lines,users",
                "timestamp+incrementing of public (changed_at)", "orders"));
    assertThat(delegates.get("timestamp+incrementing of public (changed_at)").config())
        .containsEntry("timestamp.column.name", "changed_at")
        .containsEntry("incrementing.column.name", "nr");
  }

  /** The tables, by their full names, that a list of expressions names in the delegate's eyes. */
  private static List<String> matched(String regexes, String... fullNames) {
    return Stream.of(fullNames)
        .filter(name -> Arrays.stream(regexes.split(",", -1)).anyMatch(name::matches))
        .toList();
  }

  /** Each table's columns by a mapping, read as the delegate does. */
  private static Map<String, String> mapped(String mapping, String... fullNames) {
    return Stream.of(fullNames)
        .collect(
            Collectors.toMap(
                name -> name,
                name ->
                    Arrays.stream(mapping.split(",", -1))
                        .map(entry -> entry.split(":", -1))
                        .peek(entry -> assertThat(entry).hasSize(2))
                        .filter(entry -> name.matches(entry[0]))
                        .map(entry -> entry[1])
                        .collect(Collectors.joining(" and "))));
  }

  @Test
  void where_the_timestamps_differ_a_newer_delegate_is_told_those_of_each_table() {
    Map<String, String> given =
        only(
            delegates(
                NEW_DELEGATE_KEYS,
                config(),
                USERS,
                table("orders", "*nr serial", "changed_at timestamp"),
                table("lines", "*id serial", "updated_at timestamp")));
    String[] all = {"public.users", "public.orders", "public.lines", "public.userss"};

    assertThat(given)
        .containsEntry("mode", "timestamp+incrementing")
        .doesNotContainKeys("table.whitelist", "timestamp.column.name", "incrementing.column.name");
    assertThat(matched(given.get("table.include.list"), all))
        .containsExactly("public.users", "public.orders", "public.lines");
    assertThat(mapped(given.get("timestamp.columns.mapping"), all))
        .isEqualTo(
            Map.of(
                "public.users", "[updated_at]",
                "public.orders", "[changed_at]",
                "public.lines", "[updated_at]",
                "public.userss", ""));
    assertThat(mapped(given.get("incrementing.column.mapping"), all))
        .isEqualTo(
            Map.of(
                "public.users", "id",
                "public.orders", "nr",
                "public.lines", "id",
                "public.userss", ""));
  }

  @Test
  void tables_that_go_by_a_timestamp_alone_are_told_no_increasing_column() {
    Map<String, String> given =
        only(
            delegates(
                NEW_DELEGATE_KEYS,
                config(),
                table("a", "updated_at timestamp"),
                table("b", "changed_at timestamp")));

    assertThat(given).containsKey("timestamp.columns.mapping");
    assertThat(given).doesNotContainKey("incrementing.column.mapping");
  }

  @Test
  void a_newer_delegate_too_is_told_in_the_old_way_where_that_will_do() {
    Set<String> old = delegates(DELEGATE_KEYS, config(), USERS).keySet();

    assertThat(delegates(NEW_DELEGATE_KEYS, config(), USERS).keySet()).isEqualTo(old);
    assertThat(only(delegates(NEW_DELEGATE_KEYS, config(), USERS)))
        .containsEntry("table.whitelist", "users")
        .doesNotContainKeys("table.include.list", "timestamp.columns.mapping");
  }

  @Test
  void where_the_user_names_a_column_the_old_way_the_new_one_is_not_mixed_in() {
    Map<String, DelegatePlan> delegates =
        delegates(
            NEW_DELEGATE_KEYS,
            config("incrementing.column.name", "id"),
            USERS,
            table("orders", "*id serial", "changed_at timestamp"));

    assertThat(whitelists(delegates))
        .isEqualTo(
            Map.of(
                "timestamp+incrementing of public (updated_at)", "users",
                "timestamp+incrementing of public (changed_at)", "orders"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b",
        "::",
        "a.b",
        "a|b",
        "a*",
        "(a",
        "[a-z]",
        "a\\Eb",
        "\\Q",
        "a$",
        "a+b",
        "ü",
        "order lines"
      })
  void any_name_is_told_in_the_new_way_so_that_it_matches_itself_and_nothing_else(String name) {
    TableFacts odd =
        table(new TableName(null, "my.sales:eu", name), "*id serial", "updated_at timestamp");
    TableFacts other =
        table(new TableName(null, "my.sales:eu", "other"), "*nr serial", "changed_at timestamp");
    KsqlJdbcSourceConfig config = config();
    DelegatePlanner planner = new DelegatePlanner(config, database(config), NEW_DELEGATE_KEYS);
    ModeChoice modes = new ModeChoice(config, database(config));

    DelegatePlan plan =
        planner
            .of(
                Stream.of(odd, other)
                    .map(
                        table ->
                            new DelegatePlanner.Reading(
                                table,
                                modes.of(table, null).orElseThrow(),
                                TableKey.ofTable(table, false),
                                "shop-"))
                    .toList())
            .keySet()
            .iterator()
            .next();

    String include = plan.config().get("table.include.list");
    assertThat(include).doesNotContain(":").doesNotContain(",");
    String full = odd.name().toString();
    String[] all = {
      full, name, "my.sales:eu.other", "other", "mysales:eu." + name, "x" + full, full + "x", "a"
    };
    assertThat(matched(include, all))
        .containsExactlyInAnyOrder(full, name, "my.sales:eu.other", "other");
    Map<String, String> timestamps = mapped(plan.config().get("timestamp.columns.mapping"), all);
    assertThat(timestamps)
        .containsEntry(full, "[updated_at]")
        .containsEntry("my.sales:eu.other", "[changed_at]")
        .containsEntry(full + "x", "");
    assertThat(mapped(plan.config().get("incrementing.column.mapping"), all))
        .containsEntry(full, "id")
        .containsEntry("my.sales:eu.other", "nr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric(15,2)                | true",
        "numeric(1,1)                 | true",
        "numeric(18,0)                | true",
        "numeric(16,2)                | false",
        "numeric(19,0)                | false",
        "numeric                      | false",
        "numeric(5,-2)                | false",
        "numeric(10,2),b numeric(4,0) | true",
        "numeric(10,2),b numeric      | false",
        // It may get a number while it is read, and then its schema is not to be another one.
        "array                        | true",
      })
  void numbers_are_primitives_where_that_loses_nothing(String types, boolean fits) {
    Map<String, String> given =
        only(delegates(config(), table("prices", ("id serial,a " + types).split(",(?=[a-z])"))));

    assertThat(given.get("numeric.mapping")).isEqualTo(fits ? "best_fit" : null);
  }

  @Test
  void a_table_with_numbers_that_fit_does_not_go_together_with_one_where_they_do_not() {
    Map<String, DelegatePlan> delegates =
        delegates(
            config(),
            table("prices", "id serial", "price numeric(10,2)"),
            table("rates", "id serial", "rate numeric"),
            table("log", "id serial"));

    assertThat(whitelists(delegates))
        .isEqualTo(
            Map.of(
                "incrementing of public", "log,prices",
                "incrementing of public with decimals", "rates"));
  }

  @Test
  void a_key_with_a_fraction_stays_a_decimal_wherever_it_is_from() {
    TableFacts prices = table("prices", "id serial", "price numeric(10,2)");

    assertThat(only(delegates(config(), prices))).containsEntry("numeric.mapping", "best_fit");
    assertThat(only(delegates(config("key", "price"), prices)))
        .doesNotContainKey("numeric.mapping");
  }

  @Test
  void schemas_that_a_pattern_of_the_users_fits_have_delegates_of_their_own() {
    KsqlJdbcSourceConfig config = config("schema.pattern", "s%");
    Map<String, DelegatePlan> delegates =
        delegates(config, table("s1.users", "id serial"), table("s2.users", "id serial"));

    assertThat(delegates.values())
        .extracting(delegate -> delegate.config().get("schema.pattern"))
        .containsExactlyInAnyOrder("s1", "s2");
    assertThat(delegates.values())
        .extracting(delegate -> delegate.config().get("topic.prefix"))
        .containsExactlyInAnyOrder("shop-s1.", "shop-s2.");
  }

  @ParameterizedTest
  @CsvSource({"numeric.mapping, none", "numeric.precision.mapping, true"})
  void where_the_user_says_what_becomes_of_numbers_nothing_is_derived(String key, String value) {
    Map<String, DelegatePlan> delegates =
        delegates(
            config(key, value),
            table("prices", "id serial", "price numeric(10,2)"),
            table("rates", "id serial", "rate numeric"));

    assertThat(only(delegates)).containsEntry(key, value);
    assertThat(delegates.values().iterator().next().derived()).doesNotContain("numeric.mapping");
  }

  @Test
  void a_delegate_that_knows_no_mapping_of_numbers_is_given_none() {
    assertThat(
            only(
                delegates(
                    Set.of("table.whitelist"),
                    config(),
                    table("prices", "id serial", "price numeric(10,2)"))))
        .doesNotContainKey("numeric.mapping");
  }

  @Test
  void where_the_user_chooses_tables_with_the_delegates_keys_numbers_are_the_users_too() {
    assertThat(
            only(
                delegates(
                    config("table.whitelist", "prices", "mode", "bulk"),
                    table("prices", "price numeric(10,2)"))))
        .doesNotContainKey("numeric.mapping");
  }

  @Test
  void an_older_delegate_is_given_no_key_that_it_does_not_know() {
    DelegatePlan plan =
        delegates(Set.of("table.whitelist", "mode"), config(), USERS).values().iterator().next();

    assertThat(plan.derived()).containsExactlyInAnyOrder("table.whitelist", "mode", "topic.prefix");
    assertThat(plan.config()).doesNotContainKeys("poll.linger.ms", "schema.pattern");
  }

  @Test
  void whole_tables_are_read_by_a_delegate_of_their_own_and_less_often() {
    Map<String, DelegatePlan> delegates =
        delegates(config("bulk.tables", "log"), USERS, table("log", "line"));

    assertThat(whitelists(delegates))
        .isEqualTo(Map.of("timestamp+incrementing of public", "users", "bulk of public", "log"));
    assertThat(delegates.get("bulk of public").config())
        .containsEntry("mode", "bulk")
        .containsEntry("poll.interval.ms", "300000")
        .containsEntry("table.poll.interval.ms", "10000")
        .doesNotContainKeys("timestamp.column.name", "incrementing.column.name");
    assertThat(delegates.get("timestamp+incrementing of public").config())
        .containsEntry("poll.interval.ms", "1000");
  }

  @Test
  void how_often_whole_tables_are_read_is_the_users_and_apart_from_how_often_rows_are() {
    Map<String, DelegatePlan> delegates =
        delegates(
            config(
                "bulk.tables", "log", "bulk.poll.interval.ms", "60000", "poll.interval.ms", "500"),
            USERS,
            table("log", "line"));

    assertThat(delegates.get("bulk of public").config()).containsEntry("poll.interval.ms", "60000");
    assertThat(delegates.get("timestamp+incrementing of public").config())
        .containsEntry("poll.interval.ms", "500");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {"- | - | 300000", "7 | - | 7", "- | 7 | 7", "7 | 8 | 7"})
  void with_bulk_for_all_tables_the_users_interval_counts_more_than_the_one_for_bulk(
      String interval, String bulkInterval, String expected) {
    KsqlJdbcSourceConfig config =
        config(
            "mode",
            "bulk",
            "poll.interval.ms",
            interval,
            "bulk.poll.interval.ms",
            bulkInterval == null ? "300000" : bulkInterval);

    assertThat(only(delegates(config, USERS))).containsEntry("poll.interval.ms", expected);
  }

  @Test
  void with_the_delegates_own_keys_whole_tables_are_read_as_often_as_it_does_by_itself() {
    assertThat(only(delegates(config("table.whitelist", "users", "mode", "bulk"), USERS)))
        .doesNotContainKey("poll.interval.ms")
        .containsEntry("table.poll.interval.ms", "10000");
  }
}
