package dev.ksqlconnect.delegate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What was called, and under which class loader. The plugin folders of the tests do not hold this
 * class, so that it is the same for all of them.
 */
public final class Calls {
  /** A call of a delegate's method. */
  public record Call(String method, boolean underItsLoader, Object argument) {}

  private static final List<Call> ALL = new CopyOnWriteArrayList<>();

  private Calls() {}

  /** A method of the delegate was called. */
  public static void add(Object delegate, String method, Object argument) {
    boolean underItsLoader =
        Thread.currentThread().getContextClassLoader() == delegate.getClass().getClassLoader();
    ALL.add(new Call(method, underItsLoader, argument));
  }

  static void clear() {
    ALL.clear();
  }

  static List<Call> all() {
    return ALL;
  }

  static Call last(String method) {
    return ALL.stream()
        .filter(call -> call.method.equals(method))
        .reduce((a, b) -> b)
        .orElseThrow(() -> new AssertionError(method + " was not called; were: " + ALL));
  }
}
