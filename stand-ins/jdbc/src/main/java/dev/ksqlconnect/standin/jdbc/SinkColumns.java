package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** From the schemas of a record's key and value to the columns of its table. */
final class SinkColumns {
  private final SinkConfig config;
  private final @Nullable Schema key;
  private final @Nullable Schema value;

  private SinkColumns(SinkConfig config, @Nullable Schema key, @Nullable Schema value) {
    this.config = config;
    this.key = key;
    this.value = value;
  }

  /**
   * The columns: the value's fields in their order, then those of the key that are not among them.
   * Where both have a field, the key's is taken.
   *
   * @param value null for a delete
   * @throws ConnectException if the schemas are not what the configuration asks for, or no column
   *     can be made of a field
   */
  static List<SinkColumn> of(SinkConfig config, @Nullable Schema key, @Nullable Schema value) {
    return new SinkColumns(config, key, value).all();
  }

  private List<SinkColumn> all() {
    Map<String, SinkColumn> keys = keys();
    Map<String, SinkColumn> all = new LinkedHashMap<>();
    if (value != null) {
      List<String> chosen = config.getList("fields.whitelist");
      for (Field field : value.fields()) {
        if (keys.containsKey(field.name())) {
          all.put(field.name(), keys.get(field.name()));
        } else if (chosen.isEmpty() || chosen.contains(field.name())) {
          all.put(field.name(), ofValue(field, false));
        }
      }
    }
    keys.values().stream()
        .sorted(Comparator.comparing(SinkColumn::name))
        .forEach(column -> all.putIfAbsent(column.name(), column));
    if (all.isEmpty()) {
      throw new ConnectException("No field is left to be written");
    }
    all.values().forEach(SinkColumn::type);
    return new ArrayList<>(all.values());
  }

  private SinkColumn ofValue(Field field, boolean isKey) {
    boolean withDefault = config.getBoolean("replace.null.with.default");
    return new SinkColumn(
        field.name(),
        field.schema(),
        isKey,
        record -> {
          Struct struct = (Struct) record.value();
          return withDefault ? struct.get(field.name()) : struct.getWithoutDefault(field.name());
        });
  }

  private Map<String, SinkColumn> keys() {
    if (config.keyFrom("record_value")) {
      return chosen(value, field -> ofValue(field, true));
    }
    if (!config.keyFrom("record_key")) {
      return Map.of();
    }
    if (key.type() == Schema.Type.STRUCT) {
      return chosen(
          key,
          field ->
              new SinkColumn(
                  field.name(),
                  field.schema(),
                  true,
                  record -> ((Struct) record.key()).get(field.name())));
    }
    List<String> names = config.getList("pk.fields");
    if (names.size() != 1) {
      throw new ConnectException("A key of a primitive type needs one name in pk.fields: " + names);
    }
    return Map.of(names.get(0), new SinkColumn(names.get(0), key, true, SinkRecord::key));
  }

  private Map<String, SinkColumn> chosen(Schema struct, Function<Field, SinkColumn> column) {
    List<String> names = config.getList("pk.fields");
    if (names.isEmpty()) {
      names = struct.fields().stream().map(Field::name).collect(Collectors.toList());
    }
    Map<String, SinkColumn> chosen = new LinkedHashMap<>();
    for (String name : names) {
      Field field = struct.field(name);
      if (field == null) {
        throw new ConnectException("The record has no field " + name + ", which pk.fields names");
      }
      chosen.put(name, column.apply(field));
    }
    return chosen;
  }
}
