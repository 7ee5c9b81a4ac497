package dev.ksqlconnect.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The driver parameters that the worker's operator forbids ({@code socketFactory}, say, with which
 * a driver can be made to run anything).
 *
 * <p>Confluent's connector (GenericDatabaseDialect since 10.9) looks them up in a system property
 * or an environment variable. The wrapper connects before the delegate does, and so has to keep to
 * them as well.
 */
final class BlockedParameters {
  static final String PROPERTY = "jdbc.connection.url.blocked.params";
  private static final String VARIABLE = "JDBC_CONNECTION_URL_BLOCKED_PARAMS";
  private static final Pattern NAME = Pattern.compile("([\\w.%-]+)\\s*=");

  private BlockedParameters() {}

  /**
   * Checks what a driver is to be given.
   *
   * @throws ConfigException if something of it is forbidden; the message names it
   */
  static void check(String url, Properties properties) {
    Set<String> blocked = blocked(System.getProperty(PROPERTY, System.getenv(VARIABLE)));
    Matcher names = NAME.matcher(url);
    while (names.find()) {
      refuse(blocked, URLDecoder.decode(names.group(1), StandardCharsets.UTF_8));
    }
    properties.stringPropertyNames().forEach(name -> refuse(blocked, name));
  }

  private static Set<String> blocked(@Nullable String listed) {
    Set<String> blocked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    if (listed != null) {
      for (String name : listed.split(",", -1)) {
        blocked.add(name.trim());
      }
    }
    return blocked;
  }

  private static void refuse(Set<String> blocked, String name) {
    if (blocked.contains(name)) {
      throw new ConfigException(
          String.format(
              "The driver's parameter %s is forbidden on this worker (%s). Leave it out of %s and of"
                  + " the connection. properties, or ask the worker's operator.",
              name, PROPERTY, KsqlJdbcSourceConfig.CONNECTION_URL));
    }
  }
}
