package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What a task's records make it want announced. */
class TaskAnnouncerTest {
  private final Wanted wanted = new Wanted();
  private final List<SourceRecord> described = new ArrayList<>();
  private final TaskAnnouncer<SourceRecord> task = task();

  private TaskAnnouncer<SourceRecord> task() {
    return new TaskAnnouncer<>(
        wanted,
        null,
        0,
        record -> {
          described.add(record);
          return new TopicDescription(
              "shop",
              record.topic(),
              null,
              record.keySchema(),
              record.valueSchema(),
              List.of(),
              KsqlHints.DEFAULT);
        });
  }

  private static SourceRecord record(String topic, Schema valueSchema) {
    Struct value = new Struct(valueSchema).put("id", 1);
    return new SourceRecord(Map.of(), Map.of(), topic, valueSchema, value);
  }

  private static SourceRecord tombstone(String topic) {
    return new SourceRecord(Map.of(), Map.of(), topic, null, null);
  }

  private void see(SourceRecord... records) {
    for (SourceRecord record : records) {
      task.see(record);
    }
  }

  private List<Schema> wishes() {
    return wanted.topics().stream()
        .map(topic -> topic.present().description.valueSchema())
        .toList();
  }

  @Test
  void each_topic_is_described_once_for_each_of_its_schemas() {
    Schema one = Examples.row("one");
    Schema two = Examples.row("two");
    see(record("a", one), record("b", one), record("a", one), record("a", two), record("b", one));

    assertThat(described).extracting(SourceRecord::topic).containsExactly("a", "b", "a");
    assertThat(wishes()).containsExactlyInAnyOrder(two, one);
  }

  @Test
  void an_equal_schema_that_is_another_instance_is_the_same_schema() {
    Schema one = Examples.row("name");
    Schema same = Examples.row("name");
    assertThat(same).isNotSameAs(one);
    see(record("a", one), record("a", same), record("a", one), record("a", same));

    assertThat(described).hasSize(1);
  }

  @Test
  void another_key_schema_is_another_shape() {
    Schema value = Examples.row();
    SourceRecord keyed =
        new SourceRecord(
            Map.of(),
            Map.of(),
            "a",
            Schema.INT64_SCHEMA,
            1L,
            value,
            new Struct(value).put("id", 1));
    see(record("a", value), keyed);

    assertThat(described).hasSize(2);
  }

  @Test
  void a_tombstone_says_nothing_about_the_values() {
    Schema value = Examples.row();
    see(tombstone("a"));
    assertThat(wanted.topics()).isEmpty();

    see(record("a", value), tombstone("a"), record("a", value));
    assertThat(wishes()).containsExactly(value);
    assertThat(described).hasSize(1);
  }

  @Test
  void values_without_a_schema_are_announced_as_such() {
    see(new SourceRecord(Map.of(), Map.of(), "a", null, "text"));

    assertThat(wishes()).containsExactly((Schema) null);
  }

  @Test
  void a_schema_that_comes_back_is_wanted_again_but_not_as_a_new_one() {
    Schema one = Examples.row("one");
    see(record("a", one), record("a", Examples.row("two")), record("a", one));

    assertThat(described).hasSize(2);
    assertThat(wishes()).containsExactly(one);
    assertThat(wanted.topics()).allMatch(topic -> topic.present().returned);
  }

  @Test
  void a_schema_for_each_record_does_not_fill_the_memory() {
    for (int i = 0; i < 1_000; i++) {
      see(record("a", Examples.row("column" + i)));
    }

    assertThat(wanted.topics()).hasSize(1);
  }

  @Test
  void a_task_that_ends_before_its_wish_is_granted_leaves_it_behind() {
    see(record("a", Examples.row()));
    task.close();
    assertThat(wanted.topics()).hasSize(1).allMatch(Wanted.Topic::isClosed);

    wanted.topics().iterator().next().present().announced.complete(null);
    wanted.settle(wanted.topics().iterator().next());
    assertThat(wanted.topics()).isEmpty();
  }

  @Test
  void the_task_that_comes_after_it_speaks_for_the_topic() {
    Schema now = Examples.row("now");
    see(record("a", Examples.row("then")));
    task.close();
    task().see(record("a", now));

    assertThat(wishes()).containsExactly(now);
  }

  @Test
  void a_known_schema_is_told_by_identity_and_costs_no_allocation() {
    List<SourceRecord> known = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      known.add(record("topic" + i % 5, i < 5 ? new Unequal() : known.get(i % 5).valueSchema()));
    }
    known.forEach(task::see);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < 1_000; round++) {
      for (int i = 0; i < known.size(); i++) {
        task.see(known.get(i));
      }
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).as("bytes for 50,000 records").isLessThan(50_000);
    assertThat(described).hasSize(5);
  }

  /** A schema that may not be compared but by reference. */
  private static final class Unequal extends ConnectSchema {
    Unequal() {
      super(
          Schema.Type.STRUCT,
          false,
          null,
          null,
          null,
          null,
          null,
          List.of(new Field("id", 0, Schema.INT32_SCHEMA)),
          null,
          null);
    }

    @Override
    public boolean equals(Object other) {
      if (other == this) {
        return true;
      }
      throw new AssertionError("Schemas were compared field by field");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("A schema was hashed");
    }
  }
}
