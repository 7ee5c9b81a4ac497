package dev.ksqlconnect.standin.jdbc;

/** PostgreSQL's. */
public final class PostgresDialectProvider implements DialectProvider {
  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:postgresql:");
  }
}
