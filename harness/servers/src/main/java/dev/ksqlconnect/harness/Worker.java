package dev.ksqlconnect.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A Connect worker, distributed or standalone. */
public final class Worker implements AutoCloseable {
  private final KafkaLine line;
  private final Path folder;
  private final String name;
  private final boolean standalone;
  private final int port = Ports.free();
  private final Map<String, String> properties;
  private final List<String> javaOptions;
  private Server server;

  private Worker(Builder builder) {
    this.line = builder.line;
    this.folder = builder.folder;
    this.name = builder.name;
    this.standalone = builder.standalone;
    this.properties = builder.properties(port);
    this.javaOptions = builder.javaOptions;
    this.server = launch();
  }

  /** A worker's settings. */
  public static final class Builder {
    private final KafkaLine line;
    private final Path folder;
    private final String bootstrapServers;
    private String name = "worker";
    private boolean standalone;
    private List<Path> pluginPath = List.of();
    private final List<String> javaOptions = new ArrayList<>(List.of("-Xmx512m"));
    private final Map<String, String> more = new LinkedHashMap<>();

    private Builder(KafkaLine line, Path folder, String bootstrapServers) {
      this.line = line;
      this.folder = folder;
      this.bootstrapServers = bootstrapServers;
    }

    /** The name of its log; workers of one folder need different ones. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** One that keeps its configuration in files, not in Kafka. */
    public Builder standalone() {
      this.standalone = true;
      return this;
    }

    /** The folders that hold plugin folders. */
    public Builder pluginPath(Path... folders) {
      this.pluginPath = List.of(folders);
      return this;
    }

    /** An option of its JVM's. */
    public Builder javaOption(String option) {
      javaOptions.add(option);
      return this;
    }

    /** A property; it replaces the one that would be set. */
    public Builder with(String key, String value) {
      more.put(key, value);
      return this;
    }

    /** Properties. */
    public Builder with(Map<String, String> properties) {
      more.putAll(properties);
      return this;
    }

    /** Starts the worker and waits until it answers. */
    public Worker start() {
      return new Worker(this);
    }

    private Map<String, String> properties(int port) {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("bootstrap.servers", bootstrapServers);
      all.put("listeners", "http://127.0.0.1:" + port);
      all.put("rest.advertised.host.name", "127.0.0.1");
      // As in the properties that Apache Kafka comes with.
      for (String converter : List.of("key.converter", "value.converter")) {
        all.put(converter, "org.apache.kafka.connect.json.JsonConverter");
        all.put(converter + ".schemas.enable", "true");
      }
      all.put("offset.flush.interval.ms", "1000");
      all.put(
          "plugin.path", pluginPath.stream().map(Path::toString).collect(Collectors.joining(",")));
      if (standalone) {
        all.put("offset.storage.file.filename", folder.resolve(name + ".offsets").toString());
      } else {
        all.put("group.id", "connect");
        for (String kind : List.of("config", "offset", "status")) {
          all.put(kind + ".storage.topic", "connect-" + kind + (kind.endsWith("s") ? "" : "s"));
          all.put(kind + ".storage.replication.factor", "1");
        }
        all.put("offset.storage.partitions", "5");
        all.put("status.storage.partitions", "2");
        // Tests and demonstrations do not wait for workers that may come back.
        all.put("scheduled.rebalance.max.delay.ms", "0");
      }
      all.putAll(more);
      return all;
    }
  }

  /** Settings for a worker, its files in a folder. */
  public static Builder in(Path folder, KafkaLine line, String bootstrapServers) {
    return new Builder(line, folder, bootstrapServers);
  }

  private Server launch() {
    Path config = folder.resolve(name + ".properties");
    try {
      Files.createDirectories(folder);
      Properties file = new Properties();
      properties.forEach(file::setProperty);
      try (var out = Files.newOutputStream(config)) {
        file.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String main =
        "org.apache.kafka.connect.cli." + (standalone ? "ConnectStandalone" : "ConnectDistributed");
    Server started =
        Server.start(name, line, javaOptions, List.of(main, config.toString()), folder);
    started.await(() -> rest().answers("/connectors"));
    return started;
  }

  /** Where its REST is. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Talks to its REST. */
  public Rest rest() {
    return new Rest(url());
  }

  /** Everything it has logged. */
  public String log() {
    try {
      return Files.readString(server.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process. */
  public long pid() {
    return server.pid();
  }

  /** Has it collect its garbage now. */
  public void collectGarbage() {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      int status =
          new ProcessBuilder(tool.toString(), Long.toString(pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException(tool + " ended with status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops the worker. */
  public void stop() {
    server.stop();
  }

  /** Ends it as a crash would. */
  public void kill() {
    server.kill();
  }

  /** Starts it again, where it was. */
  public void startAgain() {
    server = launch();
  }

  @Override
  public void close() {
    server.stop();
  }
}
