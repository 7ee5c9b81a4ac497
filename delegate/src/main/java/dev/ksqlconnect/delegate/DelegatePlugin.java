package dev.ksqlconnect.delegate;

import java.lang.reflect.InvocationTargetException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A connector class that is installed in a plugin folder of its own, found by name.
 *
 * @param <C> {@code SourceConnector} or {@code SinkConnector}
 */
public final class DelegatePlugin<C extends Connector> {
  private final Class<? extends C> type;

  private DelegatePlugin(Class<? extends C> type) {
    this.type = type;
  }

  /**
   * Finds an installed connector.
   *
   * <p>The class is not initialised by this; see {@link Delegate} for why that matters.
   *
   * @param classOrAlias the connector's class name, or one of the short names Connect gives it
   * @param kind what the connector has to be
   * @param askedBy the wrapper that asks: it cannot be its own delegate
   * @throws ClassNotFoundException if no such plugin is installed on this worker
   * @throws ConfigException if there is one, but it is no {@code kind}
   */
  public static <C extends Connector> DelegatePlugin<C> find(
      String classOrAlias, Class<C> kind, Class<?> askedBy) throws ClassNotFoundException {
    ClassLoader ours = askedBy.getClassLoader();
    Class<?> found;
    try {
      // Our loader asks its parent, which knows every registered plugin class of every folder, by
      // class name and by alias. Class.forName would not know the aliases.
      found = ours.loadClass(classOrAlias);
    } catch (NoClassDefFoundError e) {
      // A class name in the wrong case, on a file system that does not tell cases apart.
      throw new ClassNotFoundException(classOrAlias, e);
    }
    if (!kind.isAssignableFrom(found)) {
      throw new ConfigException(
          String.format(
              "%s is not a %s but %s; name a %s",
              classOrAlias, kind.getSimpleName(), found.getName(), kind.getSimpleName()));
    }
    if (DelegatingSourceConnector.class.isAssignableFrom(found)
        || DelegatingSinkConnector.class.isAssignableFrom(found)) {
      throw new ConfigException(
          String.format(
              "%s is itself a wrapper; name the connector it should drive", found.getName()));
    }
    return new DelegatePlugin<>(found.asSubclass(kind));
  }

  /** The full class name of the connector. */
  public String className() {
    return type.getName();
  }

  /** The class loader of the delegate's plugin folder. JDBC drivers beside it are found with it. */
  public ClassLoader classLoader() {
    return type.getClassLoader();
  }

  /**
   * Does something with what the delegate's plugin folder holds beside it, such as its JDBC
   * drivers.
   *
   * @throws E what {@code supply} threw, with secrets hidden as by {@link Delegate#call}
   */
  public <R extends @Nullable Object, E extends Exception> R withClassLoader(
      Secrets secrets, Delegate.Supply<R, E> supply) throws E {
    return Delegate.call(classLoader(), secrets, supply);
  }

  /**
   * Makes an instance, which is neither initialised nor started.
   *
   * @param secrets what must not show in what the delegate throws
   * @throws ConnectException if the class cannot be instantiated
   */
  public Delegate<C> newConnector(Secrets secrets) {
    C instance = Delegate.call(classLoader(), secrets, () -> instantiate(type));
    return new Delegate<>(instance, classLoader(), secrets);
  }

  /**
   * Makes an instance of the task that the connector names.
   *
   * <p>A task class is no plugin class and so cannot be looked up from our folder; only the
   * connector can hand it out.
   *
   * @throws ConnectException if it cannot be instantiated, or is no {@code kind}
   */
  public <T extends Task> Delegate<T> newTask(Class<T> kind, Secrets secrets) {
    Class<? extends Task> taskClass = newConnector(secrets).call(Connector::taskClass);
    if (!kind.isAssignableFrom(taskClass)) {
      throw new ConnectException(
          String.format(
              "The task of %s, %s, is not a %s",
              className(), taskClass.getName(), kind.getSimpleName()));
    }
    T instance =
        Delegate.call(classLoader(), secrets, () -> instantiate(taskClass.asSubclass(kind)));
    return new Delegate<>(instance, classLoader(), secrets);
  }

  private static <T> T instantiate(Class<? extends T> type) {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new ConnectException("Could not instantiate " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new ConnectException("Could not instantiate " + type.getName(), e);
    }
  }
}
