package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableNameTest {
  @ParameterizedTest
  @CsvSource({
    "     ,        , users, users,             ",
    "     , public , users, public.users,      public",
    "shop ,        , users, shop.users,        shop",
    "shop , dbo    , users, shop.dbo.users,    dbo",
    "''   , ''     , users, users,             ",
    "     , Sales  , Order Lines, Sales.Order Lines, Sales",
  })
  void it_is_spelled_as_the_delegate_spells_it_in_its_partitions(
      String catalog, String schema, String name, String full, String qualifier) {
    TableName table = new TableName(catalog, schema, name);

    assertThat(table).hasToString(full);
    assertThat(table.qualifier()).isEqualTo(qualifier);
    assertThat(table.name()).isEqualTo(name);
  }
}
