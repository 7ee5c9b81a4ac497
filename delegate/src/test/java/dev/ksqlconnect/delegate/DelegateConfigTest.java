package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Configurations of several delegates' tasks in that of the one which runs them. */
class DelegateConfigTest {
  /** Taken apart again, as the delegates are given them. */
  private static List<Map<String, String>> given(Map<String, String> together) {
    List<Map<String, String>> given = new ArrayList<>();
    for (Map<String, String> one : DelegateConfig.apart(together)) {
      Map<String, String> config = DelegateConfig.forDelegate(one, "Delegate");
      config.remove("connector.class");
      given.add(config);
    }
    return given;
  }

  @Test
  void what_several_have_in_common_stands_there_once() {
    Map<String, String> together =
        DelegateConfig.together(
            List.of(Map.of("url", "u", "mode", "bulk"), Map.of("url", "u", "mode", "timestamp")));

    assertThat(together)
        .containsEntry("url", "u")
        .doesNotContainKey("mode")
        .hasSize(4)
        .containsValues("bulk", "timestamp", "2");
  }

  @Test
  void each_is_given_what_it_had_and_nothing_of_the_others() {
    List<Map<String, String>> configs =
        List.of(
            Map.of("url", "u", "mode", "bulk", "tables", "a"),
            Map.of("url", "u", "mode", "timestamp", "tables", "b,c", "column", "at"),
            Map.of("url", "u", "mode", "bulk"));

    assertThat(given(DelegateConfig.together(configs))).isEqualTo(configs);
  }

  @Test
  void more_than_ten_are_not_mixed_up() {
    List<Map<String, String>> configs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      configs.add(Map.of("url", "u", "table", "t" + i));
    }

    assertThat(given(DelegateConfig.together(configs))).isEqualTo(configs);
  }

  @Test
  void a_value_may_be_null_as_in_json() {
    Map<String, String> nulls = new HashMap<>(Map.of("url", "u"));
    nulls.put("prefix", null);
    List<Map<String, String>> configs = List.of(nulls, Map.of("url", "u", "prefix", "p"));

    assertThat(given(DelegateConfig.together(configs))).isEqualTo(configs);
    assertThat(given(DelegateConfig.together(List.of(nulls, nulls))))
        .isEqualTo(List.of(nulls, nulls));
  }

  @Test
  void of_one_it_is_a_copy() {
    Map<String, String> config = new HashMap<>(Map.of("url", "u"));

    Map<String, String> together = DelegateConfig.together(List.of(config));

    assertThat(together).isEqualTo(config).isNotSameAs(config);
    assertThat(DelegateConfig.apart(together)).isEqualTo(List.of(config));
  }
}
