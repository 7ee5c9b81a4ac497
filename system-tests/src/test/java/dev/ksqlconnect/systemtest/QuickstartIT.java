package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as {@code ./quickstart} starts it once everything is built. */
class QuickstartIT {
  /** What a ksqlDB 7.9.9 says of its Kafka, among much else. */
  private static final String PROPERTIES =
      "[{\"@type\":\"properties\",\"statementText\":\"SHOW PROPERTIES;\",\"properties\":"
          + "[{\"name\":\"ksql.streams.bootstrap.servers\",\"scope\":\"KSQL\","
          + "\"value\":\"127.0.0.1:29092\",\"editable\":false,\"level\":\"SERVER\"}]}]";

  @TempDir private Path folder;

  private Process start(String... arguments) throws IOException {
    Path app = Project.root().resolve("quickstart-app/target");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                app.resolve("classes") + ":" + app.resolve("lib") + "/*",
                "dev.ksqlconnect.quickstart.Quickstart"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(Project.root().toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
  }

  @Test
  void one_run_finds_everything_as_it_should_be_and_leaves_nothing_behind() throws Exception {
    run();

    assertThat(said())
        .contains("-- shop-users: PENDING", "CREATE TABLE IF NOT EXISTS `SHOP_USERS` (`ID` INT")
        .contains("CREATE STREAM IF NOT EXISTS `SHOP_PAGE_VIEWS`")
        .contains("curl -s -H 'Accept: application/sql' http://127.0.0.1:")
        .contains("\"value.converter.schemas.enable\":\"false\"")
        .containsSubsequence(
            "{\"connector.class\":\"KsqlElasticsearchSink\",\"connection.url\":\"http://127.0.0.1:",
            "\",\"topics\":\"shop-users\"}");
    assertThatAUserIsFoundAndThenNot();
  }

  /** In the answers of Elasticsearch's, as they came. */
  private void assertThatAUserIsFoundAndThenNot() throws IOException {
    assertThat(said())
        .containsSubsequence(
            "curl -s 'http://127.0.0.1:",
            "/shop-users/_search?",
            "q=name:Barbara'",
            "{\"hits\":{\"total\":{\"value\":1},\"hits\":[{\"_source\":{",
            "barbara@example.org",
            "DELETE FROM users WHERE id = 4",
            "q=name:Barbara'",
            "{\"hits\":{\"total\":{\"value\":0}}}");
  }

  /** Runs it once, to a good end. */
  private void run(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--once"));
    arguments.addAll(List.of(more));
    Process quickstart = start(arguments.toArray(String[]::new));
    boolean ended = quickstart.waitFor(5, TimeUnit.MINUTES);
    List<ProcessHandle> left = quickstart.descendants().toList();
    quickstart.destroyForcibly();

    assertThat(ended).as("ends by itself").isTrue();
    assertThat(quickstart.exitValue()).as(said()).isZero();
    assertThat(left).isEmpty();
    assertThat(Project.root().resolve("quickstart-app/run")).doesNotExist();
  }

  @Test
  void a_wrong_option_is_said_and_starts_nothing() throws Exception {
    Process quickstart = start("--twice");

    assertThat(quickstart.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(quickstart.exitValue()).isEqualTo(2);
    assertThat(said()).contains("There is no option --twice; see ./quickstart --help");
  }

  @Test
  void a_ksqldb_that_does_not_answer_is_said_and_starts_nothing() throws Exception {
    Process quickstart = start("--ksql", "http://127.0.0.1:1", "--broker", "127.0.0.1:1");

    assertThat(quickstart.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(quickstart.exitValue()).isEqualTo(2);
    assertThat(said()).contains("Nobody listens at http://127.0.0.1:1. Start ksqlDB");
  }

  @Test
  void a_ksqldb_that_runs_already_is_told_with_its_own_broker() throws Exception {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      ksql.failAll(statement -> statement.equals("SHOW PROPERTIES;"), 200, PROPERTIES);
      Process quickstart = start("--ksql", ksql.url());

      assertThat(quickstart.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(quickstart.exitValue()).isEqualTo(2);
      assertThat(said()).contains("Add --broker 127.0.0.1:29092 to use that one");
    }
  }

  /** On the stand-in, which runs no queries, up to there. */
  @Test
  void topics_are_registered_in_a_ksqldb_and_nothing_is_left_in_it_or_in_its_kafka()
      throws Exception {
    try (Broker broker = Broker.start(KafkaLine.V4_3, folder.resolve("broker"));
        KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      Topics topics = new Topics(broker.bootstrapServers());
      ksql.onKafka(topics.clusterId()).topicsFrom(topic -> topics.names().contains(topic));
      ksql.addTopic("theirs", 1);
      post(ksql, "CREATE STREAM theirs (a INT) WITH (KAFKA_TOPIC='theirs', VALUE_FORMAT='JSON');");
      topics.create("theirs", Map.of());

      run("--ksql", ksql.url(), "--broker", broker.bootstrapServers(), "--no-join");

      assertThat(said())
          .contains("shop-users       REGISTERED", "DROP TABLE IF EXISTS")
          .contains("\"sources\":\"SHOP_USERS\"}");
      assertThatAUserIsFoundAndThenNot();
      assertThat(ksql.changes()).filteredOn(change -> change.contains("`SHOP_")).hasSize(10);
      assertThat(ksql.names()).containsExactly("THEIRS");
      assertThat(topics.names()).containsExactly("theirs");
      assertThat(topics.groups()).isEmpty();
    }
  }

  @Test
  void what_is_there_already_of_its_names_is_left_alone() throws Exception {
    try (Broker broker = Broker.start(KafkaLine.V4_3, folder.resolve("broker"));
        KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      Topics topics = new Topics(broker.bootstrapServers());
      ksql.onKafka(topics.clusterId());
      topics.create("shop-users", Map.of());
      assertThat(refused(ksql, broker))
          .contains("has topics that the quickstart makes: shop-users.");
      assertThat(topics.names()).containsExactly("shop-users");

      topics.delete("shop-users");
      Waiting.until("no topic", Stack.PATIENCE, () -> topics.names().isEmpty());
      post(
          ksql,
          "CREATE STREAM shop_users (a INT) WITH (KAFKA_TOPIC='theirs', VALUE_FORMAT='JSON');");
      assertThat(refused(ksql, broker)).contains("DROP STREAM IF EXISTS `SHOP_USERS`;");
      assertThat(ksql.names()).containsExactly("SHOP_USERS");
    }
  }

  private String refused(KsqlDbStandIn ksql, Broker broker) throws Exception {
    Process quickstart =
        start("--once", "--ksql", ksql.url(), "--broker", broker.bootstrapServers());
    assertThat(quickstart.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(quickstart.exitValue()).isEqualTo(2);
    return said();
  }

  private static void post(KsqlDbStandIn ksql, String statement) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(ksql.url() + "/ksql"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"ksql\": \"" + statement + "\"}"))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }

  /** Where a ksqlDB is at hand, its join is looked at, too. */
  @Test
  @EnabledIfSystemProperty(named = "ksqldb.url", matches = ".+")
  void a_real_ksqldb_joins_what_is_registered() throws Exception {
    run(
        "--ksql",
        System.getProperty("ksqldb.url"),
        "--broker",
        System.getProperty("ksqldb.bootstrap"));

    assertThat(said())
        .containsPattern("page \\d   user 1   Ada ")
        .contains("\"sources\":\"SHOP_USERS\"}");
    assertThatAUserIsFoundAndThenNot();
  }
}
