package dev.ksqlconnect.smt;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the key of a row from columns of its value: of one column that column's value as it is,
 * since a key in a Struct of one field is nothing KSQL takes for a column; of several a Struct in
 * their order.
 */
public final class RowKey {
  private final List<String> columns;
  private final Field[] fields;
  private final Field[] nullable;
  private final Schema schema;

  /** Those of a key of several columns. */
  private final List<Field> keyFields;

  private RowKey(List<String> columns, Field[] fields, Schema schema) {
    this.columns = columns;
    this.fields = fields;
    this.nullable =
        Arrays.stream(fields).filter(field -> field.schema().isOptional()).toArray(Field[]::new);
    this.schema = schema;
    this.keyFields = fields.length == 1 ? List.of() : schema.fields();
  }

  /**
   * A key of these columns.
   *
   * @param columns at least one, in the key's order
   * @param of what the rows are of, for the message
   * @throws DataException if the value has no such column; the message says which it has
   */
  public static RowKey of(Schema valueSchema, List<String> columns, String of) {
    if (valueSchema.type() != Schema.Type.STRUCT) {
      throw new DataException(
          String.format(
              "The key of %s cannot be made of columns %s: the value is no Struct but %s",
              of, columns, valueSchema.type()));
    }
    Field[] fields = new Field[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      Field field = valueSchema.field(columns.get(i));
      if (field == null) {
        throw new DataException(
            String.format(
                "The key of %s cannot be made: there is no column '%s'. There are %s.",
                of, columns.get(i), names(valueSchema)));
      }
      fields[i] = field;
    }
    return new RowKey(List.copyOf(columns), fields, schema(fields));
  }

  private static Schema schema(Field[] fields) {
    if (fields.length == 1) {
      return fields[0].schema();
    }
    SchemaBuilder builder = SchemaBuilder.struct();
    for (Field field : fields) {
      builder.field(field.name(), field.schema());
    }
    return builder.build();
  }

  private static String names(Schema schema) {
    return schema.fields().stream().map(Field::name).collect(Collectors.joining(", "));
  }

  /** The columns the key is made of, in its order. */
  public List<String> columns() {
    return columns;
  }

  /** The key's schema; always the same instance, so that a converter's cache finds it. */
  public Schema schema() {
    return schema;
  }

  /** The first column of a row's key that is null; null if none is. */
  public @Nullable String nullColumn(Struct row) {
    for (Field field : nullable) {
      if (row.get(field) == null) {
        return field.name();
      }
    }
    return null;
  }

  /** The key of a row; null if its only column is null. */
  public @Nullable Object of(Struct row) {
    if (fields.length == 1) {
      return row.get(fields[0]);
    }
    Struct key = new Struct(schema);
    for (int i = 0; i < fields.length; i++) {
      key.put(keyFields.get(i), row.get(fields[i]));
    }
    return key;
  }
}
