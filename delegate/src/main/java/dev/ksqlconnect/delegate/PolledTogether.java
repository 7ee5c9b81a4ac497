package dev.ksqlconnect.delegate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Several delegates' tasks within one of Connect's, each polled in a thread of its own: a poll may
 * last as long as its delegate's interval, which for one that reads whole tables is minutes.
 *
 * <p>A thread hands over what it has polled before it polls again, so that no more than one batch
 * of each waits.
 */
final class PolledTogether {
  private static final long STEP_MS = 100;
  private static final long STOP_MS = 5_000;

  private final SynchronousQueue<Batch> handOver = new SynchronousQueue<>(true);
  private final List<DelegateTask> tasks;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** What a delegate's task has polled, or the failure that ended it. */
  static final class Batch {
    final DelegateTask task;
    final List<SourceRecord> records;
    private final @Nullable Throwable failure;

    Batch(DelegateTask task, List<SourceRecord> records, @Nullable Throwable failure) {
      this.task = task;
      this.records = records;
      this.failure = failure;
    }
  }

  PolledTogether(List<DelegateTask> tasks) {
    this.tasks = tasks;
  }

  void start() {
    String name = Thread.currentThread().getName();
    for (DelegateTask task : tasks) {
      Thread thread = new Thread(() -> run(task), name + "-delegate-" + (threads.size() + 1));
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void run(DelegateTask task) {
    try {
      while (!stopped) {
        List<SourceRecord> records = task.poll(STEP_MS);
        if (records != null && !records.isEmpty()) {
          handOver(new Batch(task, records, null));
        }
      }
    } catch (Throwable e) {
      // Whatever it is, the task must not go on without this delegate.
      handOverFailure(task, e);
    }
  }

  private void handOverFailure(DelegateTask task, Throwable failure) {
    try {
      handOver(new Batch(task, List.of(), failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handOver(Batch batch) throws InterruptedException {
    boolean taken = false;
    while (!taken && !stopped) {
      taken = handOver.offer(batch, STEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * The next batch of any of them.
   *
   * @return null if there is none within the time
   * @throws RuntimeException what one of them failed with
   */
  @Nullable Batch poll(long atMostMs) throws InterruptedException {
    Batch batch = handOver.poll(atMostMs, TimeUnit.MILLISECONDS);
    if (batch == null || batch.failure == null) {
      return batch;
    }
    if (batch.failure instanceof RuntimeException) {
      throw (RuntimeException) batch.failure;
    }
    throw new ConnectException(batch.failure);
  }

  /** Stops the tasks, and waits a while for their threads. */
  void stop() {
    stopped = true;
    // This is what ends a poll that lasts. One after the other might last too long for Connect.
    for (DelegateTask task : tasks) {
      Thread stopping = new Thread(task::stop, Thread.currentThread().getName() + "-stop");
      stopping.setDaemon(true);
      threads.add(0, stopping);
      stopping.start();
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
    try {
      for (Thread thread : threads) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
