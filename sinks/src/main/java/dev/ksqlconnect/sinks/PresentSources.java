package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.ddl.SourcesException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again at a sink's sources as it starts. One that was dropped and made anew as another is
 * not written out as what it was; one that is gone, or a ksqlDB that is away, does not keep the
 * data of its topic from flowing.
 */
final class PresentSources {
  private static final Logger LOG = LoggerFactory.getLogger(PresentSources.class);

  /** A worker that has just started may start its connectors before its extension. */
  private static final long EXTENSION_MS = 5_000;

  private static final long LOOK_MS = 50;

  private PresentSources() {}

  /**
   * What the sources are now, which may have more columns than they had.
   *
   * @param before what they were when the configuration was submitted
   * @throws ConnectException if they are others than the configuration was made for
   */
  static DescribedTopics of(String connector, DescribedTopics before) {
    List<String> names =
        before.all().stream()
            .filter(topic -> topic.source() != null)
            .map(topic -> "`" + topic.source() + "`")
            .collect(Collectors.toList());
    if (names.isEmpty()) {
      return before;
    }
    Sources sources = awaitSources();
    try {
      if (sources == null) {
        throw new SourcesException(true, Wanted.whyThereIsNoAnnouncer());
      }
      DescribedTopics now = sources.ofSources(names).described();
      String drift = SinkDrift.between(before, now);
      if (drift != null) {
        throw new ConnectException(drift);
      }
      return now;
    } catch (SourcesException e) {
      LOG.warn(
          "Sink {} goes by what its sources were when it was submitted: {}", connector, e.reason());
      return before;
    }
  }

  private static @Nullable Sources awaitSources() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EXTENSION_MS);
    Sources sources = Sources.ofThisWorker();
    while (sources == null
        && System.nanoTime() < deadline
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
      sources = Sources.ofThisWorker();
    }
    return sources;
  }
}
