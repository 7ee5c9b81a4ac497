package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.Jmx;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.KsqlDb;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What those who watch a worker see of the bundle: its metrics and its health. */
class MonitoringIT {
  private static final String HEALTH = "/topic-announcements/health";

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void metrics_and_health_tell_what_goes_on(KafkaLine line) throws IOException {
    try (Stack stack = new Stack(MonitoringIT.class, line);
        KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      ksql.topicsFrom(stack.existingTopics());
      stack
          .database()
          .execute(
              "CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT);"
                  + "CREATE TABLE pets (id SERIAL PRIMARY KEY, name TEXT);"
                  + "CREATE TABLE notes (id SERIAL PRIMARY KEY, name TEXT);"
                  + "INSERT INTO users (name) VALUES ('ann'); INSERT INTO pets (name) VALUES ('rex');"
                  + "INSERT INTO notes (name) VALUES ('x')");
      Worker worker = stack.addWorker();
      new KsqlDb(ksql.url())
          .run(
              "CREATE STREAM SHOP_PETS (NAME STRING) WITH (KAFKA_TOPIC = 'connect-configs',"
                  + " KEY_FORMAT = 'KAFKA', VALUE_FORMAT = 'JSON');");
      stack.create("ddl", Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url()));
      stack.create("shop", stack.jdbc());

      try (Jmx jmx = new Jmx(worker.pid());
          EventListener listener = new EventListener(worker.rest(), null)) {
        awaitMetric(jmx, "registrar-metrics,connector=ddl", "registered-count", "2");
        awaitMetric(jmx, "registrar-metrics,connector=ddl", "conflict-count", "1");
        awaitMetric(jmx, "registrar-metrics,connector=ddl", "pending-count", "0");
        assertMetric(jmx, "registrar-metrics,connector=ddl", "refused-count", "0");
        assertMetric(jmx, "registrar-metrics,connector=ddl", "statement-total", "2.0");
        assertMetric(jmx, "announcer-metrics", "status", "healthy");
        assertMetric(jmx, "announcer-metrics", "announcement-total", "3.0");
        assertMetric(jmx, "announcer-metrics", "announcement-pending-count", "0");
        assertMetric(jmx, "announcer-metrics", "announcement-failed-total", "0.0");
        assertMetric(jmx, "catalog-metrics", "connector-count", "1");
        assertMetric(jmx, "catalog-metrics", "topic-count", "3");
        awaitMetric(jmx, "catalog-metrics", "record-lag", "0");
        assertMetric(jmx, "catalog-metrics", "skipped-record-count", "0");
        assertMetric(jmx, "event-stream-metrics", "open-count", "1");
        assertThat(listener.events()).isNotEmpty();

        assertThat(jmx.attributes("dev.ksqlconnect:*").keySet())
            .as("what the page for whoever is on call explains")
            .allSatisfy(
                name ->
                    assertThat(OnCallPageTest.page())
                        .contains("`" + name.substring(name.indexOf('#') + 1) + "`"));

        stack.topics().send(Stack.ANNOUNCEMENTS, "no announcement", "at all");
        awaitMetric(jmx, "catalog-metrics", "skipped-record-count", "1");

        stack.delete("shop");
        awaitMetric(jmx, "catalog-metrics", "retired-topic-count", "3");
        assertMetric(jmx, "catalog-metrics", "connector-count", "0");
        stack.delete("ddl");
        Waiting.until(
            "the registrar's metrics to be gone with it",
            Stack.PATIENCE,
            () -> jmx.attributes("dev.ksqlconnect:type=registrar-metrics,*").isEmpty());

        assertHealthFollowsTheBroker(stack, worker);
      }
    }
  }

  private static void assertHealthFollowsTheBroker(Stack stack, Worker worker) {
    Rest.Reply healthy = worker.rest().get(HEALTH);
    assertThat(healthy.status()).as(healthy.body()).isEqualTo(200);
    assertThat(healthy.json().path("status").asText()).isEqualTo("healthy");
    assertThat(healthy.json().path("pending").asInt()).isZero();
    assertThat(healthy.json().path("skipped").asInt()).isEqualTo(1);

    stack.broker().stop();
    Rest.Reply unhealthy =
        Stack.await("the worker to notice", worker, HEALTH, reply -> reply.status() != 200);
    assertThat(unhealthy.status()).isEqualTo(500);
    assertThat(unhealthy.json().path("status").asText()).isEqualTo("unhealthy");
    assertThat(unhealthy.json().path("message").asText())
        .isEqualTo("Kafka does not answer about topic connect-announcements");

    stack.broker().startAgain();
    Stack.await("the worker to be healthy", worker, HEALTH, reply -> reply.status() == 200);
  }

  private static String metric(Jmx jmx, String type, String name) {
    return jmx.attributes("dev.ksqlconnect:type=" + type)
        .get("dev.ksqlconnect:type=" + type + "#" + name);
  }

  private static void assertMetric(Jmx jmx, String type, String name, String value) {
    assertThat(metric(jmx, type, name)).as(type + " " + name).isEqualTo(value);
  }

  private static void awaitMetric(Jmx jmx, String type, String name, String value) {
    Waiting.until(
        () -> type + " " + name + " to be " + value + "; it is " + metric(jmx, type, name),
        Stack.PATIENCE,
        () -> value.equals(metric(jmx, type, name)));
  }
}
