package dev.ksqlconnect.harness.elasticsearch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.node.NodeValidationException;
import org.elasticsearch.transport.Netty4Plugin;

/** A cluster of one node, on 127.0.0.1, without security. */
public final class SingleNode extends Node {
  private SingleNode(Settings settings) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"),
        List.of(Netty4Plugin.class),
        false);
  }

  /**
   * Runs a node until the process is told to end.
   *
   * @param args the folder that its files are in, and the port of its HTTP
   */
  public static void main(String[] args) throws NodeValidationException, InterruptedException {
    Path folder = Path.of(args[0]);
    SingleNode node = new SingleNode(settings(folder, args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop"));
    node.start();
    // All of its threads are daemons.
    new CountDownLatch(1).await();
  }

  private static Settings settings(Path folder, String port) {
    return Settings.builder()
        .put("path.home", folder.toString())
        .put("path.data", folder.resolve("data").toString())
        .put("path.logs", folder.toString())
        .put("cluster.name", "ksql-connect")
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("http.port", port)
        // Nobody joins: any port does.
        .put("transport.port", "0")
        // A disk that is nearly full would else make every index read-only.
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        .build();
  }

  private static void stop(SingleNode node) {
    try {
      node.close();
      node.awaitClose(10, TimeUnit.SECONDS);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
