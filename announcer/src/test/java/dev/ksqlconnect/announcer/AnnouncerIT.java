package dev.ksqlconnect.announcer;

import static dev.ksqlconnect.announcer.Examples.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Announcers, as two workers have them, on a real broker. */
class AnnouncerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long WAIT_MS = PATIENCE.toMillis();

  @TempDir private static Path folder;
  private static Broker broker;
  private static Topics topics;

  private final Connectors connectors = new Connectors("shop");
  private final List<AutoCloseable> open = new ArrayList<>();
  private String announcements;

  @BeforeAll
  static void start() {
    broker = Broker.start(KafkaLine.V4_3, folder.resolve("broker"));
    topics = new Topics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void nameTopic(TestInfo test) {
    announcements = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** What one worker has of the announcer: wishes, and an announcer that grants them. */
  private final class Worker implements AutoCloseable {
    final Wanted wanted = new Wanted();
    final Announcer announcer;

    Worker(Connectors connectors) {
      Map<String, String> properties = new HashMap<>(Examples.WORKER);
      properties.put("bootstrap.servers", broker.bootstrapServers());
      properties.put("group.id", "connect");
      properties.put("config.storage.replication.factor", "1");
      properties.put(AnnouncerSettings.TOPIC, announcements);
      announcer = new Announcer(new AnnouncerSettings(properties), connectors, wanted);
      announcer.start();
    }

    Catalog catalog() {
      return announcer.catalog();
    }

    TaskAnnouncer<SourceRecord> task() {
      return new TaskAnnouncer<>(
          wanted, false, WAIT_MS, r -> Examples.topic(r.topic(), r.valueSchema()));
    }

    /** One whose topics no other task writes. */
    TaskAnnouncer<SourceRecord> soleTask(UnaryOperator<TopicDescription> more) {
      return new TaskAnnouncer<>(
          wanted, true, WAIT_MS, r -> more.apply(Examples.topic(r.topic(), r.valueSchema())));
    }

    int version(String topic) {
      Catalog.Entry entry = catalog().find("shop", topic);
      return entry == null ? 0 : entry.announcement().version();
    }

    @Override
    public void close() {
      announcer.close();
    }
  }

  private Worker worker() {
    return worker(connectors);
  }

  private Worker worker(Connectors connectors) {
    Worker worker = new Worker(connectors);
    open.add(worker);
    return worker;
  }

  private static void see(TaskAnnouncer<SourceRecord> task, String topic, Schema schema) {
    task.see(
        new SourceRecord(
            Map.of(),
            Map.of(),
            topic,
            Schema.INT32_SCHEMA,
            1,
            schema,
            new Struct(schema).put("id", 1)));
  }

  private static void announce(TaskAnnouncer<SourceRecord> task, String topic, Schema... schemas)
      throws InterruptedException {
    for (Schema schema : schemas) {
      see(task, topic, schema);
    }
    task.announce();
  }

  private List<ConsumerRecord<String, String>> announced(String topic) {
    return topics.records(announcements).stream()
        .filter(record -> record.key().contains("\"topic\":\"" + topic + "\""))
        .toList();
  }

  private static void await(String what, BooleanSupplier holds) {
    Waiting.until(what, PATIENCE, holds);
  }

  /** Something a test does that may be interrupted. */
  private interface Step {
    void run() throws InterruptedException;
  }

  private static void whileBrokerIsAway(Step step) throws InterruptedException {
    broker.stop();
    try {
      step.run();
    } finally {
      broker.startAgain();
    }
  }

  @Test
  void the_topic_is_made_compacted_with_one_partition() throws Exception {
    announce(worker().task(), "users", row());

    assertThat(topics.config(announcements, "cleanup.policy")).isEqualTo("compact");
    assertThat(topics.partitions(announcements)).isEqualTo(1);
  }

  @Test
  void a_topic_with_another_cleanup_policy_is_used_and_left_as_it_is() throws Exception {
    topics.create(announcements, Map.of("cleanup.policy", "delete"));

    announce(worker().task(), "users", row());

    assertThat(announced("users")).hasSize(1);
    assertThat(topics.config(announcements, "cleanup.policy")).isEqualTo("delete");
  }

  @Test
  void what_one_batch_brings_is_in_the_topic_when_its_wait_is_over() throws Exception {
    TaskAnnouncer<SourceRecord> task = worker().task();
    for (int i = 0; i < 100; i++) {
      see(task, "topic" + i, row());
    }
    task.announce();

    assertThat(topics.records(announcements)).hasSize(100);
  }

  private static Object metric(String part, String name) {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .getAttribute(new ObjectName("dev.ksqlconnect:type=" + part + "-metrics"), name);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_was_announced_is_counted() throws Exception {
    TaskAnnouncer<SourceRecord> task = worker().task();
    announce(task, "users", row());
    announce(task, "pages", row());

    assertThat(metric("announcer", "status")).isEqualTo("healthy");
    assertThat(metric("announcer", "announcement-total")).isEqualTo(2.0);
    assertThat(metric("announcer", "announcement-pending-count")).isEqualTo(0L);
    assertThat(metric("announcer", "announcement-failed-total")).isEqualTo(0.0);
    assertThat((Double) metric("announcer", "announcement-max-time-ms")).isPositive();
    assertThat(metric("catalog", "connector-count")).isEqualTo(1L);
    assertThat(metric("catalog", "topic-count")).isEqualTo(2L);
    assertThat(metric("catalog", "retired-topic-count")).isEqualTo(0L);
    await("the topic to be read to its end", () -> metric("catalog", "record-lag").equals(0L));
  }

  @Test
  void what_waits_for_the_broker_is_pending() throws Exception {
    TaskAnnouncer<SourceRecord> task = worker().task();
    announce(task, "users", row());
    whileBrokerIsAway(
        () -> {
          announce(task, "pages", row());
          assertThat(metric("announcer", "announcement-pending-count")).isEqualTo(1L);
        });
    await("it to be announced", () -> metric("announcer", "announcement-pending-count").equals(0L));
  }

  @Test
  void a_record_is_a_cloud_event() throws Exception {
    announce(worker().task(), "users", row());
    Map<String, String> headers = new HashMap<>();
    announced("users")
        .get(0)
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));

    assertThat(headers)
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_type", "dev.ksqlconnect.topic.created.v1")
        .containsEntry("ce_source", "/connect/connect")
        .containsEntry("ce_subject", "users")
        .containsEntry("content-type", "application/json")
        .containsKeys("ce_id", "ce_time");
  }

  @Test
  void what_is_announced_already_is_not_written_again() throws Exception {
    Worker first = worker();
    announce(first.task(), "users", row());
    announce(first.task(), "users", row());
    announce(worker().task(), "users", row());

    assertThat(announced("users")).hasSize(1);
  }

  @Test
  void a_changed_schema_is_the_next_version_on_every_worker() throws Exception {
    Worker one = worker();
    Worker other = worker();
    TaskAnnouncer<SourceRecord> task = one.task();
    announce(task, "users", row());
    announce(task, "users", row("name"));

    await("version 2 on the other worker", () -> other.version("users") == 2);
    assertThat(other.catalog().find("shop", "users").lastChange())
        .isEqualTo(Catalog.Change.CHANGED);
  }

  @Test
  void two_schemas_in_one_batch_are_two_versions() throws Exception {
    Worker worker = worker();
    announce(worker.task(), "users", row(), row("name"));

    assertThat(announced("users")).hasSize(2);
    await("version 2", () -> worker.version("users") == 2);
  }

  @Test
  void two_workers_that_announce_at_once_agree_and_so_does_one_that_starts_later()
      throws Exception {
    Worker one = worker();
    Worker other = worker();
    TaskAnnouncer<SourceRecord> oneTask = one.task();
    TaskAnnouncer<SourceRecord> otherTask = other.task();
    for (int i = 0; i < 20; i++) {
      String topic = "topic" + i;
      Thread at = new Thread(() -> see(otherTask, topic, row("name")));
      at.start();
      see(oneTask, topic, row());
      at.join();
    }
    oneTask.announce();
    otherTask.announce();
    await(
        "nothing left to be written again",
        () -> one.catalog().unsettled().isEmpty() && other.catalog().unsettled().isEmpty());

    Worker later = worker();
    await("the later worker's catalog", () -> later.catalog().isComplete());
    String position = later.catalog().position();
    await("all three at the same record", () -> one.catalog().position().equals(position));
    await("all three at the same record", () -> other.catalog().position().equals(position));
    assertThat(summary(one)).hasSize(20).isEqualTo(summary(later)).isEqualTo(summary(other));
  }

  private static List<String> summary(Worker worker) {
    return worker.catalog().all().stream()
        .map(Catalog.Entry::announcement)
        .map(a -> a.topic() + " " + a.version() + " " + a.fingerprint() + " " + a.isRetired())
        .toList();
  }

  @Test
  void tasks_that_alternate_between_two_schemas_make_no_version_after_version() throws Exception {
    Worker one = worker();
    Worker other = worker();
    TaskAnnouncer<SourceRecord> oneTask = one.task();
    TaskAnnouncer<SourceRecord> otherTask = other.task();
    for (int i = 0; i < 25; i++) {
      announce(oneTask, "users", row(), row("name"));
      announce(otherTask, "users", row("name"), row());
      // Each worker has held a round after this.
      announce(oneTask, "one" + i, row());
      announce(otherTask, "other" + i, row());
    }

    await("the other's records on one", () -> one.version("other24") == 1);
    assertThat(one.version("users")).isEqualTo(2);
  }

  @Test
  void a_task_that_lags_behind_does_not_take_the_topic_back() throws Exception {
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> ahead = worker.task();
    announce(ahead, "users", row());
    announce(ahead, "users", row("name"));
    announce(worker.task(), "users", row());

    assertThat(worker.version("users")).isEqualTo(2);
    assertThat(announced("users")).hasSize(2);
  }

  @Test
  void a_schema_that_a_task_goes_back_to_for_good_is_announced_again() throws Exception {
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task = worker.task();
    announce(task, "users", row());
    announce(task, "users", row("name"));
    announce(task, "users", row());

    await("version 3", () -> worker.version("users") == 3);
    JsonNode history = worker.catalog().find("shop", "users").announcement().json().path("history");
    assertThat(history.path(2).path("fingerprint")).isEqualTo(history.path(0).path("fingerprint"));
  }

  @Test
  void a_topic_deleted_while_in_use_is_made_again_with_all_that_was_announced() throws Exception {
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task = worker.task();
    announce(task, "users", row());
    announce(task, "users", row("name"));
    topics.delete(announcements);

    await(
        "the announcement in the topic made again",
        () -> topics.names().contains(announcements) && announced("users").size() == 1);
    assertThat(topics.config(announcements, "cleanup.policy")).isEqualTo("compact");
    assertThat(announced("users").get(0).value()).contains("\"version\":2");
    announce(task, "pages", row());
    assertThat(announced("pages")).hasSize(1);
  }

  @Test
  void the_topics_of_a_deleted_connector_are_retired_and_return_with_it() throws Exception {
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task = worker.task();
    announce(task, "users", row());
    announce(task, "pages", row());

    task.close();
    connectors.delete("shop");
    await("users retired", () -> isRetired(worker, "users") && isRetired(worker, "pages"));

    connectors.add("shop");
    announce(worker.task(), "users", row());
    await("users current again", () -> !isRetired(worker, "users"));
    assertThat(worker.version("users")).isEqualTo(1);
    assertThat(worker.catalog().find("shop", "users").lastChange())
        .isEqualTo(Catalog.Change.CREATED);
    assertThat(isRetired(worker, "pages")).as("nobody writes to it yet").isTrue();
  }

  private static boolean isRetired(Worker worker, String topic) {
    return worker.catalog().find("shop", topic).announcement().isRetired();
  }

  @Test
  void one_announcement_too_large_for_the_topic_does_not_hold_up_others() throws Exception {
    SchemaBuilder huge = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA);
    for (int i = 0; i < 60_000; i++) {
      huge.field(Uuid.randomUuid() + "_" + Uuid.randomUuid(), Schema.OPTIONAL_STRING_SCHEMA);
    }
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task = worker.task();
    see(task, "huge", huge.build());
    announce(task, "users", row());
    announce(task, "pages", row());

    assertThat(announced("users")).hasSize(1);
    assertThat(announced("pages")).hasSize(1);
    assertThat(announced("huge")).isEmpty();
  }

  @Test
  void one_announcement_that_cannot_be_made_does_not_hold_up_others() throws Exception {
    Schema notADate = Date.builder().defaultValue(new java.util.Date(1)).build();
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task = worker.task();
    see(task, "odd", SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).field("d", notADate));
    announce(task, "users", row());

    assertThat(announced("users")).hasSize(1);
  }

  @Test
  void while_connect_rebalances_the_announcement_waits_and_nothing_is_called_broken()
      throws Exception {
    Worker worker = worker();
    connectors.rebalance(true);
    TaskAnnouncer<SourceRecord> task = worker.task();
    see(task, "users", row());
    await("the announcer to have asked", () -> connectors.asked() > 2);
    assertThat(worker.catalog().problem()).isNull();

    connectors.rebalance(false);
    task.announce();
    assertThat(announced("users")).hasSize(1);
  }

  @Test
  void who_knows_the_converters_does_not_wait_for_connect() throws Exception {
    connectors.answerAfter(Duration.ofMinutes(2));
    Worker worker = worker();
    await("the announcer to wait for something else", () -> connectors.listed() > 0);
    TaskAnnouncer<SourceRecord> task =
        worker.soleTask(
            described ->
                described.withConverters(
                    Map.of("value.converter", "org.apache.kafka.connect.json.JsonConverter")));
    announce(task, "users", row());

    assertThat(announced("users")).singleElement().asString().contains("JsonConverter");
  }

  @Test
  void a_connect_that_answers_late_is_heard() throws Exception {
    Worker worker = worker();
    connectors.answerAfter(Duration.ofSeconds(2));
    announce(worker.task(), "users", row());

    assertThat(announced("users")).hasSize(1);
  }

  /** As when a task is stopped while Connect rebalances, and goes on elsewhere. */
  @Test
  void what_a_task_left_behind_does_not_replace_what_its_successor_announced() throws Exception {
    Connectors silent = new Connectors("shop");
    Worker left = worker(silent);
    silent.rebalance(true);
    TaskAnnouncer<SourceRecord> task = left.soleTask(described -> described);
    see(task, "users", row("name"));
    await("the announcer to have asked", () -> silent.asked() > 2);
    task.close();
    TaskAnnouncer<SourceRecord> successor = worker().soleTask(described -> described);
    announce(successor, "users", row("name"));
    announce(successor, "users", row("name", "email"));
    await("version 2 to be known where the task was", () -> left.version("users") == 2);

    silent.rebalance(false);

    await("nothing left to be announced", () -> left.wanted.pending() == 0);
    assertThat(announced("users")).hasSize(2);
  }

  /** It was there when the task began; its schema is of before, and not a successor's. */
  @Test
  void what_a_task_left_behind_is_announced_where_nobody_has_gone_on() throws Exception {
    announce(worker().soleTask(described -> described), "users", row("name"));
    Connectors silent = new Connectors("shop");
    silent.rebalance(true);
    Worker left = worker(silent);
    TaskAnnouncer<SourceRecord> task = left.soleTask(described -> described);
    see(task, "users", row("name", "email"));
    await("the announcer to have asked", () -> silent.asked() > 2);
    task.close();

    silent.rebalance(false);

    await("version 2", () -> left.version("users") == 2);
    assertThat(announced("users").get(1).value()).contains("email");
  }

  @Test
  void a_plan_too_large_for_the_topic_is_tried_once() throws Exception {
    Worker worker = worker();
    ObjectNode plan = Json.MAPPER.createObjectNode();
    for (int i = 0; i < 200_000; i++) {
      plan.put(Uuid.randomUuid().toString(), Uuid.randomUuid().toString());
    }
    connectors.add("large");
    worker.wanted.plan("large", written -> plan, Set.of());
    announce(worker.task(), "users", row());
    int asked = connectors.asked();
    for (int i = 0; i < 5; i++) {
      announce(worker.task(), "topic" + i, row());
    }

    assertThat(connectors.asked() - asked)
        .as("each round asks once for the plan, and once for the topic")
        .isLessThan(30);
    connectors.delete("shop");
    await("users retired nevertheless", () -> isRetired(worker, "users"));
  }

  @Test
  void a_deleted_connector_whose_plan_is_still_wanted_is_retired_once() throws Exception {
    Worker worker = worker();
    worker.wanted.plan("shop", written -> Json.MAPPER.createObjectNode(), Set.of("users"));
    announce(worker.task(), "users", row());
    await("the plan", () -> worker.catalog().plan("shop") != null);
    connectors.delete("shop");
    await("users retired", () -> isRetired(worker, "users"));
    await("the plan to be gone", () -> worker.catalog().plan("shop") == null);

    connectors.add("other");
    worker.wanted.plan("other", written -> Json.MAPPER.createObjectNode(), Set.of());
    await("a later round", () -> worker.catalog().plan("other") != null);
    assertThat(isRetired(worker, "users")).isTrue();
    assertThat(announced("users")).hasSize(2);
  }

  @Test
  void a_deleted_connector_whose_task_goes_on_for_a_while_is_retired_once() throws Exception {
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task =
        worker.soleTask(described -> described.withConverters(Map.of()));
    announce(task, "users", row());
    await("the connector to have been seen", () -> connectors.listed() > 0);
    connectors.delete("shop");
    await("users retired", () -> isRetired(worker, "users"));

    connectors.add("other");
    worker.wanted.plan("other", written -> Json.MAPPER.createObjectNode(), Set.of());
    await("a later round", () -> worker.catalog().plan("other") != null);
    int listed = connectors.listed();
    await("one more, with nothing to write", () -> connectors.listed() > listed);
    assertThat(announced("users")).hasSize(2);
  }

  @Test
  void a_worker_that_may_not_read_for_a_while_takes_nothing_for_news() throws Exception {
    Worker worker = worker();
    TaskAnnouncer<SourceRecord> task = worker.task();
    announce(task, "users", row());
    announce(task, "users", row("name"));
    await("version 2", () -> worker.version("users") == 2);
    String seen = worker.catalog().position();
    whileBrokerIsAway(
        () -> await("the problem to be seen", () -> worker.catalog().problem() != null));
    await("no problem left", () -> worker.catalog().problem() == null);

    assertThat(worker.catalog().position()).isEqualTo(seen);
    assertThat(worker.version("users")).isEqualTo(2);
  }

  @Test
  void what_was_wanted_while_the_broker_was_away_is_announced_when_it_is_back() throws Exception {
    Worker worker = worker();
    announce(worker.task(), "users", row());
    TaskAnnouncer<SourceRecord> impatient =
        new TaskAnnouncer<>(
            worker.wanted, false, 1, r -> Examples.topic(r.topic(), r.valueSchema()));
    whileBrokerIsAway(() -> announce(impatient, "pages", row()));

    await("pages announced", () -> worker.version("pages") == 1);
    await("no problem left", () -> worker.catalog().problem() == null);
  }

  @Test
  void a_plan_is_published_and_forgotten_with_its_connector() throws Exception {
    Worker worker = worker();
    worker.wanted.plan("shop", written -> Json.MAPPER.createObjectNode().put("n", 1), Set.of());
    await("the plan", () -> worker.catalog().plan("shop") != null);

    worker.wanted.noPlan("shop");
    announce(worker.task(), "users", row());
    assertThat(worker.catalog().plan("shop").path("n").asInt())
        .as("a connector that only stops keeps its plan")
        .isEqualTo(1);

    connectors.delete("shop");
    await("the plan to be gone", () -> worker.catalog().plan("shop") == null);
  }

  @Test
  void a_registration_is_published_and_removed_with_its_registrar() throws Exception {
    Worker one = worker();
    Worker other = worker();
    connectors.add("ddl");
    one.wanted.registration(one, "ddl", "shop", "registered", registered("connect"));
    await(
        "the other worker knows of it",
        () -> other.catalog().registrations("shop", "registered").containsKey("ddl"));

    one.wanted.noRegistrations(one);
    connectors.delete("ddl");
    await("it is removed", () -> other.catalog().registrations("shop", "registered").isEmpty());
  }

  private static ObjectNode registered(String cluster) {
    return Json.MAPPER.createObjectNode().put("cluster", cluster).put("state", "REGISTERED");
  }

  @Test
  void a_registration_that_is_withdrawn_is_removed() throws Exception {
    Worker one = worker();
    connectors.add("ddl");
    one.wanted.registration(one, "ddl", "shop", "withdrawn", registered("connect"));
    await("it is published", () -> !announced("withdrawn").isEmpty());

    one.wanted.noRegistration(one, "ddl", "shop", "withdrawn");
    await("it is removed", () -> one.catalog().registrations("shop", "withdrawn").isEmpty());
  }

  @Test
  void what_a_registrar_of_another_connect_cluster_says_is_left_alone() throws Exception {
    Worker one = worker();
    one.wanted.registration(one, "there", "shop", "registered", registered("another"));
    await("it is published", () -> !announced("registered").isEmpty());
    one.wanted.noRegistrations(one);
    connectors.add("there");
    one.wanted.plan("there", written -> Json.MAPPER.createObjectNode().put("n", 1), Set.of());
    await("the plan", () -> one.catalog().plan("there") != null);
    one.wanted.noPlan("there");
    connectors.delete("there");
    await("what is this cluster's is removed", () -> one.catalog().plan("there") == null);
    one.wanted.registration(one, "there", "shop", "registered", registered("connect"));
    announce(one.task(), "orders", row());

    assertThat(announced("registered")).hasSize(1);
  }

  @Test
  void registrations_are_written_again_when_the_topic_was_deleted() throws Exception {
    Worker one = worker();
    connectors.add("ddl");
    one.wanted.registration(one, "ddl", "shop", "registered", registered("connect"));
    await("it is published", () -> !announced("registered").isEmpty());

    topics.delete(announcements);
    await(
        "it is published anew",
        () -> topics.names().contains(announcements) && !announced("registered").isEmpty());
  }

  @Test
  void topics_are_told_apart_by_whether_they_hold_records() throws Exception {
    Worker one = worker();
    topics.create("empty", Map.of());
    announce(one.task(), "users", row());
    long later = System.currentTimeMillis() + 3_600_000;
    try (TopicRecords records = one.announcer.topicRecords()) {
      Map<String, TopicRecords.Holding> held =
          records.of(Map.of(announcements, 0L, "empty", 0L, "none", 0L));
      assertThat(held.get(announcements).missing()).isNull();
      assertThat(held.get(announcements).end()).isPositive();
      assertThat(held.get("empty").missing()).isEqualTo("it holds no record");
      assertThat(held.get("none").missing()).isEqualTo("there is no such topic");
      assertThat(records.of(Map.of(announcements, later)).get(announcements).missing())
          .as("of what was written from a later time on")
          .startsWith("it holds no record since ");
    }
  }
}
