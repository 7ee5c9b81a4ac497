package dev.ksqlconnect.ddl;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The registrar's configuration. */
final class KsqlDdlSinkConfig extends AbstractConfig {
  static final String CONNECTORS = "connectors";
  static final String DRY_RUN = "ksql.dry.run";

  private static final String GROUP = "KSQL";

  /** Nobody waits for it; what was not answered is asked again. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

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
    return KsqlServerConfig.define(
            "",
            ConfigDef.NO_DEFAULT_VALUE,
            "The topics are registered there.",
            REQUEST_TIMEOUT,
            "After that it is asked again later.")
        .define(
            CONNECTORS,
            ConfigDef.Type.LIST,
            "",
            ConfigDef.Importance.MEDIUM,
            "The connectors whose topics are registered: names separated by commas, with * for any"
                + " characters. By default all.",
            GROUP,
            5,
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
            6,
            ConfigDef.Width.SHORT,
            "Dry run");
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

  /** Where ksqlDB is. */
  KsqlServerConfig server() {
    return new KsqlServerConfig(this, "");
  }
}
