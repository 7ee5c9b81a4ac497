package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many topics at once, at a ksqlDB that takes its time. How long it takes is for {@code ./benchmark
 * --part registration}.
 */
class RegistrationBurstIT {
  private static final Duration CREATE = Duration.ofMillis(50);
  private static final Duration DESCRIBE = Duration.ofMillis(16);

  private static final int AT_ONCE = 200;

  private static Stack stack;
  private static KsqlDbStandIn ksql;

  @BeforeAll
  static void start() {
    stack = new Stack(RegistrationBurstIT.class, KafkaLine.V4_3);
    stack.addWorker();
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    ksql.delay(CREATE, DESCRIBE);
    stack.create("registrar", Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url()));
  }

  @AfterAll
  static void stop() {
    stack.close();
    ksql.close();
  }

  /** The outcomes that are no PENDING, by topic, each topic's last. */
  private static Map<String, JsonNode> outcomes(EventListener listener) {
    Map<String, JsonNode> outcomes = new TreeMap<>();
    for (EventListener.Event event : listener.events()) {
      if (event.type().equals("registration")
          && !event.data().path("state").asText().equals("PENDING")) {
        outcomes.put(event.data().path("topic").asText(), event.data());
      }
    }
    return outcomes;
  }

  @Test
  void each_of_many_topics_is_registered_once_and_one_at_a_time() throws IOException {
    stack
        .database()
        .execute(
            IntStream.range(0, AT_ONCE)
                .mapToObj(
                    i ->
                        String.format(
                            "CREATE TABLE b%1$03d (id SERIAL PRIMARY KEY, name TEXT);"
                                + " INSERT INTO b%1$03d (name) VALUES ('x');",
                            i))
                .collect(Collectors.joining()));
    try (EventListener listener = new EventListener(stack.rest(), null)) {
      stack.create("burst", stack.jdbc());
      Waiting.until(
          () -> AT_ONCE + " outcomes; there are " + outcomes(listener).size(),
          Stack.PATIENCE.multipliedBy(3),
          () -> outcomes(listener).size() == AT_ONCE);

      assertThat(outcomes(listener).values())
          .extracting(outcome -> outcome.path("state").asText())
          .containsOnly("REGISTERED");
    }
    assertThat(ksql.changes()).hasSize(AT_ONCE).doesNotHaveDuplicates();
    assertThat(ksql.mostAtOnce()).isEqualTo(1);
  }
}
