package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Reading.chosen;
import static dev.ksqlconnect.jdbc.Reading.column;
import static dev.ksqlconnect.jdbc.Reading.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Databases that cannot be had for a test, by what is known of their drivers' metadata. Where that
 * is from is said in each recording.
 */
class RecordedMetadataTest {
  private static DatabaseFacts read(String recorded, String... more) throws SQLException {
    return Reading.of("jdbc:recorded:" + recorded, more);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sqlserver; shop.dbo.OrderXLines, shop.dbo.Order_Lines, shop.dbo.Orders;"
            + " shop.dbo.OrderXLines, shop.dbo.Order_Lines, shop.dbo.Orders, shop.sales.Accounts",
        "oracle; SHOP.Mixed Case, SHOP.ORDERS, SHOP.ORDERXLINES, SHOP.ORDER_LINES;"
            + " SALES.ACCOUNTS, SHOP.Mixed Case, SHOP.ORDERS, SHOP.ORDERXLINES, SHOP.ORDER_LINES",
        "db2; SHOP.ORDERS, SHOP.ORDER_LINES; SHOP.ORDERS, SHOP.ORDER_LINES"
      })
  void the_default_schemas_tables_are_read_and_others_when_asked_for_but_not_the_systems(
      String recorded, String inDefault, String everywhere) throws SQLException {
    assertThat(String.join(", ", chosen(read(recorded)))).isEqualTo(inDefault);
    assertThat(
            String.join(
                ", ", chosen(read(recorded, "tables", "*.*", "table.types", "TABLE,SYSTEM TABLE"))))
        .isEqualTo(everywhere);
  }

  @ParameterizedTest
  @CsvSource({
    "sqlserver, shop, dbo, Order_Lines, order_id, line",
    "oracle, , SHOP, ORDER_LINES, ORDER_ID, LINE",
    "db2, , SHOP, ORDER_LINES, ORDER_ID, LINE"
  })
  void keys_are_in_the_constraints_order_one_by_one_and_all_at_once(
      String recorded, String catalog, String schema, String name, String first, String second)
      throws SQLException {
    TableName table = new TableName(catalog, schema, name);
    try (Connection connection =
        new RecordedDriver().connect("jdbc:recorded:" + recorded, new Properties())) {
      PrimaryKeys keys =
          new PrimaryKeys(
              connection, connection.getMetaData(), Product.of(connection.getMetaData()));

      assertThat(keys.ofTable(table)).containsExactly(first, second);
      assertThat(keys.ofSchemaOf(table).of(table)).containsExactly(first, second);
    }
  }

  @Test
  void a_query_is_not_asked_for_another_catalog_of_sql_servers() throws SQLException {
    try (Connection connection =
        new RecordedDriver().connect("jdbc:recorded:sqlserver", new Properties())) {
      PrimaryKeys keys =
          new PrimaryKeys(
              connection, connection.getMetaData(), Product.of(connection.getMetaData()));

      assertThat(keys.ofSchemaOf(new TableName("archive", "dbo", "Orders"))).isNull();
    }
  }

  @Test
  void sql_servers_columns_are_told_with_what_decides_the_mode() throws SQLException {
    assertThat(table(read("sqlserver"), "Orders").columns())
        .containsExactly(
            new TableFacts.Column("id", Types.INTEGER, 0, 0, false, true),
            new TableFacts.Column("number", Types.NUMERIC, 12, 0, true, false),
            new TableFacts.Column("price", Types.DECIMAL, 0, 0, true, false),
            new TableFacts.Column("total", Types.DECIMAL, 0, 0, true, false),
            new TableFacts.Column("placed_at", Types.TIMESTAMP, 0, 0, false, false),
            new TableFacts.Column("changed_at", -155, 0, 0, false, false),
            new TableFacts.Column("version", Types.BINARY, 0, 0, false, false));
  }

  @Test
  void sql_servers_filtered_indexes_are_no_keys() throws SQLException {
    assertThat(table(read("sqlserver", "key.from", "unique"), "OrderXLines").uniqueIndexes())
        .containsExactly(List.of("code"));
  }

  @Test
  void oracles_number_is_numeric_and_without_limits_unless_it_has_some() throws SQLException {
    TableFacts orders = table(read("oracle"), "ORDERS");

    assertThat(orders.columns().subList(0, 4))
        .containsExactly(
            new TableFacts.Column("ID", Types.NUMERIC, 10, 0, false, false),
            new TableFacts.Column("AMOUNT", Types.NUMERIC, 0, 0, true, false),
            new TableFacts.Column("COUNTED", Types.NUMERIC, 38, 0, true, false),
            new TableFacts.Column("PRICE", Types.NUMERIC, 10, 2, true, false));
  }

  @Test
  void oracles_date_is_a_timestamp_but_one_with_a_time_zone_is_not_read() throws SQLException {
    TableFacts orders = table(read("oracle"), "ORDERS");

    for (String read : List.of("PLACED", "UPDATED_AT")) {
      assertThat(column(orders, read).isTimestamp()).as(read).isTrue();
    }
    for (String notRead : List.of("ZONED", "LOCAL")) {
      assertThat(column(orders, notRead).isTimestamp()).as(notRead).isFalse();
      assertThat(column(orders, notRead).isReadByAll()).as(notRead).isFalse();
    }
  }

  @Test
  void oracles_indexes_on_expressions_are_no_keys() throws SQLException {
    assertThat(
            table(read("oracle", "key.from", "unique", "tables", "SALES.*"), "ACCOUNTS")
                .uniqueIndexes())
        .containsExactly(List.of("CODE"));
  }

  @Test
  void db2s_columns_are_told_with_what_decides_the_mode() throws SQLException {
    assertThat(table(read("db2"), "ORDERS").columns())
        .containsExactly(
            new TableFacts.Column("ID", Types.BIGINT, 0, 0, false, true),
            new TableFacts.Column("PRICE", Types.DECIMAL, 0, 0, true, false),
            new TableFacts.Column("RATE", Types.OTHER, 0, 0, true, false),
            new TableFacts.Column("UPDATED_AT", Types.TIMESTAMP, 0, 0, false, false));
  }
}
