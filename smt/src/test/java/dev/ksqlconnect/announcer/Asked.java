package dev.ksqlconnect.announcer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other side of {@link Wanted}: what is asked there, and an announcer that a test plays. */
public final class Asked {
  private final Wanted wanted;
  private final List<TopicDescription> announced = new CopyOnWriteArrayList<>();

  public Asked(Wanted wanted) {
    this.wanted = wanted;
  }

  /** From now on everything is announced at once. */
  public void announceAtOnce() {
    wanted.attach(this::announce);
  }

  /** From now on there is an announcer, which gets nothing done. */
  public void announceNothing() {
    wanted.attach(() -> {});
  }

  /** The announcer is gone, and the worker is about to be. */
  public void stop() {
    wanted.detach();
  }

  /** Announces what is wanted and not announced yet. */
  public void announce() {
    for (Wanted.Topic topic : wanted.topics()) {
      Wanted.Wish wish = topic.present();
      if (!wish.announced.isDone()) {
        announced.add(wish.description);
        wish.announced.complete(null);
      }
      wanted.settle(topic);
    }
  }

  /** What was announced, in order. */
  public List<TopicDescription> announced() {
    return announced;
  }

  /** How many topics somebody still writes to, or waits to have announced. */
  public int open() {
    return wanted.topics().size();
  }
}
