package dev.ksqlconnect.benchmark;

import dev.ksqlconnect.harness.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for on the command line.
 *
 * @param parts in the order in which they run
 * @param quick whether the figures need mean nothing
 * @param plugins a plugin.path with the real JDBC connector; null for the stand-in
 * @param ksql a ksqlDB server; null for the stand-in
 * @param bootstrap the Kafka of that server; null to start one
 * @param results where to write
 */
record Options(
    List<Part> parts,
    boolean quick,
    @Nullable Path plugins,
    @Nullable String ksql,
    @Nullable String bootstrap,
    Path results) {
  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it cannot be followed; the message says why
   */
  static Options parse(String... args) {
    List<Part> parts = new ArrayList<>();
    boolean quick = false;
    Path plugins = null;
    String ksql = null;
    String bootstrap = null;
    Path results = Project.root().resolve("benchmarks/results");
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String option = rest.pop();
      switch (option) {
        case "--part" -> parts.add(Part.of(value(option, rest)));
        case "--quick" -> quick = true;
        case "--plugins" -> plugins = folder(value(option, rest));
        case "--ksql" -> ksql = value(option, rest).replaceAll("/+$", "");
        case "--bootstrap" -> bootstrap = value(option, rest);
        case "--results" -> results = path(value(option, rest));
        default -> throw new IllegalArgumentException("There is no option " + option);
      }
    }
    if ((ksql == null) != (bootstrap == null)) {
      throw new IllegalArgumentException("--ksql and --bootstrap go together");
    }
    return new Options(
        parts.isEmpty() ? List.of(Part.values()) : parts, quick, plugins, ksql, bootstrap, results);
  }

  private static String value(String option, Deque<String> rest) {
    String value = rest.poll();
    if (value == null || value.startsWith("--")) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }

  /** A path as the user sees it, who may be elsewhere than this process. */
  private static Path path(String path) {
    return Path.of(System.getProperty("benchmark.from", "")).resolve(path).toAbsolutePath();
  }

  private static Path folder(String path) {
    Path folder = path(path);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("There is no folder " + folder);
    }
    return folder;
  }
}
