package dev.ksqlconnect.standin.jdbc;

/** Found by {@link java.util.ServiceLoader}. */
public interface DialectProvider {
  /** Whether the dialect is the one for a URL. */
  boolean accepts(String url);
}
