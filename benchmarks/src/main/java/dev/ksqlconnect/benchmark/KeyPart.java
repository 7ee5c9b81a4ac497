package dev.ksqlconnect.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The transform that makes keys, beside Kafka's own. */
final class KeyPart implements Measuring {
  /** Kafka's transforms remember 16. */
  private static final List<Integer> SCHEMAS = List.of(1, 12, 16, 40, 200, 1_000);

  private static final List<Integer> SCHEMAS_QUICK = List.of(1, 40, 1_000);
  private static final int REMEMBERED = 16;
  private static final int MORE = 40;

  private static final Transform OURS = new Transform("PrimaryKey", "primaryKey");
  private static final Transform VALUE_TO_KEY = new Transform("ValueToKey", "valueToKey");
  private static final Transform BOTH =
      new Transform("ValueToKey + ExtractField", "valueToKeyAndExtractField");

  /** What is measured, and the benchmark's method that does. */
  private record Transform(String name, String method) {}

  /**
   * A kind of key.
   *
   * @param transforms ours first, and last what makes the same key
   */
  private record Key(String text, String columns, List<Transform> transforms) {
    Transform same() {
      return transforms.get(transforms.size() - 1);
    }
  }

  private static final List<Key> KEYS =
      List.of(
          new Key("one column", "id", List.of(OURS, VALUE_TO_KEY, BOTH)),
          new Key("two columns", "id,line", List.of(OURS, VALUE_TO_KEY)));

  @Override
  public void measure(Options options, Progress progress, Report report) throws RunnerException {
    Jmh jmh = new Jmh(options, progress);
    report.title = "PrimaryKey beside ValueToKey and ExtractField";
    report.how.add(
        "Records of ten columns, each of another table than the one before it. PrimaryKey makes the"
            + " key that ValueToKey and ExtractField$Key make together, or, of two columns,"
            + " ValueToKey alone. "
            + jmh.how());
    for (Key key : KEYS) {
      measure(jmh, options.quick() ? SCHEMAS_QUICK : SCHEMAS, key, report);
    }
  }

  private static void measure(Jmh jmh, List<Integer> schemas, Key key, Report report)
      throws RunnerException {
    Table table =
        Table.of(
            "A key of " + key.text() + ":",
            "schemas",
            "transform",
            "ns per record",
            "bytes per record",
            "times PrimaryKey's");
    List<Chart.Series> bars =
        key.transforms().stream().map(each -> Chart.Series.of(each.name())).toList();
    List<Jmh.Measured> ours = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    for (int count : schemas) {
      Map<String, String> parameters =
          Map.of("schemas", String.valueOf(count), "key", key.columns());
      List<Jmh.Measured> measured =
          jmh.sideBySide(
              key.transforms().stream()
                  .map(each -> new Jmh.Case(KeyBenchmark.class, each.method(), parameters))
                  .toList());
      for (int i = 0; i < bars.size(); i++) {
        Transform transform = key.transforms().get(i);
        Jmh.Measured one = measured.get(i);
        report.measurements.put(key.text() + ", " + count + ", " + transform.name(), one);
        bars.get(i).add(one.time());
        table.add(
            String.valueOf(count),
            transform.name(),
            one.time().withSpread(),
            Numbers.text(one.allocation().median()),
            one.time().byAll(measured.get(0).time()).withSpread());
      }
      ours.add(measured.get(0));
      Numbers same = measured.get(measured.size() - 1).time();
      figures.add(figure(key, count, same.byAll(measured.get(0).time())));
    }
    figures.add(
        flat(
            key,
            schemas.get(schemas.size() - 1),
            ours.get(ours.size() - 1).time().byAll(ours.get(schemas.indexOf(MORE)).time())));
    report.figures.addAll(figures);
    report.tables.add(table);
    report.charts.add(
        new Chart(
            "smt-" + key.text().replace(' ', '-'),
            "A key of " + key.text() + ", by the number of schemas",
            "ns per record, logarithmic",
            true,
            schemas.stream().map(String::valueOf).toList(),
            bars));
  }

  private static Figure figure(Key key, int schemas, Numbers times) {
    return Figure.atLeast(
        String.format(
            "PrimaryKey beside %s, key of %s, %d schema%s",
            key.same().name(), key.text(), schemas, schemas == 1 ? "" : "s"),
        schemas <= REMEMBERED ? 1 : 4,
        " times as fast",
        times);
  }

  private static Figure flat(Key key, int many, Numbers times) {
    return Figure.atMost(
        String.format("PrimaryKey, key of %s, %d schemas in place of %d", key.text(), many, MORE),
        2,
        " times as long",
        times);
  }
}
