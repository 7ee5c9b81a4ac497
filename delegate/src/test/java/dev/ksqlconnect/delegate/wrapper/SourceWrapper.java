package dev.ksqlconnect.delegate.wrapper;

import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.DelegateWork;
import dev.ksqlconnect.delegate.DelegatedRecord;
import dev.ksqlconnect.delegate.DelegatingSourceConnector;
import dev.ksqlconnect.delegate.DelegatingSourceTask;
import dev.ksqlconnect.delegate.Secrets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;

/** The smallest wrapper there can be. */
public class SourceWrapper extends DelegatingSourceConnector {
  /** The names of several, each of one letter; the keys of one begin with its name and a dot. */
  private static final String DELEGATES = "delegates";

  @Override
  public String version() {
    return "1";
  }

  @Override
  public ConfigDef config() {
    return delegateDefinition(Map.of("delegate", "RecordingSource"));
  }

  @Override
  public Class<? extends Task> taskClass() {
    return WrapperTask.class;
  }

  @Override
  protected DelegatePlugin<SourceConnector> plugin(Map<String, String> config) {
    try {
      return DelegatePlugin.find(config.get("delegate"), SourceConnector.class, getClass());
    } catch (ClassNotFoundException e) {
      throw new ConfigException("delegate", config.get("delegate"), "not installed");
    }
  }

  @Override
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    Map<String, String> given = new HashMap<>(config);
    given.remove("delegate");
    given.put("derived", "yes");
    return given;
  }

  @Override
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.of(config, new ConfigDef(), List.of());
  }

  @Override
  public void start(Map<String, String> config) {
    if (config.containsKey(DELEGATES)) {
      runDelegates(config, works(config), false, () -> true);
    } else {
      super.start(config);
    }
  }

  @Override
  public void reconfigure(Map<String, String> config) {
    if (config.containsKey(DELEGATES)) {
      runDelegates(config, works(config), config.containsKey("anew"), () -> true);
    } else {
      super.reconfigure(config);
    }
  }

  private Map<String, DelegateWork> works(Map<String, String> config) {
    Map<String, DelegateWork> works = new LinkedHashMap<>();
    for (String name : config.get(DELEGATES).split(",", -1)) {
      Map<String, String> given = delegateConfig(config);
      given.keySet().removeIf(key -> key.equals(DELEGATES) || key.equals("anew"));
      given.keySet().removeIf(key -> key.matches("[a-z]\\..*"));
      config.forEach(
          (key, value) -> {
            if (key.startsWith(name + ".")) {
              given.put(key.substring(name.length() + 1), value);
            }
          });
      given.put("records.of", name + " ");
      String parts = given.getOrDefault("parts", "1");
      works.put(name, new DelegateWork(given, Integer.parseInt(parts)));
    }
    return works;
  }

  @Override
  protected Map<String, String> taskConfig(
      Map<String, String> taskConfig,
      List<Map<String, String>> ofDelegates,
      Map<String, String> config) {
    taskConfig.put("ksql.connect.own", config.get("delegate"));
    return taskConfig;
  }

  /** Its task: every record gets a key. */
  public static class WrapperTask extends DelegatingSourceTask {
    @Override
    public String version() {
      return "1";
    }

    @Override
    protected Secrets secrets(Map<String, String> config) {
      return Secrets.of(config, new ConfigDef(), List.of());
    }

    @Override
    protected DelegatedRecord wrap(SourceRecord original) {
      if (original.value().equals("x one")) {
        return null;
      }
      return new DelegatedRecord(original, Schema.STRING_SCHEMA, "key of " + original.value());
    }

    @Override
    protected boolean isPassing(Exception failure) {
      return failure.getMessage().contains("passing");
    }
  }
}
