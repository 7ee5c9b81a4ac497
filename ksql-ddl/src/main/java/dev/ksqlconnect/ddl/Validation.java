package dev.ksqlconnect.ddl;

import dev.ksqlconnect.announcer.Announcer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Says what is wrong with a registrar's configuration before it is stored. */
final class Validation {
  private static final String TOPICS = "topics";
  private static final String TOPICS_REGEX = "topics.regex";

  /** How long ksqlDB may take, all servers together; the user waits for the answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, ConfigValue> values;

  private Validation(Map<String, String> given) {
    given.forEach(
        (key, value) -> {
          if (value != null) {
            properties.put(key, value);
          }
        });
    values =
        KsqlDdlSinkConfig.CONFIG_DEF.validate(properties).stream()
            .collect(Collectors.toMap(ConfigValue::name, value -> value));
  }

  static Config validate(Map<String, String> properties) {
    Validation validation = new Validation(properties);
    validation.converters();
    validation.topics();
    validation.credentials();
    if (validation.hasNoErrors()) {
      validation.server();
    }
    return new Config(new ArrayList<>(validation.values.values()));
  }

  private void converters() {
    for (String converter : List.of("key.converter", "value.converter")) {
      String is = properties.get(converter);
      if (is == null) {
        error(
            converter,
            String.format(
                "%s is missing. Set it to %s; the bundle's REST extension does so by itself where the"
                    + " worker's properties have"
                    + " rest.extension.classes=dev.ksqlconnect.rest.KsqlConnectRestExtension",
                converter, RegistrarDefaults.BYTES));
      } else if (!RegistrarDefaults.isBytes(is)) {
        error(
            converter,
            String.format(
                "%s is %s, and must be %s: announcements are read as they are",
                converter, is, RegistrarDefaults.BYTES));
      }
    }
  }

  private void topics() {
    Announcer announcer = Announcer.ofThisWorker();
    if (announcer == null) {
      return;
    }
    String topic = announcer.topicName();
    String is = properties.get(TOPICS);
    if (properties.containsKey(TOPICS_REGEX) || (is != null && !is.trim().equals(topic))) {
      ConfigValue value = value(TOPICS);
      value.value(is == null ? List.of() : Arrays.asList(is.trim().split("\\s*,\\s*", -1)));
      value.addErrorMessage(
          String.format(
              "topics must be %s, the topic that this worker announces in, and topics.regex must not"
                  + " be set; leave both out to have that filled in",
              topic));
    }
  }

  private void credentials() {
    boolean hasPassword = properties.get(KsqlServerConfig.PASSWORD) != null;
    boolean hasUser = properties.get(KsqlServerConfig.USERNAME) != null;
    if (hasUser != hasPassword) {
      String missing = hasUser ? KsqlServerConfig.PASSWORD : KsqlServerConfig.USERNAME;
      error(
          missing,
          String.format(
              "%s is missing; set it as well, or neither %s nor %s",
              missing, KsqlServerConfig.USERNAME, KsqlServerConfig.PASSWORD));
    }
  }

  private void server() {
    KsqlClient client;
    KsqlServerConfig config = new KsqlDdlSinkConfig(properties).server();
    try {
      client = config.client(config.shareOf(TIMEOUT));
    } catch (ConfigException e) {
      error(config.trustStoreKey(), String.valueOf(e.getMessage()));
      return;
    }
    try {
      client.version();
    } catch (KsqlException e) {
      if (e.kind() != KsqlException.Kind.STARTING) {
        boolean isUser = e.kind() == KsqlException.Kind.UNAUTHORIZED;
        String key = isUser ? KsqlServerConfig.USERNAME : KsqlServerConfig.URL;
        error(key, String.format("%s: %s. Correct it, or start ksqlDB", key, e.reason()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasNoErrors() {
    return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  /** Adds a message. The value is left as it is: where it is not of its type, Connect fails. */
  private void error(String key, String message) {
    value(key).addErrorMessage(message);
  }

  private ConfigValue value(String key) {
    return Objects.requireNonNull(values.computeIfAbsent(key, ConfigValue::new));
  }
}
