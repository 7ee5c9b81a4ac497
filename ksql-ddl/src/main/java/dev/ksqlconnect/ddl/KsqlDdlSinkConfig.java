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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/** The registrar's configuration. */
final class KsqlDdlSinkConfig extends AbstractConfig {
  static final String URL = "ksql.url";
  static final String USERNAME = "ksql.basic.auth.username";
  static final String PASSWORD = "ksql.basic.auth.password";
  static final String CONNECTORS = "connectors";
  static final String DRY_RUN = "ksql.dry.run";
  static final String TIMEOUT_MS = "ksql.request.timeout.ms";

  /** What stands before Kafka's own names for TLS settings. */
  static final String TLS_PREFIX = "ksql.";

  private static final String GROUP = "KSQL";
  private static final String TLS_GROUP = "KSQL TLS";

  private static final ConfigDef TLS = tlsSettings();

  static final ConfigDef CONFIG_DEF = define();

  private final String name;

  /**
   * A connector's configuration.
   *
   * @throws ConfigException if a key is wrong
   */
  KsqlDdlSinkConfig(Map<String, String> all) {
    super(CONFIG_DEF, all, false);
    this.name = all.getOrDefault("name", "");
  }

  private static ConfigDef define() {
    ConfigDef definition =
        new ConfigDef()
            .define(
                URL,
                ConfigDef.Type.LIST,
                ConfigDef.NO_DEFAULT_VALUE,
                ConfigDef.LambdaValidator.with(
                    KsqlDdlSinkConfig::validateUrls, () -> "http://host:8088, several with commas"),
                ConfigDef.Importance.HIGH,
                "The ksqlDB servers of one cluster, separated by commas, such as"
                    + " http://ksqldb:8088. The first that answers is used.",
                GROUP,
                1,
                ConfigDef.Width.LONG,
                "ksqlDB URL")
            .define(
                USERNAME,
                ConfigDef.Type.STRING,
                null,
                ConfigDef.Importance.MEDIUM,
                "The user, where ksqlDB asks for one by basic authentication.",
                GROUP,
                2,
                ConfigDef.Width.MEDIUM,
                "User")
            .define(
                PASSWORD,
                ConfigDef.Type.PASSWORD,
                null,
                ConfigDef.Importance.MEDIUM,
                "The user's password.",
                GROUP,
                3,
                ConfigDef.Width.MEDIUM,
                "Password")
            .define(
                CONNECTORS,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.MEDIUM,
                "The connectors whose topics are registered: names separated by commas, with * for any"
                    + " characters. By default all.",
                GROUP,
                4,
                ConfigDef.Width.LONG,
                "Connectors")
            .define(
                DRY_RUN,
                ConfigDef.Type.BOOLEAN,
                false,
                ConfigDef.Importance.MEDIUM,
                "Whether to say only what would be done. ksqlDB is asked what it has, and nothing is"
                    + " changed in it.",
                GROUP,
                5,
                ConfigDef.Width.SHORT,
                "Dry run")
            .define(
                TIMEOUT_MS,
                ConfigDef.Type.INT,
                30_000,
                ConfigDef.Range.between(100, 600_000),
                ConfigDef.Importance.LOW,
                "How long, in milliseconds, ksqlDB may take for one answer. After that it is asked"
                    + " again later.",
                GROUP,
                6,
                ConfigDef.Width.SHORT,
                "Request timeout");
    definition.embed(TLS_PREFIX, TLS_GROUP, 1, TLS);
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

  private static void validateUrls(String key, Object value) {
    if (!(value instanceof List) || ((List<?>) value).isEmpty()) {
      throw new ConfigException(key, value, "name at least one server, such as http://ksqldb:8088");
    }
    for (Object url : (List<?>) value) {
      validateUrl(key, String.valueOf(url));
    }
  }

  /** The value is never shown: it may hold a password, also where it is no URL at all. */
  private static void validateUrl(String key, String url) {
    if (url.indexOf('@') >= 0) {
      throw new ConfigException(
          String.format(
              "%s has an element with a user in it; name the user with %s and %s instead",
              key, USERNAME, PASSWORD));
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

  /** The registrar's name, which is the connector's. */
  String name() {
    return name;
  }

  boolean isDryRun() {
    return getBoolean(DRY_RUN);
  }

  /** Whether the topics of a connector are to be registered. */
  boolean chooses(String connector) {
    List<String> chosen = getList(CONNECTORS);
    return chosen.isEmpty() || chosen.stream().anyMatch(each -> matches(each, connector));
  }

  private static boolean matches(String pattern, String connector) {
    String regex =
        List.of(pattern.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return connector.matches(regex);
  }

  /** How many servers are named. */
  int servers() {
    return getList(URL).size();
  }

  KsqlClient client() {
    return client(Duration.ofMillis(getInt(TIMEOUT_MS)));
  }

  /**
   * A client for the servers.
   *
   * @throws ConfigException if the TLS settings do not work
   */
  KsqlClient client(Duration timeout) {
    List<URI> servers = new ArrayList<>();
    getList(URL).forEach(url -> servers.add(URI.create(url)));
    return new KsqlClient(servers, authorization(), tls(), timeout);
  }

  private @Nullable String authorization() {
    String username = getString(USERNAME);
    Password password = getPassword(PASSWORD);
    if (username == null) {
      return null;
    }
    String both = username + ":" + (password == null ? "" : password.value());
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable SSLContext tls() {
    if (originalsWithPrefix(TLS_PREFIX + "ssl.").isEmpty()) {
      return null;
    }
    Map<String, Object> settings = new HashMap<>();
    TLS.names().forEach(key -> settings.put(key, get(TLS_PREFIX + key)));
    // Kafka's own reader of stores and PEM files. It is no public API, but a plugin may be written
    // to it (ssl.engine.factory.class), and it is the same in 3.9 and 4.3.
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(settings);
      return factory.sslContext();
    } catch (RuntimeException e) {
      throw new ConfigException(
          TLS_PREFIX
              + SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG
              + " and its kin do not work: "
              + e.getMessage());
    }
  }
}
