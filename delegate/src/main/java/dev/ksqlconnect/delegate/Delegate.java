package dev.ksqlconnect.delegate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector or task of another plugin folder, and the only door through which it is called.
 *
 * <p>Every call runs with the delegate's own class loader as the thread's context class loader.
 * This includes its constructor and {@code validate}: a static initialiser that runs {@code
 * ServiceLoader.load(X.class)} under a foreign loader finds nothing, and, being static, finds
 * nothing for as long as the worker lives, also where the delegate is used natively.
 *
 * <p>What a call throws is handed on, after any secret in its messages has been hidden.
 *
 * @param <T> the type by which the delegate is called
 */
public final class Delegate<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Delegate.class);

  private final T instance;
  private final ClassLoader classLoader;
  private final Secrets secrets;

  Delegate(T instance, ClassLoader classLoader, Secrets secrets) {
    this.instance = instance;
    this.classLoader = classLoader;
    this.secrets = secrets;
  }

  /**
   * Calls the delegate.
   *
   * @throws E what the delegate threw; a copy with the same stack trace where a message of it held
   *     a secret
   */
  public <R extends @Nullable Object, E extends Exception> R call(Call<T, R, E> call) throws E {
    return call(classLoader, secrets, () -> call.on(instance));
  }

  /** As {@link #call}, for what answers nothing. */
  public <E extends Exception> void run(Run<T, E> run) throws E {
    call(
        classLoader,
        secrets,
        () -> {
          run.on(instance);
          return true;
        });
  }

  /**
   * Starts the delegate. When that fails, it is stopped, so that it gives back what it holds, and
   * the failure is thrown.
   */
  public <E extends Exception> void start(Run<T, E> start, Run<T, ?> stop) throws E {
    boolean started = false;
    try {
      run(start);
      started = true;
    } finally {
      if (!started) {
        stopQuietly(stop);
      }
    }
  }

  /**
   * Stops the delegate, whatever state it is in. It never throws: Confluent's connectors answer
   * {@code stop()} after a failed {@code start()} with a NullPointerException, which would hide the
   * reason of the failure.
   */
  public void stopQuietly(Run<T, ?> stop) {
    try {
      run(stop);
    } catch (Exception e) {
      LOG.debug("{} could not be stopped cleanly", instance.getClass().getName(), e);
    }
  }

  /** The class of the delegate, for messages. */
  public String className() {
    return instance.getClass().getName();
  }

  ClassLoader classLoader() {
    return classLoader;
  }

  static <R extends @Nullable Object, E extends Exception> R call(
      ClassLoader classLoader, Secrets secrets, Supply<R, E> supply) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader saved = thread.getContextClassLoader();
    thread.setContextClassLoader(classLoader);
    try {
      return supply.get();
    } catch (Exception e) {
      throw secrets.<E>hideIn(e);
    } finally {
      thread.setContextClassLoader(saved);
    }
  }

  /** A call that answers something. */
  @FunctionalInterface
  public interface Call<T, R extends @Nullable Object, E extends Exception> {
    R on(T delegate) throws E;
  }

  /** A call that answers nothing. */
  @FunctionalInterface
  public interface Run<T, E extends Exception> {
    void on(T delegate) throws E;
  }

  /** What is done under the delegate's class loader. */
  @FunctionalInterface
  public interface Supply<R extends @Nullable Object, E extends Exception> {
    R get() throws E;
  }
}
