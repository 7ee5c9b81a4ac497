package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source task that lets the delegate's task do the work, and may give its records another key.
 *
 * <p>Where the subclass says that a failure of the delegate's will pass ({@link #isPassing}), the
 * delegate's task is thrown away and a new one is started, again and again, instead of failing for
 * good: Connect does not start a failed task again.
 */
public abstract class DelegatingSourceTask extends SourceTask {
  private static final Logger LOG = LoggerFactory.getLogger(DelegatingSourceTask.class);

  /** How long an idle {@code poll} takes: short enough for the worker to pause or stop the task. */
  private static final long IDLE_POLL_MS = 200;

  private Map<String, String> given = Map.of();
  private @Nullable DelegatePlugin<SourceConnector> plugin;
  private Secrets secrets = Secrets.NONE;
  private @Nullable WrapperTransactions transactions;
  private final Backoff backoff = new Backoff();
  private final HandedOutOffsets handedOut = new HandedOutOffsets();

  // Set by the task's thread; commitRecord reads it on the producer's.
  private volatile @Nullable Delegate<SourceTask> delegate;

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

  /** Whether what the delegate threw will pass by itself: a database that is away, say. */
  protected boolean isPassing(Exception failure) {
    return false;
  }

  /** What is handed to Connect in place of a delegate's record. */
  protected abstract DelegatedRecord wrap(SourceRecord original);

  /** Called with what is about to be handed to Connect; never empty. */
  protected void beforeHandingOut(List<SourceRecord> records) throws InterruptedException {}

  @Override
  public void start(Map<String, String> config) {
    DelegatePlugin<SourceConnector> found =
        DelegateConfig.delegateOfTask(config, SourceConnector.class, getClass());
    plugin = found;
    secrets = secrets(config);
    given = DelegateConfig.forDelegate(delegateConfig(new HashMap<>(config)), found.className());
    TransactionContext own = context.transactionContext();
    transactions = own == null ? null : new WrapperTransactions(own);
    startDelegate();
  }

  private void startDelegate() {
    Delegate<SourceTask> next = Objects.requireNonNull(plugin).newTask(SourceTask.class, secrets);
    SourceTaskContext decorated = delegateContext();
    try {
      next.start(
          task -> {
            task.initialize(decorated);
            task.start(given);
          },
          SourceTask::stop);
    } catch (RuntimeException e) {
      waitOrThrow(e);
      return;
    }
    delegate = next;
  }

  private SourceTaskContext delegateContext() {
    Map<String, ContextDecorator.Answer> answers = new HashMap<>();
    answers.put("configs", args -> given);
    answers.put("offsetStorageReader", args -> handedOut.before(context.offsetStorageReader()));
    WrapperTransactions ours = transactions;
    if (ours != null) {
      TransactionContext forDelegate = ours.forDelegate();
      answers.put("transactionContext", args -> forDelegate);
    }
    return ContextDecorator.decorate(SourceTaskContext.class, context, answers);
  }

  /** Takes note to start the delegate again later, or throws what cannot be waited out. */
  private void waitOrThrow(RuntimeException failure) {
    if (!isPassing(failure)) {
      throw failure;
    }
    long delayMs = backoff.next();
    LOG.warn(
        "{} failed and is started again in {} ms: {}",
        Objects.requireNonNull(plugin).className(),
        delayMs,
        Backoff.reason(failure));
    LOG.debug("The whole failure", failure);
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    Delegate<SourceTask> now = delegate;
    if (now == null) {
      if (!backoff.await(IDLE_POLL_MS)) {
        return null;
      }
      startDelegate();
      return null;
    }
    List<SourceRecord> originals;
    try {
      originals = now.call(SourceTask::poll);
    } catch (RuntimeException e) {
      delegate = null;
      now.stopQuietly(SourceTask::stop);
      waitOrThrow(e);
      return null;
    }
    if (originals == null || originals.isEmpty()) {
      return originals;
    }
    backoff.reset();
    List<SourceRecord> records = new ArrayList<>(originals.size());
    for (SourceRecord original : originals) {
      records.add(wrap(original));
    }
    if (transactions != null) {
      transactions.handOut(originals, records);
    }
    beforeHandingOut(records);
    handedOut.add(originals);
    return records;
  }

  @Override
  public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata)
      throws InterruptedException {
    Delegate<SourceTask> now = delegate;
    if (now != null) {
      now.<InterruptedException>run(
          task -> task.commitRecord(DelegatedRecord.originalOf(record), metadata));
    }
  }

  @Override
  public void commit() throws InterruptedException {
    Delegate<SourceTask> now = delegate;
    if (now != null) {
      now.<InterruptedException>run(SourceTask::commit);
    }
  }

  @Override
  public void stop() {
    Delegate<SourceTask> now = delegate;
    delegate = null;
    if (now != null) {
      now.stopQuietly(SourceTask::stop);
    }
  }
}
