package dev.ksqlconnect.standin.jdbc;

import org.jspecify.annotations.Nullable;

/** SQLite's: tables have no more than a name. */
public final class SqliteDialect implements Dialect {
  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:sqlite:");
  }

  @Override
  public char quote() {
    return '"';
  }

  @Override
  public @Nullable String qualifier(@Nullable String catalog, @Nullable String schema) {
    return null;
  }

  @Override
  public boolean isOfUsers(String table) {
    return !table.startsWith("sqlite_");
  }

  @Override
  public String now() {
    return "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')";
  }
}
