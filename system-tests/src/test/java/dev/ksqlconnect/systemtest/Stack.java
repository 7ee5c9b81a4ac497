package dev.ksqlconnect.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.Jmx;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A database, a broker and workers with the unpacked component zip, for one test class, in a folder
 * of its own under target.
 */
final class Stack implements AutoCloseable {
  static final String ANNOUNCEMENTS = "connect-announcements";
  static final String EXTENSION = "dev.ksqlconnect.rest.KsqlConnectRestExtension";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaLine line;
  private final Path folder;
  private final Path bundle;
  private final Broker broker;
  private final String bootstrapServers;
  private final Database database;
  private final Topics topics;
  private final List<Worker> workers = new ArrayList<>();
  private Elasticsearch elasticsearch;

  Stack(Class<?> test, KafkaLine line) {
    this(test, line, Map.of());
  }

  Stack(Class<?> test, KafkaLine line, Map<String, String> brokerSettings) {
    this(test, line, folder -> Broker.start(line, folder, brokerSettings), "");
  }

  /** The same, but for the broker: that one is there already, and stays. */
  static Stack beside(String bootstrapServers, Class<?> test, KafkaLine line) {
    return new Stack(test, line, folder -> null, bootstrapServers);
  }

  private Stack(
      Class<?> test,
      KafkaLine line,
      Function<Path, Broker> startBroker,
      String elsesBootstrapServers) {
    this.line = line;
    folder =
        Project.root()
            .resolve("system-tests/target/stacks")
            .resolve(test.getSimpleName() + "-" + line);
    Component.delete(folder);
    bundle = folder.resolve("bundle");
    try {
      Files.createDirectories(bundle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Component.unpack(Project.componentZip(), bundle);
    database = Database.start(folder.resolve("postgres"));
    broker = startBroker.apply(folder.resolve("broker"));
    bootstrapServers = broker == null ? elsesBootstrapServers : broker.bootstrapServers();
    topics = new Topics(bootstrapServers);
  }

  /**
   * Where the Elasticsearch sink connector is: the real one if it is installed, else the stand-in.
   */
  static Path elasticsearchPlugins() {
    return hasRealElasticsearchSink()
        ? Path.of(System.getProperty("blessed.plugins"))
        : Project.elasticsearchStandIn();
  }

  /** The class of that connector. */
  static String elasticsearchClass() {
    return hasRealElasticsearchSink()
        ? "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector"
        : "dev.ksqlconnect.standin.elasticsearch.ElasticsearchSinkConnector";
  }

  /** Who has the real JDBC source need not have this one. */
  private static boolean hasRealElasticsearchSink() {
    String blessed = System.getProperty("blessed.plugins", "");
    if (blessed.isEmpty()) {
      return false;
    }
    try (Stream<Path> folders = Files.list(Path.of(blessed))) {
      return folders.anyMatch(
          folder -> folder.getFileName().toString().contains("kafka-connect-elasticsearch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an Elasticsearch beside the rest; the workers added after it have the sink to it. */
  Elasticsearch startElasticsearch() {
    elasticsearch = Elasticsearch.start(folder.resolve("elasticsearch"));
    return elasticsearch;
  }

  private Path[] pluginPath() {
    Stream<Path> delegates =
        elasticsearch == null
            ? Stream.of(Project.jdbcPlugins())
            : Stream.of(Project.jdbcPlugins(), elasticsearchPlugins()).distinct();
    return Stream.concat(Stream.of(bundle), delegates).toArray(Path[]::new);
  }

  /** Starts a worker with the bundle, its extension and the JDBC connectors. */
  Worker addWorker() {
    return addWorker(worker -> worker);
  }

  /** Starts a worker, with more settings or others. */
  Worker addWorker(UnaryOperator<Worker.Builder> settings) {
    Worker.Builder builder =
        Worker.in(folder.resolve("workers"), line, bootstrapServers)
            .name("worker-" + (workers.size() + 1))
            .pluginPath(pluginPath())
            // What is in the topics is easier to look at so, with any connector.
            .with("key.converter.schemas.enable", "false")
            .with("value.converter.schemas.enable", "false")
            .with("rest.extension.classes", EXTENSION)
            .with("config.providers", "file")
            .with(
                "config.providers.file.class",
                "org.apache.kafka.common.config.provider.FileConfigProvider");
    Worker worker = settings.apply(builder).start();
    workers.add(worker);
    return worker;
  }

  Path folder() {
    return folder;
  }

  /** The folder that holds the bundle's plugin folder. */
  Path bundle() {
    return bundle;
  }

  Broker broker() {
    return broker;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  Database database() {
    return database;
  }

  Topics topics() {
    return topics;
  }

  /** Says whether a topic exists; of one that did, the broker is not asked again. */
  Predicate<String> existingTopics() {
    return topics.existing();
  }

  List<Worker> workers() {
    return workers;
  }

  Worker worker() {
    return workers.get(0);
  }

  Rest rest() {
    return worker().rest();
  }

  /** The worker that the others hand requests on to. The first one need not stay it. */
  Worker leader() {
    try (Jmx jmx = new Jmx(worker().pid())) {
      String metrics = "kafka.connect:type=connect-worker-rebalance-metrics";
      String url = jmx.attributes(metrics).get(metrics + "#leader-name");
      return workers.stream()
          .filter(worker -> (worker.url() + "/").equals(url))
          .findFirst()
          .orElseThrow(() -> new AssertionError("None of the workers is the leader, " + url));
    }
  }

  /** The two lines that a wrapper needs, and more. */
  Map<String, String> jdbc(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "KsqlJdbcSource");
    config.put("connection.url", database.url());
    config.put("table.poll.interval.ms", "1000");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  /** Creates a connector; fails if Connect refuses it. */
  void create(String name, Map<String, String> config) {
    Rest.Reply reply = rest().create(name, config);
    if (reply.status() != 201) {
      throw new AssertionError("Connect refuses " + name + ": " + reply);
    }
  }

  /** Deletes a connector and waits until no worker knows it any more. */
  void delete(String name) {
    rest().delete("/connectors/" + Rest.segment(name));
    Waiting.until(
        name + " to be gone",
        PATIENCE,
        () ->
            workers.stream()
                .allMatch(
                    worker ->
                        worker.rest().get("/connectors/" + Rest.segment(name)).status() == 404));
  }

  /** Waits until a topic holds so many records; answers all there are. */
  List<ConsumerRecord<String, String>> awaitRecords(String topic, int atLeast) {
    Waiting.until(
        () -> atLeast + " records in " + topic + "; there are " + topics.records(topic),
        PATIENCE,
        () -> topics.records(topic).size() >= atLeast);
    return topics.records(topic);
  }

  /** Waits until a path of a worker's answers as wanted. */
  static Rest.Reply await(String what, Worker worker, String path, Predicate<Rest.Reply> wanted) {
    return await(what, worker, path, List.of(), wanted);
  }

  /** The same with headers, each a name and a value. */
  static Rest.Reply await(
      String what, Worker worker, String path, List<String> headers, Predicate<Rest.Reply> wanted) {
    return Waiting.until(
        what, PATIENCE, () -> worker.rest().get(path, headers.toArray(new String[0])), wanted);
  }

  /**
   * Waits until a topic of a connector is announced in a version; answers what a worker says of it.
   */
  static JsonNode awaitVersion(Worker worker, String connector, String topic, int version) {
    String path =
        "/connectors/" + Rest.segment(connector) + "/topics/" + Rest.segment(topic) + "/schema";
    return await(
            "version " + version + " of " + topic,
            worker,
            path,
            reply -> reply.status() == 200 && reply.json().path("version").asInt() == version)
        .json();
  }

  /** Waits until a connector and its tasks are in a state. */
  JsonNode awaitState(String connector, String connectorState, String taskState) {
    return await(
            connector + " to be " + connectorState + " and its tasks " + taskState,
            worker(),
            "/connectors/" + Rest.segment(connector) + "/status",
            reply -> {
              JsonNode status = reply.json();
              boolean tasksFit = !status.path("tasks").isEmpty();
              for (JsonNode task : status.path("tasks")) {
                tasksFit &= task.path("state").asText().equals(taskState);
              }
              return status.at("/connector/state").asText().equals(connectorState) && tasksFit;
            })
        .json();
  }

  @Override
  public void close() {
    workers.forEach(Worker::kill);
    if (broker != null) {
      broker.kill();
    }
    database.close();
    if (elasticsearch != null) {
      elasticsearch.kill();
    }
  }
}
