package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What holds again after a fault, whichever it was. */
final class Invariants {
  /** How long what was held up may take to be made up for. */
  static final Duration RECOVERY = Duration.ofMinutes(2);

  private static final Duration AGREEMENT = Duration.ofSeconds(5);

  /** How long threads and connections may stay that wait for more to do. */
  private static final Duration IDLE = Duration.ofSeconds(70);

  /** How many file handles a worker may have more of, once it has done everything once. */
  private static final int HANDLES_ONCE = 4;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;
  private final ChangingTables tables;
  private final KsqlDbStandIn ksql;
  private @Nullable Footprint before;

  Invariants(Stack stack, ChangingTables tables, KsqlDbStandIn ksql) {
    this.stack = stack;
    this.tables = tables;
    this.ksql = ksql;
  }

  /** From now on, the workers are to have no more threads and file handles than now. */
  void measure() {
    before = Footprint.of(stack.workers());
  }

  /** Waits until all has been made up for, and looks whether nothing is lost or there twice. */
  void hold() {
    long begin = System.nanoTime();
    noRowIsLost();
    everythingIsAnnouncedAsItIs();
    Duration agreement = allWorkersSaySo();
    everythingIsInKsqlAsItIs();
    Duration recovery = Duration.ofNanos(System.nanoTime() - begin);
    allWorkersAnswerTheSame();
    noStatementWasCarriedOutTwice();
    nothingIsLeftBehind();
    System.out.printf(
        "  all is well after %.1f s, all workers say so %.1f s after the log: %d topics, %d"
            + " statements, %s%n",
        recovery.toMillis() / 1e3,
        agreement.toMillis() / 1e3,
        tables.columns().size(),
        ksql.changes().size(),
        Footprint.of(stack.workers()));
  }

  private void noRowIsLost() {
    Map<String, Set<Integer>> rows = tables.rows();
    awaitEqual("every row in its topic", () -> rows, () -> ids(rows.keySet()));
  }

  private Map<String, Set<Integer>> ids(Set<String> topics) {
    Map<String, Set<Integer>> ids = new TreeMap<>();
    for (ConsumerRecord<String, String> each : stack.topics().records(topics)) {
      ids.computeIfAbsent(each.topic(), topic -> new TreeSet<>())
          .add(json(each.value()).path("id").asInt());
    }
    return ids;
  }

  /** As the log says, which is what outlives the workers. */
  private void everythingIsAnnouncedAsItIs() {
    awaitEqual("all announced in its last schema", tables::columns, this::announced);
  }

  /** Answers how long after the log it was until all of them did. */
  private Duration allWorkersSaySo() {
    long begin = System.nanoTime();
    for (Worker worker : stack.workers()) {
      Duration left = AGREEMENT.minusNanos(System.nanoTime() - begin);
      Waiting.until(
          () -> worker.url() + " to say " + tables.columns() + "; it says " + said(worker),
          left.isNegative() ? Duration.ZERO : left,
          () -> said(worker).equals(tables.columns()));
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private Map<String, List<ChangingTables.Column>> announced() {
    Map<String, String> last = new TreeMap<>();
    for (ConsumerRecord<String, String> each : stack.topics().records(Stack.ANNOUNCEMENTS)) {
      if (json(each.key()).path("kind").asText().equals("topic")) {
        last.put(each.key(), each.value());
      }
    }
    List<JsonNode> announcements = new ArrayList<>();
    last.values().forEach(value -> announcements.add(json(value)));
    return current(announcements);
  }

  private Map<String, List<ChangingTables.Column>> said(Worker worker) {
    return current(worker.rest().get("/topic-announcements").json().path("topics"));
  }

  /** The columns of the topics that have a connector and are the tables', by topic. */
  private Map<String, List<ChangingTables.Column>> current(Iterable<JsonNode> announcements) {
    Set<String> own = tables.columns().keySet();
    Map<String, List<ChangingTables.Column>> current = new TreeMap<>();
    for (JsonNode each : announcements) {
      String topic = each.path("topic").asText();
      if (own.contains(topic) && each.path("status").asText().equals("current")) {
        List<ChangingTables.Column> columns = new ArrayList<>();
        each.at("/value/schema/fields").forEach(field -> columns.add(announced(field)));
        current.put(topic, columns);
      }
    }
    return current;
  }

  private static ChangingTables.Column announced(JsonNode field) {
    String name = field.path("field").asText();
    String type = field.path("name").asText(field.path("type").asText());
    return new ChangingTables.Column(name, ChangingTables.Type.announcedAs(type));
  }

  private void everythingIsInKsqlAsItIs() {
    Map<String, List<String>> expected = new TreeMap<>();
    tables
        .columns()
        .forEach(
            (topic, columns) ->
                expected.put(
                    ChangingTables.nameInKsql(topic),
                    columns.stream()
                        .map(each -> inKsql(each.name(), each.type().inKsql()))
                        .toList()));
    awaitEqual("all registered as it is", () -> expected, () -> registered(expected.keySet()));
  }

  private static String inKsql(String name, String type) {
    return name.toUpperCase(Locale.ROOT) + " " + type;
  }

  private Map<String, List<String>> registered(Set<String> wanted) {
    Set<String> there = new HashSet<>(ksql.names());
    there.retainAll(wanted);
    Map<String, List<String>> registered = new TreeMap<>();
    for (String name : there) {
      registered.put(
          name,
          ksql.describe(name).stream()
              .map(column -> inKsql(column.name(), column.type().sql()))
              .toList());
    }
    return registered;
  }

  /** To the byte, with the position in the log. */
  private void allWorkersAnswerTheSame() {
    Waiting.until(
        () -> "all workers to answer the same; they answer " + answers(),
        AGREEMENT,
        () -> {
          Set<String> answers = new HashSet<>(answers().values());
          return answers.size() == 1 && answers.iterator().next().startsWith("200 ");
        });
  }

  /** The whole catalog as each worker gives it. */
  private Map<String, String> answers() {
    return stack.workers().stream()
        .collect(
            Collectors.toMap(
                Worker::url,
                worker -> {
                  Rest.Reply reply = worker.rest().get("/topic-announcements");
                  return reply.status() + " " + reply.body();
                }));
  }

  private void noStatementWasCarriedOutTwice() {
    assertThat(ksql.changes()).doesNotHaveDuplicates();
    assertThat(ksql.changes().stream().filter(change -> !change.startsWith("CREATE OR REPLACE")))
        .as("the statements that made something")
        .hasSameSizeAs(ksql.names());
  }

  /** Each worker may have made what it needs but once, such as its announcer's producer. */
  private void nothingIsLeftBehind() {
    Footprint was = before;
    if (was != null) {
      int workers = stack.workers().size();
      Waiting.until(
          "no more threads and file handles than before",
          IDLE,
          () -> Footprint.of(stack.workers()).growthSince(was, workers, HANDLES_ONCE * workers),
          Map::isEmpty);
    }
  }

  private static <T> void awaitEqual(String what, Supplier<T> expected, Supplier<T> seen) {
    Waiting.until(
        () -> what + ": " + expected.get() + "; seen: " + seen.get(),
        RECOVERY,
        () -> seen.get().equals(expected.get()));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }
}
