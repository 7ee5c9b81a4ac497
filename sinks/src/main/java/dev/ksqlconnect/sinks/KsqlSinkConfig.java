package dev.ksqlconnect.sinks;

import dev.ksqlconnect.delegate.DelegateFinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What is the same in every sink wrapper's configuration. Immutable. */
public final class KsqlSinkConfig {
  /** The streams and tables to write out. */
  public static final String SOURCES = "sources";

  /** What they were found to be when the configuration was submitted. */
  public static final String DESCRIBED = "sources.described";

  /** Connect's key for the topics. */
  public static final String TOPICS = "topics";

  static final String TOPICS_REGEX = "topics.regex";
  static final String NAME = "name";
  static final String TRANSFORMS = "transforms";

  /** Behind a converter's key: its schema registry. */
  static final String REGISTRY_URL = "schema.registry.url";

  private static final String GROUP = "KSQL";

  /** The keys above, and which connector is driven. */
  public static final ConfigDef CONFIG_DEF =
      new ConfigDef()
          .define(
              SOURCES,
              ConfigDef.Type.LIST,
              "",
              ConfigDef.Importance.HIGH,
              "The KSQL streams and tables to write out, separated by commas: in any case as in a"
                  + " statement, or exactly, in backticks. The topics, the converters and how records"
                  + " are written follow from them. Give either these or topics.",
              GROUP,
              1,
              ConfigDef.Width.LONG,
              "Streams and tables")
          .define(
              DelegateFinder.DELEGATE_CLASS,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.LOW,
              "The connector that does the work, by class or alias, as it is installed in a plugin"
                  + " folder of its own. By default Confluent's; where that is not installed, the one"
                  + " that is installed under the same short name.",
              GROUP,
              2,
              ConfigDef.Width.LONG,
              "Connector to drive")
          .define(
              DESCRIBED,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.LambdaValidator.with(
                  KsqlSinkConfig::validateDescribed, () -> "what the worker filled in"),
              ConfigDef.Importance.LOW,
              "What the topics were found to hold when the configuration was submitted, as JSON. It is"
                  + " filled in by the worker; leave it out.",
              GROUP,
              3,
              ConfigDef.Width.LONG,
              "What the topics hold");

  private final Map<String, String> all;

  /** A configuration; what is null counts as not given. */
  public KsqlSinkConfig(Map<String, String> all) {
    Map<String, String> given = new HashMap<>(all);
    given.values().removeIf(Objects::isNull);
    this.all = given;
  }

  private static void validateDescribed(String key, Object value) {
    try {
      parseDescribed(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          String.format("%s %s; leave it out to have it filled in", key, e.getMessage()));
    }
  }

  private static DescribedTopics parseDescribed(String text) {
    return text.isBlank() ? DescribedTopics.NONE : DescribedTopics.parse(text);
  }

  /** Everything that was given. */
  public Map<String, String> all() {
    return new HashMap<>(all);
  }

  /** Whether a key has a value. */
  public boolean has(String key) {
    return !all.getOrDefault(key, "").isBlank();
  }

  /** A value; "" if it is not given. */
  public String get(String key) {
    return all.getOrDefault(key, "").trim();
  }

  /** A list of values, none of which is blank; empty if it is not given. */
  public List<String> list(String key) {
    return Stream.of(get(key).split(","))
        .map(String::trim)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toList());
  }

  public String connector() {
    return get(NAME);
  }

  /**
   * What is known of the topics.
   *
   * @throws IllegalArgumentException if the value is none that was filled in
   */
  public DescribedTopics described() {
    return parseDescribed(get(DESCRIBED));
  }

  /** Whether records change their topics or shapes before they are written. */
  public boolean hasTransforms() {
    return has(TRANSFORMS);
  }

  /** The properties of a side's converter, without the key they stand behind. */
  Map<String, String> converterProperties(Found.Side side) {
    Map<String, String> properties = new HashMap<>();
    String prefix = side.property() + ".";
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          }
        });
    return properties;
  }

  /** Everything that is not the wrapper's own. */
  public Map<String, String> passedOn() {
    Map<String, String> passedOn = all();
    passedOn.keySet().removeAll(CONFIG_DEF.names());
    return passedOn;
  }
}
