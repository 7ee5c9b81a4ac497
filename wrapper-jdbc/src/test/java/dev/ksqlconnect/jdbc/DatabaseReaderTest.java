package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseReaderTest {
  private ShopDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = new ShopDatabase();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private DatabaseFacts read(String... more) throws SQLException {
    return read(database.properties(more));
  }

  private static DatabaseFacts read(Map<String, String> properties) throws SQLException {
    return DatabaseReader.read(
        new KsqlJdbcSourceConfig(properties),
        KsqlJdbcSourceConnector.FINDER.find(properties),
        KsqlJdbcSourceConnector.secretsOf(properties));
  }

  private static List<String> visible(DatabaseFacts facts) {
    return facts.visible().stream().map(name -> name.schema() + "." + name.name()).toList();
  }

  private static List<String> chosen(DatabaseFacts facts) {
    return facts.tables().stream()
        .map(table -> table.name().schema() + "." + table.name().name())
        .toList();
  }

  @Test
  void what_the_workers_operator_forbids_never_reaches_a_driver() {
    System.setProperty(BlockedParameters.PROPERTY, "socketFactory, Trace_Level");
    try {
      for (Map<String, String> forbidden :
          List.of(
              database.properties("connection.url", database.url() + ";TRACE%5FLEVEL=3"),
              database.properties("connection.socketFactory", "com.example.Evil"))) {
        assertThatThrownBy(() -> read(forbidden))
            .isInstanceOf(ConfigException.class)
            .hasMessageContaining("forbidden on this worker")
            .hasMessageNotContaining(ShopDatabase.PASSWORD);
      }
    } finally {
      System.clearProperty(BlockedParameters.PROPERTY);
    }
  }

  /** As the delegate's own interface has it, which nothing here can implement. */
  public static final class Vault implements Configurable {
    private Object password;

    @Override
    public void configure(Map<String, ?> configs) {
      password = configs.get("secret");
    }

    public Vault getJdbcCredentials() {
      return this;
    }

    public String getUsername() {
      return "app";
    }

    public String getPassword() {
      return String.valueOf(password);
    }
  }

  @Test
  void the_delegates_credentials_provider_is_asked() throws SQLException {
    database.execute("CREATE TABLE users (id INT PRIMARY KEY)");
    String bare = database.url().substring(0, database.url().indexOf(';'));

    DatabaseFacts facts =
        read(
            "connection.url",
            bare,
            "jdbc.credentials.provider.class",
            Vault.class.getName(),
            "jdbc.credentials.provider.secret",
            ShopDatabase.PASSWORD);

    assertThat(chosen(facts)).containsExactly("PUBLIC.USERS");
  }

  @Test
  void a_credentials_provider_that_is_none_is_named() {
    assertThatThrownBy(() -> read("jdbc.credentials.provider.class", "com.example.Nowhere"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("jdbc.credentials.provider.class")
        .hasMessageContaining("com.example.Nowhere");
  }

  @Test
  void what_has_changed_is_seen_at_the_next_look() throws SQLException {
    database.execute("CREATE TABLE users (id INT PRIMARY KEY)", "CREATE TABLE log (line INT)");
    read();
    database.execute(
        "ALTER TABLE users ADD COLUMN name VARCHAR(20) NOT NULL",
        "ALTER TABLE users DROP PRIMARY KEY",
        "ALTER TABLE users ADD PRIMARY KEY (name)",
        "DROP TABLE log",
        "CREATE TABLE orders (nr INT PRIMARY KEY)");

    DatabaseFacts after = read();

    assertThat(chosen(after)).containsExactly("PUBLIC.ORDERS", "PUBLIC.USERS");
    assertThat(after.tables().get(1).columns())
        .extracting(TableFacts.Column::name)
        .containsExactly("ID", "NAME");
    assertThat(after.tables().get(1).primaryKey()).containsExactly("NAME");
  }

  @Test
  void columns_are_told_in_their_order_with_what_decides_the_mode() throws SQLException {
    database.execute(
        "CREATE TABLE users (name VARCHAR, id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " updated_at TIMESTAMP NOT NULL, seen_at TIMESTAMP WITH TIME ZONE)");

    assertThat(read().tables().get(0).columns())
        .containsExactly(
            new TableFacts.Column("NAME", Types.VARCHAR, 0, 0, true, false),
            new TableFacts.Column("ID", Types.INTEGER, 0, 0, false, true),
            new TableFacts.Column("UPDATED_AT", Types.TIMESTAMP, 0, 0, false, false),
            new TableFacts.Column("SEEN_AT", Types.TIMESTAMP_WITH_TIMEZONE, 0, 0, true, false));
  }

  @Test
  void a_composite_key_is_told_in_the_constraints_order() throws SQLException {
    // Neither the order of the columns nor that of their names.
    database.execute("CREATE TABLE lines (b INT, c INT, a INT, PRIMARY KEY (c, a, b))");

    assertThat(read().tables().get(0).primaryKey()).containsExactly("C", "A", "B");
  }

  @Test
  void a_table_without_a_key_has_none_though_it_has_a_unique_index() throws SQLException {
    database.execute("CREATE TABLE log (nr INT NOT NULL UNIQUE, line VARCHAR)");

    assertThat(read().tables().get(0).primaryKey()).isEmpty();
  }

  @Test
  void all_tables_are_named_but_only_the_chosen_described() throws SQLException {
    database.execute(
        "CREATE SCHEMA sales",
        "CREATE TABLE users (id INT)",
        "CREATE TABLE sales.orders (id INT)",
        "CREATE TABLE sales.refunds (id INT)");

    assertThat(visible(read())).contains("PUBLIC.USERS", "SALES.ORDERS", "SALES.REFUNDS");
    assertThat(read().defaultQualifier()).isEqualTo("PUBLIC");
    assertThat(chosen(read())).containsExactly("PUBLIC.USERS");
    assertThat(chosen(read("tables", "SALES.*"))).containsExactly("SALES.ORDERS", "SALES.REFUNDS");
    assertThat(chosen(read("tables", "SALES.ORDERS, USERS")))
        .containsExactly("PUBLIC.USERS", "SALES.ORDERS");
  }

  @Test
  void the_delegates_patterns_limit_what_is_visible() throws SQLException {
    database.execute(
        "CREATE SCHEMA sales", "CREATE TABLE users (id INT)", "CREATE TABLE sales.orders (id INT)");

    DatabaseFacts facts = read("schema.pattern", "SAL%");

    assertThat(visible(facts)).containsExactly("SALES.ORDERS");
    assertThat(chosen(facts)).containsExactly("SALES.ORDERS");
  }

  @Test
  void tables_of_one_name_in_schemas_that_look_alike_are_not_mixed_up() throws SQLException {
    database.execute(
        "CREATE SCHEMA sales_eu",
        "CREATE SCHEMA salesxeu",
        "CREATE TABLE sales_eu.orders (a INT PRIMARY KEY)",
        "CREATE TABLE salesxeu.orders (b INT PRIMARY KEY, c INT)");

    assertThat(read("tables", "*.ORDERS").tables())
        .satisfiesExactlyInAnyOrder(
            eu -> {
              assertThat(eu.columns()).extracting(TableFacts.Column::name).containsExactly("A");
              assertThat(eu.primaryKey()).containsExactly("A");
            },
            other -> {
              assertThat(other.columns())
                  .extracting(TableFacts.Column::name)
                  .containsExactly("B", "C");
              assertThat(other.primaryKey()).containsExactly("B");
            });
  }

  @Test
  void names_are_told_as_the_database_spells_them() throws SQLException {
    database.execute(
        "CREATE TABLE \"Order.Lines\" (id INT PRIMARY KEY)",
        "CREATE TABLE \"a\"\"b\" (id INT PRIMARY KEY)",
        "CREATE TABLE \"größen_%\" (id INT PRIMARY KEY)");

    assertThat(read().tables())
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("ID"))
        .extracting(table -> table.name().name())
        .containsExactlyInAnyOrder("Order.Lines", "a\"b", "größen_%");
  }

  @Test
  void only_tables_of_the_types_wanted_are_visible() throws SQLException {
    database.execute("CREATE TABLE users (id INT)", "CREATE VIEW names AS SELECT id FROM users");

    assertThat(chosen(read())).containsExactly("PUBLIC.USERS");
    assertThat(chosen(read("table.types", "view"))).containsExactly("PUBLIC.NAMES");
    assertThat(chosen(read("table.types", "View, base table")))
        .containsExactly("PUBLIC.NAMES", "PUBLIC.USERS");
  }

  @Test
  void the_keys_of_many_tables_are_read_at_once() throws SQLException {
    // With the query of the SQL standard, as SQL Server's are.
    for (int i = 0; i <= DatabaseReader.FEW_TABLES; i++) {
      database.execute("CREATE TABLE t" + i + " (b INT, c INT UNIQUE, a INT, PRIMARY KEY (c, a))");
    }
    CountingDriver.CALLS.clear();

    DatabaseFacts facts = read("connection.url", CountingDriver.url(database.url()));

    assertThat(facts.tables())
        .hasSize(DatabaseReader.FEW_TABLES + 1)
        .allSatisfy(table -> assertThat(table.primaryKey()).containsExactly("C", "A"));
    assertThat(CountingDriver.CALLS)
        .containsExactly("getTableTypes", "getTables", "getColumns", "executeQuery");
  }

  @Test
  void for_a_query_the_database_is_not_asked() throws SQLException {
    assertThat(read("query", "SELECT 1", "connection.url", "jdbc:nowhere:"))
        .isSameAs(DatabaseFacts.NONE);
  }

  @Test
  void without_a_driver_for_the_url_it_is_said_where_to_put_one() {
    assertThatThrownBy(() -> read("connection.url", "jdbc:nowhere://db/shop?password=s3cret"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value jdbc:nowhere://db/shop for configuration connection.url: no JDBC driver"
                + " for it is installed with "
                + InstalledSource.class.getName()
                + ". Put the driver's jar beside the connector's, and restart the worker");
  }

  @Test
  void what_a_driver_says_is_told_without_a_secret() {
    assertThatThrownBy(
            () -> read("connection.url", "jdbc:h2:mem:s3cret;IFEXISTS=TRUE;PASSWORD=s3cret"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("not found")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void the_url_and_the_properties_beside_it_log_in_together() throws SQLException {
    database.execute("CREATE TABLE users (id INT)");
    String bare = database.url().substring(0, database.url().indexOf(';'));

    assertThat(
            chosen(
                read(
                    "connection.url",
                    bare,
                    "connection.user",
                    "app",
                    "connection.password",
                    ShopDatabase.PASSWORD)))
        .containsExactly("PUBLIC.USERS");
    assertThatThrownBy(
            () ->
                read(
                    "connection.url", bare,
                    "connection.user", "app",
                    "connection.password", "other"))
        .isInstanceOf(SQLException.class);
  }
}
