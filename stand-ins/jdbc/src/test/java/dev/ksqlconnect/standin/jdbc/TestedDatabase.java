package dev.ksqlconnect.standin.jdbc;

import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.MariaDb;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.SqlDatabase;
import dev.ksqlconnect.harness.SqliteFile;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** A database that the contract is checked on, and how it spells things. */
enum TestedDatabase {
  POSTGRESQL("public", '"', "SERIAL", "TIMESTAMP", "'2026-01-01 10:00:00'"),
  MARIADB("shop", '`', "INT AUTO_INCREMENT", "DATETIME(6)", "'2026-01-01 10:00:00'"),
  /** Times are milliseconds, which the driver compares with. */
  SQLITE("", '"', "INTEGER", "TIMESTAMP", "1767261600000");

  private static final Map<TestedDatabase, SqlDatabase> RUNNING =
      new EnumMap<>(TestedDatabase.class);

  private final String qualifier;
  private final char quote;
  final String countedUp;
  final String time;

  /** What {@code time} takes for 2026-01-01T10:00:00Z, in SQL. */
  final String tenOClock;

  TestedDatabase(String qualifier, char quote, String countedUp, String time, String tenOClock) {
    this.qualifier = qualifier;
    this.quote = quote;
    this.countedUp = countedUp;
    this.time = time;
    this.tenOClock = tenOClock;
  }

  static void startAll() {
    Path folder = Project.root().resolve("stand-ins/target/databases");
    Component.delete(folder);
    RUNNING.put(POSTGRESQL, Database.start(folder.resolve("postgresql")));
    RUNNING.put(MARIADB, MariaDb.start(folder.resolve("mariadb")));
    RUNNING.put(SQLITE, SqliteFile.at(folder.resolve("shop.db")));
  }

  static void stopAll() {
    RUNNING.values().forEach(SqlDatabase::close);
    RUNNING.clear();
  }

  SqlDatabase running() {
    return RUNNING.get(this);
  }

  /** The table, as in source partitions. */
  String qualified(String table) {
    return qualifier.isEmpty() ? table : qualifier + "." + table;
  }

  /** The table, as in SQL. */
  String quoted(String table) {
    String quoted = quote + table + quote;
    return qualifier.isEmpty() ? quoted : quote + qualifier + quote + "." + quoted;
  }

  /** Drops the tables and views of all tests. */
  void empty() {
    switch (this) {
      case POSTGRESQL -> running().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      case MARIADB ->
          running()
              .execute(
                  "DROP DATABASE shop; CREATE DATABASE shop; DROP DATABASE IF EXISTS other;"
                      + " CREATE DATABASE other");
      case SQLITE ->
          running()
              .query(
                  "SELECT type, name FROM sqlite_schema"
                      + " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
              .forEach(
                  found ->
                      running()
                          .execute("DROP " + found.get("type") + " \"" + found.get("name") + "\""));
    }
  }
}
