package dev.ksqlconnect.benchmark;

/** How a part is measured. */
interface Measuring {
  /** Measures; what was seen goes into the report. */
  void measure(Options options, Progress progress, Report report) throws Exception;
}
