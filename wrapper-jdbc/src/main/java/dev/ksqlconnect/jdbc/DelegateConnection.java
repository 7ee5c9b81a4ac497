package dev.ksqlconnect.jdbc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How the delegate is told to connect: with the secrets of the URL taken out of it, since the
 * delegate logs its URL.
 *
 * <p>They are taken out right before the delegate is given its configuration, in the connector and
 * again in each task, and put back into what Connect stores: Connect puts a config provider's
 * placeholder back only under the key where it stood, and under any other the secret would be
 * stored in clear.
 */
final class DelegateConnection {
  private static final String PREFIX = "connection.";
  private static final List<String> NO_DRIVER_PROPERTIES = List.of("url", "attempts", "backoff.ms");

  private DelegateConnection() {}

  /** The configuration with the secrets of its URL as properties of their own. */
  static Map<String, String> apart(Map<String, String> config) {
    String url = config.get(KsqlJdbcSourceConfig.CONNECTION_URL);
    if (url == null) {
      return config;
    }
    JdbcUrl parsed = JdbcUrl.parse(url);
    Map<String, String> apart = new HashMap<>(config);
    apart.put(KsqlJdbcSourceConfig.CONNECTION_URL, parsed.withoutSecrets());
    // As in a driver, what the URL says counts more than what is said beside it.
    parsed.properties().forEach((name, value) -> apart.put(PREFIX + name, value));
    return apart;
  }

  /** The configuration as it was before {@link #apart}, which made it of {@code original}. */
  static Map<String, String> together(Map<String, String> apart, Map<String, String> original) {
    String url = original.get(KsqlJdbcSourceConfig.CONNECTION_URL);
    if (url == null) {
      return apart;
    }
    Map<String, String> together = new HashMap<>(apart);
    together.put(KsqlJdbcSourceConfig.CONNECTION_URL, url);
    for (String name : JdbcUrl.parse(url).properties().keySet()) {
      String before = original.get(PREFIX + name);
      if (before == null) {
        together.remove(PREFIX + name);
      } else {
        together.put(PREFIX + name, before);
      }
    }
    return together;
  }

  /** What the driver is given beside the URL, as the delegate does it. */
  static Properties driverProperties(Map<String, String> apart) {
    Properties properties = new Properties();
    apart.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && value != null) {
            String name = key.substring(PREFIX.length());
            if (!NO_DRIVER_PROPERTIES.contains(name)) {
              properties.setProperty(name, value);
            }
          }
        });
    return properties;
  }
}
