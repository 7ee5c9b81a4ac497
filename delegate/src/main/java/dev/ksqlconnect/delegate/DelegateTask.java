package dev.ksqlconnect.delegate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
 * A task of a delegate's. Where it fails in a way that passes, it is thrown away and a new one is
 * started, again and again, instead of failing for good: Connect does not start a failed task
 * again.
 *
 * <p>It is started and polled by one thread; committed and stopped by any.
 */
final class DelegateTask {
  private static final Logger LOG = LoggerFactory.getLogger(DelegateTask.class);

  private final DelegatePlugin<SourceConnector> plugin;
  private final Map<String, String> config;
  private final SourceTaskContext context;
  private final Secrets secrets;
  private final Predicate<Exception> passes;
  private final Consumer<List<SourceRecord>> check;
  private final @Nullable WrapperTransactions transactions;
  private final Backoff backoff = new Backoff();
  private final HandedOutOffsets handedOut = new HandedOutOffsets();

  private volatile @Nullable Delegate<SourceTask> delegate;
  private boolean stopped;

  /**
   * A task that is not started yet.
   *
   * @param config what the delegate's task is given
   * @param context the wrapper's task's
   * @param passes tells failures that are waited out
   * @param check is given what the delegate has read, and may throw
   */
  DelegateTask(
      DelegatePlugin<SourceConnector> plugin,
      Map<String, String> config,
      SourceTaskContext context,
      Secrets secrets,
      Predicate<Exception> passes,
      Consumer<List<SourceRecord>> check) {
    this.plugin = plugin;
    this.config = config;
    this.context = context;
    this.secrets = secrets;
    this.passes = passes;
    this.check = check;
    TransactionContext own = context.transactionContext();
    this.transactions = own == null ? null : new WrapperTransactions(own);
  }

  /**
   * Starts it, now or later.
   *
   * @throws RuntimeException what the delegate threw, if that does not pass
   */
  void start() {
    Delegate<SourceTask> next = plugin.newTask(SourceTask.class, secrets);
    SourceTaskContext decorated = delegateContext();
    try {
      next.start(
          task -> {
            task.initialize(decorated);
            task.start(config);
          },
          SourceTask::stop);
    } catch (RuntimeException e) {
      waitOrThrow(e);
      return;
    }
    synchronized (this) {
      if (!stopped) {
        delegate = next;
        return;
      }
    }
    next.stopQuietly(SourceTask::stop);
  }

  private SourceTaskContext delegateContext() {
    Map<String, ContextDecorator.Answer> answers = new HashMap<>();
    answers.put("configs", args -> config);
    answers.put("offsetStorageReader", args -> handedOut.before(context.offsetStorageReader()));
    if (transactions != null) {
      TransactionContext forDelegate = transactions.forDelegate();
      answers.put("transactionContext", args -> forDelegate);
    }
    return ContextDecorator.decorate(SourceTaskContext.class, context, answers);
  }

  /** Takes note to start the delegate again later, or throws what cannot be waited out. */
  private void waitOrThrow(RuntimeException failure) {
    if (!passes.test(failure)) {
      throw failure;
    }
    long delayMs = backoff.next();
    LOG.warn(
        "{} failed and is started again in {} ms: {}",
        plugin.className(),
        delayMs,
        Backoff.reason(failure));
    LOG.debug("The whole failure", failure);
  }

  /**
   * What the delegate has read.
   *
   * @param atMostMs how long to wait while the delegate is not started again
   * @return null or empty if there is nothing
   * @throws RuntimeException what the delegate threw, if that does not pass
   */
  @Nullable List<SourceRecord> poll(long atMostMs) throws InterruptedException {
    Delegate<SourceTask> now = delegate;
    if (now == null) {
      if (backoff.await(atMostMs)) {
        start();
      }
      return null;
    }
    List<SourceRecord> records;
    try {
      records = now.call(SourceTask::poll);
      if (records != null) {
        check.accept(records);
      }
    } catch (RuntimeException e) {
      delegate = null;
      now.stopQuietly(SourceTask::stop);
      waitOrThrow(e);
      return null;
    }
    if (records != null && !records.isEmpty()) {
      backoff.reset();
      handedOut.add(records);
    }
    return records;
  }

  /** Takes note of what is handed to Connect in the delegate's records' place. */
  void handOut(List<SourceRecord> originals, List<SourceRecord> records) {
    if (transactions != null) {
      transactions.handOut(originals, records);
    }
  }

  void commitRecord(SourceRecord original, @Nullable RecordMetadata metadata)
      throws InterruptedException {
    Delegate<SourceTask> now = delegate;
    if (now != null) {
      now.<InterruptedException>run(task -> task.commitRecord(original, metadata));
    }
  }

  void commit() throws InterruptedException {
    Delegate<SourceTask> now = delegate;
    if (now != null) {
      now.<InterruptedException>run(SourceTask::commit);
    }
  }

  /** Stops it for good. */
  void stop() {
    Delegate<SourceTask> now;
    synchronized (this) {
      stopped = true;
      now = delegate;
      delegate = null;
    }
    if (now != null) {
      now.stopQuietly(SourceTask::stop);
    }
  }
}
