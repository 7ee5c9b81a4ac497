package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How long it takes from a topic's first record to its table, where ksqlDB takes as long for its
 * statements as a real one does. The figures are printed; what is asserted is that everything is
 * done exactly once.
 */
class RegistrationLatencyIT {
  /** What ksqlDB 7.9.9 took, in the middle. */
  private static final Duration CREATE = Duration.ofMillis(193);

  /** Less, since they wait for one another: what counts is what comes on top of it. */
  private static final Duration CREATE_OF_MANY = Duration.ofMillis(50);

  private static final Duration DESCRIBE = Duration.ofMillis(16);

  private static final int ONE_BY_ONE = 60;
  private static final int AT_ONCE = 200;

  private static Stack stack;
  private static KsqlDbStandIn ksql;

  @BeforeAll
  static void start() {
    // So that the broker says when it had a record.
    stack =
        new Stack(
            RegistrationLatencyIT.class,
            KafkaLine.V4_3,
            Map.of("log.message.timestamp.type", "LogAppendTime"));
    stack.addWorker();
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    stack.create("registrar", Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url()));
  }

  @AfterAll
  static void stop() {
    stack.close();
    ksql.close();
  }

  private static List<String> tables(String schema, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format("%s%03d", schema, i))
        .collect(Collectors.toList());
  }

  private static String create(String schema, String table) {
    return String.format(
        "CREATE TABLE %s.%s (id SERIAL PRIMARY KEY, name TEXT,"
            + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());",
        schema, table);
  }

  private static String insert(String schema, String table) {
    return String.format("INSERT INTO %s.%s (name) VALUES ('x');", schema, table);
  }

  /** The outcomes that are no PENDING, by topic, each topic's last. */
  private static Map<String, JsonNode> outcomes(EventListener listener, String connector) {
    Map<String, JsonNode> outcomes = new TreeMap<>();
    for (EventListener.Event event : listener.events()) {
      if (event.type().equals("registration")
          && event.data().path("connector").asText().equals(connector)
          && !event.data().path("state").asText().equals("PENDING")) {
        outcomes.put(event.data().path("topic").asText(), event.data());
      }
    }
    return outcomes;
  }

  @Test
  void topics_that_come_one_by_one() throws IOException {
    ksql.delay(CREATE, DESCRIBE);
    List<String> tables = tables("o", ONE_BY_ONE);
    stack
        .database()
        .execute(
            "CREATE SCHEMA one;"
                + tables.stream().map(table -> create("one", table)).collect(Collectors.joining()));
    try (EventListener listener = new EventListener(stack.rest(), null)) {
      stack.create("one", stack.jdbc("tables", "one.*", "poll.interval.ms", "50"));
      stack.awaitState("one", "RUNNING", "RUNNING");
      for (int i = 0; i < tables.size(); i++) {
        int expected = i + 1;
        stack.database().execute(insert("one", tables.get(i)));
        Waiting.until(
            () -> expected + " outcomes; " + outcomes(listener, "one").keySet(),
            Stack.PATIENCE,
            () -> outcomes(listener, "one").size() == expected);
      }

      report("one by one", listener, "one", CREATE);
      assertExact(listener, "one", ONE_BY_ONE);
    }
  }

  @Test
  void topics_that_come_all_at_once() throws IOException {
    ksql.delay(CREATE_OF_MANY, DESCRIBE);
    List<String> tables = tables("b", AT_ONCE);
    stack
        .database()
        .execute(
            "CREATE SCHEMA burst;"
                + tables.stream()
                    .map(table -> create("burst", table) + insert("burst", table))
                    .collect(Collectors.joining()));
    try (EventListener listener = new EventListener(stack.rest(), null)) {
      stack.create("burst", stack.jdbc("tables", "burst.*"));
      Waiting.until(
          () -> AT_ONCE + " outcomes; there are " + outcomes(listener, "burst").size(),
          Stack.PATIENCE.multipliedBy(3),
          () -> outcomes(listener, "burst").size() == AT_ONCE);

      report("all at once", listener, "burst", CREATE_OF_MANY);
      assertExact(listener, "burst", AT_ONCE);
    }
  }

  private static void assertExact(EventListener listener, String connector, int topics) {
    assertThat(outcomes(listener, connector).values())
        .extracting(outcome -> outcome.path("state").asText())
        .hasSize(topics)
        .containsOnly("REGISTERED");
    assertThat(ksql.changes())
        .filteredOn(change -> change.contains("'" + connector + "-"))
        .hasSize(topics)
        .doesNotHaveDuplicates();
    assertThat(ksql.mostAtOnce()).isEqualTo(1);
  }

  /** From the moment in which the broker has the first record to that in which CREATE answered. */
  private static void report(
      String what, EventListener listener, String connector, Duration perCreate) {
    Map<String, JsonNode> outcomes = outcomes(listener, connector);
    // Each topic holds one record.
    Map<String, Long> records = stack.topics().lastTimes(outcomes.keySet());
    List<Long> took = new ArrayList<>();
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Map.Entry<String, JsonNode> outcome : outcomes.entrySet()) {
      long recordAt = records.getOrDefault(outcome.getKey(), -1L);
      long registeredAt =
          Instant.parse(outcome.getValue().path("changedAt").asText()).toEpochMilli();
      took.add(registeredAt - recordAt);
      first = Math.min(first, recordAt);
      last = Math.max(last, registeredAt);
    }
    long[] sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
    double create = createAlone(perCreate);
    System.out.printf(
        "Registration, %d topics %s: first record -> REGISTERED p50 %d ms, p99 %d ms, max %d ms;"
            + " p50 is %.2f of a CREATE (%.0f ms); all in %d ms, %.2f of as many CREATEs%n",
        sorted.length,
        what,
        percentile(sorted, 50),
        percentile(sorted, 99),
        sorted[sorted.length - 1],
        percentile(sorted, 50) / create,
        create,
        last - first,
        (last - first) / (create * sorted.length));
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
  }

  /** What a CREATE takes that nothing waits with, in the middle. */
  private static double createAlone(Duration perCreate) {
    try (KsqlDbStandIn alone = KsqlDbStandIn.start()) {
      alone.delay(perCreate, DESCRIBE);
      KsqlDb client = new KsqlDb(alone.url());
      double[] took = new double[9];
      for (int i = 0; i < took.length; i++) {
        long begin = System.nanoTime();
        client.run(
            "CREATE STREAM S"
                + i
                + " (ID INT) WITH (KAFKA_TOPIC = 's', KEY_FORMAT = 'KAFKA', VALUE_FORMAT ="
                + " 'JSON');");
        took[i] = (System.nanoTime() - begin) / 1e6;
      }
      Arrays.sort(took);
      return took[took.length / 2];
    }
  }
}
