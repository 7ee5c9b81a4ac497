package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The dialects, found once and for all when this class is initialised, under the class loader that
 * is the thread's then. Under a foreign one none is found, for as long as the class is loaded.
 */
final class Dialects {
  private static final List<Dialect> ALL = new ArrayList<>();

  static {
    ServiceLoader.load(Dialect.class).forEach(ALL::add);
  }

  private Dialects() {}

  /**
   * The dialect for a URL.
   *
   * @throws ConnectException if there is none
   */
  static Dialect of(String url) {
    return ALL.stream()
        .filter(dialect -> dialect.accepts(url))
        .findFirst()
        .orElseThrow(
            () ->
                new ConnectException(
                    url.startsWith("jdbc:")
                        ? "No dialect of the stand-in fits the URL; there are " + ALL
                        : "Not a JDBC URL"));
  }
}
