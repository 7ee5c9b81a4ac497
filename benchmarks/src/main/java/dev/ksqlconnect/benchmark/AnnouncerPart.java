package dev.ksqlconnect.benchmark;

import dev.ksqlconnect.announcer.NewSchemaBenchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** What announcing costs each record, and a new schema once. */
final class AnnouncerPart implements Measuring {
  private static final double MOST_NANOS = 20;

  /** How the records of the topics come. */
  private record Order(int topics, int inARow) {
    String text() {
      return topics == 1
          ? "1 topic"
          : topics + " topics, " + (inARow == 1 ? "in turn" : inARow + " records of each in a row");
    }
  }

  private static final List<Order> ORDERS =
      List.of(new Order(1, 1), new Order(12, 100), new Order(12, 1), new Order(1_000, 100));

  /** What is measured, by the benchmark's method that does. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  private static final Map<String, String> NEW = new LinkedHashMap<>();

  static {
    KNOWN.put("nothing", "the loop alone");
    KNOWN.put("transform", "AnnounceTopics");
    KNOWN.put("wrapper", "KsqlJdbcSource, in a poll of " + KnownSchemaBenchmark.POLL);
    NEW.put("json", "the schema in JSON");
    NEW.put("fingerprint", "its fingerprint");
    NEW.put("announcement", "the whole announcement");
    NEW.put("statement", "the KSQL statement");
  }

  @Override
  public void measure(Options options, Progress progress, Report report) throws RunnerException {
    Jmh jmh = new Jmh(options, progress);
    report.title = "What announcing costs";
    report.how.add(
        "A record whose topic and schema are announced, and a schema that is new. " + jmh.how());
    known(jmh, report);
    fresh(jmh, report);
  }

  private static void known(Jmh jmh, Report report) throws RunnerException {
    Table table =
        Table.of(
            "For each record, once the schema is known:",
            "records",
            "by",
            "ns per record",
            "bytes per record");
    List<Chart.Series> bars = new ArrayList<>();
    for (Map.Entry<String, String> each : KNOWN.entrySet()) {
      Chart.Series series = Chart.Series.of(each.getValue());
      for (Order order : ORDERS) {
        Jmh.Measured one =
            jmh.run(
                new Jmh.Case(
                    KnownSchemaBenchmark.class,
                    each.getKey(),
                    Map.of(
                        "topics",
                        String.valueOf(order.topics()),
                        "inARow",
                        String.valueOf(order.inARow()))));
        series.add(one.time());
        report.measurements.put(order.text() + ", " + each.getValue(), one);
        table.add(
            order.text(),
            each.getValue(),
            one.time().withSpread(),
            Numbers.text(one.allocation().median()));
        if (!each.getKey().equals("nothing")) {
          report.figures.addAll(figures(each.getValue(), order, one));
        }
      }
      bars.add(series);
    }
    report.tables.add(table);
    report.charts.add(
        new Chart(
            "announcer-known",
            "A record whose schema is known",
            "ns per record",
            false,
            ORDERS.stream().map(Order::text).toList(),
            bars));
  }

  private static List<Figure> figures(String by, Order order, Jmh.Measured measured) {
    String what = "a known schema's record, " + by + ", " + order.text();
    double bytes = measured.allocation().median();
    return List.of(
        Figure.atMost(what, MOST_NANOS, " ns", measured.time()),
        // What the profiler's own threads allocate is shared out among the records.
        new Figure(what, "0 bytes", Numbers.text(bytes) + " bytes", bytes < 0.01));
  }

  private static void fresh(Jmh jmh, Report report) throws RunnerException {
    Table table = Table.of("Once for each new schema:", "what", "columns", "µs", "kB allocated");
    for (Map.Entry<String, String> each : NEW.entrySet()) {
      for (String columns : List.of("10", "100")) {
        Jmh.Measured one =
            jmh.run(
                new Jmh.Case(NewSchemaBenchmark.class, each.getKey(), Map.of("columns", columns)));
        report.measurements.put(each.getValue() + ", " + columns + " columns", one);
        table.add(
            each.getValue(),
            columns,
            one.time().times(0.001).withSpread(),
            Numbers.text(one.allocation().median() / 1_000));
      }
    }
    report.tables.add(table);
  }
}
