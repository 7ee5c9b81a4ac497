package dev.ksqlconnect.ddl;

import dev.ksqlconnect.ddl.KsqlClient.Listed;
import dev.ksqlconnect.ddl.SourcesException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Finds the streams and tables that a user names, in the ksqlDB that the worker's properties name.
 * Thread-safe.
 */
public final class KsqlSources {
  /** Stands before the keys of {@link KsqlServerConfig} in a worker's properties. */
  private static final String PREFIX = "ksql.connect.";

  /** The worker property that says where ksqlDB is. */
  public static final String URL = PREFIX + KsqlServerConfig.URL;

  private static final String TIMEOUT_MS = PREFIX + KsqlServerConfig.TIMEOUT_MS;

  /** All servers together; the user waits for it. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** The worker properties, with their documentation, defaults and validation. */
  public static final ConfigDef CONFIG_DEF =
      KsqlServerConfig.define(
          PREFIX,
          null,
          "They are asked what the sources of a sink are. Not needed where no sink has sources.",
          DEFAULT_TIMEOUT,
          "It is shared out among the servers, at least a second for each. Whoever makes a sink waits"
              + " for it.");

  /** How long all the answers may take, in timeouts of one. */
  private static final int PATIENCE = 2;

  /** How many names an error lists. */
  private static final int MOST_NAMES = 20;

  private final KsqlServerConfig config;

  /**
   * Reads where ksqlDB is.
   *
   * @param workerProperties all of the worker's properties
   * @throws ConfigException if one is wrong; the message names it
   */
  public KsqlSources(Map<String, String> workerProperties) {
    config = new KsqlServerConfig(new AbstractConfig(CONFIG_DEF, workerProperties, false), PREFIX);
  }

  /**
   * Finds streams and tables.
   *
   * @param names as a user writes them: in any case, as in a statement, or exactly, in backticks
   * @return in the order of the names, by what was written
   * @throws SourcesException if one is not there or cannot be read by a connector, or nobody
   *     answers
   */
  public Map<String, KsqlSource> find(List<String> names) throws SourcesException {
    if (!config.isGiven()) {
      throw new SourcesException(
          Kind.MISSING,
          String.format(
              "the worker does not know where ksqlDB is. Add %s=http://<host>:8088 to the properties"
                  + " of every worker and restart them, or give topics in place of sources",
              URL));
    }
    try {
      Duration timeout = config.shareOf(config.timeout());
      return find(names, config.client(timeout), patience(timeout));
    } catch (ConfigException e) {
      throw new SourcesException(Kind.AWAY, String.valueOf(e.getMessage()));
    } catch (KsqlException e) {
      throw new SourcesException(Kind.AWAY, "ksqlDB could not be asked. " + e.reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourcesException(Kind.AWAY, "interrupted while ksqlDB was asked");
    }
  }

  private Duration patience(Duration timeoutOfEach) {
    Duration longer =
        timeoutOfEach.compareTo(config.timeout()) > 0 ? timeoutOfEach : config.timeout();
    return longer.multipliedBy(PATIENCE);
  }

  private static Map<String, KsqlSource> find(
      List<String> names, KsqlClient client, Duration patience)
      throws SourcesException, KsqlException, InterruptedException {
    Map<String, Listed> all = client.list();
    Map<String, KsqlSource> found = new LinkedHashMap<>();
    long deadline = System.nanoTime() + patience.toNanos();
    for (String written : names) {
      if (System.nanoTime() > deadline) {
        throw new SourcesException(
            Kind.AWAY,
            String.format(
                "ksqlDB has not described all of the %d sources within %d ms; set %s higher",
                names.size(), patience.toMillis(), TIMEOUT_MS));
      }
      String name = nameOf(written, all);
      Listed listed = all.get(name);
      KsqlSource source = listed == null ? null : client.describe(name);
      if (listed == null || source == null) {
        throw new SourcesException(Kind.MISSING, missing(written, all));
      }
      if (listed.isWindowed()) {
        throw new SourcesException(
            Kind.UNREADABLE,
            String.format(
                "%s is windowed: each of its keys holds the bounds of a window as well, which no"
                    + " converter of Connect reads. Name a source without windows",
                name));
      }
      found.put(written, source);
    }
    return found;
  }

  /** A name in backticks is exact; another one is upper case, as in a statement, or as written. */
  private static String nameOf(String written, Map<String, Listed> all) {
    if (written.length() > 2 && written.startsWith("`") && written.endsWith("`")) {
      return written.substring(1, written.length() - 1);
    }
    String upperCase = written.toUpperCase(Locale.ROOT);
    return all.containsKey(upperCase) ? upperCase : written;
  }

  private static String missing(String written, Map<String, Listed> all) {
    List<String> onTopic =
        all.entrySet().stream()
            .filter(entry -> entry.getValue().topic().equals(written))
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    if (!onTopic.isEmpty()) {
      return String.format(
          "ksqlDB has no stream or table %s. There is a topic of that name: write sources=%s, which"
              + " reads it, or topics=%s",
          written, onTopic.get(0), written);
    }
    String names =
        all.isEmpty()
            ? "It has none"
            : "It has "
                + all.keySet().stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (all.size() > MOST_NAMES ? ", …" : "");
    return String.format("ksqlDB has no stream or table %s. %s", written, names);
  }
}
