package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChoiceTest {
  private static final String NEVER_READ = null;

  /** A table {@code a} of columns that commas separate. */
  private static TableFacts columns(String written) {
    return table("a", written.trim().split(" *, *", -1));
  }

  private static Optional<TableMode> mode(
      TableFacts table, String soFar, KsqlJdbcSourceConfig config) {
    return new ModeChoice(config, Given.database(config, table)).of(table, soFar);
  }

  /** The mode with its columns; empty if there is none. */
  private static String chosen(TableFacts table, String soFar, String... config) {
    return mode(table, soFar, config(config)).map(TableMode::toString).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id serial, updated_at timestamp      | timestamp+incrementing (updated_at, id)",
        "id, updated_at timestamp             | timestamp (updated_at)",
        "id serial, line                      | incrementing (id)",
        "id serial, updated_at timestamp null | incrementing (id)",
        "id serial, created_at timestamp      | incrementing (id)",
        "id serial, updated_at                | incrementing (id)",
        "id serial null, updated_at timestamp | timestamp (updated_at)",
        "a serial, b serial                   | incrementing (a)",
      })
  void a_table_is_read_in_the_best_mode_that_its_own_columns_allow(
      String columns, String expected) {
    assertThat(chosen(columns(columns), NEVER_READ)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"line", "at timestamp", "id serial null", "updated_at timestamp null"})
  void where_nothing_tells_new_rows_there_is_no_mode(String columns) {
    assertThat(chosen(columns(columns), NEVER_READ)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "modified_at timestamp, updated_at timestamp | updated_at",
        "updated timestamp, last_modified timestamp  | last_modified",
        "UpdatedAt timestamp                         | UpdatedAt",
        "UPDATED-AT timestamp                        | UPDATED-AT",
        "lastupdate timestamp                        | lastupdate",
        "updated_at timestamp null, modified_at timestamp | modified_at",
      })
  void the_likeliest_name_of_a_last_change_is_preferred_however_it_is_spelled(
      String columns, String expected) {
    assertThat(chosen(columns(columns), NEVER_READ)).isEqualTo("timestamp (" + expected + ")");
  }

  @Test
  void the_names_of_a_last_change_are_the_users() {
    TableFacts table = columns("updated_at timestamp, aenderung timestamp, ts_changed timestamp");

    assertThat(chosen(table, NEVER_READ, "timestamp.column.patterns", "aend*,*changed"))
        .isEqualTo("timestamp (aenderung)");
    assertThat(chosen(table, NEVER_READ, "timestamp.column.patterns", "*_Changed,aend*"))
        .isEqualTo("timestamp (ts_changed)");
    assertThat(chosen(table, NEVER_READ, "timestamp.column.patterns", "changed")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id serial, at timestamp | timestamp.column.name | at | timestamp+incrementing (at, id)",
        "at timestamp null, t timestamp | timestamp.column.name | at,t | timestamp (at, t)",
        "id serial, at timestamp null | timestamp.column.name | at | incrementing (id)",
        "id serial, updated_at timestamp | timestamp.column.name | at | incrementing (id)",
        "id serial, t timestamp | timestamp.column.name | at,t | incrementing (id)",
        "id serial, nr, updated_at timestamp | incrementing.column.name | nr"
            + " | timestamp+incrementing (updated_at, nr)",
        "id serial, nr null, updated_at timestamp | incrementing.column.name | nr"
            + " | timestamp (updated_at)",
        "id serial, updated_at timestamp | incrementing.column.name | nr | timestamp (updated_at)",
      })
  void columns_that_the_user_names_are_gone_by_in_the_tables_that_have_them(
      String columns, String key, String named, String expected) {
    assertThat(chosen(columns(columns), NEVER_READ, key, named)).isEqualTo(expected);
  }

  @Test
  void a_column_that_may_be_null_is_gone_by_where_the_user_says_that_it_is_not() {
    assertThat(
            chosen(
                columns("id serial, at timestamp null"),
                NEVER_READ,
                "timestamp.column.name",
                "at",
                "validate.non.null",
                "false"))
        .isEqualTo("timestamp+incrementing (at, id)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"updated,at", "updated|at", "updated:at"})
  void a_column_that_no_list_can_hold_is_not_gone_by(String name) {
    TableFacts table =
        new TableFacts(
            new TableName(null, "public", "a"),
            List.of(
                new TableFacts.Column(name, Types.TIMESTAMP, 0, 0, false, false),
                new TableFacts.Column("id", Types.INTEGER, 0, 0, false, true)),
            List.of(),
            List.of());

    assertThat(chosen(table, NEVER_READ, "timestamp.column.patterns", "updated*"))
        .isEqualTo("incrementing (id)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "incrementing           | incrementing (id)",
        "timestamp              | timestamp (updated_at)",
        "timestamp+incrementing | timestamp+incrementing (updated_at, id)",
      })
  void a_table_is_read_on_in_the_mode_it_has_been_read_in(String soFar, String expected) {
    assertThat(chosen(columns("id serial, updated_at timestamp"), soFar)).isEqualTo(expected);
  }

  @Test
  void a_mode_that_is_not_the_best_one_says_that_it_is_kept() {
    assertThat(
            mode(columns("id serial, updated_at timestamp"), "incrementing", config())
                .map(TableMode::why))
        .contains("the mode it has been read in so far");
  }

  @Test
  void a_mode_that_a_table_allows_no_longer_is_not_kept() {
    assertThat(chosen(columns("updated_at timestamp"), "incrementing"))
        .isEqualTo("timestamp (updated_at)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a    | bulk",
        "A    | bulk",
        "*    | timestamp (updated_at)",
        "b,*  | timestamp (updated_at)",
        "*,-a | timestamp (updated_at)",
        "b    | timestamp (updated_at)",
      })
  void a_table_that_has_a_better_mode_is_read_whole_only_if_it_is_named(
      String bulkTables, String expected) {
    assertThat(chosen(columns("updated_at timestamp"), NEVER_READ, "bulk.tables", bulkTables))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"a, bulk", "*, bulk", "public.*, bulk", "-b, bulk", "'*,-a', ''", "b, ''", "'', ''"})
  void a_table_without_a_better_mode_is_read_whole_if_it_is_allowed(
      String bulkTables, String expected) {
    assertThat(chosen(columns("line"), NEVER_READ, "bulk.tables", bulkTables)).isEqualTo(expected);
  }

  @Test
  void of_tables_that_differ_in_case_only_the_one_is_meant_that_is_spelled_so() {
    KsqlJdbcSourceConfig config = config("bulk.tables", "log");
    TableFacts log = table("log", "line");
    TableFacts upper = table("LOG", "line");
    ModeChoice modes = new ModeChoice(config, Given.database(config, upper, log));

    assertThat(modes.of(log, NEVER_READ)).hasToString("Optional[bulk]");
    assertThat(modes.of(upper, NEVER_READ)).isEmpty();
  }

  @Test
  void with_the_users_schema_bulk_tables_need_not_be_named_with_it() {
    KsqlJdbcSourceConfig config = config("bulk.tables", "log", "schema.pattern", "sales");
    TableFacts log = table("sales.log", "line");

    assertThat(new ModeChoice(config, Given.database(config, log)).of(log, NEVER_READ))
        .hasToString("Optional[bulk]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bulk", "BULK"})
  void the_users_mode_wins_over_the_one_so_far(String mode) {
    assertThat(chosen(columns("id serial"), "incrementing", "mode", mode)).isEqualTo("bulk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timestamp              | timestamp (updated_at)",
        "Timestamp+Incrementing | timestamp+incrementing (updated_at, id)",
        "incrementing           | incrementing (id)",
      })
  void for_the_users_mode_the_columns_are_found(String mode, String expected) {
    assertThat(chosen(columns("id serial, updated_at timestamp"), NEVER_READ, "mode", mode))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"timestamp, id serial", "incrementing, updated_at timestamp"})
  void the_users_mode_is_no_mode_for_a_table_without_its_columns(String mode, String columns) {
    assertThat(chosen(columns(columns), NEVER_READ, "mode", mode)).isEmpty();
  }

  @Test
  void in_the_users_mode_a_column_that_may_be_null_is_for_the_delegate_to_judge() {
    assertThat(
            chosen(
                columns("at timestamp null"),
                NEVER_READ,
                "mode",
                "timestamp",
                "timestamp.column.name",
                "at"))
        .isEqualTo("timestamp (at)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode | auto"
            + " | it has no NOT NULL timestamp that is called like one of"
            + " timestamp.column.patterns, and no NOT NULL column that the database counts up. Name"
            + " the timestamp of a row's last change in timestamp.column.patterns, or add a to"
            + " bulk.tables to read it whole, again and again;"
            + " validate.non.null=false takes columns that may be null, as those of views are",
        "timestamp.column.name | at,t"
            + " | it has no NOT NULL timestamp that is called at, t, and no NOT NULL column that the"
            + " database counts up. Name the timestamp of a row's last change in"
            + " timestamp.column.name, or add a to bulk.tables to read it whole, again and again;"
            + " validate.non.null=false takes columns that may be null, as those of views are",
        "mode | timestamp+incrementing"
            + " | mode=timestamp+incrementing needs a NOT NULL timestamp that is called like one of"
            + " timestamp.column.patterns, or its name in timestamp.column.name and a NOT NULL"
            + " column that the database counts up, or its name in incrementing.column.name. Leave"
            + " mode out to have each table read in the mode it allows",
      })
  void it_says_what_a_table_lacks_and_what_to_do(String key, String value, String why) {
    KsqlJdbcSourceConfig config = config(key, value);
    TableFacts table = columns("line");

    assertThat(new ModeChoice(config, Given.database(config, table)).whyNone(table)).isEqualTo(why);
  }

  @Test
  void columns_that_the_user_has_named_are_named_in_what_their_mode_needs() {
    KsqlJdbcSourceConfig config =
        config(
            "mode", "timestamp+incrementing",
            "timestamp.column.name", "at",
            "incrementing.column.name", "nr");

    assertThat(new ModeChoice(config, Given.database(config)).whatIsNeeded())
        .isEqualTo(
            "mode=timestamp+incrementing needs the columns at that timestamp.column.name names and"
                + " the column nr that incrementing.column.name names. Leave mode out to have each"
                + " table read in the mode it allows");
  }
}
