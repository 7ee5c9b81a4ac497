package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shares Connect's tasks out among several delegates.
 *
 * <p>With enough tasks each delegate has tasks of its own, as many as it has parts of the whole
 * work. With fewer tasks than delegates, each delegate has one, and several run in one of
 * Connect's.
 */
final class TaskShares {
  private TaskShares() {}

  /**
   * How many tasks each delegate is asked for; at least one each, and no more than it has parts.
   *
   * @param parts of each delegate's work, such as tables
   */
  static List<Integer> of(List<Integer> parts, int maxTasks) {
    List<Integer> shares = parts.stream().map(p -> 1).collect(Collectors.toList());
    for (int left = maxTasks - shares.size(); left > 0; left--) {
      int neediest = -1;
      for (int i = 0; i < shares.size(); i++) {
        if (shares.get(i) < parts.get(i)
            && (neediest < 0 || load(parts, shares, i) > load(parts, shares, neediest))) {
          neediest = i;
        }
      }
      if (neediest < 0) {
        break;
      }
      shares.set(neediest, shares.get(neediest) + 1);
    }
    return shares;
  }

  private static double load(List<Integer> parts, List<Integer> shares, int i) {
    return (double) parts.get(i) / shares.get(i);
  }

  /**
   * Puts the delegates' tasks together where there are more than Connect may run.
   *
   * @param parts of the work of each of the tasks
   * @return for each of Connect's tasks the numbers of those it runs, evenly by their parts
   */
  static List<List<Integer>> together(List<Integer> parts, int maxTasks) {
    List<List<Integer>> groups = new ArrayList<>();
    List<Integer> loads = new ArrayList<>();
    List<Integer> heaviestFirst = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      heaviestFirst.add(i);
    }
    if (parts.size() > maxTasks) {
      heaviestFirst.sort(Comparator.comparing(i -> -parts.get(i)));
    }
    for (int task : heaviestFirst) {
      if (groups.size() < maxTasks) {
        groups.add(new ArrayList<>(List.of(task)));
        loads.add(parts.get(task));
        continue;
      }
      int lightest = 0;
      for (int i = 1; i < loads.size(); i++) {
        lightest = loads.get(i) < loads.get(lightest) ? i : lightest;
      }
      groups.get(lightest).add(task);
      loads.set(lightest, loads.get(lightest) + parts.get(task));
    }
    return groups;
  }
}
