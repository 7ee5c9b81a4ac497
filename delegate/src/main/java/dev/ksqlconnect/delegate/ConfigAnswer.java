package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a wrapper answers to a validation, as it grows: what is wrong on which key, in the wrapper's
 * words and the delegate's. No secret is in it. Used by one thread.
 */
public final class ConfigAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigAnswer.class);

  private final Map<String, String> properties;
  private final Secrets secrets;
  private final Map<String, ConfigValue> values = new LinkedHashMap<>();

  /** Begins with what the wrapper's own definition says to a configuration. */
  public ConfigAnswer(Map<String, String> properties, ConfigDef own, Secrets secrets) {
    this.properties = properties;
    this.secrets = secrets;
    values.putAll(own.validateAll(properties));
  }

  /** Says that something is wrong. Connect may show a message without its key, so it has it. */
  public void add(String key, String message) {
    String shown = secrets.hideIn(message.contains(key) ? message : key + ": " + message);
    ConfigValue value = value(key);
    if (!value.errorMessages().contains(shown)) {
      value.addErrorMessage(shown);
    }
  }

  /** Whether nothing is wrong. */
  public boolean isFine() {
    return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  /** The value of a key as it is answered, to be changed; without a value where it is not known. */
  public ConfigValue value(String key) {
    return Objects.requireNonNull(values.computeIfAbsent(key, ConfigValue::new));
  }

  /**
   * Takes over what the delegate says.
   *
   * @param reportedOn for a key the one that the user can change
   */
  public void take(Config delegateSays, UnaryOperator<String> reportedOn) {
    for (ConfigValue said : delegateSays.configValues()) {
      String key = said.name();
      if (!values.containsKey(key)) {
        ConfigValue taken =
            new ConfigValue(key, shown(said.value()), said.recommendedValues(), new ArrayList<>());
        taken.visible(said.visible());
        values.put(key, taken);
      }
      said.errorMessages().forEach(message -> add(reportedOn.apply(key), message));
    }
  }

  /**
   * The answer, in which each key that Connect shows has a value, also where the delegate was not
   * asked.
   */
  public Config of(ConfigDef shown) {
    for (ConfigDef.ConfigKey key : shown.configKeys().values()) {
      if (!values.containsKey(key.name)) {
        value(key.name).value(parsed(key, properties.get(key.name)));
      }
    }
    return new Config(new ArrayList<>(values.values()));
  }

  /** A value of the key's type, as Connect asks for; null if there is none, or it is not one. */
  private @Nullable Object parsed(ConfigDef.ConfigKey key, @Nullable String given) {
    try {
      return given == null ? null : shown(ConfigDef.parseType(key.name, given, key.type));
    } catch (ConfigException e) {
      LOG.debug("The value of {} cannot be shown", key.name, e);
      return null;
    }
  }

  private @Nullable Object shown(@Nullable Object value) {
    return value instanceof String ? secrets.hideIn((String) value) : value;
  }
}
