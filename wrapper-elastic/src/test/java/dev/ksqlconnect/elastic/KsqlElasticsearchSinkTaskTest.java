package dev.ksqlconnect.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.elastic.InstalledSink.InstalledTask;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Elasticsearch sink's task is given of the records. */
class KsqlElasticsearchSinkTaskTest {
  private static final Schema USER =
      SchemaBuilder.struct().field("NAME", Schema.OPTIONAL_STRING_SCHEMA).build();

  private final KsqlElasticsearchSinkTask task = new KsqlElasticsearchSinkTask();

  @BeforeEach
  void start() {
    InstalledTask.RECORDS.clear();
    task.initialize(
        (SinkTaskContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, args) -> null));
    task.start(
        Map.of(
            "name",
            "sink",
            "topic.key.ignore",
            "clicks",
            "behavior.on.null.values",
            "delete",
            "ksql.connect.delegate.class",
            InstalledSink.class.getName(),
            "ksql.connect.sources.described",
            """
            {"users":{"kind":"table","key":{"ID":"INT"},\
            "value":{"NAME":"VARCHAR","AGE":"INT"}},
            "counts":{"kind":"table","key":{"ID":"INT"},\
            "value":{"N":"BIGINT"}},
            "clicks":{"kind":"stream","key":{"A":"INT","B":"INT"},\
            "value":{"PAGE":"VARCHAR","AT":"BIGINT"}}}"""));
  }

  private SinkRecord given(String topic, Object key, Schema schema, Object value) {
    task.put(List.of(new SinkRecord(topic, 0, null, key, schema, value, 0)));
    return InstalledTask.RECORDS.get(InstalledTask.RECORDS.size() - 1);
  }

  @Test
  void a_tables_key_becomes_an_id_and_its_value_stays() {
    Map<String, Object> value = Map.of("NAME", "Ada");

    SinkRecord given = given("users", 7, null, value);

    assertThat(given.key()).isEqualTo("7");
    assertThat(given.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(given.value()).isSameAs(value);
    assertThat(given.valueSchema()).isNull();
  }

  @Test
  void a_streams_key_is_of_no_matter() {
    assertThat(given("clicks", List.of("nested"), null, Map.of("PAGE", "/")).key())
        .isEqualTo(List.of("nested"));
  }

  @Test
  void of_a_topic_that_is_not_known_only_an_object_becomes_an_id() {
    assertThat(given("unknown", Map.of("b", 2, "a", 1), null, Map.of()).key()).isEqualTo("1|2");
    assertThat(given("unknown", 7L, null, Map.of()).key()).isEqualTo(7L);
    assertThat(given("unknown", null, null, Map.of()).key()).isNull();
  }

  @Test
  void a_deletion_before_any_document_has_the_schema_of_the_columns() {
    SinkRecord given = given("users", 7, null, null);

    assertThat(given.value()).isNull();
    assertThat(given.valueSchema().field("NAME").schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(given.valueSchema().isOptional()).isTrue();
  }

  @Test
  void a_deletion_after_a_document_has_its_schema() {
    given("users", 7, USER, new Struct(USER).put("NAME", "Ada"));

    assertThat(given("users", 7, null, null).valueSchema()).isSameAs(USER);
  }

  @Test
  void a_deletion_of_which_nothing_is_known_is_handed_on() {
    assertThat(given("unknown", 7, null, null).valueSchema()).isNull();
  }

  @Test
  void a_value_without_a_name_becomes_a_document_of_the_only_column() {
    assertThat(given("counts", 7, null, 5L).value()).isEqualTo(Map.of("N", 5L));
    assertThat(((Struct) given("counts", 7, Schema.INT64_SCHEMA, 5L).value()).getInt64("N"))
        .isEqualTo(5L);
  }

  /** The delegate would lose with it whatever it sends to Elasticsearch together with it. */
  @ParameterizedTest
  @ValueSource(strings = {"users", "unknown"})
  void what_is_no_object_is_refused(String topic) {
    assertThatThrownBy(() -> given(topic, 7, null, "secret"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("the value is no object with fields, as a document has to be")
        .hasMessageNotContaining("secret");
    assertThat(InstalledTask.RECORDS).isEmpty();
  }
}
