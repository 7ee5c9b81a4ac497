package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Reading.chosen;
import static dev.ksqlconnect.jdbc.Reading.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.MariaDb;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbMetadataIT {
  @TempDir static Path folder;
  private static MariaDb database;

  @BeforeAll
  static void start() {
    database = MariaDb.start(folder.resolve("mariadb"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute(
        "DROP DATABASE IF EXISTS shop_eu; DROP DATABASE IF EXISTS shopxeu;"
            + " DROP DATABASE shop; CREATE DATABASE shop; USE shop");
  }

  private static DatabaseFacts read(String... more) throws SQLException {
    return Reading.of(database.url(), more);
  }

  @Test
  void columns_are_told_with_what_decides_the_mode() throws SQLException {
    database.execute(
        "CREATE TABLE users (name varchar(20), id bigint AUTO_INCREMENT PRIMARY KEY,"
            + " updated_at timestamp(6) NOT NULL, seen_at datetime, price decimal(10, 2))");

    assertThat(table(read(), "users").columns())
        .containsExactly(
            new TableFacts.Column("name", Types.VARCHAR, 0, 0, true, false),
            new TableFacts.Column("id", Types.BIGINT, 0, 0, false, true),
            new TableFacts.Column("updated_at", Types.TIMESTAMP, 0, 0, false, false),
            new TableFacts.Column("seen_at", Types.TIMESTAMP, 0, 0, true, false),
            new TableFacts.Column("price", Types.DECIMAL, 0, 0, true, false));
  }

  @Test
  void the_urls_database_is_where_names_are_looked_for() throws SQLException {
    database.execute(
        "CREATE DATABASE shop_eu; CREATE TABLE users (id int);"
            + " CREATE TABLE shop_eu.orders (id int)");

    assertThat(chosen(read())).containsExactly("shop.users");
    assertThat(read().defaultQualifier()).isEqualTo("shop");
    assertThat(chosen(read("tables", "shop_eu.*"))).containsExactly("shop_eu.orders");
    assertThat(chosen(read("catalog.pattern", "shop_eu", "tables", "*.*")))
        .containsExactly("shop_eu.orders");
  }

  @Test
  void the_servers_own_tables_are_not_visible_unless_they_are_asked_for() throws SQLException {
    database.execute("CREATE TABLE users (id int); CREATE VIEW seen AS SELECT * FROM users");

    assertThat(chosen(read("tables", "*.*", "table.types", "TABLE,VIEW,SYSTEM TABLE,SYSTEM VIEW")))
        .containsExactly("shop.seen", "shop.users");
    assertThat(chosen(Reading.of(database.url().replace("/shop", "/"))))
        .containsExactly("shop.users");
    assertThat(chosen(read("catalog.pattern", "mysql", "tables", "mysql.db")))
        .containsExactly("mysql.db");
  }

  @Test
  void names_are_told_as_the_database_spells_them() throws SQLException {
    database.execute(
        "CREATE TABLE `Order.Lines` (id int PRIMARY KEY); CREATE TABLE orders (id int);"
            + " CREATE TABLE `Orders` (`Id` int PRIMARY KEY); CREATE TABLE `select` (id int);"
            + " CREATE TABLE `back\\slash` (id int); CREATE TABLE `größen_%` (id int);"
            + " CREATE TABLE a_b (id int); CREATE TABLE axb (id int, other int)");

    DatabaseFacts facts = read();

    assertThat(chosen(facts))
        .containsExactly(
            "shop.Order.Lines",
            "shop.Orders",
            "shop.a_b",
            "shop.axb",
            "shop.back\\slash",
            "shop.größen_%",
            "shop.orders",
            "shop.select");
    assertThat(facts.tables())
        .allSatisfy(
            table ->
                assertThat(table.columns()).hasSize(table.name().name().equals("axb") ? 2 : 1));
    assertThat(table(facts, "Orders").primaryKey()).containsExactly("Id");
  }

  @Test
  void databases_that_look_alike_are_not_mixed_up_however_many_tables_are_read()
      throws SQLException {
    database.execute("CREATE DATABASE shop_eu; CREATE DATABASE shopxeu");
    for (int i = 0; i <= DatabaseReader.FEW_TABLES; i++) {
      database.execute(
          String.format(
              "CREATE TABLE shop_eu.t%1$d (a int PRIMARY KEY, x int);"
                  + " CREATE TABLE shopxeu.t%1$d (b int, c int, d int, PRIMARY KEY (d, b))",
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
  void unique_indexes_serve_as_keys() throws SQLException {
    database.execute(
        "CREATE TABLE users (email varchar(50) NOT NULL, name varchar(20) NOT NULL, nr int);"
            + " CREATE UNIQUE INDEX z ON users (nr, email); CREATE INDEX a_plain ON users (nr);"
            + " CREATE UNIQUE INDEX y ON users (nr); CREATE UNIQUE INDEX x ON users (name)");

    assertThat(table(read("key.from", "unique"), "users").uniqueIndexes())
        .containsExactly(List.of("name"), List.of("nr"), List.of("nr", "email"));
  }

  @Test
  void a_user_who_may_only_select_sees_the_keys() throws SQLException {
    createTables(DatabaseReader.FEW_TABLES + 1);
    database.execute(
        "CREATE USER IF NOT EXISTS 'reader'@'127.0.0.1'; GRANT SELECT ON shop.* TO"
            + " 'reader'@'127.0.0.1'");

    assertThat(Reading.of(database.url().replace("user=app", "user=reader")).tables())
        .hasSize(DatabaseReader.FEW_TABLES + 1)
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("region", "id"));
  }

  @Test
  void five_hundred_tables_take_as_many_queries_as_a_few_dozen() throws SQLException {
    createTables(500);
    CountingDriver.CALLS.clear();

    List<TableFacts> tables = Reading.of(CountingDriver.url(database.url())).tables();

    assertThat(tables)
        .hasSize(500)
        .allSatisfy(table -> assertThat(table.columns()).hasSize(10))
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("region", "id"));
    assertThat(CountingDriver.CALLS)
        .containsExactly("getTableTypes", "getTables", "getColumns", "executeQuery");
  }

  @Test
  void databases_may_be_called_schemas() throws SQLException {
    createTables(DatabaseReader.FEW_TABLES + 1);

    DatabaseFacts facts = Reading.of(database.url() + "&useCatalogTerm=SCHEMA");

    assertThat(facts.defaultQualifier()).isEqualTo("shop");
    assertThat(facts.tables())
        .hasSize(DatabaseReader.FEW_TABLES + 1)
        .allSatisfy(table -> assertThat(table.name().qualifier()).isEqualTo("shop"))
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("region", "id"));
  }

  private static void createTables(int count) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < count; i++) {
      sql.append(
          String.format(
              "CREATE TABLE t_%d (id bigint AUTO_INCREMENT, region varchar(9), a int, b int, c text,"
                  + " d text, e decimal(10, 2), f timestamp NOT NULL, g date, h boolean,"
                  + " PRIMARY KEY (region, id), KEY (id));",
              i));
    }
    database.execute(sql.toString());
  }
}
