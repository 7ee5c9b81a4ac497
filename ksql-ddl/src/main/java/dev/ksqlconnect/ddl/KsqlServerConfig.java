package dev.ksqlconnect.ddl;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where ksqlDB is and how it is asked. The keys stand in a registrar's configuration as they are,
 * and in a worker's properties behind a prefix.
 */
final class KsqlServerConfig {
  static final String URL = "ksql.url";
  static final String USERNAME = "ksql.basic.auth.username";
  static final String PASSWORD = "ksql.basic.auth.password";
  static final String TIMEOUT_MS = "ksql.request.timeout.ms";

  /** What stands before Kafka's own names for TLS settings. */
  static final String TLS_PREFIX = "ksql.";

  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

  private static final String GROUP = "KSQL";
  private static final String TLS_GROUP = "KSQL TLS";

  private static final ConfigDef TLS = tlsSettings();

  private final AbstractConfig config;
  private final String prefix;

  /**
   * What a configuration says of the servers.
   *
   * @param config was read with what {@link #define} has defined
   * @param prefix stands before each key
   */
  KsqlServerConfig(AbstractConfig config, String prefix) {
    this.config = config;
    this.prefix = prefix;
  }

  /**
   * Defines the keys.
   *
   * @param defaultUrl null if none have to be given, else {@link ConfigDef#NO_DEFAULT_VALUE}
   * @param asked what the servers are asked for, for the user
   * @param defaultTimeout for one answer
   * @param patience what comes of the timeout, for the user
   */
  static ConfigDef define(
      String prefix,
      @Nullable Object defaultUrl,
      String asked,
      Duration defaultTimeout,
      String patience) {
    ConfigDef definition =
        new ConfigDef()
            .define(
                prefix + URL,
                ConfigDef.Type.LIST,
                defaultUrl,
                ConfigDef.LambdaValidator.with(
                    (key, value) -> validateUrls(prefix, key, value),
                    () -> "http://host:8088, several with commas"),
                ConfigDef.Importance.HIGH,
                "The ksqlDB servers of one cluster, separated by commas, such as"
                    + " http://ksqldb:8088. The first that answers is used. "
                    + asked,
                GROUP,
                1,
                ConfigDef.Width.LONG,
                "ksqlDB URL")
            .define(
                prefix + USERNAME,
                ConfigDef.Type.STRING,
                null,
                ConfigDef.Importance.MEDIUM,
                "The user, where ksqlDB asks for one by basic authentication.",
                GROUP,
                2,
                ConfigDef.Width.MEDIUM,
                "User")
            .define(
                prefix + PASSWORD,
                ConfigDef.Type.PASSWORD,
                null,
                ConfigDef.Importance.MEDIUM,
                "That user's password.",
                GROUP,
                3,
                ConfigDef.Width.MEDIUM,
                "Password")
            .define(
                prefix + TIMEOUT_MS,
                ConfigDef.Type.INT,
                (int) defaultTimeout.toMillis(),
                ConfigDef.Range.between(100, 600_000),
                ConfigDef.Importance.LOW,
                "How long, in milliseconds, ksqlDB may take for one answer. " + patience,
                GROUP,
                4,
                ConfigDef.Width.SHORT,
                "Request timeout");
    definition.embed(prefix + TLS_PREFIX, TLS_GROUP, 1, TLS);
    return definition;
  }

  private static ConfigDef tlsSettings() {
    ConfigDef all = new ConfigDef();
    SslConfigs.addClientSslSupport(all);
    ConfigDef settings = new ConfigDef();
    for (ConfigDef.ConfigKey key : all.configKeys().values()) {
      // What Java's own HTTP client decides; it always verifies the host's name.
      if (!key.name.equals(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG)
          && !key.name.equals(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG)
          && !key.name.equals(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG)
          && !key.name.equals(SslConfigs.SSL_CIPHER_SUITES_CONFIG)) {
        settings.define(key);
      }
    }
    return settings;
  }

  private static void validateUrls(String prefix, String key, @Nullable Object value) {
    if (value == null) {
      return; // only where nothing has to be given
    }
    if (!(value instanceof List) || ((List<?>) value).isEmpty()) {
      throw new ConfigException(key, value, "name at least one server, such as http://ksqldb:8088");
    }
    for (Object url : (List<?>) value) {
      validateUrl(prefix, key, String.valueOf(url));
    }
  }

  /** The value is never shown: it may hold a password, also where it is no URL at all. */
  private static void validateUrl(String prefix, String key, String url) {
    if (url.indexOf('@') >= 0) {
      throw new ConfigException(
          String.format(
              "%s has an element with a user in it; name the user with %s and %s instead",
              key, prefix + USERNAME, prefix + PASSWORD));
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new ConfigException(key + " has an element that is no URL: " + e.getReason());
    }
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null || uri.getRawQuery() != null) {
      throw new ConfigException(
          key
              + " must be http:// or https://, a host and a port, such as http://ksqldb:8088. The"
              + " host's name may hold letters, digits, dots and dashes");
    }
  }

  /** Whether any server is named. */
  boolean isGiven() {
    return config.getList(prefix + URL) != null;
  }

  private int servers() {
    return config.getList(prefix + URL).size();
  }

  /** How long each of the servers may take where all of them together may take so long. */
  Duration shareOf(Duration together) {
    Duration each = together.dividedBy(servers());
    return each.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : each;
  }

  KsqlClient client() {
    return client(timeout());
  }

  /** How long one answer may take. */
  Duration timeout() {
    return Duration.ofMillis(config.getInt(prefix + TIMEOUT_MS));
  }

  /**
   * A client for the servers.
   *
   * @throws ConfigException if the TLS settings do not work
   */
  KsqlClient client(Duration timeout) {
    List<URI> servers = new ArrayList<>();
    config.getList(prefix + URL).forEach(url -> servers.add(URI.create(url)));
    return new KsqlClient(servers, authorization(), tls(), timeout, prefix);
  }

  /** The key that TLS errors are told by. */
  String trustStoreKey() {
    return prefix + TLS_PREFIX + SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG;
  }

  private @Nullable String authorization() {
    String username = config.getString(prefix + USERNAME);
    Password password = config.getPassword(prefix + PASSWORD);
    if (username == null) {
      return null;
    }
    String both = username + ":" + (password == null ? "" : password.value());
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable SSLContext tls() {
    if (config.originalsWithPrefix(prefix + TLS_PREFIX + "ssl.").isEmpty()) {
      return null;
    }
    Map<String, Object> settings = new HashMap<>();
    Map<String, ?> all = config.values();
    TLS.names().forEach(key -> settings.put(key, all.get(prefix + TLS_PREFIX + key)));
    // Those are for Java's HTTP client to choose; from 4.3 on they must not be null.
    settings.put(SslConfigs.SSL_CIPHER_SUITES_CONFIG, List.of());
    settings.put(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, List.of());
    // Kafka's own reader of stores and PEM files. It is no public API, but a plugin may be written
    // to it (ssl.engine.factory.class).
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(settings);
      return factory.sslContext();
    } catch (RuntimeException e) {
      throw new ConfigException(trustStoreKey() + " and its kin do not work: " + e.getMessage());
    }
  }
}
