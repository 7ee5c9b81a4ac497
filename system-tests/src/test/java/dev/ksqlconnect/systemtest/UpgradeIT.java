package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A release is put in the place of another one, worker by worker, and taken back, while tables are
 * made and altered; what {@link Invariants} says holds after each worker. The later one is a {@link
 * LaterRelease}; the earlier one is the built zip, or that of {@code -Dupgrade.from}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Stack stack;
  private static KsqlDbStandIn ksql;
  private static ChangingTables tables;
  private static Invariants invariants;
  private static Path earlier;
  private static Path later;

  @BeforeAll
  static void start() {
    stack = new Stack(UpgradeIT.class, KafkaLine.V4_3);
    earlier = Component.unpack(earlierZip(), stack.folder().resolve("earlier"));
    later = Component.unpack(Project.componentZip(), stack.folder().resolve("later"));
    LaterRelease.makeOf(later);
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    tables = new ChangingTables(stack.database(), new Schedule("tables"), "shop", "shop");
    tables.change(10);
    for (int i = 0; i < 2; i++) {
      Path plugins = plugins(i);
      install(earlier, plugins);
      stack.addWorker(worker -> worker.pluginPath(plugins, Project.jdbcPlugins()));
    }
    stack.create("shop", stack.jdbc("tables", "shop.*", "topic.naming", "table"));
    stack.create(
        "registrar",
        Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url(), "connectors", "shop"));
    invariants = new Invariants(stack, tables, ksql);
    invariants.hold();
  }

  private static Path earlierZip() {
    String zip = System.getProperty("upgrade.from", "");
    return zip.isEmpty() ? Project.componentZip() : Path.of(zip);
  }

  /** The plugin.path of a worker of its own. */
  private static Path plugins(int worker) {
    return stack.folder().resolve("plugins-" + (worker + 1));
  }

  private static void install(Path release, Path plugins) {
    Component.delete(plugins);
    Component.copy(release, plugins, file -> true);
  }

  @AfterAll
  static void stop() {
    stack.close();
    ksql.close();
  }

  @Test
  @Order(1)
  void a_rolling_upgrade_loses_nothing() {
    installOnEachWorker(later);

    assertThat(versions()).containsOnly(LaterRelease.VERSION);
  }

  @Test
  @Order(2)
  void a_rolling_downgrade_loses_nothing() {
    // The earlier release has no reason to announce this one again.
    stack
        .database()
        .execute(
            "CREATE SCHEMA calm; CREATE TABLE calm.one (id SERIAL PRIMARY KEY);"
                + "INSERT INTO calm.one DEFAULT VALUES");
    stack.create("calm", stack.jdbc("tables", "calm.*"));
    assertThatTheFieldIsSaidOfCalmOne();

    installOnEachWorker(earlier);

    assertThat(versions()).doesNotContain(LaterRelease.VERSION);
    assertThatTheFieldIsSaidOfCalmOne();
  }

  private static void assertThatTheFieldIsSaidOfCalmOne() {
    for (Worker worker : stack.workers()) {
      assertThat(Stack.awaitVersion(worker, "calm", "calm-one", 1).path(LaterRelease.FIELD))
          .as(worker.url())
          .isEqualTo(LaterRelease.VALUE);
    }
  }

  /** The workers that wrote them are gone, the records are not. */
  @Test
  @Order(3)
  void kinds_and_fields_that_only_a_later_release_knows_are_skipped() {
    assertThat(kindsWithTheField()).containsExactlyInAnyOrder("topic", "plan", "registration");
    ProducerRecord<String, String> unknown =
        new ProducerRecord<>(
            Stack.ANNOUNCEMENTS, "{\"kind\":\"lineage\",\"connector\":\"shop\"}", "{\"from\":[]}");
    unknown
        .headers()
        .add("ce_type", "dev.ksqlconnect.lineage.changed.v2".getBytes(StandardCharsets.UTF_8));
    stack.topics().send(List.of(unknown));
    tables.change(5);

    holds();
  }

  /** One after the other, with changes all the while. */
  private static void installOnEachWorker(Path release) {
    Schedule schedule = new Schedule("installing what is " + release.getFileName());
    for (int i = 0; i < stack.workers().size(); i++) {
      Worker worker = stack.workers().get(i);
      Path plugins = plugins(i);
      CompletableFuture<Void> installed =
          CompletableFuture.runAsync(
              () -> {
                worker.stop();
                install(release, plugins);
                worker.startAgain();
              });
      while (!installed.isDone()) {
        tables.change(1);
        schedule.pass(1_000);
      }
      installed.join();

      holds();
    }
  }

  private static void holds() {
    invariants.hold();
    stack.awaitState("shop", "RUNNING", "RUNNING");
    stack.awaitState("registrar", "RUNNING", "RUNNING");
    for (Worker worker : stack.workers()) {
      // Releases before 0.1.0 do not tell.
      assertThat(worker.rest().get("/topic-announcements/health").json().path("skipped").asInt())
          .as("records that " + worker.url() + " has not understood")
          .isZero();
      for (JsonNode topic : worker.rest().get("/topic-announcements").json().path("topics")) {
        assertThat(topic.path("history"))
            .as("the versions of " + topic.path("topic"))
            .extracting(each -> each.path("version").asInt())
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, topic.path("version").asInt()).boxed().toList());
      }
    }
  }

  /** What each worker says the JDBC source's version is. */
  private static List<String> versions() {
    List<String> versions = new ArrayList<>();
    for (Worker worker : stack.workers()) {
      for (JsonNode plugin : worker.rest().get("/connector-plugins").json()) {
        if (plugin.path("class").asText().endsWith(".KsqlJdbcSourceConnector")) {
          versions.add(plugin.path("version").asText());
        }
      }
    }
    assertThat(versions).hasSameSizeAs(stack.workers());
    return versions;
  }

  /** The kinds of which there is a record with the field in the announcements topic. */
  private static Set<String> kindsWithTheField() {
    Set<String> kinds = new TreeSet<>();
    for (ConsumerRecord<String, String> each : stack.topics().records(Stack.ANNOUNCEMENTS)) {
      if (each.value() != null && json(each.value()).has(LaterRelease.FIELD)) {
        kinds.add(json(each.key()).path("kind").asText());
      }
    }
    return kinds;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }
}
