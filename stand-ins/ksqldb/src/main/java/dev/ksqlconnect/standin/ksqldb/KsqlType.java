package dev.ksqlconnect.standin.ksqldb;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A column's type, as ksqlDB calls it: INT is INTEGER, VARCHAR is STRING. */
public sealed interface KsqlType {
  /** Names of the types that have no parts. */
  Set<String> SCALARS =
      Set.of(
          "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "STRING", "BYTES", "DATE", "TIME", "TIMESTAMP");

  /** A type without parts, such as {@code BIGINT}. */
  record Scalar(String name) implements KsqlType {}

  /** A decimal number. */
  record Decimal(int precision, int scale) implements KsqlType {}

  /** A list. */
  record Array(KsqlType element) implements KsqlType {}

  /** A map. */
  record Map(KsqlType key, KsqlType value) implements KsqlType {}

  /** A struct; the fields are in the order in which they were declared. */
  record Struct(List<Field> fields) implements KsqlType {}

  /** A field of a struct. */
  record Field(String name, KsqlType type) {}

  /** The type's name without its parts, such as {@code ARRAY}. */
  default String base() {
    if (this instanceof Scalar scalar) {
      return scalar.name();
    }
    return this instanceof Decimal
        ? "DECIMAL"
        : this instanceof Array ? "ARRAY" : this instanceof Map ? "MAP" : "STRUCT";
  }

  /** The type as ksqlDB writes it in statements, such as {@code ARRAY<DECIMAL(10, 2)>}. */
  default String sql() {
    return sql(Identifiers::inStatement);
  }

  /** The type, with the names of fields written in a way of one's own. */
  default String sql(UnaryOperator<String> name) {
    if (this instanceof Decimal decimal) {
      return "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")";
    }
    if (this instanceof Array array) {
      return "ARRAY<" + array.element().sql(name) + ">";
    }
    if (this instanceof Map map) {
      return "MAP<" + map.key().sql(name) + ", " + map.value().sql(name) + ">";
    }
    if (this instanceof Struct struct) {
      return struct.fields().stream()
          .map(field -> name.apply(field.name()) + " " + field.type().sql(name))
          .collect(Collectors.joining(", ", "STRUCT<", ">"));
    }
    return base();
  }
}
