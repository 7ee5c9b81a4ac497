package dev.ksqlconnect.quickstart;

import dev.ksqlconnect.harness.KafkaLine;
import java.net.URI;
import java.net.URISyntaxException;
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
 * @param ksql a ksqlDB server, perhaps one that is still to be started; null for none
 * @param broker the bootstrap servers of the user's own Kafka; null to start one
 * @param brokerPort where to start one; 0 for any port
 * @param join whether ksqlDB is to join what is registered there
 */
record Options(
    boolean once,
    @Nullable Path plugins,
    KafkaLine line,
    @Nullable URI ksql,
    @Nullable String broker,
    int brokerPort,
    boolean join) {
  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it cannot be followed; the message says why
   */
  static Options parse(String... args) {
    boolean once = false;
    Path plugins = null;
    KafkaLine line = KafkaLine.V4_3;
    URI ksql = null;
    String broker = null;
    int brokerPort = 0;
    boolean join = true;
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String option = rest.pop();
      switch (option) {
        case "--once" -> once = true;
        case "--plugins" -> plugins = folder(value(option, rest));
        case "--connect-version" -> line = KafkaLine.of(value(option, rest));
        case "--ksql" -> ksql = url(value(option, rest));
        case "--broker" -> broker = value(option, rest);
        case "--broker-port" -> brokerPort = port(value(option, rest));
        case "--no-join" -> join = false;
        default -> throw new IllegalArgumentException("There is no option " + option);
      }
    }
    if (ksql == null && (broker != null || brokerPort != 0 || !join)) {
      throw new IllegalArgumentException("--broker, --broker-port and --no-join go with --ksql");
    }
    if (broker != null && brokerPort != 0) {
      throw new IllegalArgumentException(
          "--broker is for a Kafka that runs, --broker-port for one to be started: give one of them");
    }
    return new Options(once, plugins, line, ksql, broker, brokerPort, join);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.pop();
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text.replaceAll("/+$", ""));
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean isServer = url.getRawUserInfo() == null && url.getRawQuery() == null;
      if (isHttp && url.getHost() != null && isServer) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException("--ksql needs a URL such as http://localhost:8088");
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65_536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("--broker-port needs a port such as 9092");
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
