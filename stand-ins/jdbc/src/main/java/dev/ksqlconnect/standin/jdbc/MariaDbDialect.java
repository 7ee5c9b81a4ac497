package dev.ksqlconnect.standin.jdbc;

import org.jspecify.annotations.Nullable;

/** MariaDB's, to which databases are catalogs, and which has no schemas. */
public final class MariaDbDialect implements Dialect {
  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:mariadb:");
  }

  @Override
  public char quote() {
    return '`';
  }

  @Override
  public @Nullable String qualifier(@Nullable String catalog, @Nullable String schema) {
    return catalog;
  }
}
