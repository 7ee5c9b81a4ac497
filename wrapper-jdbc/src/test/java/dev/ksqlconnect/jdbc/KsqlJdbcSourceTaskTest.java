package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.ksqlconnect.announcer.PlayedAnnouncer;
import dev.ksqlconnect.announcer.TopicDescription;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task, whose delegate reads what a test lets it read. */
class KsqlJdbcSourceTaskTest {
  private static final Schema LINE =
      SchemaBuilder.struct()
          .name("lines")
          .field("quantity", Schema.INT32_SCHEMA)
          .field("line_no", Schema.INT32_SCHEMA)
          .field("order_id", Schema.INT64_SCHEMA)
          .build();
  private static final SourcePlan.TablePlan LINES = table("lines", "order_id", "line_no");
  private static final SourcePlan.TablePlan NUMBERED = table("numbered", "line_no");
  private static final SourcePlan.TablePlan LOG = table("log");

  private final PlayedAnnouncer announcer = new PlayedAnnouncer();
  private final KsqlJdbcSourceTask task = new KsqlJdbcSourceTask();

  private static SourcePlan.TablePlan table(String name, String... key) {
    return plan(Given.keyed(Given.table(name), key));
  }

  private static SourcePlan.TablePlan plan(TableFacts table) {
    return plan(table.name().name(), TableKey.ofTable(table, false));
  }

  private static SourcePlan.TablePlan plan(String name, TableKey key) {
    return new SourcePlan.TablePlan(
        new TableName(null, "public", name),
        "shop-" + name,
        TableMode.bulk(""),
        key,
        List.of(),
        Map.of(),
        "bulk");
  }

  @BeforeEach
  void forget() {
    InstalledSource.InstalledTask.BATCHES.clear();
  }

  @AfterEach
  void stop() {
    task.stop();
    announcer.close();
  }

  private void start(String... more) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "connector.class",
                "KsqlJdbcSource",
                "ksql.connect.delegate.class",
                InstalledSource.class.getName(),
                "connection.url",
                "jdbc:h2:mem:none",
                KsqlJdbcSourceTask.CONNECTOR,
                "shop",
                KsqlJdbcSourceTask.ANNOUNCES,
                "true",
                KsqlJdbcSourceTask.TIMEOUT_MS,
                "60000",
                KsqlJdbcSourceTask.TOPICS,
                TaskTopics.of(List.of(LINES, NUMBERED, LOG)).write()));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    task.initialize(new Context());
    task.start(config);
  }

  /** What Connect gives a task that has not read anything yet. */
  private static final class Context implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return null;
    }
  }

  private static SourceRecord row(String topic, Schema schema) {
    Struct row = new Struct(schema).put("quantity", 3).put("line_no", 2).put("order_id", 7L);
    return new SourceRecord(
        Map.of("table", topic), Map.of("incrementing", 1L), topic, null, null, null, schema, row);
  }

  private static void read(SourceRecord... records) {
    InstalledSource.InstalledTask.BATCHES.add(List.of(records));
  }

  private CompletableFuture<List<SourceRecord>> poll() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.poll();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void each_row_is_keyed_as_its_table_is_and_nothing_else_about_it_changes() throws Exception {
    start(KsqlJdbcSourceTask.ANNOUNCES, "false");
    SourceRecord line = row("shop-lines", LINE);
    read(line, row("shop-numbered", LINE), row("shop-log", LINE));

    List<SourceRecord> records = poll().get(10, TimeUnit.SECONDS);

    Struct key = (Struct) records.get(0).key();
    assertThat(key.schema().fields()).extracting("name").containsExactly("order_id", "line_no");
    assertThat(key.get("order_id")).isEqualTo(7L);
    assertThat(key.get("line_no")).isEqualTo(2);
    assertThat(records.get(1).keySchema()).isEqualTo(Schema.INT32_SCHEMA);
    assertThat(records.get(1).key()).isEqualTo(2);
    assertThat(records.get(2).key()).isNull();
    assertThat(records.get(0).value()).isSameAs(line.value());
    assertThat(records.get(0).sourceOffset()).isSameAs(line.sourceOffset());
    assertThat(records.get(0).sourcePartition()).isSameAs(line.sourcePartition());
  }

  @Test
  void no_record_is_handed_out_before_all_that_is_new_in_its_batch_is_announced() throws Exception {
    start();
    read(row("shop-lines", LINE), row("shop-log", LINE), row("shop-lines", LINE));

    CompletableFuture<List<SourceRecord>> polled = poll();
    await("both topics are wanted").until(() -> announcer.wanted().size() == 2);
    assertThat(polled).isNotDone();
    assertThat(announcer.wanted())
        .extracting(TopicDescription::topic, TopicDescription::table, TopicDescription::primaryKey)
        .containsExactlyInAnyOrder(
            tuple("shop-lines", "public.lines", List.of("order_id", "line_no")),
            tuple("shop-log", "public.log", List.of()));

    announcer.announce();
    assertThat(polled.get(10, TimeUnit.SECONDS)).hasSize(3);
  }

  @Test
  void what_is_announced_has_the_converters_that_the_connector_told_of() throws Exception {
    Map<String, String> converters = Map.of("value.converter", "example.Converter");
    start(KsqlJdbcSourceTask.CONVERTERS, KsqlJdbcSourceTask.converters(converters));

    assertThat(wantedOfFirstRow().converters()).isEqualTo(converters);
  }

  @Test
  void of_a_connector_of_an_earlier_release_connect_is_asked_for_the_converters() throws Exception {
    start();

    assertThat(wantedOfFirstRow().converters()).isNull();
  }

  private TopicDescription wantedOfFirstRow() throws Exception {
    read(row("shop-lines", LINE));
    CompletableFuture<List<SourceRecord>> polled = poll();
    await("the topic is wanted").until(() -> !announcer.wanted().isEmpty());
    TopicDescription wanted = announcer.wanted().get(0);
    announcer.announce();
    polled.get(10, TimeUnit.SECONDS);
    return wanted;
  }

  @Test
  void what_is_known_is_handed_out_at_once_and_a_new_column_is_announced_first() throws Exception {
    start();
    wantedOfFirstRow();

    read(row("shop-lines", LINE));
    assertThat(poll().get(10, TimeUnit.SECONDS)).hasSize(1);

    SchemaBuilder wider = SchemaBuilder.struct().name("lines");
    LINE.fields().forEach(field -> wider.field(field.name(), field.schema()));
    read(row("shop-lines", wider.field("note", Schema.OPTIONAL_STRING_SCHEMA).build()));
    CompletableFuture<List<SourceRecord>> changed = poll();
    await("the new schema is wanted").until(() -> !announcer.wanted().isEmpty());
    assertThat(changed).isNotDone();
    announcer.announce();
    assertThat(changed.get(10, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void when_nobody_announces_the_data_flows_after_one_wait() throws Exception {
    start(KsqlJdbcSourceTask.TIMEOUT_MS, "1");
    read(row("shop-lines", LINE));

    assertThat(poll().get(10, TimeUnit.SECONDS)).hasSize(1);
    assertThat(announcer.wanted()).as("it is announced later").hasSize(1);
  }

  private static final Schema VISIT =
      SchemaBuilder.struct()
          .field("id", Schema.INT32_SCHEMA)
          .field("visitor", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private static SourceRecord visit(int id, String visitor) {
    return new SourceRecord(
        Map.of("table", "visits"),
        Map.of("incrementing", (long) id),
        "shop-visits",
        null,
        null,
        null,
        VISIT,
        new Struct(VISIT).put("id", id).put("visitor", visitor));
  }

  private void startVisits(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                KsqlJdbcSourceTask.ANNOUNCES,
                "false",
                KsqlJdbcSourceTask.TOPICS,
                TaskTopics.of(List.of(plan("visits", TableKey.ofUser(List.of("visitor", "id")))))
                    .write()));
    all.addAll(List.of(more));
    start(all.toArray(String[]::new));
  }

  @Test
  void a_null_in_a_key_fails_the_task_with_the_table_the_column_and_the_rows_offset() {
    startVisits();
    read(visit(1, "ada"), visit(2, null));

    assertThatThrownBy(task::poll)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Column visitor of table public.visits is null, and part of the key, in the row at"
                + " offset {incrementing=2}. Make the column NOT NULL, or name other columns for"
                + " the table with key, or set errors.tolerance=all to leave such rows out");
  }

  @Test
  void with_tolerance_for_all_errors_only_the_row_with_the_null_is_left_out() throws Exception {
    startVisits("errors.tolerance", "all");
    read(visit(1, "ada"), visit(2, null), visit(3, "bob"));
    read(visit(4, null));
    read(visit(5, "eve"));

    assertThat(poll().get(10, TimeUnit.SECONDS))
        .extracting(row -> ((Struct) row.key()).get("id"))
        .containsExactly(1, 3);
    assertThat(poll().get(10, TimeUnit.SECONDS)).isNull();
    assertThat(poll().get(10, TimeUnit.SECONDS))
        .extracting(row -> ((Struct) row.key()).get("id"))
        .containsExactly(5);
  }

  @Test
  void a_table_that_is_gone_is_waited_out_and_so_is_what_the_delegate_fails_with_after_it() {
    startVisits();

    assertThat(task.isPassing(new ConnectException("no tables"))).isFalse();
    assertThat(task.isPassing(new ConnectException(new SQLException("no such table", "42P01"))))
        .isTrue();
    assertThat(task.isPassing(new ConnectException("no tables"))).isTrue();
  }

  @Test
  void a_database_that_is_away_is_waited_out_and_does_not_excuse_what_comes_after_it() {
    startVisits();

    assertThat(task.isPassing(new ConnectException(new SQLException("refused", "08001")))).isTrue();
    assertThat(task.isPassing(new ConnectException("no tables"))).isFalse();
  }
}
