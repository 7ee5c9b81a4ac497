package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.AnnounceConfig;
import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TaskAnnouncer;
import dev.ksqlconnect.announcer.TopicDescription;
import dev.ksqlconnect.announcer.TopicOrigin;
import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.delegate.DelegatedRecord;
import dev.ksqlconnect.delegate.DelegatingSourceTask;
import dev.ksqlconnect.delegate.Secrets;
import dev.ksqlconnect.smt.RowKey;
import dev.ksqlconnect.smt.RowKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the delegate's records their rows' keys, and announces what is new about them. */
public class KsqlJdbcSourceTask extends DelegatingSourceTask {
  /** What the connector adds to the task's configuration; see {@link DelegatingSourceTask}. */
  static final String TOPICS = "ksql.connect.topics";

  static final String CONNECTOR = "ksql.connect.connector";
  static final String ANNOUNCES = "ksql.connect.announces";
  static final String TIMEOUT_MS = "ksql.connect." + AnnounceConfig.TIMEOUT_MS;
  static final String KSQL_AS = "ksql.connect." + AnnounceConfig.KSQL_AS;
  static final String KSQL_NAME = "ksql.connect." + AnnounceConfig.KSQL_NAME;
  static final String CONVERTERS = "ksql.connect.converters";

  /** Connect's key; with {@code all} it is rows that are left out, and not the task that fails. */
  private static final String TOLERANCE = "errors.tolerance";

  /** For how long after a table has changed the delegate may fail in whatever way, at least. */
  private static final long PATIENCE_MS = 120_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(KsqlJdbcSourceTask.class);

  private TaskTopics topics = TaskTopics.read("{}");
  private RowKeys keys = new RowKeys(topic -> null);
  private final Set<String> keyless = new HashSet<>();
  private ColumnsNotRead columnsNotRead = new ColumnsNotRead(topics);
  private BestFitGuard bestFit = new BestFitGuard(topics);
  private boolean toleratesAll;
  private final Map<String, Long> rowsWithoutKey = new HashMap<>();

  /** When a table or column was last found to be gone; 0 if none was. */
  private final AtomicLong goneNanos = new AtomicLong();

  /** Since when a table has been found to have changed; 0 if none is. */
  private final AtomicLong changedNanos = new AtomicLong();

  private long patienceNanos;

  private String connector = "";
  private KsqlHints ksql = KsqlHints.DEFAULT;
  private @Nullable Map<String, String> converters;
  private @Nullable TaskAnnouncer<SourceRecord> announcer;
  private final Map<String, TopicOrigin> origins = new HashMap<>();

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public void start(Map<String, String> config) {
    topics = TaskTopics.read(config.getOrDefault(TOPICS, "{}"));
    keys = new RowKeys(topic -> topics.of(topic).key());
    columnsNotRead = new ColumnsNotRead(topics);
    bestFit = new BestFitGuard(topics);
    toleratesAll = "all".equalsIgnoreCase(config.get(TOLERANCE));
    goneNanos.set(0);
    changedNanos.set(0);
    patienceNanos = patienceNanos(config);
    connector = config.getOrDefault(CONNECTOR, "");
    ksql =
        new KsqlHints(
            config.getOrDefault(KSQL_AS, KsqlHints.DEFAULT.as()),
            config.getOrDefault(KSQL_NAME, KsqlHints.DEFAULT.name()));
    converters = convertersIn(config);
    if (Boolean.parseBoolean(config.get(ANNOUNCES))) {
      // The delegate gives each table to one task.
      announcer =
          new TaskAnnouncer<>(
              Wanted.ofThisWorker(),
              true,
              Long.parseLong(config.getOrDefault(TIMEOUT_MS, "10000")),
              this::describe);
    } else {
      // With transforms the last of them announces.
      for (String topic : topics.names()) {
        origins.put(topic, originOf(topic));
      }
      origins.forEach((topic, origin) -> Wanted.ofThisWorker().addOrigin(connector, topic, origin));
    }
    super.start(config);
  }

  /** The connector's own converters, for its tasks' {@link #CONVERTERS}. */
  static String converters(Map<String, String> connectorConfig) {
    ObjectNode converters = JSON.createObjectNode();
    TopicDescription.convertersOf(connectorConfig).forEach(converters::put);
    return converters.toString();
  }

  /** Null if the connector is of a release that does not tell, on a worker not yet upgraded. */
  private static @Nullable Map<String, String> convertersIn(Map<String, String> config) {
    String written = config.get(CONVERTERS);
    try {
      return written == null ? null : JSON.readValue(written, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new ConnectException("The task's configuration was not made by its connector", e);
    }
  }

  @Override
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    return DelegateConnection.apart(config);
  }

  @Override
  protected Secrets secrets(Map<String, String> config) {
    return KsqlJdbcSourceConnector.secretsOf(config);
  }

  /** Until the connector has looked at the tables again, which it does not for a query. */
  private static long patienceNanos(Map<String, String> config) {
    if (KsqlJdbcSourceConfig.hasQuery(config)) {
      return 0;
    }
    long lookMs = Long.parseLong(config.getOrDefault("table.poll.interval.ms", "0").trim());
    return TimeUnit.MILLISECONDS.toNanos(Math.max(PATIENCE_MS, 2 * lookMs));
  }

  /**
   * A table that is dropped, or a column that its mode goes by, passes: the connector finds out at
   * its next look, and has other tasks started. Until then the delegate may fail in its start as
   * well, with no sign of why.
   */
  @Override
  protected boolean isPassing(Exception failure) {
    if (Passing.isOfGone(failure)) {
      goneNanos.set(System.nanoTime());
    } else if (failure instanceof BestFitGuard.TableChangedException) {
      changedNanos.compareAndSet(0, System.nanoTime());
    }
    return Passing.is(failure) || isRecent(goneNanos) || isRecent(changedNanos);
  }

  private boolean isRecent(AtomicLong nanos) {
    long since = nanos.get();
    return since != 0 && System.nanoTime() - since < patienceNanos;
  }

  @Override
  protected void check(List<SourceRecord> originals) {
    bestFit.check(originals);
    changedNanos.set(0);
  }

  @Override
  protected @Nullable DelegatedRecord wrap(SourceRecord original) {
    RowKey key = keyOf(original);
    if (key == null) {
      return new DelegatedRecord(original, original.keySchema(), original.key());
    }
    Struct row = (Struct) original.value();
    String nullColumn = key.nullColumn(row);
    if (nullColumn != null) {
      leaveOutOrFail(original, nullColumn);
      return null;
    }
    return new DelegatedRecord(original, key.schema(), key.of(row));
  }

  private void leaveOutOrFail(SourceRecord record, String nullColumn) {
    String topic = record.topic();
    String what =
        String.format(
            "Column %s of table %s is null, and part of the key, in %s.",
            nullColumn, topics.of(topic).table(), where(record.sourceOffset()));
    if (!toleratesAll) {
      throw new DataException(
          String.format(
              "%s Make the column NOT NULL, or name other columns for the table with %s, or set"
                  + " %s=all to leave such rows out",
              what, KsqlJdbcSourceConfig.KEY, TOLERANCE));
    }
    long rows = rowsWithoutKey.merge(topic, 1L, Long::sum);
    if (rows == 1) {
      LOG.warn("{} The row is left out, and so are others like it; {}=all", what, TOLERANCE);
    } else {
      LOG.debug("{} It is left out, the {}th", what, rows);
    }
  }

  /** Only a number is the row's own; the time that is stored may be that of rows before it. */
  private static String where(@Nullable Map<String, ?> offset) {
    if (offset == null) {
      return "a row that, in bulk mode, has no offset";
    }
    return (offset.containsKey("incrementing") ? "the row at offset " : "a row from offset ")
        + offset
        + (offset.containsKey("incrementing") ? "" : " on");
  }

  private @Nullable RowKey keyOf(SourceRecord record) {
    if (record.valueSchema() == null || (!keyless.isEmpty() && keyless.contains(record.topic()))) {
      return null;
    }
    try {
      return keys.of(record.topic(), record.valueSchema());
    } catch (DataException e) {
      if (topics.of(record.topic()).keyIsUsers()) {
        throw e;
      }
      keyless.add(record.topic());
      LOG.error(
          "{} The delegate does not read that type. The topic's records have no key; name other"
              + " columns for it with {}.",
          e.getMessage(),
          KsqlJdbcSourceConfig.KEY);
      return null;
    }
  }

  @Override
  protected void beforeHandingOut(List<SourceRecord> records) throws InterruptedException {
    columnsNotRead.see(records);
    if (announcer != null) {
      for (SourceRecord record : records) {
        announcer.see(record);
      }
      announcer.announce();
    }
  }

  private TopicDescription describe(SourceRecord record) {
    TopicOrigin origin = originOf(record.topic());
    return new TopicDescription(
            connector,
            record.topic(),
            origin.table(),
            record.keySchema(),
            record.valueSchema(),
            record.keySchema() == null ? List.of() : origin.primaryKey(),
            origin.ksql())
        .withConverters(converters);
  }

  private TopicOrigin originOf(String topic) {
    TaskTopics.SourceTopic known = topics.of(topic);
    return new TopicOrigin(known.table(), known.key(), ksql, converters);
  }

  @Override
  public void stop() {
    super.stop();
    origins.forEach(
        (topic, origin) -> Wanted.ofThisWorker().removeOrigin(connector, topic, origin));
    origins.clear();
    if (announcer != null) {
      announcer.close();
      announcer = null;
    }
  }
}
