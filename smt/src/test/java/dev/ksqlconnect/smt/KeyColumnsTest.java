package dev.ksqlconnect.smt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may write for {@code keys}, and what it means. */
class KeyColumnsTest {
  private static KeyColumns parse(String text) {
    return KeyColumns.parse("keys", text);
  }

  @Test
  void each_name_has_its_columns_in_the_order_they_are_written() {
    KeyColumns columns = parse("users:id;order_lines:order_id,line_no");

    assertThat(columns.of("users")).containsExactly("id");
    assertThat(columns.of("order_lines")).containsExactly("order_id", "line_no");
    assertThat(columns.names()).containsExactly("users", "order_lines");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      // Quotes are the grammar's own here.
      quoteCharacter = '\'',
      value = {
        "eu-west.shop.users:user-id | eu-west.shop.users | user-id",
        "kunden_ü:schlüssel         | kunden_ü           | schlüssel",
        "表:列                       | 表                  | 列",
        "line items:line no         | line items         | line no",
        "a*:id                      | a*                 | id",
        "\"a:b\":id                 | a:b                | id",
        "t:\"x,y;z\"                | t                  | x,y;z",
        "\"say \"\"hi\"\"\":id      | say \"hi\"         | id",
        "' \" a \" : \" b \" '      | ' a '              | ' b '",
        "' a : b '                  | a                  | b",
        "a:b;                       | a                  | b",
      })
  void a_name_is_taken_as_written_between_separators_or_quotes(
      String text, String name, String column) {
    assertThat(parse(text).names()).containsExactly(name);
    assertThat(parse(text).of(name)).containsExactly(column);
  }

  @Test
  void names_are_compared_exactly() {
    KeyColumns columns = parse("a*:id;Users:id");

    assertThat(columns.of("ab")).isNull();
    assertThat(columns.of("users")).isNull();
  }

  @Test
  void columns_without_a_name_are_for_all_that_is_not_named() {
    KeyColumns columns = parse("id,region;users:user_id");

    assertThat(columns.of("users")).containsExactly("user_id");
    assertThat(columns.of("orders")).containsExactly("id", "region");
  }

  @Test
  void of_the_names_that_a_thing_may_have_the_first_that_is_known_counts() {
    KeyColumns columns = parse("public.users:a;users:b;c");

    assertThat(columns.of("public.users", "users")).containsExactly("a");
    assertThat(columns.of("audit.users", "users")).containsExactly("b");
    assertThat(columns.of("audit.orders", "orders")).containsExactly("c");
  }

  @Test
  void columns_given_apart_are_for_what_is_not_named() {
    KeyColumns columns = parse("users:id").otherwise(List.of("key"));

    assertThat(columns.of("users")).containsExactly("id");
    assertThat(columns.of("orders")).containsExactly("key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void nothing_written_says_nothing(String text) {
    assertThat(parse(text).isEmpty()).isTrue();
    assertThat(parse(text).of("users")).isNull();
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "users:          | a name is missing at position 7",
        ":id             | a name is missing at position 1",
        "users:id;;a:b   | a name is missing at position 10",
        "users:id,       | a name is missing at position 10",
        "\"\":id         | a name is missing at position 3",
        "\"users:id      | a closing quote is missing",
        "users:\"id\"x   | 'x' was not expected at position 11",
        "users\"x\":id   | '\"' was not expected at position 6",
        "users:id:x      | ':' was not expected at position 9",
        "a,b:id          | a ':' follows one name, not a list",
        "users:id;users:x | 'users' is named twice",
        "users:id,id     | 'id' is listed twice",
        "a;b             | columns for all are named twice",
      })
  void bad_input_is_refused_with_the_key_what_was_seen_and_how_to_write_it(
      String text, String problem) {
    assertThatThrownBy(() -> KeyColumns.validator().ensureValid("transforms.k.keys", text))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Invalid value %s for configuration transforms.k.keys: %s. Write name:column for each"
                + " name, columns separated by ',', names by ';'",
            text, problem);
  }

  @Test
  void a_key_that_is_not_set_is_valid() {
    assertThatCode(() -> KeyColumns.validator().ensureValid("keys", null))
        .doesNotThrowAnyException();
  }

  @Test
  void a_scanner_tells_a_quoted_name_from_a_plain_one_and_what_was_read() {
    NameScanner scanner = new NameScanner("tables", " shop.\"*\" , rest", ",.", "Write names");

    assertThat(scanner.name().isQuoted()).isFalse();
    assertThat(scanner.accept('.')).isTrue();
    NameScanner.Name quoted = scanner.name();

    assertThat(quoted.isQuoted()).isTrue();
    assertThat(quoted.text()).isEqualTo("*");
    assertThat(scanner.readSince(0)).isEqualTo("shop.\"*\"");
    assertThat(scanner.isAtEnd()).isFalse();
  }
}
