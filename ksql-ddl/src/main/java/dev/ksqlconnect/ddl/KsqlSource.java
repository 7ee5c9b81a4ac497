package dev.ksqlconnect.ddl;

import java.util.List;
import java.util.stream.Collectors;

/** A stream or table of ksqlDB on a topic, as it is to be or as it is. Immutable. */
public final class KsqlSource {
  /** Of what kind it is. */
  enum Kind {
    STREAM,
    TABLE,
    /** A table that can be queried by key, and not be written to. */
    SOURCE_TABLE;

    boolean isTable() {
      return this != STREAM;
    }

    String sql() {
      return name().replace('_', ' ');
    }
  }

  private final Kind kind;
  private final String name;
  private final String topic;
  private final List<Column> columns;
  private final String keyFormat;
  private final String valueFormat;
  private final boolean isUnwrapped;

  /**
   * A source.
   *
   * @param columns the key's first
   * @param isUnwrapped whether the value is a column's value alone, not an object that holds it
   */
  KsqlSource(
      Kind kind,
      String name,
      String topic,
      List<Column> columns,
      String keyFormat,
      String valueFormat,
      boolean isUnwrapped) {
    this.kind = kind;
    this.name = name;
    this.topic = topic;
    this.columns = List.copyOf(columns);
    this.keyFormat = keyFormat;
    this.valueFormat = valueFormat;
    this.isUnwrapped = isUnwrapped;
  }

  Kind kind() {
    return kind;
  }

  /** Whether it is a table of any kind, and no stream. */
  public boolean isTable() {
    return kind.isTable();
  }

  public String name() {
    return name;
  }

  public String topic() {
    return topic;
  }

  public List<Column> columns() {
    return columns;
  }

  public boolean hasKey() {
    return columns.stream().anyMatch(Column::isKey);
  }

  /** The format of the key; says nothing where there are no key columns. */
  public String keyFormat() {
    return keyFormat;
  }

  public String valueFormat() {
    return valueFormat;
  }

  /** The same with other columns. */
  KsqlSource withColumns(List<Column> others) {
    return new KsqlSource(kind, name, topic, others, keyFormat, valueFormat, isUnwrapped);
  }

  /** The statement that makes it, and does nothing where there is something of that name. */
  String create() {
    return "CREATE " + kind.sql() + " IF NOT EXISTS " + definition();
  }

  /** The statement that makes it of what there is, which may only lack columns at the end. */
  String replace() {
    return "CREATE OR REPLACE " + kind.sql() + " " + definition();
  }

  private String definition() {
    return Identifiers.quoted(name)
        + " (\n"
        + columns.stream().map(this::definition).collect(Collectors.joining(",\n"))
        + "\n) WITH (\n  KAFKA_TOPIC = "
        + Identifiers.literal(topic)
        + ",\n  KEY_FORMAT = "
        + Identifiers.literal(keyFormat)
        + ",\n  VALUE_FORMAT = "
        + Identifiers.literal(valueFormat)
        + (isUnwrapped ? ",\n  WRAP_SINGLE_VALUE = false" : "")
        + "\n);";
  }

  private String definition(Column column) {
    String key = !column.isKey() ? "" : kind.isTable() ? " PRIMARY KEY" : " KEY";
    return "  " + Identifiers.quoted(column.name()) + " " + column.type() + key;
  }
}
