package dev.ksqlconnect.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.SqlDatabase;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A broker, a database and two Connect workers, each in a container of its own, on a network of
 * their own. The workers' image is made by the Dockerfile that users have, of the zip that was
 * built.
 */
final class Cluster implements AutoCloseable {
  /** Where the broker is, for the other containers. */
  static final String BROKER = "broker:19092";

  /** How long something may take that takes seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String PLUGIN_PATH = "/usr/share/confluent-hub-components";

  private final Network network = Network.newNetwork();
  private final KafkaContainer broker;
  private final PostgreSQLContainer postgres;
  private final List<WorkerContainer> workers;

  /** Starts all of them. */
  Cluster() {
    DockerImageName kafka = Images.of("docker.kafka.image", "apache/kafka", Images.STAND_IN);
    broker = new KafkaContainer(kafka).withListener(BROKER).withNetwork(network);
    postgres =
        new PostgreSQLContainer(Images.of("docker.postgres.image", "postgres", Images.STAND_IN))
            .withNetwork(network)
            .withNetworkAliases("db");
    ImageFromDockerfile image = workerImage(kafka);
    workers = List.of(worker("worker-1", image), worker("worker-2", image));
    Startables.deepStart(broker, postgres).join();
    Startables.deepStart(workers).join();
  }

  private static ImageFromDockerfile workerImage(DockerImageName kafka) {
    Path component = Path.of("target", "component").toAbsolutePath();
    Component.delete(component);
    Component.unpack(Project.componentZip(), component);
    // Always the same name: without a reaper, each new one would stay.
    return new ImageFromDockerfile("localhost/ksql-connect-worker:test", false)
        .withFileFromPath("Dockerfile", Project.root().resolve("Dockerfile"))
        .withFileFromPath("component", component)
        .withBuildArg("CONNECT_IMAGE", kafka.asCanonicalNameString())
        .withBuildArg("HUB_COMPONENTS", "");
  }

  private WorkerContainer worker(String name, ImageFromDockerfile image) {
    return new WorkerContainer(name, image, PLUGIN_PATH, Project.jdbcPlugins(), network);
  }

  Network network() {
    return network;
  }

  List<WorkerContainer> workers() {
    return workers;
  }

  /** Looks into the broker's topics, from outside. */
  Topics topics() {
    return new Topics(broker.getBootstrapServers());
  }

  /** The database, from outside. */
  SqlDatabase database() {
    return new SqlDatabase() {
      @Override
      public String url() {
        return postgres.getJdbcUrl() + "&user=test&password=test";
      }

      @Override
      public void close() {}
    };
  }

  /** The database, for the workers. */
  static String databaseUrl() {
    return "jdbc:postgresql://db:5432/test?user=test&password=test";
  }

  /** The REST of any worker. */
  Rest rest() {
    return workers.get(0).rest();
  }

  void create(String connector, Map<String, String> config) {
    Rest.Reply reply = rest().create(connector, config);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
  }

  /** The worker that runs a connector's first task, once one does. */
  WorkerContainer whichRuns(String connector) {
    JsonNode task =
        Waiting.until(
            "the task of " + connector + " to run",
            PATIENCE,
            () -> rest().get("/connectors/" + connector + "/status").json().at("/tasks/0"),
            seen -> seen.path("state").asText().equals("RUNNING"));
    return workers.stream()
        .filter(worker -> worker.workerId().equals(task.path("worker_id").asText()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    for (WorkerContainer worker : workers) {
      worker.saveLog(Path.of("target", "containers"));
      worker.stop();
    }
    postgres.stop();
    broker.stop();
    network.close();
  }
}
