package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @Test
  void a_name_is_quoted_with_what_is_in_it_doubled() {
    assertThat(Identifiers.quoted("a`b'c")).isEqualTo("`a``b'c`");
  }

  @Test
  void a_text_is_quoted_with_what_is_in_it_doubled() {
    assertThat(Identifiers.literal("a`b'c")).isEqualTo("'a`b''c'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ID", "_", "A1", "ROWKEY", "KEY", "HEADERS"})
  void can_be_typed_as_it_is(String name) {
    assertThat(Identifiers.isPlain(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "id", "1A", "A-B", "A B", "GRÖSSE", "TABLE", "AT", "VALUES", "DECIMAL"})
  void has_to_be_quoted(String name) {
    assertThat(Identifiers.isPlain(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"id", "two words", "it's", "\"", "größe", "日本", "😀", "a${x}", "a\"b", "\u00a0a"})
  void can_be_a_column(String name) {
    assertThat(Identifiers.canBeColumn(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a`b",
        "a\nb",
        "a\rb",
        "\u0000",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\ud83d",
        "\"id\"",
        "${id}"
      })
  void cannot_be_a_column(String name) {
    assertThat(Identifiers.canBeColumn(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROWTIME", "ROWPARTITION", "ROWOFFSET", "WINDOWSTART", "WINDOWEND"})
  void is_kept_by_ksqldb(String name) {
    assertThat(Identifiers.isSystemColumn(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROWKEY", "rowtime", "ROWTIME_"})
  void is_not_kept_by_ksqldb(String name) {
    assertThat(Identifiers.isSystemColumn(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "users, USERS",
    "shop-users.v1, SHOP_USERS_V1",
    "2024, _2024",
    "table, TABLE_",
    "größe, GR_SSE",
    "'  users ', USERS",
    "---, ___",
    "`x`; DROP, _X___DROP",
    "'  ', ''"
  })
  void a_source_is_called(String wanted, String name) {
    assertThat(Identifiers.sourceName(wanted)).isEqualTo(name);
  }

  @Test
  void a_columns_name_is_in_upper_case() {
    assertThat(Identifiers.columnNames(Set.of("fullName"))).containsEntry("fullName", "FULLNAME");
  }

  @Test
  void names_that_differ_by_case_stay_as_they_are() {
    assertThat(Identifiers.columnNames(Set.of("id", "Id", "name")))
        .containsEntry("id", "id")
        .containsEntry("Id", "Id")
        .containsEntry("name", "NAME");
  }

  @Test
  void names_that_are_one_in_upper_case_only_stay_as_they_are() {
    assertThat(Identifiers.columnNames(Set.of("straße", "strasse")))
        .containsEntry("straße", "straße")
        .containsEntry("strasse", "strasse");
  }
}
