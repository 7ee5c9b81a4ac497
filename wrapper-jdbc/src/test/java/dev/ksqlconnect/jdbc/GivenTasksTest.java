package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GivenTasksTest {
  /** A clock of Java's may be about to pass its greatest number. */
  private static final long GIVEN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(40);

  private final GivenTasks tasks = new GivenTasks(1, List.of(Map.of("tables", "users")), GIVEN);

  private boolean areToBeComparedAfter(long seconds) {
    return tasks.areToBeCompared(GIVEN + TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void they_are_compared_whenever_they_are_twice_as_old() {
    assertThat(LongStream.rangeClosed(0, 1_000).filter(this::areToBeComparedAfter))
        .containsExactly(30L, 60L, 120L, 240L, 480L, 960L);
  }

  @Test
  void a_comparison_that_comes_late_is_not_made_up_for() {
    assertThat(areToBeComparedAfter(200)).isTrue();
    assertThat(areToBeComparedAfter(239)).isFalse();
    assertThat(areToBeComparedAfter(240)).isTrue();
  }
}
