package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of sources; what a sink is told is in {@link EndpointsTest}. */
class HintTest {
  @ParameterizedTest
  @CsvSource({
    "'', announce",
    "' ', announce",
    "'route', 'route,announce'",
    "' a, b ', 'a, b,announce'"
  })
  void the_transform_to_add_comes_after_those_there_are(String transforms, String wanted) {
    assertThat(Hint.forSource(Map.of("transforms", transforms)))
        .contains(
            "transforms=" + wanted + " and",
            "transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics");
  }

  @Test
  void a_connector_that_is_not_to_announce_is_not_told_to_add_anything() {
    assertThat(Hint.forSource(Map.of("announce", "FALSE")))
        .contains("announce=false")
        .doesNotContain("transforms");
  }

  @Test
  void a_wrapper_announces_by_itself_unless_it_has_transforms() {
    Map<String, String> wrapper = Map.of("connector.class", "KsqlJdbcSource");
    assertThat(Hint.forSource(wrapper)).startsWith("The connector announces its topics itself");

    Map<String, String> transforming =
        Map.of("connector.class", "KsqlJdbcSource", "transforms", "route");
    assertThat(Hint.forSource(transforming)).contains("transforms=route,announce");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.ksqlconnect.smt.AnnounceTopics", "AnnounceTopics"})
  void a_connector_that_has_the_transform_is_not_told_to_add_it(String type) {
    Map<String, String> config = Map.of("transforms", "a,tell", "transforms.tell.type", type);

    assertThat(Hint.forSource(config))
        .doesNotContain("Add to")
        .contains("The topic is announced with its next record");
  }

  @Test
  void a_transform_that_is_configured_but_not_in_the_chain_is_to_be_added() {
    assertThat(
            Hint.forSource(Map.of("transforms", "a", "transforms.announce.type", "AnnounceTopics")))
        .contains("transforms=a,announce and");
  }
}
