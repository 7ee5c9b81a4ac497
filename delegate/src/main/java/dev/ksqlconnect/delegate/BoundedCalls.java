package dev.ksqlconnect.delegate;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Calls that ask a database or its like, with an end to the patience: a worker's REST must not hang
 * with them.
 *
 * <p>A call that is given up leaves its thread where it waits until that answers. There are only so
 * many such threads; while all of them hang, calls fail at once.
 */
public final class BoundedCalls {
  private static final int THREADS = 64;

  private static final ExecutorService EXECUTOR =
      new ThreadPoolExecutor(
          0,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "ksql-connect-validation");
            thread.setDaemon(true);
            return thread;
          });

  private final long deadlineNanos;
  private final long patienceMs;

  /** Calls that together may take so many milliseconds. */
  public BoundedCalls(long patienceMs) {
    this.patienceMs = patienceMs;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
  }

  /**
   * Calls.
   *
   * @throws TimeoutException if the answer does not come in time
   * @throws E what the call threw
   */
  @SuppressWarnings("unchecked")
  public <T, E extends Exception> T call(Delegate.Supply<T, E> supply) throws TimeoutException, E {
    Future<T> answer;
    try {
      answer = EXECUTOR.submit(supply::get);
    } catch (RejectedExecutionException e) {
      throw new TimeoutException(
          "too many calls that are not answered are under way; try again later");
    }
    try {
      return answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new TimeoutException("no answer within " + patienceMs + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while waiting for an answer", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception) {
        throw (E) e.getCause(); // a Supply throws nothing else
      }
      throw new ConnectException(e.getCause());
    }
  }
}
