package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Worker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A standalone worker serves the same. */
class StandaloneIT {
  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void keys_announces_and_answers_and_still_does_after_a_restart(KafkaLine line) {
    try (Stack stack = new Stack(StandaloneIT.class, line)) {
      stack
          .database()
          .execute(
              "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                  + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                  + "INSERT INTO users DEFAULT VALUES");
      Worker worker = stack.addWorker(Worker.Builder::standalone);
      stack.create("alone", stack.jdbc());

      assertThat(stack.awaitRecords("alone-users", 1).get(0).key()).isEqualTo("1");
      JsonNode before = Stack.awaitVersion(worker, "alone", "alone-users", 1);
      assertThat(before.path("cluster").asText()).isEqualTo("standalone");
      Stack.await(
          "the plan", worker, "/connectors/alone/delegate-config", reply -> reply.status() == 200);

      worker.stop();
      worker.startAgain();
      // A standalone worker forgets connectors that were posted.
      stack.create("alone", stack.jdbc());

      assertThat(Stack.awaitVersion(worker, "alone", "alone-users", 1)).isEqualTo(before);
    }
  }
}
