package dev.ksqlconnect.announcer;

import java.util.List;

/** This worker's announcer, played by a test. */
public final class PlayedAnnouncer implements AutoCloseable {
  private final Wanted wanted = Wanted.ofThisWorker();

  public PlayedAnnouncer() {
    wanted.attach(() -> {});
  }

  /** The topics that tasks want announced and that are not yet. */
  public List<TopicDescription> wanted() {
    return wanted.topics().stream()
        .map(Wanted.Topic::next)
        .filter(wish -> !wish.announced.isDone())
        .map(wish -> wish.description)
        .toList();
  }

  /** Everything wanted is durable. */
  public void announce() {
    wanted.topics().forEach(topic -> topic.next().announced.complete(null));
  }

  @Override
  public void close() {
    wanted.detach();
  }
}
