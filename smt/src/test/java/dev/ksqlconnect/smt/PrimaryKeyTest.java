package dev.ksqlconnect.smt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transform as Connect uses it: configured once, then applied to each record. */
class PrimaryKeyTest {
  private static final Schema USER =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("region", Schema.STRING_SCHEMA)
          .build();
  private static final Struct ANN = new Struct(USER).put("id", 7L).put("region", "eu");

  private final PrimaryKey<SourceRecord> transform = new PrimaryKey<>();

  @AfterEach
  void close() {
    transform.close();
  }

  private void configure(String key, String value) {
    transform.configure(Map.of(key, value));
  }

  private static SourceRecord record(String topic, Schema valueSchema, Object value) {
    SourceRecord record =
        new SourceRecord(
            Map.of("table", topic),
            Map.of("row", 1L),
            topic,
            3,
            Schema.STRING_SCHEMA,
            "a key from before",
            valueSchema,
            value,
            42L);
    record.headers().addString("h", "v");
    return record;
  }

  @Test
  void one_column_is_unwrapped() {
    configure("keys", "users:id");

    SourceRecord keyed = transform.apply(record("users", USER, ANN));

    assertThat(keyed.keySchema()).isEqualTo(Schema.INT64_SCHEMA);
    assertThat(keyed.key()).isEqualTo(7L);
  }

  @Test
  void several_columns_are_a_struct_in_the_order_they_are_configured_in() {
    configure("fields", "region,id");

    SourceRecord keyed = transform.apply(record("users", USER, ANN));

    Schema inOrder =
        SchemaBuilder.struct()
            .field("region", Schema.STRING_SCHEMA)
            .field("id", Schema.INT64_SCHEMA)
            .build();
    assertThat(keyed.keySchema()).isEqualTo(inOrder);
    assertThat(keyed.key()).isEqualTo(new Struct(inOrder).put("region", "eu").put("id", 7L));
  }

  @Test
  void nothing_but_the_key_is_changed() {
    configure("fields", "id");
    SourceRecord record = record("users", USER, ANN);

    SourceRecord keyed = transform.apply(record);

    assertThat(keyed)
        .usingRecursiveComparison()
        .ignoringFields("keySchema", "key")
        .isEqualTo(record);
    assertThat(keyed.value()).isSameAs(ANN);
  }

  @Test
  void a_topic_not_named_passes_as_it_is() {
    configure("keys", "users:id");
    SourceRecord record = record("orders", USER, ANN);

    assertThat(transform.apply(record)).isSameAs(record);
  }

  @Test
  void a_topic_not_named_passes_whatever_its_values_are() {
    configure("keys", "users:id");
    SourceRecord text = record("logs", Schema.STRING_SCHEMA, "a line");
    SourceRecord schemaless = record("logs", null, "a line");

    assertThat(transform.apply(text)).isSameAs(text);
    assertThat(transform.apply(schemaless)).isSameAs(schemaless);
  }

  @Test
  void fields_are_for_the_topics_that_keys_does_not_name() {
    transform.configure(Map.of("keys", "users:region", "fields", "id"));

    assertThat(transform.apply(record("users", USER, ANN)).key()).isEqualTo("eu");
    assertThat(transform.apply(record("orders", USER, ANN)).key()).isEqualTo(7L);
  }

  @Test
  void a_tombstone_passes_with_the_key_it_has() {
    configure("fields", "id");
    SourceRecord bare = record("users", null, null);
    SourceRecord withSchema = record("users", USER, null);

    assertThat(transform.apply(bare)).isSameAs(bare);
    assertThat(transform.apply(withSchema)).isSameAs(withSchema);
  }

  @Test
  void a_map_without_a_schema_gives_a_key_without_a_schema() {
    transform.configure(Map.of("keys", "users:id", "fields", "region,id"));
    Map<String, Object> value = Map.of("id", 7, "region", "eu", "name", "Ann");

    SourceRecord one = transform.apply(record("users", null, value));
    SourceRecord several = transform.apply(record("orders", null, value));

    assertThat(one.keySchema()).isNull();
    assertThat(one.key()).isEqualTo(7);
    assertThat(several.keySchema()).isNull();
    assertThat(((Map<?, ?>) several.key()).entrySet().toString()).isEqualTo("[region=eu, id=7]");
  }

  @Test
  void a_column_that_a_map_lacks_fails_the_record_with_what_there_is() {
    configure("keys", "users:uid");

    assertThatThrownBy(() -> transform.apply(record("users", null, Map.of("id", 7))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("topic users", "'uid'", "[id]");
  }

  @Test
  void a_value_that_has_no_columns_fails_the_record_without_being_shown() {
    configure("fields", "id");

    assertThatThrownBy(() -> transform.apply(record("logs", null, "s3cret")))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("topic logs", "java.lang.String")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void without_columns_it_does_not_start_and_says_which_keys_name_them() {
    assertThatThrownBy(() -> transform.configure(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("'keys'", "'fields'");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "keys   | users:       | users:           | a name is missing at position 7",
        "fields | id,,region   | [id, , region]   | a name is missing",
        "fields | id,region,id | [id, region, id] | 'id' is listed twice",
      },
      quoteCharacter = '"')
  void columns_that_cannot_be_are_an_error_of_their_key_at_validation(
      String key, String value, String seen, String problem) {
    assertThat(transform.config().validate(Map.of(key, value)))
        .filteredOn(configValue -> !configValue.errorMessages().isEmpty())
        .singleElement()
        .satisfies(
            configValue -> {
              assertThat(configValue.name()).isEqualTo(key);
              assertThat(configValue.errorMessages())
                  .singleElement(InstanceOfAssertFactories.STRING)
                  .startsWith("Invalid value " + seen + " for configuration " + key)
                  .contains(problem);
            });
  }
}
