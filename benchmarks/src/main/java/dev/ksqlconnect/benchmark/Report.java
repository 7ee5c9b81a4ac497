package dev.ksqlconnect.benchmark;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a part has seen. */
final class Report {
  final String part;
  final String at = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  final Machine machine = Machine.now();
  final boolean quick;
  String title = "";

  /** How it was measured, for whoever reads the figures. */
  final List<String> how = new ArrayList<>();

  final List<Figure> figures = new ArrayList<>();
  final List<Table> tables = new ArrayList<>();
  final List<Chart> charts = new ArrayList<>();

  /** Every single measurement, by what was measured. */
  final Map<String, Object> measurements = new LinkedHashMap<>();

  Report(Part part, Options options) {
    this.part = part.toString();
    this.quick = options.quick();
  }
}
