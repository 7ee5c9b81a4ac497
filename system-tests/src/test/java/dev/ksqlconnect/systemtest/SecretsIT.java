package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.Jmx;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Passwords that a config provider brings in, in the query of the URL and under keys of their own,
 * show nowhere.
 */
class SecretsIT {
  private static final String CANARY = "canary-in-the-mine";

  /** The password as it is, and as basic authentication and Kafka's connectors send it. */
  private static final List<String> FORMS =
      List.of(CANARY, base64(CANARY), base64("u:" + CANARY), base64("postgres:" + CANARY));

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void no_output_holds_the_password(KafkaLine line) throws IOException {
    try (Stack stack = new Stack(SecretsIT.class, line)) {
      stack.database().execute("CREATE DATABASE doomed");
      stack
          .database()
          .execute(
              "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                  + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                  + "INSERT INTO users DEFAULT VALUES");
      Elasticsearch elasticsearch = stack.startElasticsearch();
      KsqlDbStandIn ksql = KsqlDbStandIn.start().requireBasicAuth("u", CANARY);
      Worker worker =
          stack.addWorker(
              builder ->
                  builder
                      .with("ksql.connect.ksql.url", ksql.url())
                      .with("ksql.connect.ksql.basic.auth.username", "u")
                      .with("ksql.connect.ksql.basic.auth.password", CANARY));
      Path file = stack.folder().resolve("db.properties");
      Files.writeString(file, "password=" + CANARY + "\n");
      String secret = "&password=${file:" + file + ":password}";
      String ref = "${file:" + file + ":password}";
      for (String logger : List.of("dev.ksqlconnect", "org.apache.kafka.connect", "root")) {
        worker.rest().put("/admin/loggers/" + logger, Map.of("level", "TRACE"));
      }
      try (ksql;
          EventListener listener = new EventListener(worker.rest(), null)) {
        Map<String, String> seen = new TreeMap<>();

        // What goes right …
        stack.create("fine", stack.jdbc("connection.url", stack.database().url() + secret));
        stack.awaitRecords("fine-users", 1);
        Stack.awaitVersion(worker, "fine", "fine-users", 1);
        Stack.await(
            "the plan", worker, "/connectors/fine/delegate-config", reply -> reply.status() == 200);

        ksql.topicsFrom(stack.existingTopics());
        stack.create(
            "ddl",
            Map.of(
                "connector.class",
                "KsqlDdlSink",
                "ksql.url",
                ksql.url(),
                "ksql.basic.auth.username",
                "u",
                "ksql.basic.auth.password",
                ref));
        Registrations.await(worker, "fine", "fine-users", "REGISTERED");
        // Its own key, as connection.password is of the sink that it drives.
        stack.create(
            "rows",
            Map.of(
                "connector.class",
                "KsqlJdbcSink",
                "connection.url",
                stack.database().url().replace("/postgres?", "/doomed?"),
                "connection.password",
                ref,
                "connection.attempts",
                "1",
                "max.retries",
                "0",
                "topics",
                "fine-users"));
        stack.awaitState("rows", "RUNNING", "RUNNING");
        stack.create(
            "documents",
            Map.of(
                "connector.class",
                "KsqlElasticsearchSink",
                "connection.url",
                elasticsearch.url(),
                "connection.username",
                "u",
                "connection.password",
                ref,
                "topics",
                "fine-users"));
        stack.awaitState("documents", "RUNNING", "RUNNING");

        // … what is refused …
        Map<String, String> refused =
            stack.jdbc("connection.url", "jdbc:postgresql://127.0.0.1:1/x?user=u" + secret);
        seen.put("refused", worker.rest().create("refused", refused).body());
        Map<String, String> unknown =
            stack.jdbc("connection.url", "jdbc:unknown://127.0.0.1:1/x?user=u" + secret);
        seen.put("unknown driver", worker.rest().create("unknown", unknown).body());
        Map<String, String> validated = new HashMap<>(refused);
        validated.put("name", "validated");
        seen.put(
            "validation",
            worker
                .rest()
                .put("/connector-plugins/KsqlJdbcSource/config/validate", validated)
                .body());
        assertThat(seen.get("validation")).contains("jdbc:postgresql://127.0.0.1:1/x");

        // … and what fails while it runs.
        String doomed = stack.database().url().replace("/postgres?", "/doomed?");
        stack.create(
            "failing",
            stack.jdbc(
                "connection.url", doomed + secret,
                "mode", "bulk",
                "query", "SELECT 1 AS one",
                "connection.attempts", "1"));
        stack.awaitRecords("failing", 1);
        stack.database().execute("DROP DATABASE doomed WITH (FORCE)");
        worker.rest().post("/connectors/failing/restart?includeTasks=true");
        Stack.await(
            "the connector to fail",
            worker,
            "/connectors/failing/status",
            reply -> reply.body().contains("FAILED"));

        // So does a sink without its database, and what ksqlDB does not answer to.
        stack.database().execute("INSERT INTO users DEFAULT VALUES");
        Stack.await(
            "the sink to fail",
            worker,
            "/connectors/rows/status",
            reply -> reply.body().contains("FAILED"));
        ksql.away(true);
        stack
            .database()
            .execute(
                "CREATE TABLE late (id SERIAL PRIMARY KEY,"
                    + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                    + "INSERT INTO late DEFAULT VALUES");
        Registrations.await(
            "ksqlDB to be missed",
            worker,
            "fine",
            "fine-late",
            said -> said.path("reason").asText().contains(ksql.url()));
        seen.put(
            "sources",
            worker
                .rest()
                .create(
                    "asking",
                    Map.of(
                        "connector.class",
                        "KsqlJdbcSink",
                        "connection.url",
                        stack.database().url(),
                        "sources",
                        "fine_users"))
                .body());

        for (String path :
            new String[] {
              "/connectors?expand=info&expand=status",
              "/connectors/fine/schema",
              "/connectors/fine/topics?expand=schema",
              "/connectors/fine/delegate-config",
              "/connectors/fine/tasks",
              "/connectors/fine/config",
              "/connectors/failing/status",
              "/connectors/failing/tasks",
              "/connectors/ddl/tasks",
              "/connectors/ddl/config",
              "/connectors/ddl/status",
              "/connectors/rows/tasks",
              "/connectors/rows/status",
              "/connectors/documents/tasks",
              "/connectors/documents/status",
              "/connectors/fine/ddl",
              "/topic-announcements"
            }) {
          seen.put(path, worker.rest().get(path).body());
        }
        seen.put("events", listener.events().toString());
        seen.put("log", worker.log());
        try (Jmx jmx = new Jmx(worker.pid())) {
          seen.put("JMX", jmx.attributes("*:*").toString());
        }
        for (String topic : stack.topics().names()) {
          for (ConsumerRecord<String, String> record : stack.topics().records(topic)) {
            seen.merge("topic " + topic, record.key() + record.value(), String::concat);
          }
        }

        assertThat(seen.get("/connectors/failing/status")).contains("trace");
        assertThat(seen.get("sources")).contains("ksqlDB could not be asked");
        assertThat(seen).containsKeys("topic connect-configs", "topic connect-announcements");
        assertThat(seen.get("topic connect-configs")).contains(ref);
        assertThat(seen.get("JMX")).contains("kafka.connect:type=connector-task-metrics");
        assertThat(seen.get("log")).contains(" TRACE ");
        seen.forEach((where, text) -> assertThat(text).as(where).doesNotContain(FORMS));
      }
    }
  }
}
