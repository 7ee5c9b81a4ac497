package dev.ksqlconnect.sinks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Date;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A column's value as Connect wants it for the column's schema, from what stands in JSON or came
 * out of another converter. What KSQL reads is read: text that spells a number, days and
 * milliseconds for times, Base64 for bytes. What does not fit is refused, and not made to fit.
 */
public final class ColumnValue {
  private static final long MS_OF_DAY = 86_400_000;

  private ColumnValue() {}

  /**
   * Reads a value.
   *
   * @param column its name, for messages
   * @param value may be null, which stays null
   * @throws DataException if it is none of the column's type; the message does not show it
   */
  public static @Nullable Object of(String column, ColumnType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      return read(type, value);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new DataException(
          String.format(
              "column %s is %s, and what the record has for it, a %s, is none",
              column, type, value.getClass().getSimpleName()));
    }
  }

  private static Object read(ColumnType type, Object value) {
    int[] decimal = type.decimal();
    if (decimal != null) {
      return decimal(number(value), decimal[0], decimal[1]);
    }
    switch (type.toString()) {
      case "BOOLEAN":
        return bool(value);
      case "INT":
        return number(value).intValueExact();
      case "BIGINT":
        return number(value).longValueExact();
      case "DOUBLE":
        return value instanceof Double ? value : (Object) finite(number(value).doubleValue());
      case "VARCHAR":
        return value instanceof String ? value : JsonText.of(value);
      case "BYTES":
        return bytes(value);
      case "DATE":
        return value instanceof Date
            ? value
            : new Date(Math.multiplyExact(number(value).longValueExact(), MS_OF_DAY));
      case "TIME":
        return value instanceof Date ? value : new Date(ofDay(number(value).longValueExact()));
      case "TIMESTAMP":
        return value instanceof Date ? value : new Date(number(value).longValueExact());
      default:
        throw new IllegalArgumentException("nested");
    }
  }

  private static boolean bool(Object value) {
    if (value instanceof Boolean) {
      return (Boolean) value;
    }
    throw new IllegalArgumentException("no boolean");
  }

  private static BigDecimal number(Object value) {
    if (value instanceof BigDecimal) {
      return (BigDecimal) value;
    }
    if (value instanceof BigInteger) {
      return new BigDecimal((BigInteger) value);
    }
    if (value instanceof Double || value instanceof Float) {
      // As it was written: the shortest text that is this double.
      return new BigDecimal(value.toString());
    }
    if (value instanceof Number) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    if (value instanceof String) {
      return new BigDecimal(((String) value).trim());
    }
    throw new IllegalArgumentException("no number");
  }

  private static BigDecimal decimal(BigDecimal number, int digits, int scale) {
    // The digits are counted before any are written out: 1E+500000000 would take minutes.
    BigDecimal shortest = number.stripTrailingZeros();
    boolean hasTooMany = shortest.precision() - shortest.scale() > digits - scale;
    if (shortest.signum() != 0 && (hasTooMany || shortest.scale() > scale)) {
      throw new ArithmeticException("too many digits");
    }
    return shortest.setScale(scale);
  }

  private static double finite(double number) {
    if (Double.isInfinite(number)) {
      throw new ArithmeticException("too large");
    }
    return number;
  }

  private static long ofDay(long ms) {
    if (ms < 0 || ms >= MS_OF_DAY) {
      throw new ArithmeticException("no time of a day");
    }
    return ms;
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[]) {
      return (byte[]) value;
    }
    if (value instanceof ByteBuffer) {
      ByteBuffer buffer = ((ByteBuffer) value).duplicate();
      byte[] copy = new byte[buffer.remaining()];
      buffer.get(copy);
      return copy;
    }
    if (value instanceof String) {
      return Base64.getDecoder().decode((String) value);
    }
    throw new IllegalArgumentException("no bytes");
  }
}
