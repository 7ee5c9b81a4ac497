package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which converters are filled in for a source, on which worker. */
class SourceConvertersTest {
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
  private static final String AVRO = "io.confluent.connect.avro.AvroConverter";

  private static Map<String, String> additions(
      Map<String, String> worker, Map<String, String> config) {
    return new SourceConverters(worker).additions(config, Map.of());
  }

  @Test
  void on_a_worker_with_apaches_defaults_keys_and_values_become_json_without_schemas() {
    assertThat(additions(Map.of("key.converter", JSON, "value.converter", JSON), Map.of()))
        .isEqualTo(
            Map.of(
                "key.converter",
                JSON,
                "key.converter.schemas.enable",
                "false",
                "key.converter.decimal.format",
                "NUMERIC",
                "value.converter",
                JSON,
                "value.converter.schemas.enable",
                "false",
                "value.converter.decimal.format",
                "NUMERIC"));
  }

  @Test
  void converters_of_the_workers_that_ksql_can_read_hold() {
    assertThat(additions(Map.of("key.converter", STRING, "value.converter", AVRO), Map.of()))
        .isEmpty();
    assertThat(
            additions(
                Map.of(
                    "key.converter",
                    JSON,
                    "key.converter.schemas.enable",
                    "false",
                    "value.converter",
                    JSON,
                    "value.converter.schemas.enable",
                    "FALSE"),
                Map.of()))
        .isEmpty();
  }

  @Test
  void a_row_is_more_than_a_text() {
    assertThat(additions(Map.of("key.converter", STRING, "value.converter", STRING), Map.of()))
        .containsEntry("value.converter", JSON)
        .doesNotContainKey("key.converter");
  }

  @Test
  void a_converter_that_is_not_known_may_be_one_that_ksql_can_read() {
    assertThat(additions(Map.of("key.converter", "my.A", "value.converter", "my.B"), Map.of()))
        .isEmpty();
  }

  @Test
  void converters_of_the_connectors_own_hold() {
    assertThat(
            additions(
                Map.of("key.converter", JSON, "value.converter", JSON),
                Map.of("key.converter", JSON, "value.converter", "my.B")))
        .isEmpty();
  }

  @Test
  void a_property_that_the_user_has_set_stays_beside_the_converter_that_is_filled_in() {
    assertThat(
            additions(
                Map.of("key.converter", STRING, "value.converter", JSON),
                Map.of("value.converter.decimal.format", "BASE64")))
        .containsOnlyKeys("value.converter", "value.converter.schemas.enable");
  }

  @Test
  void what_was_completed_is_complete() {
    Map<String, String> worker = Map.of("key.converter", JSON, "value.converter", JSON);

    assertThat(additions(worker, additions(worker, Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KsqlJdbcSource, true",
    "KsqlJdbcSourceConnector, true",
    "dev.ksqlconnect.jdbc.KsqlJdbcSourceConnector, true",
    "KsqlJdbcSink, false",
    "JdbcSource, false"
  })
  void only_this_bundles_source_is_completed(String connectorClass, boolean concerned) {
    assertThat(SourceConverters.concerns(connectorClass)).isEqualTo(concerned);
  }

  @Test
  void one_that_writes_with_the_workers_converters_goes_on_with_them() {
    assertThat(
            new SourceConverters(Map.of("key.converter", JSON, "value.converter", JSON))
                .additions(Map.of(), Map.of("connector.class", "KsqlJdbcSource")))
        .isEmpty();
  }
}
