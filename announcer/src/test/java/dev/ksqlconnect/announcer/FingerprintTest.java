package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes two announcements of a topic say something else, and what does not. */
class FingerprintTest {
  /** Everything an announcement is made of; a test changes one thing. */
  private static final class Parts {
    String connector = "shop";
    String topic = "shop-users";
    String table = "users";
    String cluster = "connect";
    Instant now = Examples.NOW;
    Schema key = Schema.INT32_SCHEMA;
    Schema id = SchemaBuilder.int32().doc("number").build();
    Schema name = Schema.OPTIONAL_STRING_SCHEMA;
    String nameIs = "name";
    boolean nameFirst;
    String rowIs = "users";
    String rowDoc = "rows";
    Integer rowVersion = 1;
    SchemaBuilder row = SchemaBuilder.struct();
    Map<String, String> connectorConfig = new HashMap<>();
    Map<String, String> worker = new HashMap<>(Examples.WORKER);
    List<String> primaryKey = List.of("id");
    KsqlHints ksql = new KsqlHints("auto", "${topic}");

    String fingerprint() {
      row.name(rowIs).doc(rowDoc).version(rowVersion);
      if (nameFirst) {
        row.field(nameIs, name).field("id", id);
      } else {
        row.field("id", id).field(nameIs, name);
      }
      TopicDescription description =
          new TopicDescription(connector, topic, table, key, row.build(), primaryKey, ksql);
      return Announcement.first(description, cluster, connectorConfig, worker, now).fingerprint();
    }
  }

  private static Named<Consumer<Parts>> change(String what, Consumer<Parts> change) {
    return Named.of(what, change);
  }

  static Stream<Named<Consumer<Parts>>> whatDoesNotMatter() {
    return Stream.of(
        change("nothing", parts -> {}),
        change("the time", parts -> parts.now = parts.now.plusSeconds(1)),
        change("the cluster", parts -> parts.cluster = "other"),
        change("the table", parts -> parts.table = "people"),
        change("a schema's documentation", parts -> parts.rowDoc = "lines"),
        change("whether a field has documentation", parts -> parts.id = Schema.INT32_SCHEMA),
        change("a schema's own version", parts -> parts.rowVersion = 2),
        change("a worker's other property", parts -> parts.worker.put("group.id", "g")),
        change(
            "a property of a converter that is not in force",
            parts -> parts.connectorConfig.put("value.converter.decimal.format", "NUMERIC")),
        change(
            "a property that does not tell on the bytes",
            parts -> parts.worker.put("value.converter.basic.auth.user.info", "a:b")),
        change("the case of ksql.as", parts -> parts.ksql = new KsqlHints("AUTO", "${topic}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatDoesNotMatter")
  void it_stays_the_same_whatever_changes_of(Consumer<Parts> change) {
    Parts changed = new Parts();
    change.accept(changed);

    assertThat(changed.fingerprint()).isEqualTo(new Parts().fingerprint());
  }

  static Stream<Named<Consumer<Parts>>> whatMatters() {
    return Stream.of(
        change("a column's type", parts -> parts.id = Schema.INT64_SCHEMA),
        change("a column's name", parts -> parts.nameIs = "naam"),
        change("the case of a column's name", parts -> parts.nameIs = "NAME"),
        change("what may be null", parts -> parts.name = Schema.STRING_SCHEMA),
        change(
            "a default",
            parts -> parts.name = SchemaBuilder.string().optional().defaultValue("x").build()),
        change(
            "a logical type",
            parts -> parts.id = SchemaBuilder.int32().name("org.example.Date").build()),
        change(
            "a parameter",
            parts -> parts.id = SchemaBuilder.int32().parameter("scale", "2").build()),
        change("the order of the columns", parts -> parts.nameFirst = true),
        change("one more column", parts -> parts.row.field("more", Schema.STRING_SCHEMA)),
        change("the schema's name", parts -> parts.rowIs = "people"),
        change("the key's schema", parts -> parts.key = Schema.INT64_SCHEMA),
        change("no key", parts -> parts.key = null),
        change("the primary key's columns", parts -> parts.primaryKey = List.of("id", "name")),
        change(
            "the worker's converter",
            parts ->
                parts.worker.put("value.converter", "io.confluent.connect.avro.AvroConverter")),
        change(
            "the connector's converter",
            parts ->
                parts.connectorConfig.put(
                    "value.converter", "io.confluent.connect.avro.AvroConverter")),
        change(
            "a property of the converter in force",
            parts -> parts.worker.put("value.converter.schemas.enable", "true")),
        change("ksql.as", parts -> parts.ksql = new KsqlHints("stream", "${topic}")),
        change("ksql.name", parts -> parts.ksql = new KsqlHints("auto", "MY_${topic}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatMatters")
  void it_changes_with(Consumer<Parts> change) {
    Parts changed = new Parts();
    change.accept(changed);

    assertThat(changed.fingerprint()).isNotEqualTo(new Parts().fingerprint());
  }

  @Test
  void the_order_of_a_schemas_parameters_does_not_matter() {
    Parts one = new Parts();
    one.id = SchemaBuilder.int32().parameter("a", "1").parameter("b", "2").build();
    Parts other = new Parts();
    other.id = SchemaBuilder.int32().parameter("b", "2").parameter("a", "1").build();

    assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
  }

  /** Else every topic would have a new version after an upgrade. */
  @Test
  void it_is_the_same_in_every_release() {
    assertThat(new Parts().fingerprint()).isEqualTo("2730ea76de14b036d989fff0cd72f7d4");
  }
}
