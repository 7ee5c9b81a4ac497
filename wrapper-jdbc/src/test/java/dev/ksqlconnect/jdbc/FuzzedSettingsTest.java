package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.config.ConfigException;

/** Table patterns and URLs, with any text. */
class FuzzedSettingsTest {
  private static final String SEED = "6";

  @Property(seed = SEED)
  void any_text_is_understood_or_refused_by_the_name_of_the_key(
      @ForAll("patterns") String text, @ForAll String schema, @ForAll("names") String name) {
    TablePatterns patterns;
    try {
      patterns = TablePatterns.parse("tables", text);
    } catch (ConfigException e) {
      assertThat(e.getMessage()).contains("tables");
      return;
    }
    TableName table = new TableName(null, schema, name);
    for (TablePatterns.TablePattern pattern : patterns.patterns()) {
      List<TableName> found = pattern.of(List.of(table), any -> true);
      assertThat(found.contains(table))
          .as("what is matched exactly is matched in any case")
          .isEqualTo(!found.isEmpty())
          .isEqualTo(pattern.matches(table, true) || pattern.nearlyMatches(table, true));
    }
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.strings().withChars("ab*.,-\" \\EQ").ofMaxLength(40));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.strings().withChars("ab.*\\EQ").ofMaxLength(40));
  }

  /** Against the simplest way there is to say what a star stands for. */
  @Property(seed = SEED)
  void a_star_stands_for_any_characters(
      @ForAll("stars") String pattern, @ForAll("letters") String name) {
    TablePatterns.TablePattern parsed = TablePatterns.parse("tables", pattern).patterns().get(0);

    assertThat(parsed.matches(new TableName(null, "s", name), true))
        .isEqualTo(matches(pattern, name));
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    String rest = pattern.substring(1);
    if (pattern.charAt(0) == '*') {
      return matches(rest, name) || (!name.isEmpty() && matches(pattern, name.substring(1)));
    }
    return !name.isEmpty()
        && name.charAt(0) == pattern.charAt(0)
        && matches(rest, name.substring(1));
  }

  @Provide
  Arbitrary<String> stars() {
    return Arbitraries.strings().withChars("ab*").ofMinLength(1).ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> letters() {
    return Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(8);
  }

  @Property(seed = SEED, tries = 20)
  void many_stars_take_no_longer_than_few(@ForAll @IntRange(min = 10, max = 60) int stars) {
    TablePatterns.TablePattern pattern =
        TablePatterns.parse("tables", "*a".repeat(stars) + "*b").patterns().get(0);
    TableName table = new TableName(null, "s", "a".repeat(128));
    long begin = System.nanoTime();

    assertThat(pattern.matches(table, true)).isFalse();
    assertThat(pattern.nearlyMatches(table, true)).isFalse();

    // Milliseconds; with each star tried at each place it would be years.
    assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
  }

  @Property(seed = SEED)
  void any_text_can_be_taken_for_a_url(@ForAll("urls") String url) {
    assertThatCode(() -> JdbcUrl.parse(url)).doesNotThrowAnyException();
    assertThatCode(() -> JdbcUrl.shown(url)).doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<String> urls() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(80),
        Arbitraries.of(
                "jdbc:",
                "postgresql:",
                "//",
                "thin:",
                "h",
                "@",
                ":",
                "/",
                "?",
                "&",
                ";",
                ",",
                "(",
                ")",
                "password=",
                "user=",
                "pwd=",
                "{",
                "}",
                "\"",
                "%",
                "%4",
                "x",
                "=",
                " ")
            .list()
            .ofMaxSize(25)
            .map(parts -> String.join("", parts)));
  }

  @Property(seed = SEED)
  void a_password_does_not_stay_in_the_url(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 8, max = 20) String begin,
      @ForAll @StringLength(max = 8) String end) {
    String secret = begin + end;
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    for (String url :
        List.of(
            "jdbc:postgresql://h:5432/d?user=u&password=" + encoded + "&ssl=true",
            "jdbc:mysql://h/d?password=" + encoded,
            "jdbc:mysql://u:" + encoded + "@h/d",
            "jdbc:sqlserver://h;databaseName=d;password={" + secret.replace("}", "}}") + "};x=1")) {
      JdbcUrl parsed = JdbcUrl.parse(url);

      assertThat(parsed.withoutSecrets()).doesNotContain(begin);
      assertThat(JdbcUrl.shown(url)).doesNotContain(begin);
      assertThat(parsed.secrets()).isNotEmpty();
    }
  }
}
