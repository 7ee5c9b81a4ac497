package dev.ksqlconnect.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What a number of measurements say together. */
final class Numbers {
  /** How often the measurements are drawn anew, to see how sure their median is. */
  private static final int DRAWS = 2_000;

  private static final long SEED = 6;

  /** From where to where something may be. */
  record Range(double low, double high) {}

  /** In the order in which they were measured. */
  private final double[] values;

  private final transient double[] sorted;

  /** The medians that might as well have been measured. */
  private final transient Supplier<double[]> medians;

  private Numbers(double[] values) {
    this(values, () -> drawn(values, new Random(SEED)));
  }

  private Numbers(double[] values, Supplier<double[]> medians) {
    this.medians = medians;
    if (values.length == 0) {
      throw new IllegalArgumentException("Nothing was measured");
    }
    this.values = values;
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** The bootstrap: medians of as many values, each drawn from all of them. */
  private static double[] drawn(double[] values, Random random) {
    double[] medians = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      double[] draw =
          random.ints(values.length, 0, values.length).mapToDouble(at -> values[at]).toArray();
      Arrays.sort(draw);
      medians[i] = median(draw);
    }
    return medians;
  }

  static Numbers of(List<Double> values) {
    return new Numbers(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** What was measured side by side: each divided by its own of the other. */
  Numbers by(Numbers others) {
    double[] quotients = new double[values.length];
    for (int i = 0; i < quotients.length; i++) {
      quotients[i] = values[i] / others.values[i];
    }
    return new Numbers(quotients);
  }

  /** What was measured one after the other: each divided by each of the other. */
  Numbers byAll(Numbers others) {
    return new Numbers(
        Arrays.stream(values)
            .flatMap(value -> Arrays.stream(others.values).map(other -> value / other))
            .toArray(),
        () -> {
          // Drawn apart: they were not measured in pairs.
          Random random = new Random(SEED);
          double[] own = drawn(values, random);
          double[] other = drawn(others.values, random);
          return IntStream.range(0, DRAWS).mapToDouble(i -> own[i] / other[i]).toArray();
        });
  }

  /** In another unit. */
  Numbers times(double factor) {
    return new Numbers(Arrays.stream(values).map(value -> value * factor).toArray());
  }

  double median() {
    return median(sorted);
  }

  private static double median(double[] sorted) {
    return sorted.length % 2 == 1
        ? sorted[sorted.length / 2]
        : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  }

  /** The least value that so many percent are not above. */
  double percentile(double percent) {
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100) - 1)];
  }

  double min() {
    return sorted[0];
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  /** Where 95 % of them lie. */
  double low() {
    return percentile(2.5);
  }

  double high() {
    return percentile(97.5);
  }

  /** The median, with where 95 % of them lie. */
  String withSpread() {
    return text(median()) + " (" + text(low()) + "…" + text(high()) + ")";
  }

  /** Where the median is, with a certainty of 95 %. */
  Range medianRange() {
    Numbers all = new Numbers(medians.get(), () -> new double[0]);
    return new Range(all.low(), all.high());
  }

  /** The median, with where it is for certain. */
  String withCertainty() {
    Range range = medianRange();
    return text(median()) + " (" + text(range.low()) + "…" + text(range.high()) + ")";
  }

  /** A number with as many digits as are worth reading. */
  static String text(double number) {
    double size = Math.abs(number);
    if (size >= 10_000) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    return String.format(
        Locale.ROOT,
        size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.4f",
        number);
  }
}
