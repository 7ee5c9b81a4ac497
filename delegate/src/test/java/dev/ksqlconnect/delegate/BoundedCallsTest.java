package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.ConfigException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedCallsTest {
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();

  /** As a driver that waits for its socket: it is not to be interrupted. */
  private Object hang() {
    hanging.incrementAndGet();
    while (answered.getCount() > 0) {
      try {
        answered.await();
      } catch (InterruptedException e) {
        // Waits on.
      }
    }
    hanging.decrementAndGet();
    return "too late";
  }

  @AfterEach
  void answer() {
    answered.countDown();
    Awaitility.await("all calls have ended").until(() -> hanging.get() == 0);
  }

  @Test
  void an_answer_that_does_not_come_is_given_up() {
    assertThatThrownBy(() -> new BoundedCalls(20).call(this::hang))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("no answer within 20 ms");
  }

  @Test
  void while_many_hang_the_next_fails_at_once() {
    while (hanging.get() < 64) {
      assertThatThrownBy(() -> new BoundedCalls(5).call(this::hang))
          .hasMessage("no answer within 5 ms");
    }

    assertThatThrownBy(() -> new BoundedCalls(3_600_000).call(() -> "not called"))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("too many calls that are not answered");
  }

  @Test
  void what_comes_in_time_is_handed_on_as_it_is() throws Exception {
    SQLException refused = new SQLException("refused");
    ConfigException unknown = new ConfigException("no driver");

    assertThat(new BoundedCalls(10_000).call(() -> "in time")).isEqualTo("in time");
    assertThatThrownBy(
            () ->
                new BoundedCalls(10_000)
                    .call(
                        () -> {
                          throw refused;
                        }))
        .isSameAs(refused);
    assertThatThrownBy(
            () ->
                new BoundedCalls(10_000)
                    .call(
                        () -> {
                          throw unknown;
                        }))
        .isSameAs(unknown);
  }
}
