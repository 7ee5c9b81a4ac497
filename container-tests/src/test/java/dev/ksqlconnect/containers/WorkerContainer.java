package dev.ksqlconnect.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** A Connect worker in a container of its own. */
final class WorkerContainer extends GenericContainer<WorkerContainer> {
  private static final int PORT = 8083;
  private static final String PROPERTIES = "/etc/kafka-connect/worker.properties";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String alias;
  private final Network network;

  /**
   * A worker, not started yet.
   *
   * @param name what the other containers call it
   * @param image has Connect, and the bundle in {@code pluginPath}
   * @param connectors a folder with more plugin folders
   */
  WorkerContainer(
      String name, Future<String> image, String pluginPath, Path connectors, Network network) {
    super(image);
    this.alias = name;
    this.network = network;
    withNetwork(network);
    withNetworkAliases(name);
    withExposedPorts(PORT);
    withCopyToContainer(Transferable.of(properties(pluginPath + ",/opt/connectors")), PROPERTIES);
    withCopyFileToContainer(MountableFile.forHostPath(connectors), "/opt/connectors");
    withCommand("/opt/kafka/bin/connect-distributed.sh", PROPERTIES);
    waitingFor(Wait.forHttp("/connectors").forPort(PORT).withStartupTimeout(PATIENCE));
  }

  private String properties(String pluginPath) {
    return Map.ofEntries(
            Map.entry("bootstrap.servers", Cluster.BROKER),
            Map.entry("group.id", "connect"),
            Map.entry("listeners", "http://0.0.0.0:" + PORT),
            Map.entry("rest.advertised.host.name", alias),
            Map.entry("rest.extension.classes", "dev.ksqlconnect.rest.KsqlConnectRestExtension"),
            Map.entry("plugin.path", pluginPath),
            Map.entry("key.converter", "org.apache.kafka.connect.json.JsonConverter"),
            Map.entry("key.converter.schemas.enable", "false"),
            Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
            Map.entry("value.converter.schemas.enable", "false"),
            Map.entry("config.storage.topic", "connect-configs"),
            Map.entry("config.storage.replication.factor", "1"),
            Map.entry("offset.storage.topic", "connect-offsets"),
            Map.entry("offset.storage.replication.factor", "1"),
            Map.entry("offset.flush.interval.ms", "1000"),
            Map.entry("status.storage.topic", "connect-status"),
            Map.entry("status.storage.replication.factor", "1"),
            // Those that come back are not waited for.
            Map.entry("scheduled.rebalance.max.delay.ms", "0"))
        .entrySet()
        .stream()
        .map(each -> each.getKey() + "=" + each.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** How Connect calls it. */
  String workerId() {
    return alias + ":" + PORT;
  }

  /** Talks to its REST, from outside of the containers' network. */
  Rest rest() {
    // Another port than before, once it has been started or connected again.
    Ports.Binding[] bindings =
        getCurrentContainerInfo()
            .getNetworkSettings()
            .getPorts()
            .getBindings()
            .get(ExposedPort.tcp(PORT));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException(alias + " cannot be reached");
    }
    return new Rest("http://" + getHost() + ":" + bindings[0].getHostPortSpec());
  }

  private DockerClient engine() {
    return getDockerClient();
  }

  /** Stops it as it stands, until {@link #goOn()}. */
  void pause() {
    engine().pauseContainerCmd(getContainerId()).exec();
  }

  void goOn() {
    engine().unpauseContainerCmd(getContainerId()).exec();
    awaitAnswer();
  }

  /** Ends it as a crash would, until {@link #startAgain()}. */
  void kill() {
    engine().killContainerCmd(getContainerId()).exec();
  }

  void startAgain() {
    engine().startContainerCmd(getContainerId()).exec();
    awaitAnswer();
  }

  /** Takes it off the network, while it runs on, until {@link #connect()}. */
  void disconnect() {
    engine()
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(getContainerId())
        .exec();
  }

  void connect() {
    engine()
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(getContainerId())
        .withContainerNetwork(new ContainerNetwork().withAliases(alias))
        .exec();
    awaitAnswer();
  }

  /** Keeps what it has logged, for whoever looks into a failure. */
  void saveLog(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(alias + ".log"), getLogs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer() {
    Waiting.until(alias + " to answer", PATIENCE, () -> rest().answers("/connectors"));
  }
}
