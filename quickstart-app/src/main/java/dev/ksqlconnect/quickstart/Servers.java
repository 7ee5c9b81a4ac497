package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The database, the broker and the two workers, in one folder. */
final class Servers implements AutoCloseable {
  private final Path folder;
  private @Nullable Database database;
  private @Nullable Shop shop;
  private @Nullable Broker broker;
  private final List<Worker> workers = new ArrayList<>();
  private volatile boolean closed;

  Servers(Path folder) {
    this.folder = folder;
  }

  void start(Options options, Narrator narrator) {
    Component.delete(folder);
    narrator.title("Servers, in " + folder);
    Path plugins = folder.resolve("plugins");
    Path connectors = options.plugins() == null ? Project.standIns() : options.plugins();
    try {
      Files.createDirectories(plugins);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Component.unpack(Project.componentZip(), plugins);
    narrator.say(
        options.plugins() == null
            ? "The JDBC source is a stand-in for Confluent's, which is not on Maven Central"
            : "The JDBC source is the one installed in " + options.plugins());
    CompletableFuture<Database> startingDatabase =
        CompletableFuture.supplyAsync(() -> Database.start(folder.resolve("postgres")));
    broker =
        narrator.during(
            "Kafka " + options.line() + " (one broker, KRaft)",
            () -> Broker.start(options.line(), folder.resolve("broker")));
    database = narrator.during("PostgreSQL", startingDatabase::join);
    shop = narrator.during("The shop's tables", () -> new Shop(database()));
    List<CompletableFuture<Worker>> starting = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      Worker.Builder worker =
          Worker.in(folder.resolve("workers"), options.line(), broker().bootstrapServers())
              .name("worker-" + i)
              .pluginPath(plugins, connectors)
              .with("rest.extension.classes", "dev.ksqlconnect.rest.KsqlConnectRestExtension");
      starting.add(CompletableFuture.supplyAsync(worker::start));
    }
    workers.addAll(
        narrator.during(
            "Two Connect workers with the bundle in their plugin.path",
            () -> starting.stream().map(CompletableFuture::join).toList()));
  }

  Path folder() {
    return folder;
  }

  Database database() {
    return Objects.requireNonNull(database, "not started");
  }

  Shop shop() {
    return Objects.requireNonNull(shop, "not started");
  }

  Broker broker() {
    return Objects.requireNonNull(broker, "not started");
  }

  List<Worker> workers() {
    return workers;
  }

  /** The worker that is shown where any would do. */
  Worker first() {
    return workers.get(0);
  }

  /** The same answer of all workers, once it holds so many topics. */
  JsonNode sameFromAll(String path, int topicCount) {
    List<Rest.Reply> replies = new ArrayList<>();
    Waiting.until(
        () ->
            String.format(
                "%d topics in the same answer of both workers to %s; last: %s",
                topicCount, path, replies),
        Quickstart.PATIENCE,
        () -> {
          replies.clear();
          workers.forEach(worker -> replies.add(worker.rest().get(path)));
          return replies.stream().map(Rest.Reply::body).distinct().count() == 1
              && replies.get(0).json().path("topics").size() == topicCount;
        });
    return replies.get(0).json();
  }

  /** Keeps the logs of what went wrong beside the folder, which goes. */
  void keepLogs(Narrator narrator) {
    Path kept = folder.resolveSibling("target").resolve("failed");
    Quickstart.copyLogs(folder, kept);
    narrator.say("The logs are kept in " + kept);
  }

  /** Whether everything was stopped, or is being. */
  boolean isClosed() {
    return closed;
  }

  /** Stops everything and removes the folder. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (shop != null) {
      shop.close();
    }
    workers.forEach(Worker::kill);
    if (broker != null) {
      broker.kill();
    }
    if (database != null) {
      database.close();
    }
    Component.delete(folder);
  }
}
