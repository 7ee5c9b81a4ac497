package dev.ksqlconnect.delegate.wrapper;

import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.DelegatingSinkConnector;
import dev.ksqlconnect.delegate.DelegatingSinkTask;
import dev.ksqlconnect.delegate.Secrets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** The smallest sink wrapper there can be. */
public class SinkWrapper extends DelegatingSinkConnector {
  @Override
  public String version() {
    return "1";
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return WrapperTask.class;
  }

  @Override
  protected DelegatePlugin<SinkConnector> plugin(Map<String, String> config) {
    try {
      return DelegatePlugin.find("RecordingSink", SinkConnector.class, getClass());
    } catch (ClassNotFoundException e) {
      throw new ConfigException("not installed");
    }
  }

  @Override
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    return config;
  }

  @Override
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.of(config, new ConfigDef(), List.of());
  }

  /** Its task. */
  public static class WrapperTask extends DelegatingSinkTask {
    @Override
    public String version() {
      return "1";
    }
  }
}
