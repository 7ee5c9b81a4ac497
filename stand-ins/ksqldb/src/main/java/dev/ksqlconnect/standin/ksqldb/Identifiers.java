package dev.ksqlconnect.standin.ksqldb;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How names are written. */
final class Identifiers {
  /** Words that are no names unless they are quoted. */
  private static final Set<String> RESERVED =
      Set.of(
          ("SELECT FROM AS ALL DISTINCT WHERE WITHIN WINDOW GROUP BY HAVING LIMIT AT OR AND IN NOT"
                  + " EXISTS BETWEEN LIKE IS NULL TRUE FALSE MILLISECOND YEARS MONTHS DAYS HOURS"
                  + " MINUTES SECONDS MILLISECONDS TUMBLING HOPPING SIZE ADVANCE RETENTION CASE WHEN"
                  + " THEN ELSE END JOIN FULL OUTER INNER LEFT RIGHT ON WITH VALUES CREATE TABLE"
                  + " TOPIC STREAM STREAMS INSERT DELETE INTO DESCRIBE EXTENDED PRINT CAST LIST"
                  + " TOPICS QUERY QUERIES TERMINATE LOAD DROP TO RENAME SAMPLE EXPORT CATALOG"
                  + " PROPERTIES BEGINNING UNSET RUN SCRIPT DECIMAL CONNECTOR CONNECTORS NAMESPACE"
                  + " MATERIALIZED VIEW")
              .split(" "));

  private static final Pattern PLAIN = Pattern.compile("[A-Z_][A-Z0-9_]*|[0-9]+[A-Z_][A-Z0-9_]*");

  private Identifiers() {}

  static boolean isReserved(String word) {
    return RESERVED.contains(word.toUpperCase(Locale.ROOT));
  }

  /** A name as ksqlDB writes it in statements: quoted if it has to be. */
  static String inStatement(String name) {
    return PLAIN.matcher(name).matches() && !isReserved(name) ? name : quoted(name);
  }

  /** A name as ksqlDB writes it in schemas: always quoted, and what is within left as it is. */
  static String quoted(String name) {
    return "`" + name + "`";
  }
}
