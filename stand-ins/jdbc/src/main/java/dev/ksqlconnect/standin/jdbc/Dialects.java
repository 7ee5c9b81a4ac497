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
  private static final List<DialectProvider> ALL = new ArrayList<>();

  static {
    ServiceLoader.load(DialectProvider.class).forEach(ALL::add);
  }

  private Dialects() {}

  static void require(String url) {
    if (ALL.stream().noneMatch(dialect -> dialect.accepts(url))) {
      throw new ConnectException(
          url.startsWith("jdbc:")
              ? "No dialect of the stand-in fits the URL; there are " + ALL
              : "Not a JDBC URL");
    }
  }
}
