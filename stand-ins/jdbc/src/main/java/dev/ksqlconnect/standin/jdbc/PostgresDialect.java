package dev.ksqlconnect.standin.jdbc;

import java.util.UUID;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's. */
public final class PostgresDialect implements Dialect {
  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:postgresql:");
  }

  @Override
  public char quote() {
    return '"';
  }

  @Override
  public @Nullable String qualifier(@Nullable String catalog, @Nullable String schema) {
    return schema;
  }

  @Override
  public SchemaBuilder bits(String typeName, int width) {
    if (typeName.equals("bool") || width <= 1) {
      return SchemaBuilder.bool();
    }
    return width <= 8 ? SchemaBuilder.int8() : SchemaBuilder.bytes();
  }

  @Override
  public boolean isText(String typeName, String className) {
    return typeName.equals("json")
        || typeName.equals("jsonb")
        || className.equals(UUID.class.getName());
  }
}
