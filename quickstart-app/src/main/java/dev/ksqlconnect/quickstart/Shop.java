package dev.ksqlconnect.quickstart;

import dev.ksqlconnect.harness.Database;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A small shop in a database, whose rows keep changing. */
final class Shop implements AutoCloseable {
  /** The tables with the columns of their keys, in the order they are shown. */
  static final Map<String, List<String>> KEYS = new TreeMap<>();

  /** The table that is made while everything runs. */
  static final String LATE_TABLE = "reviews";

  static {
    KEYS.put("users", List.of("id"));
    KEYS.put("pages", List.of("id"));
    KEYS.put("order_lines", List.of("order_id", "line_no"));
    KEYS.put("page_views", List.of());
  }

  private static final String SCHEMA =
      """
      CREATE TABLE users (
        id SERIAL PRIMARY KEY, name TEXT NOT NULL, email TEXT,
        updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
      CREATE TABLE pages (
        id SERIAL PRIMARY KEY, path TEXT NOT NULL, title TEXT,
        updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
      CREATE TABLE order_lines (
        order_id BIGINT NOT NULL, line_no INT NOT NULL, page_id INT, quantity INT NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        PRIMARY KEY (order_id, line_no));
      CREATE TABLE page_views (
        user_id INT, page_id INT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
      INSERT INTO users (name, email) VALUES
        ('Ada', 'ada@example.org'), ('Grace', 'grace@example.org'), ('Edsger', NULL),
        ('Barbara', 'barbara@example.org');
      INSERT INTO pages (path, title) VALUES ('/', 'Home'), ('/teapots', 'Teapots');
      INSERT INTO order_lines VALUES (1001, 1, 2, 1), (1001, 2, 2, 3), (1002, 1, 2, 1);
      INSERT INTO page_views VALUES (1, 1), (1, 2), (2, 1);
      """;

  /** The user who is deleted in the end. Until then nothing of hers changes. */
  static final int LEAVING_USER = 4;

  static final String LEAVING_USERS_NAME = "Barbara";

  /** One change a second: a few users change, order lines grow, views come. */
  private static final String CHANGE =
      """
      UPDATE users SET email = name || floor(random() * 100) || '@example.org', updated_at = now()
        WHERE id = 1 + floor(random() * 3);
      UPDATE order_lines SET quantity = quantity + 1, updated_at = now()
        WHERE order_id = 1001 AND line_no = 1 + floor(random() * 2);
      INSERT INTO page_views VALUES (1 + floor(random() * 3), 1 + floor(random() * 2));
      """;

  private static final String LATE =
      """
      CREATE TABLE reviews (
        id SERIAL PRIMARY KEY, page_id INT NOT NULL, stars INT NOT NULL,
        updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
      INSERT INTO reviews (page_id, stars) VALUES (2, 5), (2, 4);
      """;

  private final Database database;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread changer;

  /** Fills an empty database and begins to change it. */
  Shop(Database database) {
    this.database = database;
    database.execute(SCHEMA);
    changer = new Thread(this::keepChanging, "shop");
    changer.setDaemon(true);
    changer.start();
  }

  private void keepChanging() {
    try {
      boolean told = false;
      while (!closed.await(1, TimeUnit.SECONDS)) {
        try {
          database.execute(CHANGE);
          told = false;
        } catch (IllegalStateException e) {
          // Whoever tries things out may change the tables, too.
          if (!told && closed.getCount() > 0) {
            told = true;
            System.err.println("   The shop's rows do not change for now: " + reason(e));
          }
        }
      }
    } catch (InterruptedException e) {
      // The program ends.
    }
  }

  private static String reason(IllegalStateException failure) {
    return String.valueOf(
        failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage());
  }

  /** What deletes the user who leaves. */
  static final String LEAVE = "DELETE FROM users WHERE id = " + LEAVING_USER;

  /** Deletes the user who leaves. */
  void deleteLeavingUser() {
    database.execute(LEAVE);
  }

  /** Makes the late table. */
  void addLateTable() {
    database.execute(LATE);
  }

  /**
   * The rows of a table as text, column by column, by their key as it stands in a record. A time is
   * in milliseconds, as Connect spells it.
   */
  Map<String, Map<String, String>> rows(String table) {
    List<String> key = primaryKey(table);
    Map<String, Map<String, String>> rows = new TreeMap<>();
    // The names are this program's own.
    for (Map<String, Object> row : database.query("SELECT * FROM " + table)) {
      Map<String, String> text = new TreeMap<>();
      row.forEach(
          (column, value) ->
              text.put(
                  column,
                  value instanceof Timestamp time
                      ? String.valueOf(time.getTime())
                      : String.valueOf(value)));
      rows.put(key.isEmpty() ? text.toString() : keyOf(row, key), text);
    }
    return rows;
  }

  private static String keyOf(Map<String, Object> row, List<String> key) {
    return key.size() == 1
        ? String.valueOf(row.get(key.get(0)))
        : key.stream()
            .map(column -> "\"" + column + "\":" + row.get(column))
            .collect(Collectors.joining(",", "{", "}"));
  }

  /** The columns of a table, in order. */
  List<String> columns(String table) {
    return database
        .query(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                + " AND table_name = '"
                + table
                + "' ORDER BY ordinal_position")
        .stream()
        .map(row -> String.valueOf(row.get("column_name")))
        .collect(Collectors.toList());
  }

  /** The columns of a table's primary key as the database's own catalog has them, in order. */
  List<String> primaryKey(String table) {
    return database
        .query(
            "SELECT a.attname FROM pg_index i"
                + " CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, at)"
                + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
                + " WHERE i.indisprimary AND i.indrelid = 'public."
                + table
                + "'::regclass ORDER BY k.at")
        .stream()
        .map(row -> String.valueOf(row.get("attname")))
        .collect(Collectors.toList());
  }

  /** Changes no more. */
  @Override
  public void close() {
    closed.countDown();
    try {
      changer.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
