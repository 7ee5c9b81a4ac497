package dev.ksqlconnect.announcer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Sees the records of one task before they are handed to Connect, and has announced what is new
 * about them. Not thread-safe: it belongs to the task's thread.
 *
 * <p>For a record whose topic and schemas are those of the record before it, or have been seen
 * before, seeing costs the comparison of references and allocates nothing.
 *
 * @param <R> the kind of record
 */
public final class TaskAnnouncer<R extends ConnectRecord<R>> implements AutoCloseable {
  /** A connector that invents a schema for each record must not fill the memory. */
  private static final int SHAPES_REMEMBERED = 64;

  private final Wanted wanted;
  private final long timeoutMs;
  private final @Nullable Boolean soleWriter;
  private final Function<R, TopicDescription> describe;
  private final Map<String, Seen> topics = new HashMap<>();
  private final List<Wanted.Wish> fresh = new ArrayList<>();

  private @Nullable String lastTopic;
  private @Nullable Schema lastKeySchema;
  private @Nullable Schema lastValueSchema;

  /** What a task has written to a topic. */
  private static final class Seen {
    final Wanted.Topic topic;
    final List<Shape> shapes = new ArrayList<>();
    Shape present;

    Seen(Wanted.Topic topic, Shape present) {
      this.topic = topic;
      this.present = present;
      shapes.add(present);
    }
  }

  /** Two schemas; of each the instance seen last. */
  private static final class Shape {
    final TopicDescription description;
    @Nullable Schema keySchema;
    @Nullable Schema valueSchema;

    Shape(TopicDescription description, @Nullable Schema keySchema, @Nullable Schema valueSchema) {
      this.description = description;
      this.keySchema = keySchema;
      this.valueSchema = valueSchema;
    }

    boolean isOf(@Nullable Schema keySchema, @Nullable Schema valueSchema) {
      return this.keySchema == keySchema && this.valueSchema == valueSchema;
    }

    boolean saysTheSame(@Nullable Schema keySchema, @Nullable Schema valueSchema) {
      return Objects.equals(this.keySchema, keySchema)
          && Objects.equals(this.valueSchema, valueSchema);
    }
  }

  /**
   * Sees for a task.
   *
   * @param soleWriter whether no other task of the connector writes to the topics this one writes
   *     to; null if that is not known. It decides what a schema means that was announced before and
   *     then followed by another: from the only writer it is the topic's present one, else it may
   *     be a task's that lags behind.
   * @param timeoutMs how long {@link #announce} waits at most
   * @param describe describes the topic of a record that is the first one of its kind
   */
  public TaskAnnouncer(
      Wanted wanted,
      @Nullable Boolean soleWriter,
      long timeoutMs,
      Function<R, TopicDescription> describe) {
    this.wanted = wanted;
    this.soleWriter = soleWriter;
    this.timeoutMs = timeoutMs;
    this.describe = describe;
  }

  /** Sees a record; what is new about it is announced by {@link #announce}. */
  public void see(R record) {
    Schema valueSchema = record.valueSchema();
    if (valueSchema == lastValueSchema
        && record.keySchema() == lastKeySchema
        && record.topic().equals(lastTopic)) {
      return;
    }
    if (valueSchema == null && record.value() == null) {
      // A tombstone says nothing about the values.
      return;
    }
    look(record, record.keySchema(), valueSchema);
    lastTopic = record.topic();
    lastKeySchema = record.keySchema();
    lastValueSchema = valueSchema;
  }

  private void look(R record, @Nullable Schema keySchema, @Nullable Schema valueSchema) {
    Seen seen = topics.get(record.topic());
    if (seen == null) {
      Shape shape = new Shape(describe.apply(record), keySchema, valueSchema);
      Wanted.Topic topic = wanted.add(shape.description, soleWriter);
      topics.put(record.topic(), new Seen(topic, shape));
      fresh.add(topic.present());
      return;
    }
    if (seen.present.isOf(keySchema, valueSchema)) {
      return;
    }
    Shape known = find(seen, keySchema, valueSchema);
    if (known == seen.present) {
      return;
    }
    if (known != null) {
      seen.present = known;
      wanted.change(seen.topic, known.description, true);
      return;
    }
    Shape shape = new Shape(describe.apply(record), keySchema, valueSchema);
    if (seen.shapes.size() == SHAPES_REMEMBERED) {
      seen.shapes.remove(0);
    }
    seen.shapes.add(shape);
    seen.present = shape;
    wanted.change(seen.topic, shape.description, false);
    fresh.add(seen.topic.present());
  }

  private static @Nullable Shape find(
      Seen seen, @Nullable Schema keySchema, @Nullable Schema valueSchema) {
    for (Shape shape : seen.shapes) {
      if (shape.isOf(keySchema, valueSchema)) {
        return shape;
      }
    }
    for (Shape shape : seen.shapes) {
      if (shape.saysTheSame(keySchema, valueSchema)) {
        shape.keySchema = keySchema;
        shape.valueSchema = valueSchema;
        return shape;
      }
    }
    return null;
  }

  /**
   * Has announced what was new in the records seen since the last call, and waits until that is
   * durable, once for all, with a bound. Without an announcer the wait ends the first time after
   * its bound, and from then on at once.
   */
  public void announce() throws InterruptedException {
    if (!fresh.isEmpty()) {
      try {
        wanted.await(fresh, timeoutMs);
      } finally {
        fresh.clear();
      }
    }
  }

  @Override
  public void close() {
    topics.values().forEach(seen -> wanted.close(seen.topic));
    topics.clear();
    lastTopic = null;
  }
}
