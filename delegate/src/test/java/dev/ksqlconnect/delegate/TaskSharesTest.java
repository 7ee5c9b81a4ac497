package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSharesTest {
  private static List<Integer> numbers(String written) {
    return written == null
        ? List.of()
        : Stream.of(written.split(" ", -1)).map(Integer::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({
    // parts, tasks, shares
    "1, 1, 1",
    "1, 9, 1",
    "10, 4, 4",
    "10 10, 4, 2 2",
    "10 10, 5, 3 2",
    "30 10, 4, 3 1",
    "99 1, 9, 8 1",
    "2 1 1, 9, 2 1 1",
    // Each has one at least, however few there are.
    "10 10 10, 2, 1 1 1",
    "10 10 10, 3, 1 1 1",
    "0 5, 3, 1 2",
    "2147483647, 3, 3",
    ", 3,"
  })
  void tasks_are_shared_out_by_the_work_there_is_and_no_more_than_there_is(
      String parts, int tasks, String shares) {
    assertThat(TaskShares.of(numbers(parts), tasks)).isEqualTo(numbers(shares));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // parts | tasks | groups, of places among the parts
        "5            | 1 | [[0]]",
        "5 5          | 3 | [[0], [1]]",
        "1 9 5        | 3 | [[0], [1], [2]]",
        "1 9 5        | 1 | [[1, 2, 0]]",
        "1 9 5        | 2 | [[1], [2, 0]]",
        "3 3 3 3      | 2 | [[0, 2], [1, 3]]",
        "100 1 1 1    | 2 | [[0], [1, 2, 3]]",
        "             | 2 | []",
      })
  void where_there_are_more_tasks_than_connect_may_run_they_are_put_together_evenly(
      String parts, int tasks, String groups) {
    assertThat(TaskShares.together(numbers(parts), tasks)).hasToString(groups);
  }
}
