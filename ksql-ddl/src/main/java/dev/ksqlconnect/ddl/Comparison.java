package dev.ksqlconnect.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the stream or table that there is and the one that is wanted. The order of
 * columns does not count: every format finds them by name.
 */
final class Comparison {
  private final List<String> differences = new ArrayList<>();
  private final List<Column> appended = new ArrayList<>();
  private final KsqlSource wanted;
  private final KsqlSource existing;

  Comparison(KsqlSource wanted, KsqlSource existing) {
    this.wanted = wanted;
    this.existing = existing;
    compare("It is a", existing.kind().sql(), wanted.kind().sql());
    compare("Its topic is", existing.topic(), wanted.topic());
    if (wanted.hasKey() || existing.hasKey()) {
      compare("Its key format is", existing.keyFormat(), wanted.keyFormat());
    }
    compare("Its value format is", existing.valueFormat(), wanted.valueFormat());
    compareColumns();
    if (differences.isEmpty()
        && !appended.isEmpty()
        && wanted.kind() == KsqlSource.Kind.SOURCE_TABLE) {
      appended.forEach(
          column ->
              difference("Column %s is missing, and no source table can be extended.", column));
    }
  }

  private void compare(String what, String there, String wantedThere) {
    if (!there.equals(wantedThere)) {
      differences.add(String.format("%s %s, and should be %s.", what, there, wantedThere));
    }
  }

  private void compareColumns() {
    Map<String, Column> there = new HashMap<>();
    existing.columns().forEach(column -> there.put(column.name(), column));
    for (Column column : wanted.columns()) {
      Column same = there.remove(column.name());
      if (same == null) {
        if (column.isKey()) {
          difference("Key column %s is missing.", column);
        } else {
          appended.add(column);
        }
      } else if (!typed(same).equals(typed(column))) {
        differences.add(
            String.format(
                "Column %s is %s, and should be %s.",
                Identifiers.quoted(column.name()), typed(same), typed(column)));
      }
    }
    there
        .values()
        .forEach(column -> difference("Column %s is there, and the topic has none such.", column));
  }

  private void difference(String format, Column column) {
    differences.add(
        String.format(format, Identifiers.quoted(column.name()) + " (" + typed(column) + ")"));
  }

  private static String typed(Column column) {
    return column.type() + (column.isKey() ? " KEY" : "");
  }

  /** What keeps the one from becoming the other, a sentence each; empty if nothing does. */
  List<String> differences() {
    return differences;
  }

  /** What there is, with the columns appended that it lacks; null if it lacks none. */
  @Nullable KsqlSource extended() {
    if (!differences.isEmpty() || appended.isEmpty()) {
      return null;
    }
    List<Column> columns = new ArrayList<>(existing.columns());
    columns.addAll(appended);
    return wanted.withColumns(columns);
  }
}
