package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How tasks wait for their announcements: once, with a bound, and only while it makes sense. */
@Timeout(60)
class WantedTest {
  private static final long LONG_MS = Duration.ofMinutes(10).toMillis();

  private final Wanted wanted = new Wanted();

  private Wanted.Topic want(String topic) {
    return wanted.add(Examples.topic(topic, Examples.row()), null);
  }

  private static void grantSoon(Wanted.Wish wish) {
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
        .execute(() -> wish.announced.complete(null));
  }

  @Test
  void a_task_waits_until_everything_it_wants_is_announced() throws Exception {
    Wanted.Wish one = want("one").present();
    Wanted.Wish two = want("two").present();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                wanted.await(List.of(one, two), LONG_MS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    one.announced.complete(null);
    assertThat(waiting).isNotDone();

    two.announced.complete(null);
    waiting.get(10, TimeUnit.SECONDS);
  }

  @Test
  void after_one_wait_in_vain_nobody_waits_until_the_announcer_has_recovered() throws Exception {
    wanted.attach(() -> {});
    wanted.await(List.of(want("one").present()), 1);

    long begin = System.nanoTime();
    wanted.await(List.of(want("two").present()), 1);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));

    wanted.recovered();
    Wanted.Wish three = want("three").present();
    grantSoon(three);
    wanted.await(List.of(three), LONG_MS);
    assertThat(three.announced).as("is waited for again").isDone();
  }

  @Test
  void who_waited_shortly_in_vain_does_not_keep_others_from_waiting() throws Exception {
    wanted.attach(() -> {});
    wanted.await(List.of(want("hasty").present()), 0);
    Wanted.Wish wish = want("patient").present();
    grantSoon(wish);

    wanted.await(List.of(wish), LONG_MS);

    assertThat(wish.announced).isDone();
  }

  @Test
  void an_announcement_that_cannot_be_made_at_all_holds_nothing_up() throws Exception {
    Wanted.Wish wish = want("one").present();
    wish.announced.completeExceptionally(new IllegalStateException("too large"));

    wanted.await(List.of(wish), LONG_MS);

    Wanted.Wish next = want("two").present();
    grantSoon(next);
    wanted.await(List.of(next), LONG_MS);
    assertThat(next.announced).as("the next one is waited for").isDone();
  }

  @Test
  void what_is_wanted_before_the_announcer_is_there_is_kept_for_it() {
    want("one");
    wanted.plan("shop", written -> JsonNodeFactory.instance.objectNode(), Set.of("one"));
    AtomicInteger woken = new AtomicInteger();
    wanted.attach(woken::incrementAndGet);

    assertThat(woken).hasValue(1);
    assertThat(wanted.topics()).hasSize(1);
    assertThat(wanted.plans()).containsKey("shop");
  }

  @Test
  void the_announcer_is_woken_for_what_is_new_and_not_for_what_returns() {
    AtomicInteger woken = new AtomicInteger();
    wanted.attach(woken::incrementAndGet);
    Wanted.Topic topic = want("one");
    assertThat(woken).hasValue(2);

    wanted.change(topic, Examples.topic("one", Examples.row("new")), false);
    assertThat(woken).hasValue(3);

    wanted.change(topic, Examples.topic("one", Examples.row()), true);
    assertThat(woken).hasValue(3);
  }

  @Test
  void schemas_of_one_batch_are_announced_one_after_the_other() {
    Wanted.Topic topic = want("one");
    Wanted.Wish first = topic.present();
    wanted.change(topic, Examples.topic("one", Examples.row("second")), false);
    Wanted.Wish second = topic.present();
    wanted.close(topic);
    assertThat(topic.next()).isSameAs(first);

    first.announced.complete(null);
    wanted.settle(topic);
    assertThat(topic.next()).isSameAs(second);
    assertThat(wanted.topics()).containsExactly(topic);

    second.announced.complete(null);
    wanted.settle(topic);
    assertThat(wanted.topics()).isEmpty();
  }

  @Test
  void a_task_that_invents_schemas_while_nothing_is_announced_does_not_fill_the_memory() {
    Wanted.Topic topic = want("one");
    Wanted.Wish first = topic.present();
    for (int i = 0; i < 100; i++) {
      wanted.change(topic, Examples.topic("one", Examples.row("column" + i)), false);
    }

    assertThat(first.announced).as("nobody waits for the first one any more").isDone();
    assertThat(topic.next().announced).isNotDone();
  }

  @Test
  void when_the_worker_goes_down_nothing_passes_that_nobody_would_announce() {
    wanted.attach(() -> {});
    wanted.detach();
    Wanted.Wish wish = want("one").present();

    assertThatThrownBy(() -> wanted.await(List.of(wish), LONG_MS))
        .isInstanceOf(Wanted.StoppingException.class)
        .hasMessageContaining("topic one of connector");
  }

  @Test
  void who_waits_when_the_worker_goes_down_is_told() throws Exception {
    wanted.attach(() -> {});
    Wanted.Wish wish = want("one").present();
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(wanted::detach);

    assertThatThrownBy(() -> wanted.await(List.of(wish), LONG_MS))
        .isInstanceOf(Wanted.StoppingException.class);
  }

  @Test
  void who_does_not_wait_any_more_is_told_too_when_the_worker_goes_down() throws Exception {
    wanted.attach(() -> {});
    wanted.await(List.of(want("one").present()), 1);
    wanted.detach();
    Wanted.Wish wish = want("two").present();

    assertThatThrownBy(() -> wanted.await(List.of(wish), 1))
        .isInstanceOf(Wanted.StoppingException.class);
  }

  @Test
  void what_is_announced_passes_while_the_worker_goes_down() throws Exception {
    wanted.attach(() -> {});
    wanted.detach();
    Wanted.Wish wish = want("one").present();
    wish.announced.complete(null);

    wanted.await(List.of(wish), LONG_MS);

    assertThat(wish.announced).isCompleted();
  }
}
