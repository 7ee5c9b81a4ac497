package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The bundle is removed, step by step as docs/install.md says. */
class UninstallIT {
  private static Rest.Reply done(Rest.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isBetween(200, 204);
    return reply;
  }

  private static List<String> keys(Stack stack, String topic, int atLeast) {
    return stack.awaitRecords(topic, atLeast).stream()
        .map(ConsumerRecord::key)
        .collect(Collectors.toList());
  }

  @Test
  void plain_connectors_go_on_at_the_same_rows_with_the_same_keys_on_a_worker_without_it() {
    try (Stack stack = new Stack(UninstallIT.class, KafkaLine.V4_3)) {
      stack
          .database()
          .execute(
              "CREATE TABLE numbered (id SERIAL PRIMARY KEY);"
                  + "CREATE TABLE timed (id SERIAL PRIMARY KEY,"
                  + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                  + "INSERT INTO numbered DEFAULT VALUES;"
                  + "INSERT INTO timed DEFAULT VALUES");
      Worker worker = stack.addWorker();
      stack.create("shop", stack.jdbc());
      stack.awaitRecords("shop-numbered", 1);
      stack.awaitRecords("shop-timed", 1);

      handOver(stack, "shop");
      worker.stop();
      Worker bare =
          stack.addWorker(
              builder ->
                  builder.pluginPath(Project.jdbcPlugins()).with("rest.extension.classes", ""));
      stack
          .database()
          .execute("INSERT INTO numbered DEFAULT VALUES; INSERT INTO timed DEFAULT VALUES");

      assertThat(keys(stack, "shop-numbered", 2)).containsExactly("1", "2");
      assertThat(keys(stack, "shop-timed", 2)).containsExactly("1", "2");
      assertThat(bare.rest().get("/connector-plugins").body()).doesNotContain("KsqlJdbc");
    }
  }

  /** Puts a plain connector in the place of each delegate; the first keeps the wrapper's name. */
  private static void handOver(Stack stack, String name) {
    Rest rest = stack.rest();
    JsonNode delegates =
        Stack.await(
                "the plan",
                stack.worker(),
                "/connectors/" + name + "/delegate-config",
                reply -> reply.status() == 200)
            .json()
            .path("delegates");
    assertThat(delegates).hasSize(2);
    done(rest.put("/connectors/" + name + "/stop"));
    Stack.await(
        name + " to be stopped",
        stack.worker(),
        "/connectors/" + name + "/status",
        reply ->
            reply.json().at("/connector/state").asText().equals("STOPPED")
                && reply.json().path("tasks").isEmpty());
    String offsets = done(rest.get("/connectors/" + name + "/offsets")).body();

    for (int i = 1; i < delegates.size(); i++) {
      String next = name + "-" + (i + 1);
      ObjectNode connector = JsonNodeFactory.instance.objectNode();
      connector.put("name", next).put("initial_state", "STOPPED");
      connector.set("config", config(stack, delegates.get(i), next));
      done(rest.post("/connectors", connector.toString()));
      done(rest.patch("/connectors/" + next + "/offsets", offsets));
      done(rest.put("/connectors/" + next + "/resume"));
    }
    done(
        rest.put(
            "/connectors/" + name + "/config", config(stack, delegates.get(0), name).toString()));
    done(rest.put("/connectors/" + name + "/resume"));
  }

  /** What a delegate is given, what is not shown of it, and Connect's own way to make keys. */
  private static ObjectNode config(Stack stack, JsonNode delegate, String name) {
    ObjectNode config = delegate.path("config").deepCopy();
    config.put("name", name).put("connection.url", stack.database().url());
    config
        .put("transforms", "key,unwrap")
        .put("transforms.key.type", "org.apache.kafka.connect.transforms.ValueToKey")
        .put("transforms.key.fields", "id")
        .put("transforms.unwrap.type", "org.apache.kafka.connect.transforms.ExtractField$Key")
        .put("transforms.unwrap.field", "id");
    assertThat(config.toString()).doesNotContain("[hidden]");
    return config;
  }
}
