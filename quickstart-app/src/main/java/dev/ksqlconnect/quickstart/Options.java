package dev.ksqlconnect.quickstart;

import dev.ksqlconnect.harness.KafkaLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for on the command line.
 *
 * @param once whether to end after the scenario, with its checks' result as status
 * @param plugins a plugin.path with the real JDBC connector; null for the stand-in
 * @param line the Kafka to run on
 */
record Options(boolean once, @Nullable Path plugins, KafkaLine line) {
  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it cannot be followed; the message says why
   */
  static Options parse(String... args) {
    boolean once = false;
    Path plugins = null;
    KafkaLine line = KafkaLine.V4_3;
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String option = rest.pop();
      switch (option) {
        case "--once" -> once = true;
        case "--plugins" -> plugins = folder(value(option, rest));
        case "--connect-version" -> line = KafkaLine.of(value(option, rest));
        default -> throw new IllegalArgumentException("There is no option " + option);
      }
    }
    return new Options(once, plugins, line);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.pop();
  }

  private static Path folder(String name) {
    // The script goes to the checkout's root before it starts this program.
    Path folder = Path.of(System.getProperty("quickstart.from", "")).resolve(name).toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("--plugins: there is no folder " + folder);
    }
    return folder;
  }
}
