package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChoiceTest {
  /** Tables a, b, … of the columns given, tables apart by slashes and columns by commas. */
  private static List<TableFacts> tables(String written) {
    List<TableFacts> tables = new ArrayList<>();
    for (String columns : written.split(" */ *", -1)) {
      char name = (char) ('a' + tables.size());
      tables.add(table(String.valueOf(name), columns.trim().split(" *, *", -1)));
    }
    return tables;
  }

  private static ModeChoice choice(String tables, String... config) {
    return ModeChoice.of(config(config), tables(tables), Map.of());
  }

  /** A choice as the delegate is told of it. */
  private static String told(ModeChoice choice, List<TableFacts> tables) {
    ModeOption option = choice.option();
    return String.join(
            " ",
            option.mode(),
            option.usesTimestamps() ? "by " + String.join("+", option.timestampColumns()) : "",
            option.increasingInAll(tables).map(column -> "counted by " + column).orElse(""))
        .trim();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id serial, updated_at timestamp | timestamp+incrementing by updated_at counted by id",
        "id, updated_at timestamp        | timestamp by updated_at",
        "id serial, updated_at timestamp null | incrementing  counted by id",
        "id serial, created_at timestamp | incrementing  counted by id",
        "id serial, updated_at           | incrementing  counted by id",
        "id serial, UpdatedAt timestamp  | timestamp+incrementing by UpdatedAt counted by id",
        "id serial, modified_at timestamp, updated_at timestamp"
            + " | timestamp+incrementing by updated_at counted by id",
        "id serial / id serial, updated_at timestamp | incrementing  counted by id",
        "id serial / nr serial           | incrementing",
        "id serial, updated_at timestamp / nr serial, updated_at timestamp"
            + " | timestamp+incrementing by updated_at",
        "id serial, updated_at timestamp / id, updated_at timestamp | timestamp by updated_at",
        "id serial, updated_at timestamp, changed_at timestamp / id serial, changed_at timestamp"
            + " | timestamp+incrementing by changed_at counted by id",
        "id serial, updated_at timestamp / id serial, UPDATED_AT timestamp"
            + " | incrementing  counted by id",
      })
  void automatic_is_the_best_mode_that_all_tables_allow(String tables, String expected) {
    ModeChoice choice = choice(tables);

    assertThat(choice.problem()).isNull();
    assertThat(told(choice, tables(tables))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id serial, at timestamp         | timestamp.column.name    | at"
            + "     | timestamp+incrementing by at counted by id",
        "id, at timestamp null, t timestamp | timestamp.column.name | at,t | timestamp by at+t",
        "id serial, nr, updated_at timestamp | incrementing.column.name | nr"
            + "     | timestamp+incrementing by updated_at counted by nr",
      })
  void automatic_goes_by_the_columns_that_the_user_names(
      String tables, String key, String columns, String expected) {
    ModeChoice choice = choice(tables, key, columns);

    assertThat(choice.problem()).isNull();
    assertThat(told(choice, tables(tables))).isEqualTo(expected);
  }

  @Test
  void where_no_mode_fits_all_each_table_is_listed_with_what_it_allows() {
    ModeChoice choice =
        choice("line / id serial, updated_at timestamp / id serial, at timestamp null");

    assertThat(choice.problem())
        .isEqualTo(
            new Problem(
                "No mode but bulk fits all tables. They allow: a: bulk; b: timestamp+incrementing"
                    + " (updated_at, id), timestamp (updated_at), incrementing (id), bulk; c:"
                    + " incrementing (id), bulk. Set tables to those with a mode in common and"
                    + " read the others with another connector, or name the column of the last"
                    + " change with timestamp.column.name, or set mode=bulk to read every table"
                    + " whole, again and again.",
                "mode"));
    // A connector that runs already goes on with the most tables it can.
    assertThat(choice.option().mode()).isEqualTo("incrementing");
  }

  @Test
  void a_timestamp_column_that_a_table_lacks_fits_no_mode_of_all() {
    assertThat(choice("id, at timestamp / id", "timestamp.column.name", "at").problem())
        .isNotNull();
    assertThat(choice("id, at timestamp null", "timestamp.column.name", "at").problem())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bulk", "BULK", "incrementing", "timestamp", "timestamp+incrementing"})
  void the_users_mode_wins_whatever_the_tables_allow(String mode) {
    ModeChoice choice = choice("line", "mode", mode, "timestamp.column.name", "at");

    assertThat(choice.problem()).isNull();
    assertThat(choice.option().mode()).isEqualToIgnoringCase(mode).isLowerCase();
    assertThat(choice.option().fits(tables("line").get(0))).isTrue();
    assertThat(choice.why()).isEqualTo("set by the user");
  }

  @ParameterizedTest
  @CsvSource({"timestamp, ''", "timestamp+incrementing, counted by id"})
  void for_the_users_mode_the_columns_are_found(String mode, String counted) {
    String tables = "id serial, updated_at timestamp / id serial, updated_at timestamp";

    assertThat(told(choice(tables, "mode", mode), tables(tables)))
        .isEqualTo((mode + " by updated_at " + counted).trim());
  }

  @Test
  void a_users_mode_for_which_columns_are_not_found_asks_for_them() {
    Problem problem = choice("id, updated_at timestamp / id serial", "mode", "timestamp").problem();

    assertThat(problem.keys()).containsExactly("mode", "timestamp.column.name");
    assertThat(problem.message())
        .startsWith("Not all tables have a NOT NULL timestamp of one name")
        .contains("They allow: a: timestamp (updated_at), bulk; b: incrementing (id), bulk.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=incrementing                         | incrementing",
        "a=incrementing,b=incrementing          | incrementing",
        "a=timestamp,b=incrementing,c=timestamp | timestamp by updated_at",
        // No such table any more.
        "z=incrementing                         | timestamp+incrementing by updated_at",
      })
  void automatic_keeps_the_mode_that_most_tables_have_been_read_in(String soFar, String expected) {
    Map<TableName, String> modes = new HashMap<>();
    Arrays.stream(soFar.split(",", -1))
        .map(one -> one.split("=", -1))
        .forEach(one -> modes.put(new TableName(null, "public", one[0]), one[1]));
    List<TableFacts> tables =
        tables(
            "id serial, updated_at timestamp / nr serial, updated_at timestamp / no serial,"
                + " updated_at timestamp");

    ModeChoice choice = ModeChoice.of(config(), tables, modes);

    assertThat(choice.problem()).isNull();
    assertThat(told(choice, tables)).isEqualTo(expected);
  }

  @Test
  void a_mode_that_is_kept_leaves_out_a_new_table_rather_than_changing() {
    List<TableFacts> tables = tables("id serial / line, updated_at timestamp");

    ModeChoice choice =
        ModeChoice.of(config(), tables, Map.of(tables.get(0).name(), "incrementing"));

    assertThat(choice.problem()).isNull();
    assertThat(choice.why()).isEqualTo("the mode the tables have been read in so far");
    assertThat(tables).filteredOn(choice.option()::fits).containsExactly(tables.get(0));
  }

  @Test
  void tables_that_are_read_go_on_being_read_however_many_others_come() {
    List<TableFacts> tables =
        tables("updated_at timestamp / modified_at timestamp / modified_at timestamp");

    ModeChoice choice = ModeChoice.of(config(), tables, Map.of(tables.get(0).name(), "timestamp"));

    assertThat(told(choice, tables)).isEqualTo("timestamp by updated_at");
  }

  @Test
  void the_users_mode_wins_over_the_one_so_far() {
    List<TableFacts> tables = tables("id serial");

    assertThat(
            ModeChoice.of(
                    config("mode", "bulk"), tables, Map.of(tables.get(0).name(), "incrementing"))
                .option()
                .mode())
        .isEqualTo("bulk");
  }
}
