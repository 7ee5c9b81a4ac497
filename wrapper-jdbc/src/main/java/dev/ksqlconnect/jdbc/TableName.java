package dev.ksqlconnect.jdbc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table's name, as the database's metadata spells it. Ordered by its full form. */
final class TableName implements Comparable<TableName> {
  private final @Nullable String catalog;
  private final @Nullable String schema;
  private final String name;

  TableName(@Nullable String catalog, @Nullable String schema, String name) {
    this.catalog = catalog == null || catalog.isEmpty() ? null : catalog;
    this.schema = schema == null || schema.isEmpty() ? null : schema;
    this.name = name;
  }

  @Nullable String catalog() {
    return catalog;
  }

  @Nullable String schema() {
    return schema;
  }

  /** Without catalog and schema. */
  String name() {
    return name;
  }

  /** The schema, or the catalog in a database that has only those (MySQL). */
  @Nullable String qualifier() {
    return schema == null ? catalog : schema;
  }

  /**
   * Catalog, schema and name, as far as there are, with dots between them and unquoted: so the
   * delegate writes it into its source partitions and compares it with {@code table.whitelist}.
   */
  @Override
  public String toString() {
    return (catalog == null ? "" : catalog + ".") + (schema == null ? "" : schema + ".") + name;
  }

  @Override
  public int compareTo(TableName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableName
        && Objects.equals(catalog, ((TableName) other).catalog)
        && Objects.equals(schema, ((TableName) other).schema)
        && name.equals(((TableName) other).name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(catalog, schema, name);
  }
}
