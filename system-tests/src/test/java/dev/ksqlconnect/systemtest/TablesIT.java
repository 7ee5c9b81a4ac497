package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.MariaDb;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.SqlDatabase;
import dev.ksqlconnect.harness.SqliteFile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Tables of all kinds on PostgreSQL, MariaDB and SQLite, beside each other on one worker. */
class TablesIT {
  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = new Stack(TablesIT.class, KafkaLine.V4_3);
    stack.addWorker();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  /** On PostgreSQL, which has schemas. */
  @Nested
  class OnPostgres extends TablesScenario {
    OnPostgres() {
      super("pg");
    }

    @Override
    Stack stack() {
      return stack;
    }

    @Override
    SqlDatabase database() {
      return stack.database();
    }

    @Override
    String counted() {
      return "SERIAL PRIMARY KEY";
    }

    @Override
    String changeTime() {
      return "updated_at TIMESTAMPTZ NOT NULL DEFAULT now()";
    }

    @Override
    String bestMode() {
      return "timestamp+incrementing";
    }

    @Override
    String modeByTime() {
      return "timestamp";
    }

    @Override
    char quote() {
      return '"';
    }

    @Override
    String fullName(String table) {
      return "public." + table;
    }

    @Override
    String changeKey() {
      return "ALTER TABLE countries DROP CONSTRAINT countries_pkey;"
          + "ALTER TABLE countries ADD PRIMARY KEY (name)";
    }

    @Test
    @Order(20)
    void a_table_of_one_name_in_two_schemas_has_two_topics() {
      database()
          .execute(
              "CREATE SCHEMA sales; CREATE TABLE sales.users (code TEXT PRIMARY KEY, changed_at"
                  + " TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'));"
                  + "INSERT INTO sales.users VALUES ('eu')");

      stack.create("pg-both", config("tables", "users,sales.users"));

      assertThat(stack.awaitRecords("pg-both-users", 1).get(0).key()).isEqualTo("1");
      assertThat(stack.awaitRecords("pg-both-sales.users", 1).get(0).key()).isEqualTo("\"eu\"");
      stack.delete("pg-both");
    }

    @Test
    @Order(21)
    void numbers_are_primitives_where_nothing_is_lost_and_decimals_elsewhere() {
      database()
          .execute(
              "CREATE TABLE prices (id SERIAL PRIMARY KEY, price NUMERIC(10, 2), units"
                  + " NUMERIC(18, 0)); CREATE TABLE ratios (id SERIAL PRIMARY KEY, ratio NUMERIC);"
                  + "INSERT INTO prices (price, units) VALUES (12345678.91, 123456789012345678);"
                  + "INSERT INTO ratios (ratio) VALUES (3.14159)");

      stack.create(
          "pg-numbers",
          config(
              "tables",
              "prices,ratios",
              "value.converter",
              "org.apache.kafka.connect.json.JsonConverter",
              "value.converter.schemas.enable",
              "false",
              "value.converter.decimal.format",
              "NUMERIC"));

      assertThat(stack.awaitRecords("pg-numbers-prices", 1).get(0).value())
          .isEqualTo("{\"id\":1,\"price\":1.234567891E7,\"units\":123456789012345678}");
      assertThat(stack.awaitRecords("pg-numbers-ratios", 1).get(0).value())
          .startsWith("{\"id\":1,\"ratio\":3.141590");
    }

    @Test
    @Order(22)
    void a_number_of_a_new_column_is_not_cut_before_its_table_is_looked_at_again() {
      database()
          .execute(
              "ALTER TABLE prices ADD COLUMN rate NUMERIC;"
                  + "INSERT INTO prices (rate) VALUES (2.5)");

      assertThat(stack.awaitRecords("pg-numbers-prices", 2).get(1).value())
          .contains("\"rate\":2.50");
      stack.delete("pg-numbers");
    }

    @Test
    @Order(23)
    void columns_that_are_not_read_are_named_once_in_the_log_and_in_the_schema() {
      database()
          .execute(
              "CREATE TABLE odd (id SERIAL PRIMARY KEY, tags TEXT[], ip INET, name TEXT);"
                  + "INSERT INTO odd (tags, ip, name) VALUES ('{a}', '10.0.0.1', 'x');");
      stack.create("pg-odd", config("tables", "odd"));

      assertThat(stack.awaitRecords("pg-odd-odd", 1).get(0).value())
          .isEqualTo("{\"id\":1,\"name\":\"x\"}");
      JsonNode schema = Stack.awaitVersion(stack.worker(), "pg-odd", "pg-odd-odd", 1);
      assertThat(schema.path("columnsNotRead"))
          .extracting(JsonNode::asText)
          .containsExactly("tags", "ip");
      database().execute("INSERT INTO odd (name) VALUES ('y')");
      stack.awaitRecords("pg-odd-odd", 2);
      assertThat(
              stack
                  .worker()
                  .log()
                  .lines()
                  .filter(line -> line.contains("Columns of table public.odd are not in")))
          .singleElement()
          .asString()
          .contains("tags, ip");
      stack.delete("pg-odd");
    }

    @Test
    @Order(24)
    void a_unique_index_is_the_key_on_request() {
      database()
          .execute(
              "CREATE TABLE parts (id SERIAL, sku TEXT NOT NULL UNIQUE);"
                  + "INSERT INTO parts (sku) VALUES ('p-1')");

      stack.create("pg-unique", config("tables", "PARTS", "key.from", "unique"));

      ConsumerRecord<String, String> record = stack.awaitRecords("pg-unique-parts", 1).get(0);
      assertThat(record.key()).isEqualTo("\"p-1\"");
      stack.delete("pg-unique");
    }

    @Test
    @Order(25)
    void tables_that_go_by_columns_of_different_names_share_a_delegate_that_can_be_told_so() {
      createChanging("new");

      stack.create("pg-columns", config("tables", "new_changing,new_modifying"));

      assertThat(stack.awaitRecords("pg-columns-new_changing", 1).get(0).key()).isEqualTo("1");
      assertThat(stack.awaitRecords("pg-columns-new_modifying", 1).get(0).key()).isEqualTo("1");
      assertThat(planOf("pg-columns").path("delegates")).hasSize(1);
      stack.delete("pg-columns");
    }

    @Test
    @Order(26)
    void an_older_delegate_is_told_with_the_keys_it_knows() {
      assumeTrue(Project.jdbcClass().contains("standin"), "the older one is a stand-in");
      createChanging("old");

      stack.create(
          "pg-older",
          config(
              "delegate.class",
              "dev.ksqlconnect.standin.jdbc.OldJdbcSourceConnector",
              "tables",
              "old_changing,old_modifying,countries",
              "bulk.tables",
              "countries",
              "bulk.poll.interval.ms",
              "3600000"));

      assertThat(stack.awaitRecords("pg-older-old_changing", 1).get(0).key()).isEqualTo("1");
      assertThat(stack.awaitRecords("pg-older-old_modifying", 1).get(0).key()).isEqualTo("1");
      stack.awaitRecords("pg-older-countries", 2);
      assertThat(planOf("pg-older").path("delegates")).hasSize(3);
      database().execute("INSERT INTO old_changing DEFAULT VALUES");
      assertThat(stack.awaitRecords("pg-older-old_changing", 2).get(1).key())
          .as("beside one whose poll lasts an hour")
          .isEqualTo("2");
      stack.delete("pg-older");
    }

    private void createChanging(String prefix) {
      database()
          .execute(
              String.format(
                  "CREATE TABLE %1$s_changing (id SERIAL PRIMARY KEY, changed_at TIMESTAMPTZ NOT"
                      + " NULL DEFAULT now()); CREATE TABLE %1$s_modifying (id SERIAL PRIMARY KEY,"
                      + " modified_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                      + "INSERT INTO %1$s_changing DEFAULT VALUES;"
                      + "INSERT INTO %1$s_modifying DEFAULT VALUES",
                  prefix));
    }

    private static JsonNode planOf(String connector) {
      return stack.rest().get("/connectors/" + connector + "/delegate-config").json();
    }
  }

  /** On MariaDB, whose databases are catalogs. */
  @Nested
  class OnMariaDb extends TablesScenario {
    private MariaDb database;

    OnMariaDb() {
      super("maria");
    }

    @Override
    Stack stack() {
      return stack;
    }

    @Override
    @BeforeAll
    void create() {
      database = MariaDb.start(stack.folder().resolve("mariadb"));
      super.create();
    }

    @AfterAll
    void stopDatabase() {
      database.close();
    }

    @Override
    SqlDatabase database() {
      return database;
    }

    @Override
    String counted() {
      return "INT AUTO_INCREMENT PRIMARY KEY";
    }

    @Override
    String changeTime() {
      return "updated_at DATETIME(3) NOT NULL DEFAULT current_timestamp(3)"
          + " ON UPDATE current_timestamp(3)";
    }

    @Override
    String bestMode() {
      return "timestamp+incrementing";
    }

    @Override
    String modeByTime() {
      return "timestamp";
    }

    @Override
    char quote() {
      return '`';
    }

    @Override
    String fullName(String table) {
      return "shop." + table;
    }

    @Override
    String changeKey() {
      return "ALTER TABLE countries DROP PRIMARY KEY, ADD PRIMARY KEY (name)";
    }

    @Test
    @Order(20)
    void a_table_of_one_name_in_two_databases_has_two_topics() {
      database()
          .execute(
              "CREATE DATABASE sales; CREATE TABLE sales.users (code VARCHAR(2) NOT NULL PRIMARY"
                  + " KEY, changed_at DATETIME(3) NOT NULL DEFAULT current_timestamp(3));"
                  + "INSERT INTO sales.users (code) VALUES ('eu')");

      stack.create("maria-both", config("tables", "users,sales.users"));

      assertThat(stack.awaitRecords("maria-both-users", 1).get(0).key()).isEqualTo("1");
      assertThat(stack.awaitRecords("maria-both-sales.users", 1).get(0).key()).isEqualTo("\"eu\"");
      stack.delete("maria-both");
    }
  }

  /** On SQLite, which has neither, and no types of time. */
  @Nested
  class OnSqlite extends TablesScenario {
    OnSqlite() {
      super("sqlite");
    }

    @Override
    Stack stack() {
      return stack;
    }

    @Override
    SqlDatabase database() {
      return SqliteFile.at(stack.folder().resolve("shop.db"));
    }

    @Override
    String counted() {
      return "INTEGER PRIMARY KEY AUTOINCREMENT";
    }

    @Override
    String changeTime() {
      return "updated_at TIMESTAMP NOT NULL DEFAULT (unixepoch() * 1000)";
    }

    @Override
    String bestMode() {
      return "incrementing";
    }

    @Override
    String modeByTime() {
      return "bulk";
    }

    @Override
    char quote() {
      return '"';
    }

    @Override
    String fullName(String table) {
      return table;
    }

    @Override
    String changeKey() {
      return "DROP TABLE countries;"
          + "CREATE TABLE countries (code VARCHAR(2) NOT NULL, name VARCHAR(20) NOT NULL PRIMARY"
          + " KEY);"
          + "INSERT INTO countries VALUES ('fr', 'France')";
    }
  }
}
