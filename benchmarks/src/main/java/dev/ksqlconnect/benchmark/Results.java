package dev.ksqlconnect.benchmark;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder with what was measured: a file for each part, and a page of all. */
final class Results {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  Results(Path folder) {
    this.folder = folder;
  }

  /** Writes what a part has seen, in place of what it saw before, and the page anew. */
  void write(Report report) throws IOException {
    Files.createDirectories(folder);
    for (Chart chart : report.charts) {
      Files.writeString(folder.resolve(chart.name() + ".svg"), chart.svg());
    }
    JSON.writeValue(folder.resolve(report.part + ".json").toFile(), report);
    Files.writeString(folder.resolve("README.md"), page());
  }

  private String page() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# What was measured");
    lines.add("");
    lines.add(
        "Written by `./benchmark`; [../README.md](../README.md) says how to read it. Numbers in"
            + " parentheses say where the median is, with a certainty of 95 %; in the parts below,"
            + " where 95 % of the measurements lie.");
    List<JsonNode> reports = new ArrayList<>();
    for (Part part : Part.values()) {
      Path file = folder.resolve(part + ".json");
      if (Files.exists(file)) {
        reports.add(JSON.readTree(file.toFile()));
      }
    }
    figures(reports, lines);
    reports.forEach(report -> part(report, lines));
    return String.join("\n", lines) + "\n";
  }

  private static void figures(List<JsonNode> reports, List<String> lines) {
    lines.add("");
    lines.add("| part | figure | wanted | measured | held |");
    lines.add("| --- | --- | --- | --- | --- |");
    for (JsonNode report : reports) {
      for (JsonNode figure : report.path("figures")) {
        lines.add(
            String.format(
                "| %s | %s | %s | %s | %s |",
                report.path("part").asText(),
                figure.path("what").asText(),
                figure.path("wanted").asText(),
                figure.path("measured").asText(),
                Figure.Verdict.valueOf(figure.path("verdict").asText()).text()));
      }
    }
  }

  private static void part(JsonNode report, List<String> lines) {
    lines.add("");
    lines.add("## " + report.path("title").asText());
    lines.add("");
    JsonNode machine = report.path("machine");
    lines.add(
        String.format(
            "%s%s, on %s processors (%s), %s MiB, %s, %s. Load before: %s.",
            report.path("quick").asBoolean() ? "**A smoke run, which means nothing.** " : "",
            report.path("at").asText(),
            machine.path("processors").asText(),
            machine.path("processor").asText(),
            machine.path("memoryMib").asText(),
            machine.path("system").asText(),
            machine.path("java").asText(),
            Numbers.text(machine.path("load").asDouble())));
    for (JsonNode sentence : report.path("how")) {
      lines.add("");
      lines.add(sentence.asText());
    }
    for (JsonNode chart : report.path("charts")) {
      lines.add("");
      lines.add(
          String.format(
              "![%s](%s.svg)", chart.path("title").asText(), chart.path("name").asText()));
    }
    for (JsonNode table : report.path("tables")) {
      lines.add("");
      lines.add(table.path("title").asText());
      lines.add("");
      lines.add(row(table.path("head")));
      lines.add(row(table.path("head")).replaceAll("[^|]+", " --- "));
      table.path("rows").forEach(row -> lines.add(row(row)));
    }
  }

  private static String row(JsonNode cells) {
    List<String> texts = new ArrayList<>();
    cells.forEach(cell -> texts.add(cell.asText()));
    return "| " + String.join(" | ", texts) + " |";
  }
}
