package dev.ksqlconnect.containers;

import com.github.dockerjava.api.DockerClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;

/**
 * The container engine, asked before there are images. Testcontainers' own client may run an image
 * to find out which address the engine has, and pulls it, for minutes where it cannot.
 */
final class Engine {
  private static final int PATIENCE_SECONDS = 4;

  private static @Nullable CompletableFuture<String> absence;

  private Engine() {}

  /** Why none answers; empty if one does. Looked for once. */
  static synchronized String absence() {
    if (absence == null) {
      absence =
          CompletableFuture.supplyAsync(DockerClientFactory.instance()::getTransportConfig)
              .handle((found, failure) -> failure == null ? "" : "none was found")
              .completeOnTimeout(
                  "nothing was heard for " + PATIENCE_SECONDS + " s",
                  PATIENCE_SECONDS,
                  TimeUnit.SECONDS);
    }
    return absence.join();
  }

  /** Talks to it. */
  static DockerClient client() {
    return DockerClientProviderStrategy.getClientForConfig(
        DockerClientFactory.instance().getTransportConfig());
  }
}
