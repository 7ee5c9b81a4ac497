package dev.ksqlconnect.benchmark;

import dev.ksqlconnect.harness.Database;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The wrapper beside the connector it drives: rows to Kafka, CPU, statements. */
final class ThroughputPart implements Measuring {
  private static final int ROUNDS = 10;
  private static final int ROUNDS_QUICK = 2;
  private static final int WARMUPS = 2;
  private static final int WARMUPS_QUICK = 0;

  /** A run is cut into slices, so that what else the machine does is spread over all ways. */
  private static final int SLICES = 4;

  /** Of a slice. */
  private static final int ROWS = 200_000;

  private static final int ROWS_QUICK = 20_000;
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration IDLE_QUICK = Duration.ofSeconds(3);

  private static final double LEAST = 0.99;

  private static final String TABLE =
      "CREATE UNLOGGED TABLE measured (id BIGSERIAL PRIMARY KEY, name TEXT NOT NULL, email TEXT,"
          + " street TEXT, city TEXT, amount NUMERIC(10,2), visits INT, score DOUBLE PRECISION,"
          + " active BOOLEAN, born DATE)";

  private static final String INSERT =
      "INSERT INTO measured (name, email, street, city, amount, visits, score, active, born)"
          + " SELECT 'Name ' || i, 'user' || i || '@example.com', i || ' Main Street', 'Springfield',"
          + " i %% 10000 / 100.0, i, i / 7.0, i %% 2 = 0, DATE '1990-01-01' + i %% 10000"
          + " FROM generate_series(1, %d) AS i";

  /** How the table is read. */
  private enum Way {
    PLAIN("plain, no key"),
    KEYED("plain + ValueToKey + ExtractField"),
    WRAPPER("KsqlJdbcSource");

    private final String text;

    Way(String text) {
      this.text = text;
    }
  }

  /** What the runs of a way took. */
  private record Runs(Way way, List<Run> runs) {
    Numbers speed() {
      return Numbers.of(runs.stream().map(Run::rowsPerSecond).toList());
    }

    Numbers cpu() {
      return Numbers.of(runs.stream().map(Run::cpuMicrosPerRow).toList());
    }
  }

  /** What one run took. */
  private record Run(long rows, double seconds, double cpuMicros) {
    static final Run NONE = new Run(0, 0, 0);

    Run and(Run slice) {
      return new Run(rows + slice.rows, seconds + slice.seconds, cpuMicros + slice.cpuMicros);
    }

    double rowsPerSecond() {
      return rows / seconds;
    }

    double cpuMicrosPerRow() {
      return cpuMicros / rows;
    }
  }

  /** What the database was asked while nothing changed. */
  private record Asked(long polls, long statements) {
    double perPoll() {
      return (double) statements / polls;
    }
  }

  @Override
  public void measure(Options options, Progress progress, Report report) throws Exception {
    try (Servers servers = new Servers(options, Part.THROUGHPUT, null)) {
      Database database =
          servers.startDatabase(
              Map.of(
                  "shared_preload_libraries", "pg_stat_statements", "synchronous_commit", "off"));
      database.execute("CREATE EXTENSION pg_stat_statements; " + TABLE);
      Worker worker = servers.startWorker("worker", "2g", Map.of());
      new On(options, progress, report, servers, database, worker).measure();
    }
  }

  /** The measurements, on running servers. */
  private record On(
      Options options,
      Progress progress,
      Report report,
      Servers servers,
      Database database,
      Worker worker) {

    void measure() {
      int rows = options.quick() ? ROWS_QUICK : ROWS;
      int rounds = options.quick() ? ROUNDS_QUICK : ROUNDS;
      int warmups = options.quick() ? WARMUPS_QUICK : WARMUPS;
      report.title = "KsqlJdbcSource beside the JDBC source alone";
      report.how.add(
          String.format(
              "The connector driven is %s. %,d rows of ten columns are committed to a PostgreSQL"
                  + " table that the connector reads already, and counted from the commit to the"
                  + " time at which the broker had the last one; the CPU is the worker's whole process."
                  + " The worker's converters write JSON without schemas. %d rounds after %d to warm"
                  + " up, in each the three ways in turn, %d times, in another order each time; a"
                  + " quotient is one of the sums of the same round. The plain connector has the"
                  + " configuration that the wrapper gives its own.",
              servers.jdbcText(), rows, rounds, warmups, SLICES));
      List<Runs> all =
          Stream.of(Way.values()).map(way -> new Runs(way, new ArrayList<>())).toList();
      for (int round = -warmups; round < rounds; round++) {
        Map<Way, Run> sums = round(round + warmups, rows);
        for (Runs runs : all) {
          Run run = Objects.requireNonNull(sums.get(runs.way()));
          progress.say(
              "%s %d: %s rows/s, %s µs of CPU per row",
              runs.way().text,
              round + 1,
              Numbers.text(run.rowsPerSecond()),
              Numbers.text(run.cpuMicrosPerRow()));
          if (round >= 0) {
            runs.runs().add(run);
          }
        }
      }
      report(all);
      statements();
    }

    private Map<String, String> config(Way way, String name, String pollMs) {
      Map<String, String> config = new HashMap<>();
      config.put("connection.url", database.url());
      config.put("poll.interval.ms", pollMs);
      config.put("mode", "incrementing");
      config.put("incrementing.column.name", "id");
      config.put("topic.prefix", name + "-");
      // Both look for new tables; what is counted is what they ask of this one.
      config.put("table.poll.interval.ms", "3600000");
      if (way == Way.WRAPPER) {
        config.put("connector.class", "KsqlJdbcSource");
        config.put("tables", "measured");
        return config;
      }
      config.put("connector.class", servers.jdbcClass());
      config.put("table.whitelist", "measured");
      config.put("numeric.mapping", "best_fit");
      config.put("poll.linger.ms", "100");
      config.put("table.monitoring.startup.polling.limit.ms", "500");
      if (way == Way.KEYED) {
        config.put("transforms", "key,field");
        config.put("transforms.key.type", "org.apache.kafka.connect.transforms.ValueToKey");
        config.put("transforms.key.fields", "id");
        config.put("transforms.field.type", "org.apache.kafka.connect.transforms.ExtractField$Key");
        config.put("transforms.field.field", "id");
      }
      return config;
    }

    private Map<Way, Run> round(int round, int rows) {
      Map<Way, Run> sums = new EnumMap<>(Way.class);
      for (int slice = 0; slice < SLICES; slice++) {
        List<Way> order = new ArrayList<>(List.of(Way.values()));
        Collections.rotate(order, round + slice);
        for (Way way : order) {
          String name = way.name().toLowerCase(Locale.ROOT) + round + "-" + slice;
          sums.put(way, sums.getOrDefault(way, Run.NONE).and(run(way, name, rows)));
        }
      }
      return sums;
    }

    private Run run(Way way, String name, int rows) {
      Topics topics = new Topics(servers.bootstrapServers());
      String topic = name + "-measured";
      database.execute("TRUNCATE measured; " + String.format(INSERT, 1));
      servers.create(name, config(way, name, "1"));
      // The topic is made, announced and known by then.
      awaitEnd(topics, topic, 1);
      long cpu = cpuNanos();
      database.execute(String.format(INSERT, rows));
      long begin = System.currentTimeMillis();
      awaitEnd(topics, topic, 1 + rows);
      double cpuMicros = (cpuNanos() - cpu) / 1e3;
      long end = Objects.requireNonNull(topics.lastTimes(List.of(topic)).get(topic));
      servers.delete(name);
      topics.delete(topic);
      return new Run(rows, (end - begin) / 1e3, cpuMicros);
    }

    private static void awaitEnd(Topics topics, String topic, long end) {
      Waiting.until(
          end + " records in " + topic,
          Servers.PATIENCE,
          () -> topics.names().contains(topic) && topics.end(topic) >= end);
    }

    private long cpuNanos() {
      return ProcessHandle.of(worker.pid())
          .flatMap(process -> process.info().totalCpuDuration())
          .orElseThrow()
          .toNanos();
    }

    private void report(List<Runs> all) {
      Table table =
          Table.of(
              "Rows to Kafka, through " + servers.jdbcText() + " connector:",
              "way",
              "rows/s",
              "µs of CPU per row",
              "KsqlJdbcSource's rows/s by these",
              "KsqlJdbcSource's CPU by these");
      Runs wrapper = all.get(all.size() - 1);
      Chart.Series bars = Chart.Series.of("rows per second");
      for (Runs runs : all) {
        Numbers speed = wrapper.speed().by(runs.speed());
        bars.add(runs.speed());
        report.measurements.put(runs.way().text + ", rows/s", runs.speed());
        report.measurements.put(runs.way().text + ", µs of CPU per row", runs.cpu());
        table.add(
            runs.way().text,
            runs.speed().withSpread(),
            runs.cpu().withSpread(),
            speed.withSpread(),
            wrapper.cpu().by(runs.cpu()).withSpread());
        if (runs.way() != Way.WRAPPER) {
          report.figures.add(
              Figure.atLeast(
                  "KsqlJdbcSource's rows/s by those of " + runs.way().text, LEAST, "", speed));
        }
      }
      report.tables.add(table);
      report.charts.add(
          new Chart(
              "throughput",
              "Rows to Kafka, through " + servers.jdbcText() + " connector",
              "rows per second",
              false,
              all.stream().map(runs -> runs.way().text).toList(),
              List.of(bars)));
    }

    /** What the database is asked while nothing changes. */
    private void statements() {
      Table table =
          Table.of(
              "What the database is asked while no row changes, with `poll.interval.ms=100`:",
              "way",
              "polls",
              "statements",
              "statements per poll");
      List<Asked> asked = new ArrayList<>();
      for (Way way : List.of(Way.PLAIN, Way.WRAPPER)) {
        Asked one = asked(way);
        asked.add(one);
        report.measurements.put(way.text + ", asked", one);
        table.add(
            way.text,
            String.valueOf(one.polls()),
            String.valueOf(one.statements()),
            Numbers.text(one.perPoll()));
      }
      report.tables.add(table);
      double added = asked.get(1).perPoll() - asked.get(0).perPoll();
      report.figures.add(
          new Figure(
              "statements that KsqlJdbcSource adds to a poll",
              "0",
              Numbers.text(added),
              // A poll may be cut by the beginning or the end.
              Math.abs(added) < 2.0 / asked.get(1).polls()));
    }

    private Asked asked(Way way) {
      String name = "asked-" + way.name().toLowerCase(Locale.ROOT);
      database.execute("TRUNCATE measured; " + String.format(INSERT, 1));
      servers.create(name, config(way, name, "100"));
      awaitEnd(new Topics(servers.bootstrapServers()), name + "-measured", 1);
      database.execute("SELECT pg_stat_statements_reset()");
      LockSupport.parkNanos((options.quick() ? IDLE_QUICK : IDLE).toNanos());
      List<Map<String, Object>> seen =
          database.query(
              "SELECT query, calls FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_%'");
      servers.delete(name);
      report.measurements.put(
          way.text + ", statements",
          seen.stream()
              .collect(
                  Collectors.toMap(
                      row -> String.valueOf(row.get("query")), row -> calls(row), Long::sum)));
      long polls =
          seen.stream()
              .filter(
                  row ->
                      String.valueOf(row.get("query")).matches("(?s)SELECT \\* FROM .*measured.*"))
              .mapToLong(On::calls)
              .sum();
      return new Asked(polls, seen.stream().mapToLong(On::calls).sum());
    }

    private static long calls(Map<String, Object> row) {
      return ((Number) Objects.requireNonNull(row.get("calls"))).longValue();
    }
  }
}
