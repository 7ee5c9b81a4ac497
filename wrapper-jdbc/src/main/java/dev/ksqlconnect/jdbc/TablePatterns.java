package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.smt.NameScanner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The tables a user chooses: names or {@code schema.name}, separated by commas, with {@code *} for
 * any characters and {@code -} before those that are not meant. A name without a schema is looked
 * for in the default one, and one that is not meant in every one. A name that holds a dot, a comma
 * or a star, or begins with a dash, is put in double quotes, with a quote inside written twice.
 *
 * <p>Case counts where tables differ by nothing else, and for names in quotes.
 */
final class TablePatterns {
  /** All tables of the default schema. */
  static final TablePatterns ALL = new TablePatterns(List.of(), List.of());

  /** No table. */
  static final TablePatterns NONE = parse("", "-*");

  private static final char NOT = '-';

  private final List<TablePattern> patterns;
  private final List<TablePattern> exclusions;

  private TablePatterns(List<TablePattern> patterns, List<TablePattern> exclusions) {
    this.patterns = patterns;
    this.exclusions = exclusions;
  }

  /** A schema's or a table's name as a user wrote it, with or without wildcards. */
  private static final class NamePattern {
    private final String text;
    private final boolean quoted;

    /** Null for a name without wildcards. There may be thousands of those. */
    private final @Nullable Pattern regex;

    private final @Nullable Pattern regexInAnyCase;

    NamePattern(NameScanner.Name name) {
      text = name.text();
      quoted = name.isQuoted();
      String wild = quoted || text.indexOf('*') < 0 ? null : wildcards(text);
      regex = wild == null ? null : Pattern.compile(wild, Pattern.DOTALL);
      regexInAnyCase =
          wild == null
              ? null
              : Pattern.compile(
                  wild, Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /**
     * What stands between two stars is taken where it is found first, and not looked for again:
     * else many stars would take for ever on a name that they nearly match.
     */
    private static String wildcards(String text) {
      String[] parts = text.split("\\*", -1);
      StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
      for (int i = 1; i < parts.length - 1; i++) {
        regex.append("(?>.*?").append(Pattern.quote(parts[i])).append(')');
      }
      return regex.append(".*").append(Pattern.quote(parts[parts.length - 1])).toString();
    }

    boolean isExact() {
      return regex == null;
    }

    boolean isQuoted() {
      return quoted;
    }

    boolean matches(String name) {
      return regex == null ? text.equals(name) : regex.matcher(name).matches();
    }

    boolean nearlyMatches(String name) {
      return regexInAnyCase == null
          ? text.equalsIgnoreCase(name)
          : regexInAnyCase.matcher(name).matches();
    }
  }

  /** One of the names a user wrote. */
  static final class TablePattern {
    private final String text;
    private final @Nullable NamePattern qualifier;
    private final NamePattern name;

    private TablePattern(String text, @Nullable NamePattern qualifier, NamePattern name) {
      this.text = text;
      this.qualifier = qualifier;
      this.name = name;
    }

    /** Whether it names one table, and is no wildcard. */
    boolean isExact() {
      return name.isExact() && (qualifier == null || qualifier.isExact());
    }

    /** Whether it names just this table, or has a wildcard that fits it. */
    boolean matches(TableName table, boolean inDefaultSchema) {
      String of = table.qualifier();
      return (qualifier == null ? inDefaultSchema : of != null && qualifier.matches(of))
          && name.matches(table.name());
    }

    /** Whether it would match if case did not count. */
    boolean nearlyMatches(TableName table, boolean inDefaultSchema) {
      String of = table.qualifier();
      return (qualifier == null ? inDefaultSchema : of != null && qualifier.nearlyMatches(of))
          && name.nearlyMatches(table.name());
    }

    /**
     * The tables it stands for. Unless it is in quotes, case does not count where tables differ by
     * something else: of tables that differ by nothing but case a wildcard stands for those that it
     * matches exactly, if it matches any, and so does a name; a name that matches none of several
     * exactly stands for none.
     */
    List<TableName> of(Collection<TableName> visible, Predicate<TableName> inDefaultSchema) {
      Map<List<String>, List<TableName>> alike = new LinkedHashMap<>();
      for (TableName table : visible) {
        if (nearlyMatches(table, inDefaultSchema.test(table))) {
          alike
              .computeIfAbsent(
                  List.of(
                      String.valueOf(table.catalog()),
                      String.valueOf(table.schema()),
                      table.name().toLowerCase(Locale.ROOT)),
                  name -> new ArrayList<>())
              .add(table);
        }
      }
      List<TableName> tables = new ArrayList<>();
      for (List<TableName> some : alike.values()) {
        List<TableName> exactly =
            some.stream()
                .filter(table -> matches(table, inDefaultSchema.test(table)))
                .collect(Collectors.toList());
        boolean unclear = name.isQuoted() || (isExact() && some.size() > 1);
        tables.addAll(exactly.isEmpty() && !unclear ? some : exactly);
      }
      return tables;
    }

    /** Whether it is meant to keep a table out: rather one too many than one that shows. */
    boolean excludes(TableName table) {
      return name.isQuoted() ? matches(table, true) : nearlyMatches(table, true);
    }

    /** Whether it may stand for a table of the same name in another schema. */
    boolean mayBeNamesake(TableName table, boolean inDefaultSchema) {
      String of = table.qualifier();
      boolean elsewhere =
          qualifier == null
              ? !inDefaultSchema
              : !qualifier.isExact() || of == null || !qualifier.nearlyMatches(of);
      return elsewhere && name.nearlyMatches(table.name());
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
    List<TablePattern> exclusions = new ArrayList<>();
    if (!scanner.isAtEnd()) {
      do {
        (scanner.acceptMark(NOT) ? exclusions : patterns).add(pattern(scanner));
      } while (scanner.accept(','));
      scanner.expectEnd();
    }
    return new TablePatterns(List.copyOf(patterns), List.copyOf(exclusions));
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
        qualifier == null ? null : new NamePattern(qualifier),
        new NamePattern(name));
  }

  static ConfigDef.Validator validator() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> parse(key, value == null ? "" : value.toString()),
        () -> "table,schema.table,prefix_*,-not_this");
  }

  /** Whether the user named no table at all. */
  boolean areAll() {
    return patterns.isEmpty() && exclusions.isEmpty();
  }

  /** Those that are meant, without those that are not. */
  List<TablePattern> patterns() {
    return patterns;
  }

  /** Whether tables of the same name in other schemas may be meant as well, now or later. */
  boolean mayMeanNamesakes(TableName table, boolean inDefaultSchema) {
    return patterns.stream().anyMatch(pattern -> pattern.mayBeNamesake(table, inDefaultSchema));
  }

  /** The tables that are meant of all that are visible. */
  Set<TableName> select(Collection<TableName> visible, Predicate<TableName> inDefaultSchema) {
    Set<TableName> selected = new TreeSet<>();
    if (patterns.isEmpty()) {
      visible.stream().filter(inDefaultSchema).forEach(selected::add);
    }
    patterns.forEach(pattern -> selected.addAll(pattern.of(visible, inDefaultSchema)));
    return withoutExclusions(selected);
  }

  private Set<TableName> withoutExclusions(Set<TableName> tables) {
    tables.removeIf(table -> exclusions.stream().anyMatch(not -> not.excludes(table)));
    return tables;
  }

  /** Those of the tables that are meant which are named, and do not only match a wildcard. */
  Set<TableName> named(Collection<TableName> visible, Predicate<TableName> inDefaultSchema) {
    Set<TableName> named = new TreeSet<>();
    patterns.stream()
        .filter(TablePattern::isExact)
        .forEach(pattern -> named.addAll(pattern.of(visible, inDefaultSchema)));
    return withoutExclusions(named);
  }
}
