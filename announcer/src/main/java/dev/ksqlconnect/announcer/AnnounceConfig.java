package dev.ksqlconnect.announcer;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The configuration keys that everything which announces shares. */
public final class AnnounceConfig {
  /** How long a batch of records waits for its announcement, in milliseconds. */
  public static final String TIMEOUT_MS = "announce.timeout.ms";

  /** What the topic is to be in KSQL. */
  public static final String KSQL_AS = "ksql.as";

  /** What the topic is to be called in KSQL. */
  public static final String KSQL_NAME = "ksql.name";

  private static final List<String> KINDS = List.of("auto", "table", "source-table", "stream");

  private AnnounceConfig() {}

  /** Defines the keys, in {@code group} from {@code order} on. */
  public static ConfigDef addTo(ConfigDef definition, String group, int order) {
    return definition
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.LONG,
            10_000L,
            ConfigDef.Range.between(0, 300_000),
            ConfigDef.Importance.LOW,
            "How long, in milliseconds, the first record of a new topic or schema waits at most until"
                + " its announcement is durable. When that is over, the data flows and the announcement"
                + " follows in the background.",
            group,
            order,
            ConfigDef.Width.SHORT,
            "Announcement timeout")
        .define(
            KSQL_AS,
            ConfigDef.Type.STRING,
            KsqlHints.DEFAULT.as(),
            ConfigDef.LambdaValidator.with(
                AnnounceConfig::validateKind, () -> "one of " + String.join(", ", KINDS)),
            ConfigDef.Importance.LOW,
            "What each topic is to be in KSQL: "
                + String.join(", ", KINDS)
                + ". auto makes a table of a topic with a primary key and a stream of one without;"
                + " source-table makes a table that can be queried by key.",
            group,
            order + 1,
            ConfigDef.Width.SHORT,
            "Kind in KSQL")
        .define(
            KSQL_NAME,
            ConfigDef.Type.STRING,
            KsqlHints.DEFAULT.name(),
            new ConfigDef.NonEmptyString(),
            ConfigDef.Importance.LOW,
            "What each topic is to be called in KSQL; ${topic} stands for the topic's name.",
            group,
            order + 2,
            ConfigDef.Width.MEDIUM,
            "Name in KSQL");
  }

  private static void validateKind(String key, Object value) {
    if (!KINDS.contains(String.valueOf(value).toLowerCase(Locale.ROOT))) {
      throw new ConfigException(key, value, "must be one of " + String.join(", ", KINDS));
    }
  }

  /** What a configuration says of KSQL. */
  public static KsqlHints hints(AbstractConfig config) {
    return new KsqlHints(config.getString(KSQL_AS), config.getString(KSQL_NAME));
  }
}
