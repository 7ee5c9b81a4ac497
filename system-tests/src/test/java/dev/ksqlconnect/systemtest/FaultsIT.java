package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What goes away comes back, and nothing is lost in between. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {
  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = new Stack(FaultsIT.class, KafkaLine.V4_3);
    stack
        .database()
        .execute(
            "CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT,"
                + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                + "INSERT INTO users (name) VALUES ('before')");
    stack.addWorker();
    // A delegate that gives up soon, so that the wrapper's patience is what is tried.
    stack.create(
        "shop",
        stack.jdbc("connection.attempts", "1", "connection.backoff.ms", "100", "tasks.max", "1"));
    stack.awaitRecords("shop-users", 1);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  @Order(1)
  void a_database_that_goes_away_while_it_is_read_is_waited_for() {
    stack.database().stop();
    Waiting.until(
        "connector and task to have noticed",
        Stack.PATIENCE,
        () ->
            stack.worker().log().contains("The database of connector shop is away")
                && stack.worker().log().contains("failed and is started again in"));
    stack.awaitState("shop", "RUNNING", "RUNNING");

    stack.database().startAgain();
    stack.database().execute("INSERT INTO users (name) VALUES ('after')");

    stack.awaitRecords("shop-users", 2);
    assertThat(stack.topics().records("shop-users")).as("each row once").hasSize(2);
    stack.awaitState("shop", "RUNNING", "RUNNING");
  }

  @Test
  @Order(2)
  void a_database_that_is_away_when_the_worker_starts_is_waited_for() {
    Worker worker = stack.worker();
    stack.database().stop();
    worker.stop();
    worker.startAgain();
    Stack.await(
        "the connector to run without its database",
        worker,
        "/connectors/shop/status",
        reply -> reply.json().at("/connector/state").asText().equals("RUNNING"));

    stack.database().startAgain();
    stack.database().execute("INSERT INTO users (name) VALUES ('later')");

    stack.awaitRecords("shop-users", 3);
    stack.awaitState("shop", "RUNNING", "RUNNING");
  }

  @Test
  @Order(3)
  void a_deleted_announcements_topic_is_made_anew_with_all_it_held() {
    JsonNode before = Stack.awaitVersion(stack.worker(), "shop", "shop-users", 1);

    stack.topics().delete(Stack.ANNOUNCEMENTS);
    stack
        .database()
        .execute(
            "ALTER TABLE users ADD COLUMN email TEXT; INSERT INTO users (name) VALUES ('new')");

    stack.awaitRecords("shop-users", 4);
    JsonNode after = Stack.awaitVersion(stack.worker(), "shop", "shop-users", 2);
    assertThat(after.path("announcedAt")).isEqualTo(before.path("announcedAt"));
    Waiting.until(
        "the announcement in the new topic",
        Stack.PATIENCE,
        () ->
            stack.topics().records(Stack.ANNOUNCEMENTS).stream()
                .anyMatch(record -> record.value().contains("\"version\":2")));
    assertThat(stack.topics().config(Stack.ANNOUNCEMENTS, "cleanup.policy")).isEqualTo("compact");
    assertThat(stack.worker().log())
        .contains("Topic connect-announcements was deleted. It is made anew");
  }

  @Test
  @Order(4)
  void a_broker_that_goes_away_is_waited_for() {
    stack.broker().stop();
    stack
        .database()
        .execute(
            "ALTER TABLE users ADD COLUMN age INT;"
                + " INSERT INTO users (name, age) VALUES ('meanwhile', 7)");
    stack.broker().startAgain();

    stack.awaitRecords("shop-users", 5);
    Stack.awaitVersion(stack.worker(), "shop", "shop-users", 3);
  }
}
