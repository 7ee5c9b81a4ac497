package dev.ksqlconnect.standin.jdbc;

import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** What differs from database to database. Found by {@link java.util.ServiceLoader}. */
public interface Dialect {
  /** Whether the dialect is the one for a URL. */
  boolean accepts(String url);

  /** What stands before and after an identifier. */
  char quote();

  /**
   * What a table's name is qualified with.
   *
   * @param catalog the driver's; may be null
   * @param schema the driver's; may be null
   * @return null for nothing
   */
  @Nullable String qualifier(@Nullable String catalog, @Nullable String schema);

  /** Whether a table is the users', and not one of the database's own. */
  default boolean isOfUsers(String table) {
    return true;
  }

  /** A query for the time of the database. */
  default String now() {
    return "SELECT CURRENT_TIMESTAMP";
  }

  /** What a column of the type BIT becomes; its width is in bits. */
  default SchemaBuilder bits(String typeName, int width) {
    return SchemaBuilder.int8();
  }

  /**
   * Whether a column of a type that JDBC has no name for becomes text, and is not left out.
   *
   * @param className of the driver's objects
   */
  default boolean isText(String typeName, String className) {
    return false;
  }
}
