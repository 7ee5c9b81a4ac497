package dev.ksqlconnect.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Reads a database's metadata as the wrapper does, in few words. */
final class Reading {
  private Reading() {}

  /** What is found at a URL with the shortest configuration, and more keys and values. */
  static DatabaseFacts of(String url, String... more) throws SQLException {
    return of(Patience.DEFAULT, url, more);
  }

  static DatabaseFacts of(Patience patience, String url, String... more) throws SQLException {
    Map<String, String> properties = Given.properties(more);
    properties.put("connection.url", url);
    properties.put("delegate.class", InstalledSource.class.getName());
    return DatabaseReader.read(
        new KsqlJdbcSourceConfig(properties),
        KsqlJdbcSourceConnector.FINDER.find(properties),
        KsqlJdbcSourceConnector.secretsOf(properties),
        patience);
  }

  /** The one table of a name. */
  static TableFacts table(DatabaseFacts facts, String name) {
    List<TableFacts> named =
        facts.tables().stream().filter(table -> table.name().name().equals(name)).toList();
    if (named.size() != 1) {
      throw new AssertionError(name + " is " + named.size() + " times among " + facts.tables());
    }
    return named.get(0);
  }

  static TableFacts.Column column(TableFacts table, String name) {
    return table.column(name).orElseThrow();
  }

  /** The names of the tables that were chosen, with their schema or catalog. */
  static List<String> chosen(DatabaseFacts facts) {
    return facts.tables().stream().map(table -> table.name().toString()).toList();
  }
}
