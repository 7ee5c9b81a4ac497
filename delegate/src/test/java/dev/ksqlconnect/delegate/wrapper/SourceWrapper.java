package dev.ksqlconnect.delegate.wrapper;

import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.DelegatedRecord;
import dev.ksqlconnect.delegate.DelegatingSourceConnector;
import dev.ksqlconnect.delegate.DelegatingSourceTask;
import dev.ksqlconnect.delegate.Secrets;
import java.util.HashMap;
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
      return new DelegatedRecord(original, Schema.STRING_SCHEMA, "key of " + original.value());
    }

    @Override
    protected boolean isPassing(Exception failure) {
      return failure.getMessage().contains("passing");
    }
  }
}
