package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two places where a wrapper's and its delegate's configurations meet.
 *
 * <p>A wrapper's task gets the delegate's task configuration with what the wrapper itself needs
 * beside it, under keys of its own that all begin with {@link #OWN_PREFIX}.
 */
final class DelegateConfig {
  /** Begins every key that a wrapper's connector adds for its tasks. */
  static final String OWN_PREFIX = "ksql.connect.";

  /** In a task's configuration: the full class name of the delegate. */
  static final String DELEGATE_CLASS = OWN_PREFIX + "delegate.class";

  /** In a task's configuration: how many delegates' tasks it runs, if more than one. */
  private static final String COUNT = OWN_PREFIX + "delegates";

  private static final Logger LOG = LoggerFactory.getLogger(DelegateConfig.class);

  private static final String CONNECTOR_CLASS = "connector.class";
  private static final String PLUGIN_VERSION = "plugin.version";

  private DelegateConfig() {}

  /**
   * A wrapper's keys: its own, and those of the delegate that is the default, where it is
   * installed.
   *
   * @param delegates throws ConfigException where it is not
   */
  static ConfigDef definition(ConfigDef own, Supplier<ConfigDef> delegates) {
    ConfigDef all = new ConfigDef(own);
    try {
      delegates.get().configKeys().values().stream()
          .filter(key -> !all.names().contains(key.name))
          .forEach(all::define);
    } catch (ConfigException e) {
      LOG.debug("Only the wrapper's own keys are known", e);
    }
    return all;
  }

  /**
   * What a delegate is given of a wrapper's configuration: everything, but its own class in the
   * wrapper's place and without the versions pinned since Kafka 4.1 (KIP-891), which pin the
   * wrapper's.
   */
  static Map<String, String> forDelegate(Map<String, String> config, String delegateClass) {
    Map<String, String> given = new HashMap<>(config);
    given.keySet().removeIf(key -> key.startsWith(OWN_PREFIX) || key.endsWith(PLUGIN_VERSION));
    given.put(CONNECTOR_CLASS, delegateClass);
    return given;
  }

  /**
   * What a wrapper's task is given of a delegate's task configuration: a copy (the JDBC sink hands
   * out one map for all its tasks) with the wrapper's class in the delegate's place.
   */
  static Map<String, String> forTask(
      Map<String, String> delegateTaskConfig,
      Map<String, String> wrapperConfig,
      String delegateClass) {
    Map<String, String> given = new HashMap<>(delegateTaskConfig);
    String wrapperClass = wrapperConfig.get(CONNECTOR_CLASS);
    if (wrapperClass != null) {
      given.put(CONNECTOR_CLASS, wrapperClass);
    }
    given.put(DELEGATE_CLASS, delegateClass);
    return given;
  }

  /**
   * The configurations of several delegates' tasks as that of the one that runs them: what they
   * have in common stands there once, what differs under a key for each.
   */
  static Map<String, String> together(List<Map<String, String>> configs) {
    Map<String, String> together = new HashMap<>(configs.get(0));
    if (configs.size() == 1) {
      return together;
    }
    configs.forEach(config -> together.entrySet().retainAll(config.entrySet()));
    together.put(COUNT, String.valueOf(configs.size()));
    for (int i = 0; i < configs.size(); i++) {
      String prefix = prefix(i);
      configs
          .get(i)
          .forEach(
              (key, value) -> {
                if (!together.containsKey(key)) {
                  together.put(prefix + key, value);
                }
              });
    }
    return together;
  }

  /** What {@link #together} has put together. */
  static List<Map<String, String>> apart(Map<String, String> together) {
    int count = Integer.parseInt(together.getOrDefault(COUNT, "1"));
    List<Map<String, String>> configs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> config = new HashMap<>(together);
      String prefix = prefix(i);
      together.forEach(
          (key, value) -> {
            if (key.startsWith(prefix)) {
              config.put(key.substring(prefix.length()), value);
            }
          });
      configs.add(config);
    }
    return configs;
  }

  private static String prefix(int i) {
    return COUNT + "." + i + ".";
  }

  /**
   * The delegate whose task a wrapper's task drives.
   *
   * @throws ConnectException if it is not installed on this worker
   */
  static <C extends Connector> DelegatePlugin<C> delegateOfTask(
      Map<String, String> taskConfig, Class<C> kind, Class<?> askedBy) {
    String className = taskConfig.get(DELEGATE_CLASS);
    if (className == null) {
      throw new ConnectException(
          String.format(
              "The task's configuration lacks %s: it was not made by the connector %s",
              DELEGATE_CLASS, taskConfig.get(CONNECTOR_CLASS)));
    }
    try {
      return DelegatePlugin.find(className, kind, askedBy);
    } catch (ClassNotFoundException e) {
      throw new ConnectException(
          className + " is not installed on this worker; install it in its plugin.path", e);
    }
  }
}
