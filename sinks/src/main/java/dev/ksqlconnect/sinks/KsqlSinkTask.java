package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.delegate.DelegatingSinkTask;
import dev.ksqlconnect.delegate.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of each record what the delegate's task can write. */
public abstract class KsqlSinkTask extends DelegatingSinkTask {
  /** In a task's configuration: what the topics hold. */
  static final String DESCRIBED = "ksql.connect.sources.described";

  private static final Logger LOG = LoggerFactory.getLogger(KsqlSinkTask.class);

  private DescribedTopics topics = DescribedTopics.NONE;
  private String connector = "";
  private boolean toleratesAll;
  private final Progress progress = new Progress();
  private final Set<String> skipping = new HashSet<>();

  /** The records of a batch that is put again, which were reported already. */
  private final Set<SinkRecord> reported = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Makes what the delegate is given of a record.
   *
   * @param topic what its topic holds; null if nothing is known of that
   * @throws DataException if it cannot be written; the message holds nothing of the record's data
   */
  protected abstract SinkRecord prepared(SinkRecord record, @Nullable DescribedTopic topic);

  /** Whether a topic's records are written under their keys. */
  protected abstract boolean isByKey(DescribedTopic topic);

  /** Whether the delegate does something with a topic's nulls, and does not just fail. */
  protected abstract boolean takesNulls(DescribedTopic topic);

  /** Gives the delegate records. */
  protected void give(List<SinkRecord> records) {
    super.put(records);
  }

  @Override
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.of(config, KsqlSinkConfig.CONFIG_DEF, List.of());
  }

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public void start(Map<String, String> config) {
    KsqlSinkConfig given = new KsqlSinkConfig(config);
    connector = given.connector();
    toleratesAll = given.get("errors.tolerance").equals("all");
    topics =
        given.has(DESCRIBED) ? DescribedTopics.parse(given.get(DESCRIBED)) : DescribedTopics.NONE;
    // The connector has looked, too; but a connector that fails leaves its tasks as they are.
    PresentSources.of(connector, topics);
    super.start(config);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    List<SinkRecord> given = new ArrayList<>(records.size());
    for (SinkRecord record : records) {
      progress.seen(record);
      // The topic as it was before any transform, since that is what was described.
      DescribedTopic topic = topics.get(record.originalTopic());
      if (!reported.contains(record) && isRow(record, topic)) {
        try {
          given.add(prepared(record, topic));
          progress.given(record);
        } catch (DataException e) {
          report(record, e);
          reported.add(record);
        }
      }
    }
    give(given);
    reported.clear();
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    return progress.beyond(super.preCommit(offsets), offsets);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    progress.forget(partitions);
    reported.clear(); // a batch that failed is not put again after this
    super.close(partitions);
  }

  /** As in KSQL: there is no row under a null key, and a null deletes a row or is none. */
  private boolean isRow(SinkRecord record, @Nullable DescribedTopic topic) {
    if (topic == null) {
      return true;
    }
    boolean hasKey = record.key() != null || !isByKey(topic);
    boolean isRow = hasKey && (record.value() != null || takesNulls(topic));
    if (!isRow && skipping.add(topic.topic())) {
      LOG.warn(
          "Sink {} leaves out records of {} with a null {}, as KSQL does; the first is offset {} of"
              + " partition {}",
          connector,
          topic.shownName(),
          hasKey ? "value" : "key",
          record.originalKafkaOffset(),
          record.originalKafkaPartition());
    }
    return isRow;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Connect waits for it before it commits offsets.
  private void report(SinkRecord record, DataException failure) {
    DataException located =
        new DataException(
            String.format(
                "Offset %d of partition %d of topic %s cannot be written: %s",
                record.originalKafkaOffset(),
                record.originalKafkaPartition(),
                record.originalTopic(),
                failure.getMessage()));
    ErrantRecordReporter reporter = context.errantRecordReporter();
    if (reporter == null && toleratesAll) {
      LOG.error("Sink {} leaves out a record. {}", connector, located.getMessage());
      return;
    }
    if (reporter == null) {
      throw new ConnectException(
          located.getMessage()
              + ". To go on without such records, set errors.tolerance=all and"
              + " errors.deadletterqueue.topic.name",
          located);
    }
    reporter.report(record, located);
  }
}
