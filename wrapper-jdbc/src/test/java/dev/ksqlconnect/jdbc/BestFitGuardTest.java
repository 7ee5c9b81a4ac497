package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestFitGuardTest {
  /** A guard of a table whose columns were found to be of these types. */
  private static BestFitGuard guard(Map<String, String> found) {
    return new BestFitGuard(
        TaskTopics.of(
            List.of(
                new SourcePlan.TablePlan(
                    new TableName(null, "public", "prices"),
                    "shop-prices",
                    TableMode.bulk(""),
                    TableKey.ofUser(List.of("id")),
                    List.of(),
                    found,
                    "bulk"))));
  }

  private static List<SourceRecord> record(String column, Schema schema) {
    Schema row = SchemaBuilder.struct().field(column, schema).build();
    return List.of(new SourceRecord(Map.of(), Map.of(), "shop-prices", row, null));
  }

  @ParameterizedTest
  @CsvSource({"INT8", "INT16", "INT32", "INT64", "FLOAT64"})
  void a_new_column_of_numbers_is_held_up(Schema.Type type) {
    assertThatThrownBy(() -> guard(Map.of("id", "")).check(record("x", SchemaBuilder.type(type))))
        .isInstanceOf(BestFitGuard.TableChangedException.class)
        .hasMessageStartingWith("Column x of table public.prices is new, or of another type");
  }

  @Test
  void a_new_column_of_anything_else_is_not() {
    BestFitGuard guard = guard(Map.of("id", ""));

    assertThatCode(
            () -> {
              guard.check(record("x", Schema.STRING_SCHEMA));
              guard.check(record("x", org.apache.kafka.connect.data.Decimal.schema(2)));
              guard.check(record("x", org.apache.kafka.connect.data.Date.SCHEMA));
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64, INT8, true",
    "INT64, INT32, true",
    "INT64, FLOAT64, true",
    "INT32, INT64, false",
    "INT64, INT64, false",
    "'', INT8, false"
  })
  void a_column_is_held_up_if_its_numbers_may_be_cut(
      String found, Schema.Type present, boolean heldUp) {
    BestFitGuard guard = guard(Map.of("price", found));

    if (heldUp) {
      assertThatThrownBy(() -> guard.check(record("price", SchemaBuilder.type(present))))
          .isInstanceOf(BestFitGuard.TableChangedException.class);
    } else {
      assertThatCode(() -> guard.check(record("price", SchemaBuilder.type(present))))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void a_column_that_is_a_decimal_after_all_has_lost_nothing() {
    assertThatCode(
            () ->
                guard(Map.of("price", "FLOAT64"))
                    .check(record("price", org.apache.kafka.connect.data.Decimal.schema(2))))
        .doesNotThrowAnyException();
  }

  @Test
  void where_nothing_was_found_nothing_is_held_up() {
    assertThatCode(() -> guard(Map.of()).check(record("x", Schema.INT8_SCHEMA)))
        .doesNotThrowAnyException();
  }
}
