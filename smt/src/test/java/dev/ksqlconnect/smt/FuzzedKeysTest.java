package dev.ksqlconnect.smt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.config.ConfigException;

/** The grammar of keys, with any text. */
class FuzzedKeysTest {
  private static final String SEED = "6";

  @Property(seed = SEED)
  void any_text_is_understood_or_refused_by_the_name_of_the_key(@ForAll("texts") String text) {
    try {
      assertThat(KeyColumns.parse("keys", text)).isNotNull();
    } catch (ConfigException e) {
      assertThat(e.getMessage()).contains("keys");
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.strings().withChars("ab:;,\" \t*-.").ofMaxLength(60));
  }

  @Property(seed = SEED)
  void what_is_written_with_quotes_is_read_back(@ForAll("keys") Map<String, List<String>> keys) {
    String text =
        keys.entrySet().stream()
            .map(key -> quoted(key.getKey()) + " : " + quoted(key.getValue()))
            .collect(Collectors.joining(" ; "));

    KeyColumns read = KeyColumns.parse("keys", text);

    keys.forEach((name, columns) -> assertThat(read.of(name)).isEqualTo(columns));
  }

  @Provide
  Arbitrary<Map<String, List<String>>> keys() {
    Arbitrary<String> names = Arbitraries.strings().ofMinLength(1).ofMaxLength(20);
    return Arbitraries.maps(names, names.list().uniqueElements().ofMinSize(1).ofMaxSize(4))
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static String quoted(List<String> names) {
    return names.stream().map(FuzzedKeysTest::quoted).collect(Collectors.joining(" , "));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
