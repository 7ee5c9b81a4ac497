package dev.ksqlconnect.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs JMH's benchmarks, each in fresh JVMs. */
final class Jmh {
  private static final int FORKS = 4;
  private static final int WARMUPS = 4;
  private static final int ITERATIONS = 8;
  private static final int ITERATION_MS = 250;
  private static final int FORKS_QUICK = 1;
  private static final int WARMUPS_QUICK = 1;
  private static final int ITERATIONS_QUICK = 2;
  private static final int ITERATION_QUICK_MS = 100;

  private final Options options;
  private final Progress progress;

  Jmh(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * What was measured, in each iteration.
   *
   * @param time of one operation, in nanoseconds
   * @param allocation of one operation, in bytes
   */
  record Measured(Numbers time, Numbers allocation) {}

  /** A benchmark's method, with its parameters. */
  record Case(Class<?> benchmarks, String method, Map<String, String> parameters) {
    private String pattern() {
      return "^" + Pattern.quote(benchmarks.getName() + "." + method) + "$";
    }

    @Override
    public String toString() {
      return method + " " + new TreeMap<>(parameters);
    }
  }

  /** What the runs that follow say of themselves, for the report. */
  String how() {
    return options.quick()
        ? "JMH, with hardly any iterations."
        : String.format(
            "JMH: of each %d JVMs, in turn with those of what it is compared with; in each %d"
                + " iterations of %d ms after %d to warm up.",
            FORKS, ITERATIONS, ITERATION_MS, WARMUPS);
  }

  /** Runs one. */
  Measured run(Case one) throws RunnerException {
    return sideBySide(List.of(one)).get(0);
  }

  /** Runs several, in turn, so that what else the machine does is spread over all. */
  List<Measured> sideBySide(List<Case> cases) throws RunnerException {
    List<List<IterationResult>> iterations =
        cases.stream().<List<IterationResult>>map(each -> new ArrayList<>()).toList();
    for (int fork = 0; fork < (options.quick() ? FORKS_QUICK : FORKS); fork++) {
      for (int i = 0; i < cases.size(); i++) {
        iterations.get(i).addAll(fork(cases.get(i)));
      }
    }
    List<Measured> all = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Measured measured =
          new Measured(
              Numbers.of(
                  iterations.get(i).stream()
                      .map(each -> each.getPrimaryResult().getScore())
                      .toList()),
              Numbers.of(iterations.get(i).stream().map(Jmh::allocated).toList()));
      progress.say(
          "%s: %s ns, %s bytes",
          cases.get(i), measured.time().withSpread(), Numbers.text(measured.allocation().median()));
      all.add(measured);
    }
    return all;
  }

  private List<IterationResult> fork(Case one) throws RunnerException {
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include(one.pattern())
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(options.quick() ? WARMUPS_QUICK : WARMUPS)
            .measurementIterations(options.quick() ? ITERATIONS_QUICK : ITERATIONS)
            .warmupTime(iteration())
            .measurementTime(iteration())
            .addProfiler(GCProfiler.class)
            .jvmArgs("-Xms1g", "-Xmx1g", "-XX:-UsePerfData")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    one.parameters().forEach(jmh::param);
    Collection<RunResult> results = new Runner(jmh.build()).run();
    if (results.size() != 1) {
      throw new IllegalStateException(results.size() + " benchmarks are called " + one);
    }
    return results.iterator().next().getBenchmarkResults().stream()
        .flatMap(result -> result.getIterationResults().stream())
        .toList();
  }

  private TimeValue iteration() {
    return TimeValue.milliseconds(options.quick() ? ITERATION_QUICK_MS : ITERATION_MS);
  }

  private static double allocated(IterationResult iteration) {
    for (Map.Entry<String, ? extends Result<?>> result : secondary(iteration).entrySet()) {
      if (result.getKey().endsWith("gc.alloc.rate.norm")) {
        return result.getValue().getScore();
      }
    }
    throw new IllegalStateException("The gc profiler has said nothing");
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // JMH's own signature is raw.
  private static Map<String, Result<?>> secondary(IterationResult iteration) {
    return (Map<String, Result<?>>) (Map) iteration.getSecondaryResults();
  }
}
