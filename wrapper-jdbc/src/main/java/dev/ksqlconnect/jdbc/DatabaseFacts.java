package dev.ksqlconnect.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a database says of itself: where unqualified names are looked for, and its tables. */
final class DatabaseFacts {
  /** Of a connector that reads no tables, but a query. */
  static final DatabaseFacts NONE = new DatabaseFacts(null, null, "", List.of(), List.of());

  private final @Nullable String defaultCatalog;
  private final @Nullable String defaultSchema;
  private final String patternEscape;
  private final List<TableName> visible;
  private final List<TableFacts> tables;

  /**
   * A database's facts.
   *
   * @param defaultCatalog null if the database has none
   * @param defaultSchema null if the database has none
   * @param patternEscape what the driver wants before a character of a pattern that stands for
   *     itself; empty if it knows no such thing
   * @param visible all tables that the user may see, sorted
   * @param tables those of them that were asked for, sorted by name
   */
  DatabaseFacts(
      @Nullable String defaultCatalog,
      @Nullable String defaultSchema,
      String patternEscape,
      List<TableName> visible,
      List<TableFacts> tables) {
    this.defaultCatalog = emptyToNull(defaultCatalog);
    this.defaultSchema = emptyToNull(defaultSchema);
    this.patternEscape = patternEscape;
    this.visible = List.copyOf(visible);
    this.tables = List.copyOf(tables);
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** The same database, with its tables. */
  DatabaseFacts with(List<TableName> visible, List<TableFacts> tables) {
    return new DatabaseFacts(defaultCatalog, defaultSchema, patternEscape, visible, tables);
  }

  /** A name as a JDBC pattern that matches only itself. */
  String asPattern(String name) {
    return patternEscape.isEmpty()
        ? name
        : name.replace(patternEscape, patternEscape + patternEscape)
            .replace("_", patternEscape + "_")
            .replace("%", patternEscape + "%");
  }

  List<TableName> visible() {
    return visible;
  }

  List<TableFacts> tables() {
    return tables;
  }

  /** What unqualified names are looked for in; null in a database that has neither. */
  @Nullable String defaultQualifier() {
    return defaultSchema == null ? defaultCatalog : defaultSchema;
  }

  boolean isInDefaultSchema(TableName table) {
    boolean catalogFits =
        table.catalog() == null || defaultCatalog == null || table.catalog().equals(defaultCatalog);
    boolean schemaFits =
        table.schema() == null || defaultSchema == null || table.schema().equals(defaultSchema);
    return catalogFits && schemaFits;
  }
}
