package dev.ksqlconnect.delegate;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Connector;

/**
 * Finds the connector that is to do a wrapper's work: the one that the user names, or else
 * Confluent's, or else whichever has the short name under which Connect knows Confluent's.
 *
 * @param <C> {@code SourceConnector} or {@code SinkConnector}
 */
public final class DelegateFinder<C extends Connector> {
  /** The configuration key that names the connector to drive, by class or alias. */
  public static final String DELEGATE_CLASS = "delegate.class";

  private final Class<C> kind;
  private final Class<? extends C> wrapper;
  private final String what;
  private final String confluentClass;
  private final String hubName;

  /**
   * Finds delegates for a wrapper.
   *
   * @param what names such connectors in messages, such as "JDBC sink connector"
   * @param confluentClass the class of Confluent's
   * @param hubName what Confluent's is called in Confluent Hub
   */
  public DelegateFinder(
      Class<C> kind,
      Class<? extends C> wrapper,
      String what,
      String confluentClass,
      String hubName) {
    this.kind = kind;
    this.wrapper = wrapper;
    this.what = what;
    this.confluentClass = confluentClass;
    this.hubName = hubName;
  }

  /**
   * Finds it.
   *
   * @throws ConfigException if there is none; the message says what to install
   */
  public DelegatePlugin<C> find(Map<String, String> config) {
    String given = config.get(DELEGATE_CLASS);
    String named = given == null ? "" : given.trim();
    try {
      if (!named.isEmpty()) {
        return find(named);
      }
      try {
        return find(confluentClass);
      } catch (ClassNotFoundException e) {
        return find(confluentClass.substring(confluentClass.lastIndexOf('.') + 1));
      }
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          named.isEmpty()
              ? String.format(
                  "No %s is installed on this worker. Install Confluent's on every worker"
                      + " (confluent-hub install %s:latest, or unzip it into a folder of plugin.path)"
                      + " and restart them, or name another one with %s",
                  what, hubName, DELEGATE_CLASS)
              : String.format(
                  "%s is not installed on this worker. Install it in a folder of the plugin.path of"
                      + " every worker and restart them, or leave %s out for Confluent's",
                  named, DELEGATE_CLASS));
    }
  }

  private DelegatePlugin<C> find(String name) throws ClassNotFoundException {
    return DelegatePlugin.find(name, kind, wrapper);
  }
}
