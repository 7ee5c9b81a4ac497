package dev.ksqlconnect.smt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ksqlconnect.announcer.Asked;
import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TopicDescription;
import dev.ksqlconnect.announcer.TopicOrigin;
import dev.ksqlconnect.announcer.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transform without a worker: what it has announced, and that records pass it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnnounceTopicsTest {
  /** Longer than any test may take: whoever waits for it has not noticed that it need not. */
  private static final String FOREVER_MS = "300000";

  private static final Schema USER =
      SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
  private static final Schema LINE_KEY =
      SchemaBuilder.struct()
          .field("order_id", Schema.INT32_SCHEMA)
          .field("line_no", Schema.INT32_SCHEMA)
          .build();

  private final Wanted wanted = new Wanted();
  private final Asked asked = new Asked(wanted);
  private final List<AnnounceTopics<?>> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(AnnounceTopics::close);
  }

  private AnnounceTopics<SourceRecord> transform(String... config) {
    Map<String, String> configs = new HashMap<>(Map.of("announce.timeout.ms", FOREVER_MS));
    for (int i = 0; i < config.length; i += 2) {
      configs.put(config[i], config[i + 1]);
    }
    AnnounceTopics<SourceRecord> transform = new AnnounceTopics<>(wanted);
    transform.configure(configs);
    open.add(transform);
    return transform;
  }

  private static SourceRecord record(String topic) {
    return record(topic, Schema.INT32_SCHEMA, USER);
  }

  private static SourceRecord record(String topic, Schema keySchema, Schema valueSchema) {
    Object value = valueSchema == null ? null : new Struct(valueSchema);
    return new SourceRecord(null, null, topic, null, keySchema, null, valueSchema, value);
  }

  /** Applies a transform in a thread of this name. */
  private static SourceRecord applyIn(
      String threadName, AnnounceTopics<SourceRecord> transform, SourceRecord record) {
    Thread thread = Thread.currentThread();
    String before = thread.getName();
    thread.setName(threadName);
    try {
      return transform.apply(record);
    } finally {
      thread.setName(before);
    }
  }

  @Test
  void a_topic_is_announced_with_the_schemas_its_records_have() {
    asked.announceAtOnce();

    transform("connector", "shop", "ksql.as", "Stream", "ksql.name", "s_${topic}")
        .apply(record("users"));

    TopicDescription users = asked.announced().get(0);
    assertThat(users.connector()).isEqualTo("shop");
    assertThat(users.topic()).isEqualTo("users");
    assertThat(users.table()).isNull();
    assertThat(users.keySchema()).isSameAs(Schema.INT32_SCHEMA);
    assertThat(users.valueSchema()).isSameAs(USER);
    assertThat(users.ksql().as()).isEqualTo("stream");
    assertThat(users.ksql().name()).isEqualTo("s_${topic}");
  }

  @Test
  void behind_a_wrapper_it_announces_what_the_wrapper_knows() {
    asked.announceAtOnce();
    KsqlHints asTable = new KsqlHints("table", "S_${topic}");
    Map<String, String> converters = Map.of("value.converter", "example.Converter");
    wanted.addOrigin(
        "shop", "users", new TopicOrigin("public.users", List.of("id"), asTable, converters));

    transform("connector", "shop").apply(record("users"));
    transform("connector", "shop", "fields", "nr", "ksql.as", "stream").apply(record("users"));
    transform("connector", "other").apply(record("users"));

    assertThat(asked.announced())
        .extracting(
            TopicDescription::table,
            TopicDescription::primaryKey,
            announced -> announced.ksql().as(),
            announced -> announced.ksql().name(),
            TopicDescription::converters)
        .containsExactly(
            tuple("public.users", List.of("id"), "table", "S_${topic}", converters),
            tuple("public.users", List.of("nr"), "stream", "${topic}", converters),
            tuple(null, List.of(), "auto", "${topic}", null));
  }

  @Test
  void while_the_worker_stops_what_nobody_announces_is_kept_until_the_task_is_given_up()
      throws Exception {
    asked.announceNothing();
    asked.stop();
    AnnounceTopics<SourceRecord> transform = transform("connector", "shop");
    Thread task = new Thread(() -> transform.apply(record("users")));
    task.start();
    Awaitility.await("the task to wait without end")
        .until(() -> task.getState() == Thread.State.WAITING);

    task.interrupt();

    task.join(Duration.ofSeconds(10).toMillis());
    assertThat(task.isAlive()).isFalse();
  }

  @Test
  void what_a_wrappers_task_knew_is_gone_with_it() {
    TopicOrigin before = new TopicOrigin("a", List.of(), KsqlHints.DEFAULT, null);
    TopicOrigin after = new TopicOrigin("b", List.of(), KsqlHints.DEFAULT, null);
    wanted.addOrigin("shop", "users", before);
    wanted.addOrigin("shop", "users", after);
    wanted.removeOrigin("shop", "users", before);
    assertThat(wanted.originOf("shop", "users")).isSameAs(after);

    wanted.removeOrigin("shop", "users", after);
    assertThat(wanted.originOf("shop", "users")).isNull();
  }

  @Test
  void each_topic_and_each_schema_is_announced_once_and_every_record_passes_as_it_is() {
    asked.announceAtOnce();
    AnnounceTopics<SourceRecord> transform = transform("connector", "shop");
    Schema widened =
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    List<SourceRecord> records =
        List.of(
            record("users"),
            record("orders"),
            record("users"),
            record("users", Schema.INT32_SCHEMA, null),
            record("users", Schema.INT32_SCHEMA, widened),
            record("orders"),
            record("users", Schema.INT32_SCHEMA, widened));

    for (SourceRecord record : records) {
      assertThat(transform.apply(record)).isSameAs(record);
    }

    assertThat(asked.announced())
        .extracting(TopicDescription::topic, TopicDescription::valueSchema)
        .containsExactly(tuple("users", USER), tuple("orders", USER), tuple("users", widened));
  }

  @Test
  void a_struct_key_names_its_columns_itself() {
    assertThat(primaryKey(transform("connector", "c", "keys", "lines:x"), LINE_KEY))
        .containsExactly("order_id", "line_no");
  }

  @Test
  void a_scalar_keys_column_is_called_what_the_configuration_says() {
    assertThat(primaryKey(transform("connector", "c", "keys", "lines:id"), Schema.INT32_SCHEMA))
        .containsExactly("id");
    assertThat(primaryKey(transform("connector", "c", "fields", "no"), Schema.INT32_SCHEMA))
        .containsExactly("no");
  }

  @Test
  void a_scalar_key_that_nothing_is_said_of_has_no_column() {
    assertThat(primaryKey(transform("connector", "c", "keys", "users:id"), Schema.INT32_SCHEMA))
        .isEmpty();
  }

  @Test
  void a_topic_without_a_key_has_no_primary_key_whatever_is_said_of_it() {
    assertThat(primaryKey(transform("connector", "c", "fields", "id"), null)).isEmpty();
  }

  private List<String> primaryKey(AnnounceTopics<SourceRecord> transform, Schema keySchema) {
    asked.announceAtOnce();
    transform.apply(record("lines", keySchema, USER));
    TopicDescription last = asked.announced().get(asked.announced().size() - 1);
    return last.primaryKey();
  }

  @ParameterizedTest
  @CsvSource({
    "task-thread-shop-0, shop",
    "task-thread-shop-10, shop",
    "task-thread-shop-2-0, shop-2",
    "task-thread-task-thread-1-1, task-thread-1",
    "task-thread-läden in der stadt-3, läden in der stadt",
  })
  void the_connector_is_the_one_whose_task_applies_the_transform(
      String threadName, String connector) {
    asked.announceAtOnce();

    applyIn(threadName, transform(), record("users"));

    assertThat(asked.announced())
        .extracting(TopicDescription::connector)
        .containsExactly(connector);
  }

  @Test
  void a_connector_named_in_the_configuration_counts_more_than_the_threads() {
    asked.announceAtOnce();

    applyIn("task-thread-other-0", transform("connector", "shop"), record("users"));

    assertThat(asked.announced()).extracting(TopicDescription::connector).containsExactly("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "connector-thread-shop", "task-thread-shop", "task-thread--1"})
  void outside_a_tasks_thread_records_pass_and_nothing_is_announced(String threadName) {
    AnnounceTopics<SourceRecord> transform = transform();
    SourceRecord record = record("users");

    assertThat(applyIn(threadName, transform, record)).isSameAs(record);
    assertThat(asked.open()).isZero();
  }

  @Test
  void on_a_sink_records_pass_and_nothing_is_announced() {
    AnnounceTopics<SinkRecord> transform = new AnnounceTopics<>(wanted);
    transform.configure(Map.of("connector", "shop"));
    SinkRecord record = new SinkRecord("users", 0, null, null, USER, new Struct(USER), 0);

    assertThat(transform.apply(record)).isSameAs(record);
    assertThat(asked.open()).isZero();
  }

  @Test
  void a_record_is_held_until_its_topic_is_announced() {
    asked.announceNothing();
    AnnounceTopics<SourceRecord> transform = transform("connector", "shop");
    CompletableFuture<SourceRecord> passed = new CompletableFuture<>();
    Thread task = new Thread(() -> passed.complete(transform.apply(record("users"))));
    task.start();

    Awaitility.await("that the task waits")
        .until(() -> task.getState() == Thread.State.TIMED_WAITING);
    assertThat(passed).isNotDone();
    asked.announce();

    assertThat(passed).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void without_an_announcer_one_record_waits_its_time_and_from_then_on_none() {
    long begin = System.nanoTime();
    SourceRecord first = record("users");
    assertThat(transform("connector", "shop", "announce.timeout.ms", "2000").apply(first))
        .isSameAs(first);
    assertThat(System.nanoTime() - begin)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(2_000));

    // Another task of this worker, and many topics: two seconds each would be too long for a test.
    AnnounceTopics<SourceRecord> another =
        transform("connector", "stock", "announce.timeout.ms", "2000");
    for (int i = 0; i < 100; i++) {
      another.apply(record("topic-" + i));
    }

    asked.announceAtOnce();
    assertThat(asked.announced()).as("what an announcer that comes up later finds").hasSize(101);
  }

  @Test
  void a_task_that_is_stopped_while_it_waits_goes_on_and_stays_interrupted() {
    asked.announceNothing();
    SourceRecord record = record("users");

    Thread.currentThread().interrupt();
    SourceRecord passed = transform("connector", "shop").apply(record);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(passed).isSameAs(record);
  }

  @Test
  void a_task_that_ends_leaves_nothing_behind_but_what_is_still_to_be_announced() {
    AnnounceTopics<SourceRecord> transform =
        transform("connector", "shop", "announce.timeout.ms", "0");
    transform.apply(record("users"));
    transform.close();
    assertThat(asked.open()).isOne();

    asked.announceAtOnce();

    assertThat(asked.announced()).hasSize(1);
    assertThat(asked.open()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "ksql.as, tabel",
    "announce.timeout.ms, -1",
    "keys, users:",
    "ksql.name, ''",
  })
  void a_wrong_setting_is_refused_by_its_name(String key, String value) {
    assertThatThrownBy(() -> transform(key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("configuration " + key);
  }
}
