package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.smt.NameScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The tables a user chooses: names or {@code schema.name}, separated by commas, with {@code *} for
 * any characters. A name without a schema is looked for in the default one. A name that holds a
 * dot, a comma or a star is put in double quotes, with a quote inside written twice.
 */
final class TablePatterns {
  /** All tables of the default schema. */
  static final TablePatterns ALL = new TablePatterns(List.of());

  private final List<TablePattern> patterns;

  private TablePatterns(List<TablePattern> patterns) {
    this.patterns = patterns;
  }

  /** One of the names a user wrote. */
  static final class TablePattern {
    private final String text;
    private final @Nullable Pattern qualifier;
    private final Pattern name;
    private final boolean exact;

    private TablePattern(String text, @Nullable Pattern qualifier, Pattern name, boolean exact) {
      this.text = text;
      this.qualifier = qualifier;
      this.name = name;
      this.exact = exact;
    }

    /** Whether it names one table, and is no wildcard. */
    boolean isExact() {
      return exact;
    }

    boolean matches(TableName table, boolean inDefaultSchema) {
      return qualifierMatches(table, inDefaultSchema) && name.matcher(table.name()).matches();
    }

    /** Whether it would match if case did not count. */
    boolean nearlyMatches(TableName table, boolean inDefaultSchema) {
      return qualifierMatches(table, inDefaultSchema)
          && Pattern.compile(name.pattern(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
              .matcher(table.name())
              .matches();
    }

    private boolean qualifierMatches(TableName table, boolean inDefaultSchema) {
      if (qualifier == null) {
        return inDefaultSchema;
      }
      String of = table.qualifier();
      return of != null && qualifier.matcher(of).matches();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Reads what a user wrote.
   *
   * @throws ConfigException if it does not follow the grammar
   */
  static TablePatterns parse(String key, String text) {
    NameScanner scanner =
        new NameScanner(
            key, text, ",.", "Write table names separated by ',', each a name or schema.name");
    List<TablePattern> patterns = new ArrayList<>();
    if (!scanner.isAtEnd()) {
      do {
        patterns.add(pattern(scanner));
      } while (scanner.accept(','));
      scanner.expectEnd();
    }
    return new TablePatterns(List.copyOf(patterns));
  }

  private static TablePattern pattern(NameScanner scanner) {
    int start = scanner.position();
    NameScanner.Name qualifier = null;
    NameScanner.Name name = scanner.name();
    if (scanner.accept('.')) {
      qualifier = name;
      name = scanner.name();
    }
    return new TablePattern(
        scanner.readSince(start),
        qualifier == null ? null : regex(qualifier),
        regex(name),
        isExact(name) && (qualifier == null || isExact(qualifier)));
  }

  private static boolean isExact(NameScanner.Name name) {
    return name.isQuoted() || name.text().indexOf('*') < 0;
  }

  private static Pattern regex(NameScanner.Name name) {
    String[] pieces = name.isQuoted() ? new String[] {name.text()} : name.text().split("\\*", -1);
    return Pattern.compile(
        Arrays.stream(pieces).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  static ConfigDef.Validator validator() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> parse(key, value == null ? "" : value.toString()),
        () -> "table,schema.table,prefix_*");
  }

  /** Whether the user named no table at all. */
  boolean areAll() {
    return patterns.isEmpty();
  }

  List<TablePattern> patterns() {
    return patterns;
  }

  boolean match(TableName table, boolean inDefaultSchema) {
    return patterns.isEmpty()
        ? inDefaultSchema
        : patterns.stream().anyMatch(pattern -> pattern.matches(table, inDefaultSchema));
  }
}
