package dev.ksqlconnect.standin.jdbc;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/** Stands in for Confluent's 10.9. Its short name is that of the real one. */
public final class JdbcSourceConnector extends TableConnector {
  @Override
  public Class<? extends Task> taskClass() {
    return JdbcSourceTask.class;
  }

  @Override
  public ConfigDef config() {
    return SourceConfig.CONFIG_DEF;
  }

  @Override
  List<Map<String, String>> tasksWithoutTables(boolean fetched) {
    return List.of(task(List.of(), fetched));
  }
}
