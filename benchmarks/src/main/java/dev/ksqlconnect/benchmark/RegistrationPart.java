package dev.ksqlconnect.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.KsqlDb;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From a topic's first record to its table in ksqlDB. */
final class RegistrationPart implements Measuring {
  private static final int TOPICS = 1_000;
  private static final int TOPICS_QUICK = 20;

  /** The tables of one connector, where topics come one by one: so many are asked in each poll. */
  private static final int TABLES = 50;

  /** How often the server's own CREATE is measured before the topics come, and again after. */
  private static final int CREATES = 15;

  /** What ksqlDB 7.9.9 took, in the middle. */
  private static final Duration CREATE = Duration.ofMillis(193);

  private static final Duration DESCRIBE = Duration.ofMillis(16);

  private static final int P50_MS = 300;
  private static final int P99_MS = 1_000;
  private static final double P50_CREATES = 1.5;

  /** The server's own pace, and some for noise. */
  private static final double CREATES_EACH = 1.2;

  @Override
  public void measure(Options options, Progress progress, Report report) throws Exception {
    // What is made on somebody else's servers is told by its name.
    String mark = "bench" + Long.toString(System.currentTimeMillis(), 36);
    String theirs = options.ksql();
    try (KsqlDbStandIn standIn = theirs == null ? KsqlDbStandIn.start() : null;
        Servers servers = new Servers(options, Part.REGISTRATION, options.bootstrap())) {
      Topics topics = new Topics(servers.bootstrapServers());
      if (standIn != null) {
        standIn.topicsFrom(topics.existing());
        standIn.delay(CREATE, DESCRIBE);
      }
      String url = standIn == null ? String.valueOf(theirs) : standIn.url();
      KsqlDb ksql = new KsqlDb(url);
      Worker worker = servers.startWorker("worker", "1g", names(mark));
      Database database = servers.startDatabase(Map.of());
      try {
        servers.create(mark, Map.of("connector.class", "KsqlDdlSink", "ksql.url", url));
        new On(options, progress, report, servers, database, worker, topics, mark, ksql, standIn)
            .measure();
      } finally {
        worker.stop();
        if (standIn == null) {
          clean(progress, mark, topics, ksql);
        }
      }
    }
  }

  /** The names of what the worker makes for itself. */
  private static Map<String, String> names(String mark) {
    Map<String, String> names = new HashMap<>();
    names.put("group.id", mark + "-group");
    names.put("config.storage.topic", mark + "-configs");
    names.put("offset.storage.topic", mark + "-offsets");
    names.put("status.storage.topic", mark + "-status");
    names.put("ksql.connect.announcements.topic", mark + "-announcements");
    return names;
  }

  private static void clean(Progress progress, String mark, Topics topics, KsqlDb ksql) {
    progress.say("Removing what was made; this takes as long as it took to make it");
    for (String kind : List.of("streams", "tables")) {
      for (String name : ksql.names(kind)) {
        if (name.startsWith(mark.toUpperCase(Locale.ROOT))) {
          ksql.run(
              String.format("DROP %s `%s`;", kind.equals("streams") ? "STREAM" : "TABLE", name));
        }
      }
    }
    topics.delete(topics.names().stream().filter(name -> name.startsWith(mark)).toList());
    topics.deleteGroups(
        topics.groups().stream()
            .filter(group -> group.startsWith(mark) || group.equals("connect-" + mark))
            .toList());
  }

  /** The measurements, on running servers. */
  private record On(
      Options options,
      Progress progress,
      Report report,
      Servers servers,
      Database database,
      Worker worker,
      Topics topics,
      String mark,
      KsqlDb ksql,
      @Nullable KsqlDbStandIn standIn) {

    void measure() throws IOException {
      int count = options.quick() ? TOPICS_QUICK : TOPICS;
      report.title = "From a topic's first record to its table in ksqlDB";
      report.how.add(
          String.format(
              "Measured from the time that the first record's topic has for it (%s) to the time at"
                  + " which ksqlDB has answered the CREATE. ksqlDB is %s. The server's own CREATE is"
                  + " measured in the same run, %d times before and %d after.",
              standIn == null ? "the worker's, when it sent it" : "the broker's, when it had it",
              standIn == null
                  ? "a real one"
                  : String.format(
                      "the stand-in, which takes as long as a real one did, %d ms for a CREATE and %d ms for a DESCRIBE",
                      CREATE.toMillis(), DESCRIBE.toMillis()),
              CREATES,
              CREATES));
      Table table =
          Table.of(
              "From the first record to REGISTERED:",
              "topics",
              "registered",
              "p50, ms",
              "p99, ms",
              "max, ms",
              "the server's own CREATE, ms",
              "all, in CREATEs each");
      oneByOne(count, table);
      burst(count, table);
      report.tables.add(table);
    }

    private void oneByOne(int count, Table table) throws IOException {
      List<Double> creates = new ArrayList<>(creates("before-one-by-one"));
      try (EventListener listener = new EventListener(worker.rest(), null)) {
        for (int first = 0; first < count; first += TABLES) {
          String connector = mark + "-o" + first / TABLES;
          List<String> tables = tables(connector, Math.min(TABLES, count - first), false);
          servers.create(connector, config(connector, "50"));
          for (int i = 0; i < tables.size(); i++) {
            database.execute(insert(tables.get(i)));
            await(listener, mark + "-o", first + i + 1);
          }
          progress.say("%d of %d topics one by one", first + tables.size(), count);
          // Its topics are not asked for rows any more, while the others come.
          servers.delete(connector);
        }
        creates.addAll(creates("after-one-by-one"));
        Outcome outcome = outcome(listener, mark + "-o", Numbers.of(creates));
        table(table, "one by one", outcome);
        figuresOfOne(outcome);
      }
    }

    private void burst(int count, Table table) throws IOException {
      List<Double> creates = new ArrayList<>(creates("before-burst"));
      String connector = mark + "-b";
      tables(connector, count, true);
      try (EventListener listener = new EventListener(worker.rest(), null)) {
        servers.create(connector, config(connector, "1000"));
        for (int part = 1; part <= 4; part++) {
          await(listener, connector, Math.max(1, count * part / 4));
          progress.say("%d of %d topics at once", Math.max(1, count * part / 4), count);
        }
        creates.addAll(creates("after-burst"));
        Outcome outcome = outcome(listener, connector, Numbers.of(creates));
        table(table, "at once", outcome);
        report.figures.add(
            new Figure(
                String.format("a burst of %,d topics is registered", count),
                "all, at ≤ " + CREATES_EACH + " CREATEs each",
                String.format(
                    "%,d, at %s", outcome.registered(), Numbers.text(outcome.createsEach())),
                outcome.registered() == count && outcome.createsEach() <= CREATES_EACH));
      }
    }

    /** Makes tables in a schema, with a row each or empty. */
    private List<String> tables(String schema, int count, boolean withRow) {
      List<String> tables =
          IntStream.range(0, count)
              .mapToObj(i -> String.format("\"%s\".t%03d", schema, i))
              .toList();
      database.execute(
          "CREATE SCHEMA \""
              + schema
              + "\";"
              + tables.stream()
                  .map(
                      name ->
                          "CREATE TABLE "
                              + name
                              + " (id SERIAL PRIMARY KEY, name TEXT);"
                              + (withRow ? insert(name) : ""))
                  .collect(Collectors.joining()));
      return tables;
    }

    private static String insert(String table) {
      return "INSERT INTO " + table + " (name) VALUES ('x');";
    }

    private Map<String, String> config(String schema, String pollMs) {
      return Map.of(
          "connector.class",
          "KsqlJdbcSource",
          "connection.url",
          database.url(),
          "tables",
          schema + ".*",
          "poll.interval.ms",
          pollMs);
    }

    /** How long the server itself takes for a CREATE, each of so many, in milliseconds. */
    private List<Double> creates(String what) {
      String topic = mark + "-" + what;
      topics.create(topic, Map.of());
      List<Double> took = new ArrayList<>();
      for (int i = 0; i < CREATES; i++) {
        long begin = System.nanoTime();
        ksql.run(
            String.format(
                "CREATE STREAM `%s-%d` (ID INT) WITH (KAFKA_TOPIC = '%s', KEY_FORMAT = 'KAFKA',"
                    + " VALUE_FORMAT = 'JSON');",
                topic.toUpperCase(Locale.ROOT), i, topic));
        took.add((System.nanoTime() - begin) / 1e6);
      }
      return took;
    }

    private static void await(EventListener listener, String connectors, int expected) {
      Waiting.until(
          () -> expected + " outcomes; there are " + outcomes(listener, connectors).keySet(),
          Servers.PATIENCE,
          () -> outcomes(listener, connectors).size() >= expected);
    }

    /** The outcomes that are no PENDING, by topic, each topic's last. */
    private static Map<String, JsonNode> outcomes(EventListener listener, String connectors) {
      Map<String, JsonNode> outcomes = new TreeMap<>();
      for (EventListener.Event event : listener.events()) {
        if (event.type().equals("registration")
            && event.data().path("connector").asText().startsWith(connectors)
            && !event.data().path("state").asText().equals("PENDING")) {
          outcomes.put(event.data().path("topic").asText(), event.data());
        }
      }
      return outcomes;
    }

    /** What came of topics; times in milliseconds. */
    private record Outcome(
        int topics, long registered, Numbers took, Numbers create, double createsEach) {}

    private Outcome outcome(EventListener listener, String connectors, Numbers create) {
      Map<String, JsonNode> outcomes = outcomes(listener, connectors);
      // Each topic holds one record.
      Map<String, Long> records = topics.lastTimes(Set.copyOf(outcomes.keySet()));
      List<Double> took = new ArrayList<>();
      long first = Long.MAX_VALUE;
      long last = 0;
      long registered = 0;
      for (Map.Entry<String, JsonNode> outcome : outcomes.entrySet()) {
        long recordAt = records.getOrDefault(outcome.getKey(), -1L);
        long registeredAt =
            Instant.parse(outcome.getValue().path("changedAt").asText()).toEpochMilli();
        took.add((double) registeredAt - recordAt);
        first = Math.min(first, recordAt);
        last = Math.max(last, registeredAt);
        registered += outcome.getValue().path("state").asText().equals("REGISTERED") ? 1 : 0;
      }
      return new Outcome(
          outcomes.size(),
          registered,
          Numbers.of(took),
          create,
          (last - first) / (create.median() * outcomes.size()));
    }

    private void table(Table table, String how, Outcome outcome) {
      report.measurements.put(how + ", ms from record to REGISTERED", outcome.took());
      report.measurements.put(how + ", ms of a CREATE", outcome.create());
      table.add(
          String.format("%,d %s", outcome.topics(), how),
          String.valueOf(outcome.registered()),
          Numbers.text(outcome.took().percentile(50)),
          Numbers.text(outcome.took().percentile(99)),
          Numbers.text(outcome.took().max()),
          outcome.create().withSpread(),
          how.equals("at once") ? Numbers.text(outcome.createsEach()) : "");
      if (!how.equals("at once")) {
        Chart.Series bars = Chart.Series.of("ms");
        bars.add(outcome.create());
        bars.add(outcome.took().percentile(50));
        bars.add(outcome.took().percentile(99));
        bars.add(outcome.took().max());
        report.charts.add(
            new Chart(
                "registration",
                "From the first record to REGISTERED, topics one by one",
                "ms",
                false,
                List.of("the server's own CREATE", "p50", "p99", "max"),
                List.of(bars)));
      }
    }

    private void figuresOfOne(Outcome outcome) {
      double p50 = outcome.took().percentile(50);
      double p99 = outcome.took().percentile(99);
      double creates = p50 / outcome.create().median();
      report.figures.add(
          new Figure(
              "first record to REGISTERED, p50",
              "< " + P50_MS + " ms",
              Numbers.text(p50) + " ms",
              p50 < P50_MS));
      report.figures.add(
          new Figure(
              "first record to REGISTERED, p99",
              "< " + P99_MS + " ms",
              Numbers.text(p99) + " ms",
              p99 < P99_MS));
      report.figures.add(
          new Figure(
              "the same, p50, by the server's own CREATE",
              "≤ " + P50_CREATES,
              Numbers.text(creates),
              creates <= P50_CREATES));
    }
  }
}
