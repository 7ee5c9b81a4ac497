package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.DelegatePlugin;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceConnector;

/** Finds the JDBC source connector that is to do the work. */
final class DelegateFinder {
  /** Under this short name Connect knows Confluent's, Aiven's and whichever else is called so. */
  private static final String SHORT_NAME = "JdbcSourceConnector";

  private DelegateFinder() {}

  /**
   * Finds it.
   *
   * @throws ConfigException if there is none; the message says what to install
   */
  static DelegatePlugin<SourceConnector> find(Map<String, String> config) {
    String named = config.get(KsqlJdbcSourceConfig.DELEGATE_CLASS);
    try {
      if (named != null && !named.isBlank()) {
        return find(named.trim());
      }
      try {
        return find(KsqlJdbcSourceConfig.CONFLUENT_CLASS);
      } catch (ClassNotFoundException e) {
        return find(SHORT_NAME);
      }
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          named == null || named.isBlank()
              ? "No JDBC source connector is installed on this worker. Install Confluent's on every"
                  + " worker (confluent-hub install confluentinc/kafka-connect-jdbc:latest, or unzip"
                  + " it into a folder of plugin.path) and restart them, or name another one with "
                  + KsqlJdbcSourceConfig.DELEGATE_CLASS
              : String.format(
                  "%s is not installed on this worker. Install it in a folder of the plugin.path of"
                      + " every worker and restart them, or leave %s out for Confluent's",
                  named, KsqlJdbcSourceConfig.DELEGATE_CLASS));
    }
  }

  private static DelegatePlugin<SourceConnector> find(String name) throws ClassNotFoundException {
    return DelegatePlugin.find(name, SourceConnector.class, KsqlJdbcSourceConnector.class);
  }
}
