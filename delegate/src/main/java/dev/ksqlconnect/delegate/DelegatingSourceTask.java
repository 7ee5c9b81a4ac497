package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * A source task that lets a delegate's task do the work, or those of several delegates, and may
 * give their records another key.
 *
 * <p>Where the subclass says that a failure of a delegate's will pass ({@link #isPassing}), that
 * delegate's task is started again instead of failing this one.
 */
public abstract class DelegatingSourceTask extends SourceTask {
  /** How long an idle {@code poll} takes: short enough for the worker to pause or stop the task. */
  private static final long IDLE_POLL_MS = 200;

  // Set by the task's thread; commitRecord reads it on the producer's.
  private volatile List<DelegateTask> tasks = List.of();

  /** Null where there is one task, which is polled as it is. */
  private @Nullable PolledTogether together;

  /**
   * What the delegate's task is given of this task's configuration, which is its own with the
   * wrapper's keys beside it.
   *
   * @param config a copy, which may be changed
   */
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    return config;
  }

  /** What must show nowhere of a task's configuration. */
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.NONE;
  }

  /**
   * Whether what a delegate threw will pass by itself: a database that is away, say. Called by any
   * thread.
   */
  protected boolean isPassing(Exception failure) {
    return false;
  }

  /**
   * Called with what a delegate has read, before any of it is handed on; by any thread. What it
   * throws counts as the delegate's failure; where that passes, the delegate reads the same again.
   */
  protected void check(List<SourceRecord> originals) {}

  /**
   * What is handed to Connect in place of a delegate's record.
   *
   * @return null to leave the record out
   */
  protected abstract @Nullable DelegatedRecord wrap(SourceRecord original);

  /** Called with what is about to be handed to Connect; never empty. */
  protected void beforeHandingOut(List<SourceRecord> records) throws InterruptedException {}

  @Override
  public void start(Map<String, String> config) {
    DelegatePlugin<SourceConnector> plugin =
        DelegateConfig.delegateOfTask(config, SourceConnector.class, getClass());
    Secrets secrets = secrets(config);
    List<DelegateTask> all = new ArrayList<>();
    for (Map<String, String> one : DelegateConfig.apart(config)) {
      Map<String, String> given =
          DelegateConfig.forDelegate(delegateConfig(new HashMap<>(one)), plugin.className());
      all.add(new DelegateTask(plugin, given, context, secrets, this::isPassing, this::check));
    }
    tasks = List.copyOf(all);
    boolean started = false;
    try {
      all.forEach(DelegateTask::start);
      started = true;
    } finally {
      if (!started) {
        all.forEach(DelegateTask::stop);
      }
    }
    if (all.size() > 1) {
      together = new PolledTogether(all);
      together.start();
    }
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    if (together == null) {
      DelegateTask only = tasks.get(0);
      List<SourceRecord> records = only.poll(IDLE_POLL_MS);
      return records == null || records.isEmpty() ? records : handOut(only, records);
    }
    PolledTogether.Batch batch = together.poll(IDLE_POLL_MS);
    return batch == null ? null : handOut(batch.task, batch.records);
  }

  private @Nullable List<SourceRecord> handOut(DelegateTask task, List<SourceRecord> originals)
      throws InterruptedException {
    List<SourceRecord> kept = new ArrayList<>(originals.size());
    List<SourceRecord> records = new ArrayList<>(originals.size());
    for (SourceRecord original : originals) {
      DelegatedRecord record = wrap(original);
      if (record == null) {
        // As Connect does with what a transform leaves out.
        task.commitRecord(original, null);
      } else {
        record.isOf(task);
        kept.add(original);
        records.add(record);
      }
    }
    if (records.isEmpty()) {
      return null;
    }
    task.handOut(kept, records);
    beforeHandingOut(records);
    return records;
  }

  @Override
  public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata)
      throws InterruptedException {
    if (record instanceof DelegatedRecord) {
      ((DelegatedRecord) record).commit(metadata);
    }
  }

  @Override
  public void commit() throws InterruptedException {
    for (DelegateTask task : tasks) {
      task.commit();
    }
  }

  @Override
  public void stop() {
    if (together == null) {
      tasks.forEach(DelegateTask::stop);
    } else {
      together.stop();
    }
  }
}
