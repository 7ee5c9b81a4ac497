package dev.ksqlconnect.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a value for its column's type. */
class ColumnValueTest {
  private static final long DAY = 86_400_000;

  private static Object read(String type, Object value) {
    return ColumnValue.of("C", ColumnType.of(type), value);
  }

  private static Arguments reads(String type, Object value, Object expected) {
    return Arguments.of(type, value, expected);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        reads("BOOLEAN", true, true),
        reads("INT", 7L, 7),
        reads("INT", (byte) 7, 7),
        reads("INT", 7.0, 7),
        reads("INT", " 7 ", 7),
        reads("INT", BigInteger.TEN, 10),
        reads("INT", new BigDecimal("7.00"), 7),
        reads("INT", (long) Integer.MIN_VALUE, Integer.MIN_VALUE),
        reads("BIGINT", 7, 7L),
        reads("BIGINT", Long.MAX_VALUE, Long.MAX_VALUE),
        reads("BIGINT", "9223372036854775807", Long.MAX_VALUE),
        reads("BIGINT", new BigDecimal("1E+3"), 1_000L),
        reads("DOUBLE", 1.5, 1.5),
        reads("DOUBLE", 1.5f, 1.5),
        reads("DOUBLE", 0.1f, 0.1),
        reads("DOUBLE", 2L, 2.0),
        reads("DOUBLE", "2.5", 2.5),
        reads("DOUBLE", new BigDecimal("0.1"), 0.1),
        reads("DOUBLE", Double.NaN, Double.NaN),
        reads("DECIMAL(4, 2)", 1.5, new BigDecimal("1.50")),
        reads("DECIMAL(4, 2)", 7L, new BigDecimal("7.00")),
        reads("DECIMAL(4, 2)", "12.34", new BigDecimal("12.34")),
        reads("DECIMAL(4, 2)", new BigDecimal("12.3400"), new BigDecimal("12.34")),
        reads("DECIMAL(4,2)", 0, new BigDecimal("0.00")),
        reads("DECIMAL(2, 2)", 0.25, new BigDecimal("0.25")),
        reads("DECIMAL(2, 2)", 0, new BigDecimal("0.00")),
        reads(
            "DECIMAL(38, 0)",
            new BigInteger("12345678901234567890123456789012345678"),
            new BigDecimal("12345678901234567890123456789012345678")),
        reads("DECIMAL(4, 2)", new BigDecimal("0E+1000000000"), new BigDecimal("0.00")),
        reads("DECIMAL(4, 0)", new BigDecimal("1E+3"), new BigDecimal("1000")),
        reads("VARCHAR", "text", "text"),
        reads("VARCHAR", 7L, "7"),
        reads("VARCHAR", new BigDecimal("1.10"), "1.10"),
        reads("VARCHAR", true, "true"),
        reads("VARCHAR", Map.of("a", List.of(1, "b")), "{\"a\":[1,\"b\"]}"),
        reads("BYTES", "aGk=", new byte[] {'h', 'i'}),
        reads("BYTES", ByteBuffer.wrap(new byte[] {'h', 'i'}), new byte[] {'h', 'i'}),
        reads("BYTES", new byte[] {'h', 'i'}, new byte[] {'h', 'i'}),
        reads("DATE", 1, new Date(DAY)),
        reads("DATE", -1L, new Date(-DAY)),
        reads("DATE", new Date(DAY), new Date(DAY)),
        reads("TIME", 1_000L, new Date(1_000)),
        reads("TIMESTAMP", 1_700_000_000_000L, new Date(1_700_000_000_000L)),
        reads("TIMESTAMP", "5", new Date(5)),
        reads("TIMESTAMP", new Date(5), new Date(5)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void what_ksql_reads_is_read_and_fits_the_columns_schema(
      String type, Object value, Object expected) {
    Object read = read(type, value);

    assertThat(read).isEqualTo(expected);
    ConnectSchema.validateValue(ColumnType.of(type).valueSchema(), read);
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of("BOOLEAN", "true"),
        Arguments.of("BOOLEAN", 1),
        Arguments.of("INT", 2_147_483_648L),
        Arguments.of("INT", 1.5),
        Arguments.of("INT", "seven"),
        Arguments.of("INT", ""),
        Arguments.of("INT", true),
        Arguments.of("INT", Double.NaN),
        Arguments.of("INT", List.of(1)),
        Arguments.of("INT", new BigDecimal("1E+1000000000")),
        Arguments.of("BIGINT", new BigInteger("9223372036854775808")),
        Arguments.of("DOUBLE", "x"),
        Arguments.of("DOUBLE", Map.of()),
        Arguments.of("DECIMAL(4, 2)", 123.4),
        Arguments.of("DECIMAL(4, 2)", 1.234),
        Arguments.of("DECIMAL(4, 2)", Double.POSITIVE_INFINITY),
        Arguments.of("DECIMAL(2, 2)", 1),
        Arguments.of("DOUBLE", new BigDecimal("1E+400")),
        Arguments.of("TIME", DAY),
        Arguments.of("TIME", -1L),
        Arguments.of("BYTES", "no base64"),
        Arguments.of("BYTES", 1L),
        Arguments.of("DATE", "2020-01-01"),
        Arguments.of("DATE", Long.MAX_VALUE),
        Arguments.of("TIMESTAMP", "2020-01-01T00:00:00"),
        Arguments.of("TIMESTAMP", 1.5),
        Arguments.of("ARRAY<INT>", List.of(1)));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void what_does_not_fit_is_refused(String type, Object value) {
    assertThatThrownBy(() -> read(type, value)).isInstanceOf(DataException.class);
  }

  /** To write out its digits would take minutes, and all of the memory. */
  @ParameterizedTest
  @ValueSource(strings = {"1E+500000000", "-1E-500000000"})
  void a_short_text_of_a_long_number_is_refused_at_once(String text) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> read("DECIMAL(4, 2)", text))
                .isInstanceOf(DataException.class));
  }

  @Test
  void a_refusal_names_the_column_and_not_the_data() {
    assertThatThrownBy(() -> read("INT", "hunter2"))
        .hasMessage("column C is INT, and what the record has for it, a String, is none")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "VARCHAR", "DECIMAL(4, 2)", "BYTES", "ARRAY<INT>"})
  void a_null_is_a_null_in_any_column(String type) {
    assertThat(read(type, null)).isNull();
  }

  @Test
  void bytes_that_are_read_are_still_there_to_be_read() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {'h', 'i'});
    read("BYTES", bytes);

    assertThat(bytes.remaining()).isEqualTo(2);
  }
}
