package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/**
 * A worker that may not use the announcements topic moves data all the same, and says what it
 * needs.
 */
class UnauthorizedIT {
  @Test
  void data_flows_and_is_announced_once_it_may_be() {
    try (Stack stack =
        new Stack(UnauthorizedIT.class, KafkaLine.V4_3, Broker.secured("pw", "worker"))) {
      stack
          .database()
          .execute(
              "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                  + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                  + "CREATE TABLE pages (id SERIAL PRIMARY KEY,"
                  + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                  + "INSERT INTO users DEFAULT VALUES; INSERT INTO pages DEFAULT VALUES");
      for (String topics : new String[] {"connect-configs", "connect-offsets", "connect-status"}) {
        stack.topics().allow("worker", ResourceType.TOPIC, topics);
      }
      stack.topics().allow("worker", ResourceType.TOPIC, "shop-");
      stack.topics().allow("worker", ResourceType.GROUP, "*");
      Worker worker = stack.addWorker(builder -> authenticated(builder, stack));

      long begin = System.nanoTime();
      stack.create("shop", stack.jdbc("announce.timeout.ms", "3000"));
      stack.awaitRecords("shop-users", 1);
      stack.awaitRecords("shop-pages", 1);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
      Rest.Reply unread = worker.rest().get("/connectors/shop/schema");
      assertThat(unread.status()).isEqualTo(503);
      assertThat(unread.headers()).containsKey("Retry-After");
      assertThat(unread.json().path("message").asText())
          .contains("lacks the permission DESCRIBE on topic connect-announcements")
          .contains("In all it needs READ and WRITE");
      assertThat(linesWith(worker, "Topics are not announced for now")).isEqualTo(1);
      assertThat(linesWith(worker, "could not be announced within 3000 ms")).isEqualTo(1);

      stack.topics().allow("worker", ResourceType.TOPIC, Stack.ANNOUNCEMENTS);

      Stack.awaitVersion(worker, "shop", "shop-users", 1);
      Stack.awaitVersion(worker, "shop", "shop-pages", 1);
      assertThat(worker.log())
          .contains("The announcements topic connect-announcements can be used");

      stack.topics().disallow("worker", ResourceType.TOPIC, Stack.ANNOUNCEMENTS);
      stack
          .database()
          .execute("ALTER TABLE users ADD COLUMN name TEXT; INSERT INTO users DEFAULT VALUES");
      stack.awaitRecords("shop-users", 2);
      Rest.Reply known = worker.rest().get("/connectors/shop/topics/shop-users/schema");
      assertThat(known.json().path("version").asInt()).as("is answered on").isEqualTo(1);

      stack.topics().allow("worker", ResourceType.TOPIC, Stack.ANNOUNCEMENTS);
      Stack.awaitVersion(worker, "shop", "shop-users", 2);
    }
  }

  private static Worker.Builder authenticated(Worker.Builder worker, Stack stack) {
    Map<String, String> user = Broker.authenticated("worker", "pw");
    for (String prefix : new String[] {"", "producer.", "consumer.", "admin."}) {
      user.forEach((key, value) -> worker.with(prefix + key, value));
    }
    return worker.with("bootstrap.servers", stack.broker().saslBootstrapServers());
  }

  private static long linesWith(Worker worker, String text) {
    return worker.log().lines().filter(line -> line.contains(text)).count();
  }
}
