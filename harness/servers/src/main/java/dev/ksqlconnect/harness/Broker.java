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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller (KRaft). */
public final class Broker implements AutoCloseable {
  private final KafkaLine line;
  private final Path folder;
  private final int port;
  private final int controllerPort = Ports.free();
  private final int saslPort = Ports.free();
  private final int tlsPort = Ports.free();
  private final Map<String, String> more;
  private Server server;

  private Broker(KafkaLine line, Path folder, int port, Map<String, String> more) {
    this.line = line;
    this.folder = folder;
    this.port = port;
    this.more = more;
    this.server = launch(true);
  }

  /** Starts a broker with its files in a folder, and waits until it answers. */
  public static Broker start(KafkaLine line, Path folder) {
    return start(line, folder, Map.of());
  }

  /**
   * What makes a broker ask who a client is, and what that one may do: clients of {@link
   * #saslBootstrapServers} are one of the users, those of {@link #bootstrapServers} may do
   * everything.
   *
   * @param password that of each user
   */
  public static Map<String, String> secured(String password, String... users) {
    StringBuilder known =
        new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
    for (String user : users) {
      known.append(String.format(" user_%s=\"%s\"", user, password));
    }
    return Map.of(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users", "User:ANONYMOUS",
        "sasl.enabled.mechanisms", "PLAIN",
        "listener.name.sasl_plaintext.plain.sasl.jaas.config", known.append(';').toString());
  }

  /** What a client has to say to be one of the users above. */
  public static Map<String, String> authenticated(String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        String.format(
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
                + " password=\"%s\";",
            user, password));
  }

  /** What makes a broker listen at {@link #tlsBootstrapServers}, too. */
  public static Map<String, String> encrypted(Certificate certificate) {
    return Map.of(
        "ssl.keystore.location",
        certificate.store().toString(),
        "ssl.keystore.password",
        Certificate.PASSWORD,
        "ssl.keystore.type",
        "PKCS12");
  }

  /** As above, with more settings of the broker's. */
  public static Broker start(KafkaLine line, Path folder, Map<String, String> settings) {
    return new Broker(line, folder, Ports.free(), settings);
  }

  /** As above, on a port that somebody else counts on. */
  public static Broker startAt(int port, KafkaLine line, Path folder) {
    return new Broker(line, folder, port, Map.of());
  }

  private Server launch(boolean first) {
    Path config = folder.resolve("broker.properties");
    try {
      Files.createDirectories(folder);
      Properties properties = new Properties();
      settings().forEach(properties::setProperty);
      try (var out = Files.newOutputStream(config)) {
        properties.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>();
    if (first) {
      arguments.addAll(
          List.of(
              "--format",
              "format",
              "-t",
              Uuid.randomUuid().toString(),
              "-c",
              config.toString(),
              "--"));
    }
    arguments.addAll(List.of("kafka.Kafka", config.toString()));
    Server started = Server.start("broker", line, List.of("-Xmx512m"), arguments, folder);
    started.await(this::answers);
    return started;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    String listeners =
        "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort;
    if (more.containsKey("sasl.enabled.mechanisms")) {
      listeners += ",SASL_PLAINTEXT://127.0.0.1:" + saslPort;
    }
    if (more.containsKey("ssl.keystore.location")) {
      listeners += ",SSL://localhost:" + tlsPort;
    }
    settings.put("listeners", listeners);
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL");
    settings.put("log.dirs", folder.resolve("log").toString());
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "5");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.putAll(more);
    return settings;
  }

  private boolean answers() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Where clients begin. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Where clients begin that say who they are. */
  public String saslBootstrapServers() {
    return "127.0.0.1:" + saslPort;
  }

  /** Where clients begin that want TLS; the host's name is localhost. */
  public String tlsBootstrapServers() {
    return "localhost:" + tlsPort;
  }

  /** Stops the broker; what it holds stays. */
  public void stop() {
    server.stop();
  }

  /** Ends it as a crash would. */
  public void kill() {
    server.kill();
  }

  /**
   * From now on, whatever it writes to a file fails as on a full disk (with EFBIG in place of
   * ENOSPC), until it is started again. On Linux only.
   */
  public void failWrites() {
    try {
      Process limit =
          new ProcessBuilder("prlimit", "--pid=" + server.pid(), "--fsize=0:").inheritIO().start();
      if (limit.waitFor() != 0) {
        throw new IllegalStateException("prlimit ended with status " + limit.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether it has not ended, by itself or otherwise. */
  public boolean isAlive() {
    return server.isAlive();
  }

  /** Starts it again, where it was. */
  public void startAgain() {
    server = launch(false);
  }

  @Override
  public void close() {
    server.stop();
  }
}
