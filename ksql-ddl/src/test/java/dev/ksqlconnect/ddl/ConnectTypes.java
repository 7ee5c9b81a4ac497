package dev.ksqlconnect.ddl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** The types a record's parts can have, each by a name. */
final class ConnectTypes {
  private ConnectTypes() {}

  /** A struct of fields that are given by name and type in turn. */
  static Schema struct(Object... namesAndTypes) {
    // Some converters want another name for each struct.
    SchemaBuilder struct =
        SchemaBuilder.struct().name("Row" + Math.abs(Arrays.hashCode(namesAndTypes)));
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      struct.field((String) namesAndTypes[i], (Schema) namesAndTypes[i + 1]);
    }
    return struct.build();
  }

  /** A struct whose fields are all texts. */
  static Schema texts(String... names) {
    return struct(
        Arrays.stream(names).flatMap(name -> Stream.of(name, Schema.STRING_SCHEMA)).toArray());
  }

  static Schema list(Schema items) {
    return SchemaBuilder.array(items).build();
  }

  static Schema map(Schema values) {
    return map(Schema.STRING_SCHEMA, values);
  }

  static Schema map(Schema keys, Schema values) {
    return SchemaBuilder.map(keys, values).build();
  }

  static Schema decimal(int scale) {
    return Decimal.schema(scale);
  }

  static Schema decimal(int precision, int scale) {
    return Decimal.builder(scale)
        .parameter("connect.decimal.precision", String.valueOf(precision))
        .build();
  }

  /** The same type, of what may be null. */
  static Schema optional(Schema schema) {
    SchemaBuilder builder =
        switch (schema.type()) {
          case ARRAY -> SchemaBuilder.array(schema.valueSchema());
          case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
          default -> new SchemaBuilder(schema.type());
        };
    if (schema.type() == Schema.Type.STRUCT) {
      schema.fields().forEach(field -> builder.field(field.name(), field.schema()));
    }
    builder.name(schema.name()).version(schema.version());
    if (schema.parameters() != null) {
      schema.parameters().forEach(builder::parameter);
    }
    return builder.optional().build();
  }

  /** Every kind of type there is. */
  static Map<String, Schema> all() {
    Map<String, Schema> all = new LinkedHashMap<>();
    for (Schema.Type type : Schema.Type.values()) {
      if (type.isPrimitive()) {
        all.put(type.getName(), new SchemaBuilder(type).build());
      }
    }
    all.put("date", Date.SCHEMA);
    all.put("time", Time.SCHEMA);
    all.put("timestamp", Timestamp.SCHEMA);
    all.put("decimal(2)", decimal(2));
    all.put("decimal(10,2)", decimal(10, 2));
    all.put("array<int32>", list(Schema.INT32_SCHEMA));
    all.put("array<timestamp>", list(Timestamp.SCHEMA));
    all.put("array<array<string>>", list(list(Schema.STRING_SCHEMA)));
    all.put("array<map<string,int32>>", list(map(Schema.INT32_SCHEMA)));
    all.put("array<struct>", list(struct("x", Schema.FLOAT32_SCHEMA)));
    all.put("map<string,int64>", map(Schema.INT64_SCHEMA));
    all.put("map<string,decimal(10,2)>", map(decimal(10, 2)));
    all.put("map<string,array<int32>>", map(list(Schema.INT32_SCHEMA)));
    all.put("map<string,struct>", map(struct("x", Schema.FLOAT32_SCHEMA)));
    all.put("map<int32,string>", map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA));
    all.put("map<bytes,string>", map(Schema.BYTES_SCHEMA, Schema.STRING_SCHEMA));
    all.put("struct", struct("x", Schema.FLOAT64_SCHEMA, "Label", Schema.OPTIONAL_STRING_SCHEMA));
    all.put("struct of one field", struct("x", Schema.FLOAT64_SCHEMA));
    all.put("struct of none", struct());
    all.put(
        "struct of structs",
        struct(
            "inner",
            struct("deep", list(struct("a", map(Schema.INT32_SCHEMA), "b", Date.SCHEMA))),
            "on",
            Schema.BOOLEAN_SCHEMA));
    return all;
  }

  /** A struct that stands within itself, as a converter makes one of a recursive Avro record. */
  static final class Recursive extends ConnectSchema {
    Recursive() {
      super(Schema.Type.STRUCT, true, null, "Node", null, null);
    }

    @Override
    public List<Field> fields() {
      return List.of(new Field("next", 0, this));
    }
  }
}
