package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private static final JsonNode JSON = Answer.JSON.createObjectNode().put("a", 1);
  private static final String ETAG = Answer.of(JSON, null).headers().get("ETag");

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "W/\"other\",W/%s", " %s ", "*"})
  void a_client_that_has_it_already_is_told_so(String ifNoneMatch) {
    assertThat(Answer.of(JSON, String.format(ifNoneMatch, ETAG)).status()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"other\"", "W/\"other\", \"more\"", "\"*\""})
  void a_client_that_has_something_else_gets_it(String ifNoneMatch) {
    assertThat(Answer.of(JSON, ifNoneMatch).status()).isEqualTo(200);
  }

  @Test
  void a_tag_without_its_quotes_is_another_tag() {
    assertThat(Answer.of(JSON, ETAG.replace("\"", "")).status()).isEqualTo(200);
  }

  @Test
  void an_error_is_not_tagged_and_says_when_to_try_again_only_if_that_is_of_use() {
    assertThat(Answer.error(new ApiException(404, "no")).headers()).isEmpty();
    assertThat(Answer.error(new ApiException(503, "not yet", 5)).headers())
        .containsExactly(Map.entry("Retry-After", "5"));
  }
}
