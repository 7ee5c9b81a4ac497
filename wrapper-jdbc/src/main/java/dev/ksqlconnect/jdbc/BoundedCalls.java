package dev.ksqlconnect.jdbc;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.Callable;
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
 * Calls that ask a database, with an end to the patience: a worker's REST must not hang with a
 * database.
 *
 * <p>A call that is given up leaves its thread with the driver until that answers. There are only
 * so many such threads; while all of them hang, calls fail at once.
 */
final class BoundedCalls {
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
  BoundedCalls(long patienceMs) {
    this.patienceMs = patienceMs;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
  }

  /**
   * Calls.
   *
   * @throws SQLTimeoutException if the answer does not come in time
   * @throws SQLException what the call threw
   */
  <T> T call(Callable<T> callable) throws SQLException {
    Future<T> answer;
    try {
      answer = EXECUTOR.submit(callable);
    } catch (RejectedExecutionException e) {
      throw new SQLTimeoutException(
          "too many calls to databases that do not answer are under way; try again later");
    }
    try {
      return answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new SQLTimeoutException("no answer within " + patienceMs + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while waiting for the database", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException) {
        throw (SQLException) e.getCause();
      }
      if (e.getCause() instanceof RuntimeException) {
        throw (RuntimeException) e.getCause();
      }
      throw new ConnectException(e.getCause());
    }
  }
}
