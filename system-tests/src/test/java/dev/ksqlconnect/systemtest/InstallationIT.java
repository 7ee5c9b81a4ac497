package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Worker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens where the bundle is not installed as it should be. */
class InstallationIT {
  private static void makeUsers(Stack stack) {
    stack
        .database()
        .execute(
            "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                + "INSERT INTO users DEFAULT VALUES;"
                + "CREATE TABLE pages (id SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                + "INSERT INTO pages DEFAULT VALUES");
  }

  private static long linesWith(Worker worker, String text) {
    return worker.log().lines().filter(line -> line.contains(text)).count();
  }

  @Test
  void without_the_worker_property_data_flows_and_one_line_says_what_to_add() {
    try (Stack stack = new Stack(InstallationIT.class, KafkaLine.V4_3)) {
      makeUsers(stack);
      Worker worker = stack.addWorker(builder -> builder.with("rest.extension.classes", ""));
      stack.create("shop", stack.jdbc("announce.timeout.ms", "2000"));

      assertThat(stack.awaitRecords("shop-users", 1).get(0).key()).isEqualTo("1");
      stack.awaitRecords("shop-pages", 1);

      assertThat(
              linesWith(
                  worker,
                  "Add rest.extension.classes=dev.ksqlconnect.rest.KsqlConnectRestExtension to the"
                      + " worker's properties and restart it"))
          .isEqualTo(1);
      assertThat(worker.rest().get("/topic-announcements").status()).isEqualTo(404);
    }
  }

  @Test
  void without_a_delegate_the_error_says_what_to_install() {
    try (Stack stack = new Stack(InstallationIT.class, KafkaLine.V3_9)) {
      Worker worker = stack.addWorker(builder -> builder.pluginPath(stack.bundle()));

      assertThat(worker.rest().create("shop", stack.jdbc()).json().path("message").asText())
          .contains(
              "No JDBC source connector is installed on this worker. Install Confluent's on every"
                  + " worker (confluent-hub install confluentinc/kafka-connect-jdbc:latest, or unzip"
                  + " it into a folder of plugin.path) and restart them, or name another one with"
                  + " delegate.class");
    }
  }

  @Test
  void two_versions_in_one_worker_are_told_of_and_the_newer_one_works() {
    try (Stack stack = new Stack(InstallationIT.class, KafkaLine.V4_3)) {
      makeUsers(stack);
      Path old = stack.folder().resolve("old");
      Component.unpack(Project.componentZip(), old);
      Component.setVersion(old, "0.0.1");
      Worker worker =
          stack.addWorker(
              builder -> builder.pluginPath(stack.bundle(), old, Project.jdbcPlugins()));

      assertThat(linesWith(worker, "This bundle is installed 2 times")).isEqualTo(1);
      stack.create("newer", stack.jdbc("tables", "users"));
      stack.awaitRecords("newer-users", 1);
      Stack.awaitVersion(worker, "newer", "newer-users", 1);

      // Since Kafka 4.1 a connector can be pinned to a version; the older one finds no announcer.
      stack.create(
          "older",
          stack.jdbc(
              "tables", "users",
              "connector.plugin.version", "[0.0.1]",
              "announce.timeout.ms", "2000"));
      assertThat(stack.awaitRecords("older-users", 1).get(0).key()).isEqualTo("1");
      assertThat(linesWith(worker, "two copies of this bundle are installed")).isEqualTo(1);
      assertThat(worker.rest().get("/connectors/older/topics/older-users/schema").json().toString())
          .contains("\"announced\":false");
    }
  }

  /** Beside the default, hybrid_warn, which the other tests have. */
  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void each_way_to_discover_plugins_finds_all_of_the_bundle(KafkaLine line) {
    try (Stack stack = new Stack(InstallationIT.class, line)) {
      for (String discovery : List.of("only_scan", "hybrid_fail", "service_load")) {
        Worker worker =
            stack.addWorker(
                builder ->
                    builder.standalone().name(discovery).with("plugin.discovery", discovery));

        assertThat(
                worker
                    .rest()
                    .get("/connector-plugins?connectorsOnly=false")
                    .json()
                    .findValues("class"))
            .extracting(JsonNode::asText)
            .as(discovery)
            .containsAll(ComponentZipIT.PLUGINS);
        Stack.await(
            "health with " + discovery,
            worker,
            "/topic-announcements/health",
            reply -> reply.status() == 200);
        worker.stop();
      }
    }
  }
}
