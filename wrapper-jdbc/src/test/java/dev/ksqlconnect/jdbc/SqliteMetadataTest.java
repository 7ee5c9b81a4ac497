package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Reading.chosen;
import static dev.ksqlconnect.jdbc.Reading.column;
import static dev.ksqlconnect.jdbc.Reading.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMetadataTest {
  @TempDir Path folder;
  private String url;

  @BeforeEach
  void locate() {
    url = "jdbc:sqlite:" + folder.resolve("shop.db");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  @Test
  void an_integer_primary_key_is_never_null_though_not_said_to_be() throws SQLException {
    execute(
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)");

    DatabaseFacts facts = Reading.of(url);

    assertThat(table(facts, "plain").columns())
        .containsExactly(
            new TableFacts.Column("id", Types.INTEGER, 0, 0, false, false),
            new TableFacts.Column("name", Types.VARCHAR, 0, 0, true, false));
    assertThat(table(facts, "counted").columns())
        .containsExactly(new TableFacts.Column("id", Types.INTEGER, 0, 0, false, true));
  }

  @Test
  void a_composite_key_is_in_the_constraints_order() throws SQLException {
    execute(
        "CREATE TABLE rows (b TEXT, a TEXT, c INT, PRIMARY KEY (c, b))",
        "CREATE TABLE without (b TEXT, a TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID");

    DatabaseFacts facts = Reading.of(url);

    assertThat(table(facts, "rows").primaryKey()).containsExactly("c", "b");
    assertThat(table(facts, "without").primaryKey()).containsExactly("b", "a");
  }

  @Test
  void a_number_has_no_limit_that_is_not_declared() throws SQLException {
    execute("CREATE TABLE prices (any NUMERIC, price DECIMAL(10,2))");

    // Neither is a NUMERIC to this driver.
    assertThat(table(Reading.of(url), "prices").columns())
        .containsExactly(
            new TableFacts.Column("any", Types.FLOAT, 0, 0, true, false),
            new TableFacts.Column("price", Types.FLOAT, 0, 0, true, false));
  }

  @Test
  void a_time_is_no_timestamp_to_this_driver() throws SQLException {
    execute("CREATE TABLE log (updated_at TIMESTAMP NOT NULL)");

    assertThat(column(table(Reading.of(url), "log"), "updated_at").isTimestamp()).isFalse();
  }

  @Test
  void tables_of_the_databases_own_are_not_visible() throws SQLException {
    execute("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)");

    assertThat(Reading.of(url, "table.types", "TABLE,SYSTEM TABLE").visible())
        .containsExactly(new TableName(null, null, "counted"));
  }

  @Test
  void names_that_look_alike_to_a_pattern_are_not_mixed_up() throws SQLException {
    execute(
        "CREATE TABLE a_b (x INTEGER PRIMARY KEY)",
        "CREATE TABLE axb (y INTEGER PRIMARY KEY)",
        "CREATE TABLE \"50%\" (z INTEGER PRIMARY KEY)",
        "CREATE TABLE \"Order Lines\" (\"group\" INTEGER PRIMARY KEY)",
        "CREATE TABLE \"back\\slash\" (s INTEGER PRIMARY KEY)");

    DatabaseFacts facts = Reading.of(url);

    assertThat(chosen(facts)).containsExactly("50%", "Order Lines", "a_b", "axb", "back\\slash");
    assertThat(facts.tables())
        .extracting(TableFacts::primaryKey)
        .containsExactly(List.of("z"), List.of("group"), List.of("x"), List.of("y"), List.of("s"));
    assertThat(facts.tables()).allSatisfy(table -> assertThat(table.columns()).hasSize(1));
  }

  @Test
  void only_unique_indexes_of_all_rows_and_on_columns_serve_as_keys() throws SQLException {
    execute(
        "CREATE TABLE users (email TEXT NOT NULL, name TEXT NOT NULL, nr INT NOT NULL, gone INT)",
        "CREATE UNIQUE INDEX z ON users (nr, email)",
        "CREATE UNIQUE INDEX c_partial ON users (email) WHERE gone = 0",
        "CREATE UNIQUE INDEX b_expression ON users (lower(email))",
        "CREATE INDEX a_plain ON users (gone)",
        "CREATE UNIQUE INDEX y ON users (nr)",
        "CREATE UNIQUE INDEX x ON users (name)");

    assertThat(table(Reading.of(url, "key.from", "unique"), "users").uniqueIndexes())
        .containsExactly(List.of("name"), List.of("nr"), List.of("nr", "email"));
    assertThat(table(Reading.of(url), "users").uniqueIndexes()).isEmpty();
  }

  @Test
  void many_tables_are_read_though_the_driver_cannot_tell_them_all_at_once() throws SQLException {
    // It makes one statement of all their columns, which would be longer than a million characters.
    String[] statements = new String[1_000];
    for (int i = 0; i < statements.length; i++) {
      statements[i] =
          "CREATE TABLE t" + i + " (id INTEGER PRIMARY KEY, a INT, b INT, c INT, d INT, e INT)";
    }
    execute(statements);

    assertThat(Reading.of(url).tables())
        .hasSize(statements.length)
        .allSatisfy(table -> assertThat(table.columns()).hasSize(6))
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("id"));
  }
}
