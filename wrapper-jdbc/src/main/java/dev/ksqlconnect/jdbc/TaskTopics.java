package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** What a task needs to know of the topics it writes, as text in its configuration. */
final class TaskTopics {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What is longer is compressed: Connect writes a task's configuration as one record, for which 1
   * MiB is the limit, and thousands of tables may be one task's.
   */
  private static final int LONG = 16_384;

  private static final String COMPRESSED = "gzip:";

  private final Map<String, SourceTopic> byName;

  private TaskTopics(Map<String, SourceTopic> byName) {
    this.byName = byName;
  }

  /** A topic, the table it is filled from and the columns of its key. */
  static final class SourceTopic {
    private final @Nullable String table;
    private final List<String> key;
    private final boolean keyIsUsers;
    private final List<String> doubtful;
    private final Map<String, String> bestFit;

    SourceTopic(
        @Nullable String table,
        List<String> key,
        boolean keyIsUsers,
        List<String> doubtful,
        Map<String, String> bestFit) {
      this.table = table;
      this.key = key;
      this.keyIsUsers = keyIsUsers;
      this.doubtful = doubtful;
      this.bestFit = bestFit;
    }

    @Nullable String table() {
      return table;
    }

    List<String> key() {
      return key;
    }

    boolean keyIsUsers() {
      return keyIsUsers;
    }

    /** The table's columns that the delegate may leave out of the records. */
    List<String> doubtful() {
      return doubtful;
    }

    /** As {@link SourcePlan.TablePlan#bestFit}. */
    Map<String, String> bestFit() {
      return bestFit;
    }
  }

  /** The topics of all tables. */
  static TaskTopics of(Collection<SourcePlan.TablePlan> tables) {
    Map<String, SourceTopic> byName = new TreeMap<>();
    for (SourcePlan.TablePlan table : tables) {
      byName.put(
          table.topic(),
          new SourceTopic(
              table.table().toString(),
              table.key().columns(),
              table.key().isUsers(),
              table.doubtful(),
              table.bestFit()));
    }
    return new TaskTopics(byName);
  }

  /**
   * The topics of those tables that a task is given.
   *
   * @param delegateTables the delegates' list of the task's tables, each quoted in the database's
   *     way; null or empty if there is none. Then the task has all topics, and also if one of the
   *     tables is not known by its name: a row must not lose its key for how a delegate spells.
   */
  TaskTopics ofTask(@Nullable String delegateTables) {
    if (delegateTables == null || delegateTables.isEmpty()) {
      return this;
    }
    Set<String> wanted = new HashSet<>();
    Set<String> endings = new HashSet<>();
    for (String table : delegateTables.split(",", -1)) {
      wanted.add(unquoted(table));
      endings.addAll(endings(unquoted(table)));
    }
    Map<String, SourceTopic> ofTask = new TreeMap<>(byName);
    ofTask
        .values()
        .removeIf(
            topic -> {
              // Either may leave out the catalog, or the schema too: on PostgreSQL Confluent's
              // leaves out the catalog, and Aiven's does not.
              String full = topic.table == null ? null : unquoted(topic.table);
              return full != null
                  && !endings.contains(full)
                  && endings(full).stream().noneMatch(wanted::contains);
            });
    return ofTask.size() < wanted.size() ? this : new TaskTopics(ofTask);
  }

  /** A name, without its first part, without its first two, and so on. */
  private static List<String> endings(String name) {
    List<String> endings = new ArrayList<>();
    endings.add(name);
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      endings.add(name.substring(dot + 1));
    }
    return endings;
  }

  private static String unquoted(String table) {
    return table.trim().replaceAll("[\"`\\[\\]]", "");
  }

  /** As text; the same for the same topics. */
  String write() {
    ObjectNode topics = JSON.createObjectNode();
    byName.forEach(
        (name, topic) -> {
          ObjectNode one = topics.putObject(name);
          one.put("table", topic.table);
          topic.key.forEach(one.putArray("key")::add);
          one.put("keyIsUsers", topic.keyIsUsers);
          if (!topic.doubtful.isEmpty()) {
            topic.doubtful.forEach(one.putArray("doubtful")::add);
          }
          if (!topic.bestFit.isEmpty()) {
            new TreeMap<>(topic.bestFit).forEach(one.putObject("bestFit")::put);
          }
        });
    String text = topics.toString();
    return text.length() > LONG ? COMPRESSED + compressed(text) : text;
  }

  /** Reads what {@link #write} wrote. */
  static TaskTopics read(String text) {
    Map<String, SourceTopic> byName = new TreeMap<>();
    try {
      JSON.readTree(text.startsWith(COMPRESSED) ? expanded(text) : text)
          .fields()
          .forEachRemaining(
              field -> {
                JsonNode topic = field.getValue();
                byName.put(
                    field.getKey(),
                    new SourceTopic(
                        topic.path("table").textValue(),
                        texts(topic.path("key")),
                        topic.path("keyIsUsers").asBoolean(),
                        texts(topic.path("doubtful")),
                        members(topic.path("bestFit"))));
              });
    } catch (IOException | IllegalArgumentException e) {
      throw new ConnectException("The task's configuration was not made by its connector", e);
    }
    return new TaskTopics(byName);
  }

  private static String compressed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not in memory
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String expanded(String text) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(text.substring(COMPRESSED.length()));
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  private static Map<String, String> members(JsonNode object) {
    Map<String, String> members = new TreeMap<>();
    object
        .fields()
        .forEachRemaining(member -> members.put(member.getKey(), member.getValue().asText()));
    return members;
  }

  /** The topics' names. */
  Set<String> names() {
    return byName.keySet();
  }

  /** A topic; one without table and key if nothing is known of it. */
  SourceTopic of(String topic) {
    return byName.getOrDefault(topic, new SourceTopic(null, List.of(), false, List.of(), Map.of()));
  }
}
