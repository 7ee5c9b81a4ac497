package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.Secrets;
import dev.ksqlconnect.sinks.DescribedTopic;
import dev.ksqlconnect.sinks.KsqlSinkConfig;
import dev.ksqlconnect.sinks.KsqlSinkTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the JDBC sink records with the schemas of the columns, and waits for the database. */
public final class KsqlJdbcSinkTask extends KsqlSinkTask {
  private static final Logger LOG = LoggerFactory.getLogger(KsqlJdbcSinkTask.class);

  /** The database has been asked several times by then. */
  private static final long AWAY_MS = 3_000;

  private final Map<String, RowShape> shapes = new HashMap<>();
  private List<String> pkFields = List.of();
  private boolean isByKey;
  private boolean deletes;
  private boolean hasTransforms;
  private boolean isAway;

  @Override
  public void start(Map<String, String> config) {
    KsqlSinkConfig given = new KsqlSinkConfig(config);
    pkFields = given.list(KsqlJdbcSinkConnector.PK_FIELDS);
    isByKey =
        given.get(KsqlJdbcSinkConnector.PK_MODE).equalsIgnoreCase(KsqlJdbcSinkConnector.RECORD_KEY);
    deletes = Boolean.parseBoolean(given.get(KsqlJdbcSinkConnector.DELETE_ENABLED));
    hasTransforms = given.hasTransforms();
    super.start(config);
  }

  @Override
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    return DelegateConnection.apart(config);
  }

  @Override
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.of(
        config, KsqlSinkConfig.CONFIG_DEF, KsqlJdbcSinkConnector.secretsOfUrl(config));
  }

  @Override
  protected SinkRecord prepared(SinkRecord record, @Nullable DescribedTopic topic) {
    return topic == null
        ? record
        : shapes
            .computeIfAbsent(
                topic.topic(), name -> new RowShape(topic, isByKey, pkFields, hasTransforms))
            .shape(record);
  }

  @Override
  protected boolean isByKey(DescribedTopic topic) {
    return isByKey;
  }

  @Override
  protected boolean takesNulls(DescribedTopic topic) {
    return deletes;
  }

  /**
   * Gives the delegate records, and those of a key that was deleted among them in a call of their
   * own: Aiven's fork deletes at the end of a call, also what came back after the delete.
   */
  @Override
  protected void give(List<SinkRecord> records) {
    if (!isByKey || !deletes) {
      super.give(records);
      return;
    }
    List<SinkRecord> chunk = new ArrayList<>();
    Set<List<Object>> deleted = new HashSet<>();
    for (SinkRecord record : records) {
      if (record.value() == null) {
        deleted.add(keyOf(record));
      } else if (!deleted.isEmpty() && deleted.contains(keyOf(record))) {
        super.give(chunk);
        chunk = new ArrayList<>();
        deleted.clear();
      }
      chunk.add(record);
    }
    super.give(chunk);
  }

  private static List<Object> keyOf(SinkRecord record) {
    return Arrays.asList(record.topic(), record.key());
  }

  /** The delegate fails where the database is away; it may come back, and so it is waited for. */
  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      super.put(records);
      isAway = false;
    } catch (RetriableException e) {
      throw e;
    } catch (ConnectException e) {
      if (!Passing.is(e)) {
        throw e;
      }
      if (!isAway) {
        LOG.warn("The database is away; what is to be written waits for it", e);
        isAway = true;
      }
      context.timeout(AWAY_MS);
      throw new RetriableException(e);
    }
  }
}
