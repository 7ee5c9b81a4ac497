package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table, as the real connector knows it.
 *
 * @param qualifier its schema or catalog, whichever the database has; null if it has neither
 * @param quote what its names are quoted with
 */
record TableId(@Nullable String qualifier, String name, char quote) {
  private static final Pattern QUOTED =
      Pattern.compile("(?:([\"`])([^\"`]*)\\1\\.)?([\"`])([^\"`]*)\\3");

  /** In a task's list, and in SQL. */
  String quoted() {
    return quotedWith(quote);
  }

  /** In messages: in double quotes, whatever the database's own are. */
  String inMessages() {
    return quotedWith('"');
  }

  private String quotedWith(char mark) {
    String quoted = mark + name + mark;
    return qualifier == null ? quoted : mark + qualifier + mark + "." + quoted;
  }

  /** In source partitions, and for regular expressions. */
  @Override
  public String toString() {
    return qualifier == null ? name : qualifier + "." + name;
  }

  /** A HashMap as the real one's: Connect stores the JSON of it, in the order of its members. */
  Map<String, String> partition() {
    Map<String, String> partition = new HashMap<>();
    partition.put("protocol", "1");
    partition.put("table", toString());
    return partition;
  }

  /** Reads a task's list. */
  static List<TableId> list(String text) {
    List<TableId> tables = new ArrayList<>();
    Matcher matcher = QUOTED.matcher(text);
    while (matcher.find()) {
      tables.add(new TableId(matcher.group(2), matcher.group(4), matcher.group(3).charAt(0)));
    }
    return tables;
  }
}
