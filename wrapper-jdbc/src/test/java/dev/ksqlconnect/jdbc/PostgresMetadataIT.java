package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Reading.chosen;
import static dev.ksqlconnect.jdbc.Reading.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.harness.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PostgresMetadataIT {
  @TempDir static Path folder;
  private static Database database;

  @BeforeAll
  static void start() {
    database = Database.start(folder.resolve("postgres"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute(
        "DROP SCHEMA IF EXISTS sales_eu CASCADE; DROP SCHEMA IF EXISTS salesxeu CASCADE;"
            + " DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  private static DatabaseFacts read(String... more) throws SQLException {
    return Reading.of(database.url(), more);
  }

  @Test
  void columns_are_told_with_what_decides_the_mode() throws SQLException {
    database.execute(
        "CREATE TABLE users (name text, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " nr serial, updated_at timestamptz NOT NULL, seen_at timestamp)");

    assertThat(table(read(), "users").columns())
        .containsExactly(
            new TableFacts.Column("name", Types.VARCHAR, 0, 0, true, false),
            new TableFacts.Column("id", Types.BIGINT, 0, 0, false, true),
            new TableFacts.Column("nr", Types.INTEGER, 0, 0, false, true),
            new TableFacts.Column("updated_at", Types.TIMESTAMP, 0, 0, false, false),
            new TableFacts.Column("seen_at", Types.TIMESTAMP, 0, 0, true, false));
  }

  @Test
  void a_numeric_has_no_limit_that_is_not_declared() throws SQLException {
    database.execute(
        "CREATE DOMAIN money_ AS numeric(9, 2);"
            + " CREATE TABLE prices (any_ numeric, price numeric(10, 2), whole numeric(18),"
            + " largest numeric(1000, 3), of_domain money_)");

    assertThat(table(read(), "prices").columns())
        .containsExactly(
            new TableFacts.Column("any_", Types.NUMERIC, 0, 0, true, false),
            new TableFacts.Column("price", Types.NUMERIC, 10, 2, true, false),
            new TableFacts.Column("whole", Types.NUMERIC, 18, 0, true, false),
            new TableFacts.Column("largest", Types.NUMERIC, 1000, 3, true, false),
            new TableFacts.Column("of_domain", Types.DISTINCT, 0, 0, true, false));
  }

  @Test
  void a_composite_key_is_in_the_constraints_order() throws SQLException {
    database.execute("CREATE TABLE lines (b int, c int, a int, PRIMARY KEY (c, a, b))");

    assertThat(table(read(), "lines").primaryKey()).containsExactly("c", "a", "b");
  }

  @Test
  void what_is_read_is_of_the_types_wanted_and_not_of_the_system() throws SQLException {
    database.execute(
        "CREATE TABLE plain (id int); CREATE VIEW seen AS SELECT id FROM plain;"
            + " CREATE MATERIALIZED VIEW kept AS SELECT id FROM plain;"
            + " CREATE TABLE whole (id int) PARTITION BY RANGE (id);"
            + " CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (9)");

    assertThat(chosen(read("tables", "*.*"))).containsExactly("public.part", "public.plain");
    assertThat(
            chosen(
                read("tables", "*.*", "table.types", "VIEW,MATERIALIZED VIEW,PARTITIONED TABLE")))
        .containsExactly("public.kept", "public.seen", "public.whole");
    assertThat(chosen(read("tables", "*.*", "table.types", "SYSTEM TABLE,SYSTEM VIEW"))).isEmpty();
  }

  @Test
  void names_are_told_as_the_database_spells_them() throws SQLException {
    database.execute(
        "CREATE TABLE \"Order.Lines\" (id int PRIMARY KEY); CREATE TABLE orders (id int);"
            + " CREATE TABLE \"Orders\" (\"Id\" int PRIMARY KEY); CREATE TABLE \"select\" (id int);"
            + " CREATE TABLE \"back\\slash\" (id int); CREATE TABLE \"größen_%\" (id int)");

    DatabaseFacts facts = read();

    assertThat(chosen(facts))
        .containsExactly(
            "public.Order.Lines",
            "public.Orders",
            "public.back\\slash",
            "public.größen_%",
            "public.orders",
            "public.select");
    assertThat(facts.tables()).allSatisfy(table -> assertThat(table.columns()).hasSize(1));
    assertThat(table(facts, "Orders").primaryKey()).containsExactly("Id");
  }

  @Test
  void schemas_that_look_alike_are_not_mixed_up_however_many_tables_are_read() throws SQLException {
    for (int i = 0; i <= DatabaseReader.FEW_TABLES; i++) {
      database.execute(
          String.format(
              "CREATE SCHEMA IF NOT EXISTS sales_eu; CREATE SCHEMA IF NOT EXISTS salesxeu;"
                  + " CREATE TABLE sales_eu.t%1$d (a int PRIMARY KEY, x int);"
                  + " CREATE TABLE salesxeu.t%1$d (b int, c int, d int, PRIMARY KEY (d, b))",
              i));
      if (i == 0 || i == DatabaseReader.FEW_TABLES) {
        List<TableFacts> tables = read("tables", "*.*").tables();
        assertThat(tables).hasSize(2 * (i + 1));
        assertThat(tables.subList(0, i + 1))
            .allSatisfy(table -> assertThat(table.columns()).hasSize(2))
            .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("a"));
        assertThat(tables.subList(i + 1, 2 * (i + 1)))
            .allSatisfy(table -> assertThat(table.columns()).hasSize(3))
            .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("d", "b"));
      }
    }
  }

  @Test
  void only_unique_indexes_of_all_rows_and_on_columns_serve_as_keys() throws SQLException {
    database.execute(
        "CREATE TABLE users (email text NOT NULL, name text NOT NULL, nr int NOT NULL, gone int);"
            + " CREATE UNIQUE INDEX z ON users (nr, email);"
            + " CREATE UNIQUE INDEX c_partial ON users (email) WHERE gone = 0;"
            + " CREATE UNIQUE INDEX b_expression ON users (lower(email));"
            + " CREATE INDEX a_plain ON users (gone);"
            + " CREATE UNIQUE INDEX y ON users (nr); CREATE UNIQUE INDEX x ON users (name);"
            + " CREATE VIEW seen AS SELECT * FROM users;"
            + " CREATE TABLE keyed (id int PRIMARY KEY, email text NOT NULL UNIQUE)");

    DatabaseFacts facts = read("key.from", "unique", "table.types", "TABLE,VIEW");

    assertThat(table(facts, "users").uniqueIndexes())
        .containsExactly(List.of("name"), List.of("nr"), List.of("nr", "email"));
    assertThat(table(facts, "keyed").uniqueIndexes()).isEmpty();
    assertThat(table(facts, "seen").uniqueIndexes()).isEmpty();
    assertThat(table(read(), "users").uniqueIndexes()).isEmpty();
  }

  @Test
  void a_user_who_may_only_select_sees_the_keys() throws SQLException {
    createTables(DatabaseReader.FEW_TABLES + 1);
    database.execute(
        "DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;"
            + " GRANT USAGE ON SCHEMA public TO reader;"
            + " GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");

    assertThat(Reading.of(database.url().replace("user=postgres", "user=reader")).tables())
        .hasSize(DatabaseReader.FEW_TABLES + 1)
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("region", "id"));
  }

  @Test
  void two_thousand_tables_take_as_many_queries_as_a_few_dozen() throws SQLException {
    createTables(2_000);
    CountingDriver.CALLS.clear();

    List<TableFacts> tables = Reading.of(CountingDriver.url(database.url())).tables();

    assertThat(tables)
        .hasSize(2_000)
        .allSatisfy(table -> assertThat(table.columns()).hasSize(10))
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("region", "id"));
    assertThat(CountingDriver.CALLS)
        .containsExactly("getTableTypes", "getTables", "getColumns", "getPrimaryKeys");
  }

  @Test
  void of_many_tables_only_the_few_that_are_chosen_are_described() throws SQLException {
    createTables(100);
    CountingDriver.CALLS.clear();

    assertThat(Reading.of(CountingDriver.url(database.url()), "tables", "t_1, t_2").tables())
        .hasSize(2);
    assertThat(CountingDriver.CALLS)
        .containsExactly(
            "getTableTypes",
            "getTables",
            "getColumns",
            "getPrimaryKeys",
            "getColumns",
            "getPrimaryKeys");
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_database_that_stops_answering_in_the_middle_is_given_up() throws IOException {
    createTables(1);
    try (SilentServer silent = SilentServer.before(database.port(), "PK_NAME")) {
      String url =
          database.url().replace(String.valueOf(database.port()), String.valueOf(silent.port()));

      assertThatThrownBy(() -> Reading.of(new Patience(1), url)).isInstanceOf(SQLException.class);
    }
  }

  private static void createTables(int count) {
    database.execute(
        String.format(
            "DO $$ BEGIN FOR i IN 1..%d LOOP"
                + " EXECUTE format('CREATE TABLE t_%%s (id bigserial, region text, a int, b int,"
                + " c text, d text, e numeric(10, 2), f timestamptz NOT NULL DEFAULT now(), g date,"
                + " h boolean, PRIMARY KEY (region, id))', i);"
                + " IF i %% 200 = 0 THEN COMMIT; END IF; END LOOP; END $$",
            count));
  }
}
