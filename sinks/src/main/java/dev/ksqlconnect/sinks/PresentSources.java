package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.ddl.SourcesException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    if (before.all().stream().allMatch(topic -> topic.source() == null)) {
      return before;
    }
    Sources sources = awaitSources();
    if (sources == null) {
      warn(connector, Wanted.whyThereIsNoAnnouncer());
      return before;
    }
    List<DescribedTopic> now = new ArrayList<>();
    for (DescribedTopic topic : before.all()) {
      now.add(topic.source() == null ? topic : present(connector, sources, topic));
    }
    return new DescribedTopics(now);
  }

  private static DescribedTopic present(String connector, Sources sources, DescribedTopic before) {
    try {
      DescribedTopics now = sources.ofSources(List.of("`" + before.source() + "`")).described();
      String drift = SinkDrift.between(new DescribedTopics(List.of(before)), now);
      if (drift != null) {
        throw new ConnectException(drift);
      }
      return now.all().iterator().next();
    } catch (SourcesException e) {
      if (e.kind() == SourcesException.Kind.UNREADABLE) {
        throw new ConnectException(e.reason(), e);
      }
      warn(connector, e.reason());
      return before;
    }
  }

  private static void warn(String connector, String reason) {
    LOG.warn("Sink {} goes by what its sources were when it was submitted: {}", connector, reason);
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
