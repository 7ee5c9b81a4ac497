package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which converter is in force, and which of KSQL's formats reads what it writes. */
class EffectiveConverterTest {
  private static final String PART = "value.converter";
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";

  private static EffectiveConverter of(Map<String, String> connector, Map<String, String> worker) {
    return EffectiveConverter.of(PART, connector, worker);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      nullValues = "none",
      value = {
        "org.apache.kafka.connect.storage.StringConverter, KAFKA",
        "org.apache.kafka.connect.converters.IntegerConverter, KAFKA",
        "org.apache.kafka.connect.converters.LongConverter, KAFKA",
        "org.apache.kafka.connect.converters.DoubleConverter, KAFKA",
        "org.apache.kafka.connect.converters.ByteArrayConverter, KAFKA",
        "io.confluent.connect.avro.AvroConverter, AVRO",
        "io.confluent.connect.protobuf.ProtobufConverter, PROTOBUF",
        "io.confluent.connect.json.JsonSchemaConverter, JSON_SR",
        "org.apache.kafka.connect.converters.ShortConverter, none",
        "io.apicurio.registry.utils.converter.ExtJsonConverter, none",
        // Its own wire format, unless it is told otherwise.
        "io.apicurio.registry.utils.converter.AvroConverter, none",
        "StringConverter, KAFKA",
        "String, KAFKA",
        "JsonSchemaConverter, JSON_SR",
        // Two converters have this short name, and only one of them may be installed.
        "AvroConverter, none",
        "ProtobufConverter, none",
        "org.example.MyConverter, none"
      })
  void a_converters_format_is_known_by_its_class(String converter, String format) {
    assertThat(of(Map.of(PART, converter), Map.of()).format()).isEqualTo(format);
  }

  @ParameterizedTest(name = "schemas.enable={0} is {1}")
  @CsvSource(
      nullValues = "none",
      value = {"false, JSON", "true, none", "FALSE, JSON", "none, none"})
  void json_is_readable_only_without_schemas(String schemasEnable, String format) {
    Map<String, String> connector =
        schemasEnable == null
            ? Map.of(PART, JSON)
            : Map.of(PART, JSON, PART + ".schemas.enable", schemasEnable);

    assertThat(of(connector, Map.of()).format()).isEqualTo(format);
  }

  @Test
  void apicurios_avro_is_readable_in_confluents_wire_format() {
    Map<String, String> connector =
        Map.of(
            PART,
            "io.apicurio.registry.utils.converter.AvroConverter",
            PART + ".apicurio.registry.as-confluent",
            "true",
            PART + ".apicurio.registry.use-id",
            "contentId");

    assertThat(of(connector, Map.of()).format()).isEqualTo("AVRO");
  }

  @Test
  void the_connectors_own_goes_before_the_workers() {
    EffectiveConverter converter =
        of(Map.of(PART, STRING), Map.of(PART, JSON, PART + ".schemas.enable", "false"));

    assertThat(converter.toJson().path("class").asText()).isEqualTo(STRING);
    assertThat(converter.toJson().path("properties")).isEmpty();
  }

  @Test
  void the_properties_are_never_mixed() {
    EffectiveConverter converter =
        of(Map.of(PART, JSON), Map.of(PART, JSON, PART + ".schemas.enable", "false"));

    assertThat(converter.format()).as("the connector says nothing of schemas.enable").isNull();
  }

  @Test
  void only_properties_that_tell_on_the_bytes_are_announced() {
    EffectiveConverter converter =
        of(
            Map.of(),
            Map.of(
                PART,
                JSON,
                PART + ".schemas.enable",
                "false",
                PART + ".decimal.format",
                "NUMERIC",
                PART + ".basic.auth.user.info",
                "user:canary"));

    assertThat(converter.toJson().toString())
        .contains("\"decimal.format\":\"NUMERIC\"", "\"schemas.enable\":\"false\"")
        .doesNotContain("canary");
  }
}
