package dev.ksqlconnect.delegate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a delegate a context of Connect's with some of its methods answered differently.
 *
 * <p>A proxy and not a class, because the interfaces grow: {@code pluginMetrics()} came with Kafka
 * 4.1 (KIP-877), and a class compiled before that would lack it.
 */
final class ContextDecorator {
  private ContextDecorator() {}

  /** What is answered in a context's place; {@code args} is empty for a method without any. */
  @FunctionalInterface
  interface Answer {
    @Nullable Object to(Object[] args);
  }

  /**
   * Decorates a context.
   *
   * @param answers by the name of the method, for all its overloads
   */
  static <T> T decorate(Class<T> type, T context, Map<String, Answer> answers) {
    InvocationHandler handler =
        (proxy, method, args) -> {
          Answer answer = answers.get(method.getName());
          if (answer != null && method.getDeclaringClass() != Object.class) {
            return answer.to(args == null ? new Object[0] : args);
          }
          try {
            return method.invoke(context, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
