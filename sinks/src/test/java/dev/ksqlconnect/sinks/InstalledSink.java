package dev.ksqlconnect.sinks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The connector that is driven. */
public class InstalledSink extends SinkConnector {
  /** Keys that it knows; the second is worked out for it. */
  static final String PASSWORD = "connection.password";

  static final String DELETES = "deletes";

  /** A key whose value names another one, which is then said to be wrong. */
  static final String REFUSES = "refuses";

  private Map<String, String> config;

  @Override
  public String version() {
    return "1";
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef()
        .define(PASSWORD, ConfigDef.Type.PASSWORD, null, ConfigDef.Importance.LOW, "")
        .define(DELETES, ConfigDef.Type.BOOLEAN, false, ConfigDef.Importance.LOW, "");
  }

  @Override
  public Config validate(Map<String, String> config) {
    Config said = super.validate(config);
    for (ConfigValue value : said.configValues()) {
      if (value.name().equals(config.get(REFUSES))) {
        value.addErrorMessage(value.value() + " does not go with " + config.get(PASSWORD));
      }
    }
    return said;
  }

  @Override
  public void start(Map<String, String> config) {
    this.config = config;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return InstalledTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(config);
  }

  @Override
  public void stop() {}

  /** Its task. */
  public static class InstalledTask extends SinkTask {
    /** What it was given, put by put. */
    static final List<List<SinkRecord>> PUTS = new ArrayList<>();

    /** How many puts are to be done again. */
    static int fails;

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void start(Map<String, String> config) {}

    @Override
    public void put(Collection<SinkRecord> records) {
      PUTS.add(List.copyOf(records));
      if (fails-- > 0) {
        throw new RetriableException("again");
      }
    }

    @Override
    public void stop() {}
  }
}
