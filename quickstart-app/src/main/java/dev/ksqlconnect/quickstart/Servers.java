package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.Exit;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database, the broker, unless it is the user's, the two workers and Elasticsearch, in one
 * folder.
 */
final class Servers implements AutoCloseable {
  private final Path folder;
  private @Nullable Database database;
  private @Nullable Shop shop;
  private @Nullable Broker broker;
  private @Nullable CompletableFuture<Elasticsearch> elasticsearch;
  private final List<Worker> workers = new ArrayList<>();
  private final @Nullable Guest guest;
  private final Narrator narrator;
  private volatile boolean closed;
  private boolean clean = true;

  /**
   * None yet.
   *
   * @param guest who tidies up in the user's own servers; null if there are none
   */
  Servers(Path folder, @Nullable Guest guest, Narrator narrator) {
    this.folder = folder;
    this.guest = guest;
    this.narrator = narrator;
  }

  void start(Options options) {
    Component.delete(folder);
    narrator.title("Servers, in " + folder);
    Path plugins = folder.resolve("plugins");
    Connectors connectors = Connectors.of(options.plugins());
    try {
      Files.createDirectories(plugins);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Component.unpack(Project.componentZip(), plugins);
    narrator.say(connectors.said());
    CompletableFuture<Database> startingDatabase =
        CompletableFuture.supplyAsync(() -> Database.start(folder.resolve("postgres")));
    if (options.broker() == null) {
      startBroker(options);
    } else {
      narrator.say("Kafka is yours, at " + options.broker());
    }
    database = narrator.during("PostgreSQL", startingDatabase::join);
    shop = narrator.during("The shop's tables", () -> new Shop(database()));
    List<Path> pluginPath = new ArrayList<>(connectors.pluginPath());
    pluginPath.add(plugins);
    List<CompletableFuture<Worker>> starting = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      Worker.Builder worker =
          Worker.in(folder.resolve("workers"), options.line(), bootstrapServers())
              .name("worker-" + i)
              .pluginPath(pluginPath.toArray(Path[]::new))
              .with(inUsersKafka())
              .with(besideKsqlDb())
              .with("rest.extension.classes", "dev.ksqlconnect.rest.KsqlConnectRestExtension");
      starting.add(CompletableFuture.supplyAsync(worker::start));
    }
    workers.addAll(
        narrator.during(
            "Two Connect workers with the bundle in their plugin.path",
            () -> starting.stream().map(CompletableFuture::join).toList()));
    // The story needs it last, and it takes its time.
    narrator.say("Elasticsearch comes up while the story begins");
    elasticsearch =
        CompletableFuture.supplyAsync(() -> Elasticsearch.start(folder.resolve("elasticsearch")));
  }

  /** Where a sink's sources are looked up. */
  private Map<String, String> besideKsqlDb() {
    return guest == null ? Map.of() : Map.of("ksql.connect.ksql.url", guest.ksql().toString());
  }

  private void startBroker(Options options) {
    Path files = folder.resolve("broker");
    int port = options.brokerPort();
    Broker started =
        narrator.during(
            "Kafka " + options.line() + " (one broker, KRaft)",
            () ->
                port == 0
                    ? Broker.start(options.line(), files)
                    : Broker.startAt(port, options.line(), files));
    broker = started;
    if (guest != null) {
      guest.runsOn(started.bootstrapServers());
      narrator.say(
          String.format(
              "Start your ksqlDB now, in another terminal, with bootstrap.servers=%s, so that it"
                  + " answers at %s",
              started.bootstrapServers(), guest.ksql()));
    }
  }

  /** What keeps the workers apart from others that a user's Kafka may have. */
  private Map<String, String> inUsersKafka() {
    if (guest == null || !guest.isInUsersKafka()) {
      return Map.of();
    }
    Map<String, String> properties = new HashMap<>();
    properties.put("group.id", Guest.WORKERS);
    for (String kind : List.of("config", "offset", "status")) {
      // The broker's own default, however many there are.
      properties.put(kind + ".storage.replication.factor", "-1");
    }
    properties.put("config.storage.topic", Guest.WORKERS + "-configs");
    properties.put("offset.storage.topic", Guest.WORKERS + "-offsets");
    properties.put("status.storage.topic", Guest.WORKERS + "-status");
    properties.put("ksql.connect.announcements.topic", announcements());
    return properties;
  }

  /** The name of the announcements topic. */
  String announcements() {
    return (guest != null && guest.isInUsersKafka() ? Guest.WORKERS : "connect") + "-announcements";
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

  /** Elasticsearch, once it is up. */
  Elasticsearch elasticsearch() {
    CompletableFuture<Elasticsearch> starting =
        Objects.requireNonNull(elasticsearch, "not started");
    return starting.isDone()
        ? starting.join()
        : narrator.during("Elasticsearch comes up", starting::join);
  }

  /** Where Kafka is. */
  String bootstrapServers() {
    return broker == null
        ? Objects.requireNonNull(guest, "no broker").kafka().bootstrapServers()
        : broker.bootstrapServers();
  }

  /** Who uses servers of the user's; null if there are none. */
  @Nullable Guest guest() {
    return guest;
  }

  List<Worker> workers() {
    return workers;
  }

  /** The worker that is shown where any would do. */
  Worker first() {
    return workers.get(0);
  }

  /** Posts a connector, and says so. */
  void post(String connector, Map<String, String> config) {
    narrator.say("POST " + first().url() + "/connectors");
    narrator.say(
        String.format(
            "{ \"name\": \"%s\", \"config\": %s }", connector, KsqlDb.JSON.valueToTree(config)));
    Rest.Reply reply =
        narrator.during("Connect checks it", () -> first().rest().create(connector, config));
    Quickstart.require(
        reply.status() == 201,
        String.format(
            "Connect refuses %s: %s",
            connector, reply.json().path("message").asText(reply.body())));
    narrator.say("→ 201, created");
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

  /** The topics that the connector has written, each with its name in KSQL. */
  Map<String, String> written() {
    Map<String, String> written = new TreeMap<>();
    for (JsonNode topic : first().rest().get(KsqlStory.DDL).json().path("topics")) {
      if (topic.path("name").isTextual()) {
        written.put(topic.path("topic").asText(), topic.path("name").asText());
      }
    }
    return written;
  }

  /** Keeps the logs of what went wrong beside the folder, which goes. */
  void keepLogs() {
    Path kept = folder.resolveSibling("target").resolve("failed");
    Quickstart.copyLogs(folder, kept);
    narrator.say("The logs are kept in " + kept);
  }

  /** Whether everything was stopped, or is being. */
  boolean isClosed() {
    return closed;
  }

  /** Whether nothing was left in the user's servers, once closed. */
  synchronized boolean isClean() {
    return clean;
  }

  /** Stops everything and removes the folder. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    narrator.listenToMe();
    if (shop != null) {
      shop.close();
    }
    if (guest == null) {
      Exit.killServers();
    } else {
      leave(guest);
    }
    if (database != null) {
      database.close();
    }
    Component.delete(folder);
  }

  /** Ends the workers, and removes what they have left in the user's servers. */
  private void leave(Guest leaving) {
    try (leaving) {
      leaving.ksql().closeQuery();
      Map<String, String> written = Map.of();
      if (leaving.isInUsersKafka() && !workers.isEmpty()) {
        narrator.title("Stopping the workers");
        written = atMost(5, this::written, Map.of());
        // Not killed: they are to leave their groups, which then can go.
        narrator.during("They leave Kafka", this::stopWorkers);
      }
      Exit.killServers();
      clean = leaving.leave(written, narrator);
    } catch (RuntimeException e) {
      clean = false;
      narrator.say("Not all could be removed: " + e.getMessage());
    }
  }

  private boolean stopWorkers() {
    List<CompletableFuture<Void>> stopping =
        workers.stream().map(worker -> CompletableFuture.runAsync(worker::stop)).toList();
    stopping.forEach(CompletableFuture::join);
    return true;
  }

  /** What is said within some seconds, or else something instead. */
  private static <T> T atMost(int seconds, Supplier<T> ask, T instead) {
    return CompletableFuture.supplyAsync(ask)
        .completeOnTimeout(instead, seconds, TimeUnit.SECONDS)
        .exceptionally(e -> instead)
        .join();
  }
}
