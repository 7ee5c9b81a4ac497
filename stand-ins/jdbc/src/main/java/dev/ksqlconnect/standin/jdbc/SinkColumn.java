package dev.ksqlconnect.standin.jdbc;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** What a record has for a column: where it is read from, and its type. */
record SinkColumn(
    String name, Schema schema, boolean isKey, Function<SinkRecord, @Nullable Object> read) {

  /**
   * PostgreSQL's type for it.
   *
   * @throws ConnectException if there is none
   */
  String type() {
    return type(schema);
  }

  private String type(Schema schema) {
    String logical = schema.name() == null ? "" : schema.name();
    return switch (logical) {
      case Decimal.LOGICAL_NAME -> "numeric";
      case Date.LOGICAL_NAME -> "date";
      case Time.LOGICAL_NAME -> "time";
      case Timestamp.LOGICAL_NAME -> "timestamp";
      default -> plainType(schema);
    };
  }

  private String plainType(Schema schema) {
    return switch (schema.type()) {
      case INT8, INT16 -> "int2";
      case INT32 -> "int4";
      case INT64 -> "int8";
      case FLOAT32 -> "float4";
      case FLOAT64 -> "float8";
      case BOOLEAN -> "bool";
      case STRING -> "text";
      case BYTES -> "bytea";
      case ARRAY -> elementType() + "[]";
      case MAP, STRUCT ->
          throw new ConnectException("No type of a column fits " + name + ": " + schema.type());
    };
  }

  private String elementType() {
    Schema element = schema.valueSchema();
    boolean isPlain =
        element.name() == null
            && element.type().isPrimitive()
            && element.type() != Schema.Type.BYTES;
    if (!isPlain) {
      throw new ConnectException("No type of a column fits " + name + ": an array of " + element);
    }
    return type(element);
  }

  boolean isRequired() {
    return !schema.isOptional() && schema.defaultValue() == null;
  }

  /** In CREATE and ALTER TABLE. */
  String definition(SinkConfig config) {
    String rest = isRequired() ? " NOT NULL" : "";
    if (schema.defaultValue() != null) {
      rest = " DEFAULT " + literal(schema.defaultValue());
    }
    return config.quoted(name) + " " + type() + rest;
  }

  private String literal(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof String && !value.toString().contains("'")) {
      return "'" + value + "'";
    }
    throw JdbcConfig.notKnown("the default of " + name + "; leave it out");
  }

  /** Sets what a record has for it. */
  void bind(PreparedStatement statement, int index, SinkRecord record, SinkConfig config)
      throws SQLException {
    Object value = read.apply(record);
    if (value instanceof java.util.Date date) {
      long millis = date.getTime();
      switch (type()) {
        case "date" -> statement.setDate(index, new java.sql.Date(millis), config.calendar());
        case "time" -> statement.setTime(index, new java.sql.Time(millis), config.calendar());
        default -> statement.setTimestamp(index, new java.sql.Timestamp(millis), config.calendar());
      }
    } else if (value instanceof BigDecimal decimal) {
      statement.setBigDecimal(index, decimal);
    } else if (value instanceof Collection<?> elements) {
      statement.setArray(
          index, statement.getConnection().createArrayOf(elementType(), elements.toArray()));
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      statement.setBytes(index, bytes);
    } else {
      statement.setObject(index, value);
    }
  }
}
