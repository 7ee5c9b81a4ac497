package dev.ksqlconnect.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a part measures on: servers of its own, their files in a folder below target. */
final class Servers implements AutoCloseable {
  static final String EXTENSION = "dev.ksqlconnect.rest.KsqlConnectRestExtension";
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Options options;
  private final Path folder;
  private final Path bundle;

  /** How to end what was started. */
  private final List<Runnable> running = new ArrayList<>();

  private final String bootstrapServers;
  private @Nullable Worker worker;

  /** With a broker, or beside one that is there. */
  Servers(Options options, Part part, @Nullable String bootstrapServers) {
    this.options = options;
    folder = Project.root().resolve("benchmarks/target/run").resolve(part.toString());
    Component.delete(folder);
    bundle = Component.unpack(Project.componentZip(), folder.resolve("bundle"));
    if (bootstrapServers == null) {
      // So that the broker says when it had a record.
      Broker broker =
          Broker.start(
              KafkaLine.V4_3,
              folder.resolve("broker"),
              Map.of("log.message.timestamp.type", "LogAppendTime"));
      running.add(broker::kill);
      this.bootstrapServers = broker.bootstrapServers();
    } else {
      this.bootstrapServers = bootstrapServers;
    }
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Starts a PostgreSQL. */
  Database startDatabase(Map<String, String> settings) {
    Database database = Database.start(folder.resolve("postgres"), settings);
    running.add(database::close);
    return database;
  }

  /** The class of the JDBC source connector that a worker has. */
  String jdbcClass() {
    return options.plugins() == null
        ? "dev.ksqlconnect.standin.jdbc.JdbcSourceConnector"
        : "io.confluent.connect.jdbc.JdbcSourceConnector";
  }

  /** What that one is, for the report. */
  String jdbcText() {
    return options.plugins() == null ? "the stand-in" : "Confluent's";
  }

  /**
   * Starts a worker with the bundle and its extension, on a JVM as a user has it: the tests' comes
   * up sooner and gets never as fast.
   */
  Worker startWorker(String name, String heap, Map<String, String> properties) {
    Path plugins = options.plugins();
    Worker started =
        Worker.in(folder.resolve("workers"), KafkaLine.V4_3, bootstrapServers)
            .name(name)
            .pluginPath(bundle, plugins == null ? Project.standIns() : plugins)
            .javaOption("-XX:TieredStopAtLevel=4")
            .javaOption("-XX:-UseSerialGC")
            .javaOption("-XX:+UseG1GC")
            .javaOption("-Xms" + heap)
            .javaOption("-Xmx" + heap)
            .with("key.converter.schemas.enable", "false")
            .with("value.converter.schemas.enable", "false")
            .with("rest.extension.classes", EXTENSION)
            .with(properties)
            .start();
    running.add(started::kill);
    worker = started;
    return started;
  }

  private Rest rest() {
    if (worker == null) {
      throw new IllegalStateException("There is no worker");
    }
    return worker.rest();
  }

  /** Creates a connector and waits until it and its tasks run. */
  void create(String name, Map<String, String> config) {
    Rest.Reply reply = rest().create(name, config);
    if (reply.status() != 201) {
      throw new IllegalStateException("Connect refuses " + name + ": " + reply.body());
    }
    Waiting.until(
        name + " to run",
        PATIENCE,
        () -> rest().get("/connectors/" + name + "/status"),
        status -> status.status() == 200 && runs(name, status.json()));
  }

  private static boolean runs(String name, JsonNode status) {
    boolean all = !status.path("tasks").isEmpty();
    for (JsonNode task : status.path("tasks")) {
      if (task.path("state").asText().equals("FAILED")) {
        throw new IllegalStateException(name + " has failed: " + task.path("trace").asText());
      }
      all &= task.path("state").asText().equals("RUNNING");
    }
    return all && status.at("/connector/state").asText().equals("RUNNING");
  }

  /** Deletes a connector and waits until it is gone. */
  void delete(String name) {
    rest().delete("/connectors/" + name);
    Waiting.until(
        name + " to be gone",
        PATIENCE,
        () -> rest().get("/connectors/" + name + "/status").status() == 404);
  }

  /** In the order in which nothing waits for what is gone. */
  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).run();
    }
  }
}
