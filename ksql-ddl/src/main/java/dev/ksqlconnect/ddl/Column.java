package dev.ksqlconnect.ddl;

/** A column of a stream or table. */
public final class Column {
  private final String name;
  private final SqlType type;
  private final boolean isKey;

  Column(String name, SqlType type, boolean isKey) {
    this.name = name;
    this.type = type;
    this.isKey = isKey;
  }

  /** The name as ksqlDB has it, without quotes. */
  public String name() {
    return name;
  }

  public SqlType type() {
    return type;
  }

  /** Whether it is part of the record's key. */
  public boolean isKey() {
    return isKey;
  }
}
