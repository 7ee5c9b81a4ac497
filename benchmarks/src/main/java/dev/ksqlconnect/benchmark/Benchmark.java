package dev.ksqlconnect.benchmark;

/** Measures, says what was seen, and writes it down. */
public final class Benchmark {
  private Benchmark() {}

  /**
   * Runs.
   *
   * @param args those of {@code ./benchmark}, whose {@code --help} explains them
   */
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Results results = new Results(options.results());
    Progress progress = new Progress();
    for (Part part : options.parts()) {
      progress.say("%s", part);
      Report report = part.measure(options, progress);
      say(report);
      results.write(report);
    }
    progress.say("Written: %s", options.results().resolve("README.md"));
    // Clients' threads must not keep the process.
    System.exit(0);
  }

  private static void say(Report report) {
    for (Table table : report.tables) {
      System.out.printf("%n%s%n", table.title());
      System.out.println("  " + String.join(" | ", table.head()));
      table.rows().forEach(row -> System.out.println("  " + String.join(" | ", row)));
    }
    System.out.println();
    for (Figure figure : report.figures) {
      System.out.printf(
          "  %s: wanted %s, measured %s: %s%n",
          figure.what(), figure.wanted(), figure.measured(), figure.verdict());
    }
    System.out.println();
  }
}
