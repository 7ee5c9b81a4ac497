package dev.ksqlconnect.ddl;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names in KSQL: which there can be, how they are derived, and how they are written. */
final class Identifiers {
  /**
   * The words that are no identifiers unless they are quoted: the keywords of ksqlDB 7.9's grammar
   * (SqlBase.g4) that its rule {@code nonReserved} does not list.
   */
  private static final Set<String> RESERVED =
      Set.of(
          ("ADVANCE ALL AND AS AT BEGINNING BETWEEN BY CASE CAST CATALOG CONNECTOR CONNECTORS CREATE"
                  + " DAYS DECIMAL DELETE DESCRIBE DISTINCT DROP ELSE END EXISTS EXPORT EXTENDED FALSE"
                  + " FROM FULL GROUP HAVING HOPPING HOURS IN INNER INSERT INTO IS JOIN LEFT LIKE LIMIT"
                  + " LIST LOAD MATERIALIZED MILLISECOND MILLISECONDS MINUTES MONTHS NAMESPACE NOT NULL"
                  + " ON OR OUTER PAUSE PRINT PROPERTIES QUERIES QUERY RENAME RESUME RETENTION RIGHT RUN"
                  + " SAMPLE SCRIPT SECONDS SELECT SIZE STREAM STREAMS TABLE TERMINATE THEN TO TOPIC"
                  + " TOPICS TRUE TUMBLING UNSET VALUES VIEW WHEN WHERE WINDOW WITH WITHIN YEARS")
              .split(" ", -1));

  /** What ksqlDB adds to every source by itself, and so refuses as a column. */
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ROWTIME", "ROWPARTITION", "ROWOFFSET", "WINDOWSTART", "WINDOWEND");

  /** A backtick, a control character, half a character, or what separates lines. */
  private static final Pattern UNHOLDABLE = Pattern.compile("[`\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private static final Pattern QUOTED_OR_VARIABLE = Pattern.compile("\".*\"|\\$\\{.*}");

  private Identifiers() {}

  /** Writes a name so that nothing in it counts as SQL. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Writes text as a string literal. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Whether a user can type the name as it is, without quotes. */
  static boolean isPlain(String name) {
    return name.matches("[A-Z_][A-Z0-9_]*") && !RESERVED.contains(name);
  }

  static boolean isSystemColumn(String name) {
    return SYSTEM_COLUMNS.contains(name);
  }

  /**
   * Whether ksqlDB can hold a column of this name. With 7.9.9, a blank at either end is refused;
   * after a backtick or a line's end in a name (there are five of them) nothing can be queried; and
   * a name that is itself written like a quoted one, or like a variable, ksqlDB does not quote when
   * it writes queries of its own, as for a source table.
   */
  static boolean canBeColumn(String name) {
    return !name.isEmpty()
        && name.equals(name.trim())
        && !UNHOLDABLE.matcher(name).find()
        && !QUOTED_OR_VARIABLE.matcher(name).matches();
  }

  /**
   * The name of a stream or table, such that it can be typed without quotes: in upper case, with an
   * underscore for whatever may not be in it.
   *
   * @return empty if nothing of {@code wanted} is left
   */
  static String sourceName(String wanted) {
    String name = wanted.trim().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
    if (name.isEmpty() || isPlain(name)) {
      return name;
    }
    return RESERVED.contains(name) ? name + "_" : "_" + name;
  }

  /**
   * The names of columns or of a struct's fields in KSQL, by their names in the record: in upper
   * case, in which ksqlDB finds them whatever their case, except where that would make one of two.
   *
   * @param names all there are in the record, those that are no columns among them: ksqlDB could
   *     mistake one for the other
   */
  static Map<String, String> columnNames(Set<String> names) {
    Map<String, Integer> inUpperCase = new HashMap<>();
    for (String name : names) {
      inUpperCase.merge(upperCase(name), 1, Integer::sum);
    }
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : names) {
      String upper = upperCase(name);
      columns.put(name, Integer.valueOf(1).equals(inUpperCase.get(upper)) ? upper : name);
    }
    return columns;
  }

  static String upperCase(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
