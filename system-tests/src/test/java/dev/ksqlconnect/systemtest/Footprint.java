package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads and file handles of some workers' processes, as Linux counts them; nothing elsewhere.
 *
 * @param threads how many there are of each name, without numbers
 * @param handles how many there are of each kind
 */
record Footprint(Map<String, Integer> threads, Map<String, Integer> handles) {
  /** Of these, there are as many as there has been work at once. */
  private static final List<String> POOLS =
      List.of(
          "CompilerThre",
          "GC Thread",
          "ForkJoin",
          // What it holds on to shows in its handles.
          "HttpClient",
          // Jetty's and Connect's own.
          "qtp",
          "pool-",
          "StartAndStopExe",
          "ForwardRequestE",
          "SourceTaskOffse");

  /** The sum of what the workers have now. */
  static Footprint of(List<Worker> workers) {
    Map<String, Integer> threads = new TreeMap<>();
    Map<String, Integer> handles = new TreeMap<>();
    for (Worker worker : workers) {
      Path process = Path.of("/proc", Long.toString(worker.pid()));
      count(process.resolve("task"), Footprint::threadName, threads);
      count(process.resolve("fd"), Footprint::handleKind, handles);
    }
    threads.keySet().removeIf(name -> POOLS.stream().anyMatch(name::contains));
    return new Footprint(threads, handles);
  }

  /**
   * What there is more of than there was.
   *
   * @param perName so many more threads of a name are none
   * @param inAll so many more handles are none
   */
  Map<String, Integer> growthSince(Footprint before, int perName, int inAll) {
    Map<String, Integer> growth = difference(threads, before.threads);
    growth.values().removeIf(n -> n <= perName);
    Map<String, Integer> ofHandles = difference(handles, before.handles);
    if (ofHandles.values().stream().mapToInt(Integer::intValue).sum() > inAll) {
      growth.putAll(ofHandles);
    }
    return growth;
  }

  private static Map<String, Integer> difference(
      Map<String, Integer> now, Map<String, Integer> before) {
    Map<String, Integer> difference = new TreeMap<>();
    now.forEach((name, n) -> difference.put(name, n - before.getOrDefault(name, 0)));
    before.forEach((name, n) -> difference.putIfAbsent(name, -n));
    difference.values().removeIf(n -> n == 0);
    return difference;
  }

  @Override
  public String toString() {
    return String.format("%d threads, %d handles", sum(threads), sum(handles));
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void count(Path folder, Function<Path, String> name, Map<String, Integer> counts) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .map(name)
          .collect(Collectors.groupingBy(each -> each, Collectors.counting()))
          .forEach((each, n) -> counts.merge(each, n.intValue(), Integer::sum));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String threadName(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip().replaceAll("[0-9]+", "#");
    } catch (IOException e) {
      return "(ended)";
    }
  }

  private static String handleKind(Path handle) {
    try {
      String target = Files.readSymbolicLink(handle).toString();
      return target.startsWith("/") ? target : target.replaceAll(":.*", "");
    } catch (IOException e) {
      return "(closed)";
    }
  }
}
