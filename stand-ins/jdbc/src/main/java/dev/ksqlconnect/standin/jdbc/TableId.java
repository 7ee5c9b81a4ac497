package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table, as the real connector knows one of PostgreSQL's: by schema and name, without a catalog.
 */
record TableId(String schema, String name) {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"\\.\"([^\"]*)\"");

  /** In a task's list. */
  String quoted() {
    return '"' + schema + "\".\"" + name + '"';
  }

  /** In source partitions, and for regular expressions. */
  @Override
  public String toString() {
    return schema + "." + name;
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
      tables.add(new TableId(matcher.group(1), matcher.group(2)));
    }
    return tables;
  }
}
