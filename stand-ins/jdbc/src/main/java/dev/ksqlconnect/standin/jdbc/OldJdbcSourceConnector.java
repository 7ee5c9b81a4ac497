package dev.ksqlconnect.standin.jdbc;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;

/**
 * Stands in for Confluent's releases around 5.5 and those derived from them: with lists of tables
 * and one column for all of them, and without a task where there is no table.
 */
public final class OldJdbcSourceConnector extends TableConnector {
  @Override
  public Class<? extends Task> taskClass() {
    return OldJdbcSourceTask.class;
  }

  @Override
  public ConfigDef config() {
    return SourceConfig.OLD_CONFIG_DEF;
  }

  @Override
  List<Map<String, String>> tasksWithoutTables(boolean fetched) {
    return List.of();
  }
}
