package dev.ksqlconnect.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.ksqlconnect.harness.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.testcontainers.utility.DockerImageName;

/**
 * The images that the tests run on, each by a system property. One that is not there is pulled here
 * and not by Testcontainers, which goes on trying for minutes where no registry can be reached.
 */
final class Images {
  /** How long a registry may say nothing while an image is pulled. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** What else can be done about Kafka's and PostgreSQL's. */
  static final String STAND_IN = "build one that stands in for it with docker/local-images";

  private Images() {}

  /**
   * The image of a property, which is on this machine when this returns.
   *
   * @param official the name of the official image, in whose place it is
   * @param otherwise what else can be done where it cannot be had
   * @throws IllegalStateException if it cannot be had; the message names it, and says what to do
   */
  static DockerImageName of(String property, String official, String otherwise) {
    String image = System.getProperty(property, "");
    if (image.isEmpty()) {
      throw new IllegalStateException("No image is named; name one with -D" + property + "=");
    }
    DockerImageName name = DockerImageName.parse(image);
    DockerClient engine = Engine.client();
    if (!isThere(engine, image)) {
      String failure = pull(engine, image);
      if (!isThere(engine, image)) {
        throw new IllegalStateException(
            String.format(
                "The image %s is not on this machine and cannot be pulled: %s. Name another with"
                    + " -D%s=, or %s",
                image, failure, property, otherwise));
      }
    }
    return name.asCompatibleSubstituteFor(official);
  }

  private static boolean isThere(DockerClient engine, String image) {
    try {
      engine.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Answers why it could not be pulled, if it could not. */
  private static String pull(DockerClient engine, String image) {
    System.out.println("Pulling " + image + " …");
    AtomicLong lastHeard = new AtomicLong(System.nanoTime());
    CompletableFuture<String> end = new CompletableFuture<>();
    try (ResultCallback.Adapter<PullResponseItem> pull =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(PullResponseItem item) {
            lastHeard.set(System.nanoTime());
          }

          @Override
          public void onError(Throwable failure) {
            end.complete(String.valueOf(failure.getMessage()).trim());
          }

          @Override
          public void onComplete() {
            end.complete("the engine does not say why");
          }
        }) {
      CompletableFuture.runAsync(() -> engine.pullImageCmd(image).exec(pull))
          .exceptionally(
              failure -> {
                end.complete(String.valueOf(failure.getMessage()));
                return null;
              });
      Waiting.until(
          "an end of the pull", Duration.ofHours(1), () -> end.isDone() || isSilent(lastHeard));
      return end.getNow("nothing was heard of it for " + SILENCE.toSeconds() + " s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSilent(AtomicLong lastHeard) {
    return System.nanoTime() - lastHeard.get() > SILENCE.toNanos();
  }
}
