package dev.ksqlconnect.standin.ksqldb;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement as ksqlDB understands it, of the kinds that registering topics needs. Reading is
 * strict: what a real ksqlDB refuses, and what is not known to be understood by it, is not read.
 */
public final class KsqlStatement {
  /** What a statement asks for. LIST counts as SHOW. */
  public enum Kind {
    CREATE,
    DESCRIBE,
    SHOW,
    DROP
  }

  /** What a column is. */
  public enum Role {
    /** Part of a stream's key. */
    KEY,
    /** Part of a table's key. */
    PRIMARY_KEY,
    /** A part of the value. */
    VALUE
  }

  /** A declared column. The name is as ksqlDB keeps it: upper case unless it was quoted. */
  public record Column(String name, KsqlType type, Role role) {
    /** The column as ksqlDB writes it in statements, such as {@code ID INTEGER PRIMARY KEY}. */
    @Override
    public String toString() {
      String suffix = role == Role.VALUE ? "" : role == Role.KEY ? " KEY" : " PRIMARY KEY";
      return Identifiers.inStatement(name) + " " + type.sql() + suffix;
    }

    /** The column as ksqlDB writes it in schemas. */
    String inSchema() {
      String suffix = role == Role.VALUE ? "" : " KEY";
      return Identifiers.quoted(name) + " " + type.sql(Identifiers::quoted) + suffix;
    }

    boolean isKey() {
      return role != Role.VALUE;
    }
  }

  /** The value of a property: its text, and how it is written in a statement. */
  record Literal(String text, String sql) {}

  private final Kind kind;
  private final String text;
  private final boolean table;
  private final boolean source;
  private final boolean orReplace;
  private final boolean conditional;
  private final @Nullable String name;
  private final List<Column> columns;
  private final Map<String, Literal> properties;

  KsqlStatement(
      Kind kind,
      String text,
      boolean table,
      boolean source,
      boolean orReplace,
      boolean conditional,
      @Nullable String name,
      List<Column> columns,
      Map<String, Literal> properties) {
    this.kind = kind;
    this.text = text;
    this.table = table;
    this.source = source;
    this.orReplace = orReplace;
    this.conditional = conditional;
    this.name = name;
    this.columns = List.copyOf(columns);
    this.properties = new TreeMap<>(properties);
  }

  /**
   * Reads statements, each of them with a semicolon at its end; none if the text is blank.
   *
   * @throws RefusedException for what a real ksqlDB does not read either
   * @throws NotUnderstoodException for anything else that is not known here, comments included
   */
  public static List<KsqlStatement> parse(String text) {
    return new Parser(text).statements();
  }

  /** What it asks for. */
  public Kind kind() {
    return kind;
  }

  /** The statement as it was written, with its semicolon. */
  public String text() {
    return text;
  }

  /** Whether it is about a table, or tables, and not a stream; false for DESCRIBE. */
  public boolean isTable() {
    return table;
  }

  /** Whether it says CREATE SOURCE. */
  public boolean isSource() {
    return source;
  }

  /** Whether it says CREATE OR REPLACE. */
  public boolean isOrReplace() {
    return orReplace;
  }

  /** Whether it says CREATE … IF NOT EXISTS. */
  public boolean ifNotExists() {
    return kind == Kind.CREATE && conditional;
  }

  /** Whether it says DROP … IF EXISTS. */
  public boolean ifExists() {
    return kind == Kind.DROP && conditional;
  }

  /**
   * The stream's or table's name, as ksqlDB keeps it: upper case unless it was quoted.
   *
   * @throws IllegalStateException for SHOW, which has none
   */
  public String name() {
    if (name == null) {
      throw new IllegalStateException("No name in: " + text);
    }
    return name;
  }

  /** The declared columns, in their order; empty if it declares none. */
  public List<Column> columns() {
    return columns;
  }

  /** What WITH says, by upper-case name; texts are without their quotes. */
  public Map<String, String> properties() {
    Map<String, String> texts = new TreeMap<>();
    properties.forEach((key, value) -> texts.put(key, value.text()));
    return texts;
  }

  /** A CREATE as ksqlDB writes it, with some properties more than were said. */
  String formatted(Map<String, String> more) {
    Map<String, String> with = new TreeMap<>();
    properties.forEach((key, value) -> with.put(key, value.sql()));
    more.forEach(with::putIfAbsent);
    return "CREATE "
        + (orReplace ? "OR REPLACE " : "")
        + (source ? "SOURCE " : "")
        + (table ? "TABLE " : "STREAM ")
        + (conditional ? "IF NOT EXISTS " : "")
        + Identifiers.inStatement(name())
        + (columns.isEmpty()
            ? " "
            : columns.stream().map(Column::toString).collect(Collectors.joining(", ", " (", ") ")))
        + with.entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue())
            .collect(Collectors.joining(", ", "WITH (", ");"));
  }

  @Override
  public String toString() {
    return text;
  }
}
