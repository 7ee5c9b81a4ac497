package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.Backoff;
import dev.ksqlconnect.delegate.BoundedCalls;
import dev.ksqlconnect.delegate.ConfigAnswer;
import dev.ksqlconnect.delegate.DelegateFinder;
import dev.ksqlconnect.delegate.DelegatePlugin;
import dev.ksqlconnect.delegate.Secrets;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what is wrong with a configuration: first what can be told from each of its keys and from
 * those together, then what the database says to it, then what the delegate says to what it would
 * be given.
 */
final class Validation {
  private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

  /** A validation answers within ten seconds, whatever the database does. */
  private static final long PATIENCE_MS = 8_000;

  /** The wrapper's key that decides what stands under a delegate's. */
  private static final Map<String, String> DECIDED_BY =
      Map.of(
          KsqlJdbcSourceConfig.TABLE_WHITELIST, KsqlJdbcSourceConfig.TABLES,
          ModeChoice.TIMESTAMP_COLUMN, KsqlJdbcSourceConfig.MODE,
          ModeChoice.INCREMENTING_COLUMN, KsqlJdbcSourceConfig.MODE);

  private final Map<String, String> properties;
  private final KsqlJdbcSourceConnector connector;
  private final Secrets secrets;
  private final ConfigAnswer answer;

  Validation(Map<String, String> properties, KsqlJdbcSourceConnector connector) {
    // JSON can say null, of a key that has to be set as well.
    this.properties = KsqlJdbcSourceConfig.withoutNulls(properties);
    this.connector = connector;
    this.secrets = KsqlJdbcSourceConnector.secretsOf(this.properties);
    this.answer = new ConfigAnswer(this.properties, KsqlJdbcSourceConfig.CONFIG_DEF, secrets);
  }

  Config validate() {
    ConfigValue url = answer.value(KsqlJdbcSourceConfig.CONNECTION_URL);
    if (url.value() != null) {
      url.value(JdbcUrl.shown(url.value().toString()));
    }
    if (answer.isFine()) {
      KsqlJdbcSourceConfig config = new KsqlJdbcSourceConfig(properties);
      tell(Combinations.problems(config));
      checkWithDelegate(config);
    }
    return answer.of(connector.config());
  }

  private void tell(List<Problem> problems) {
    for (Problem problem : problems) {
      problem.keys().forEach(key -> answer.add(key, problem.message()));
    }
  }

  private void checkWithDelegate(KsqlJdbcSourceConfig config) {
    DelegatePlugin<SourceConnector> plugin;
    try {
      plugin = connector.plugin(properties);
    } catch (ConfigException e) {
      answer.add(DelegateFinder.DELEGATE_CLASS, Backoff.reason(e));
      return;
    }
    if (!answer.isFine()) {
      return;
    }
    BoundedCalls calls = new BoundedCalls(PATIENCE_MS);
    try {
      DatabaseFacts facts = calls.call(() -> DatabaseReader.read(config, plugin, secrets));
      SourcePlan plan =
          SourcePlanner.plan(config, facts, Map.of(), connector.delegateKeys(properties));
      tell(plan.problems());
      for (SourcePlan.DelegatePlan delegate : plan.delegates()) {
        if (answer.isFine()) {
          answer.take(
              calls.call(() -> connector.validateDelegate(delegate, properties)),
              key -> delegate.derived().contains(key) ? DECIDED_BY.getOrDefault(key, key) : key);
        }
      }
    } catch (ConfigException e) {
      answer.add(KsqlJdbcSourceConfig.CONNECTION_URL, Backoff.reason(e));
    } catch (TimeoutException e) {
      answer.add(KsqlJdbcSourceConfig.CONNECTION_URL, unanswered(config, e));
    } catch (SQLException e) {
      answer.add(
          KsqlJdbcSourceConfig.CONNECTION_URL,
          e instanceof SQLTimeoutException ? unanswered(config, e) : unreadable(config, e));
      LOG.debug("The database could not be read", e);
    } catch (RuntimeException | LinkageError e) {
      answer.add(KsqlJdbcSourceConfig.CONNECTION_URL, unreadable(config, e));
      LOG.debug("The database could not be read", e);
    }
  }

  private static String unanswered(KsqlJdbcSourceConfig config, Exception failure) {
    return String.format(
        "The database %s does not answer: %s. Check that the worker can reach it.",
        JdbcUrl.shown(config.url()), Backoff.reason(failure));
  }

  private static String unreadable(KsqlJdbcSourceConfig config, Throwable failure) {
    return String.format(
        "The database %s could not be read: %s",
        JdbcUrl.shown(config.url()), Backoff.reason(failure));
  }
}
