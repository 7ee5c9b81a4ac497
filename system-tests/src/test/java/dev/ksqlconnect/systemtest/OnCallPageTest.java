package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for whoever is on call has every line that the shipped code warns with. */
class OnCallPageTest {
  private static final Path PAGE = Project.root().resolve("docs/on-call.md");
  private static final List<String> SHIPPED =
      List.of(
          "delegate",
          "announcer",
          "smt",
          "ksql-ddl",
          "sinks",
          "wrapper-jdbc",
          "wrapper-elastic",
          "rest-extension/core",
          "rest-extension/javax");

  private static final Pattern CALL =
      Pattern.compile("LOG\\.(?:warn|error)\\((.*?)\\);\n", Pattern.DOTALL);

  /** On one line; what is matched is not tried again, which a long one has no stack for. */
  private static final String STRING = "\"(?:[^\"\\\\\n]|\\\\.)*+\"";

  /** A text, which may be written as several strings. */
  private static final Pattern LITERAL =
      Pattern.compile(STRING + "(?:\\s*+\\+\\s*+" + STRING + ")*+");

  /** A message, or the comma before what is put into it. */
  private static final Pattern FORMAT = Pattern.compile(LITERAL + "|,");

  static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sources of what is shipped. */
  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String part : SHIPPED) {
      try (Stream<Path> files = Files.walk(Project.root().resolve(part + "/src/main"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  private static String joined(MatchResult literal) {
    return literal.group().replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("^\"|\"$", "");
  }

  private static List<String> messages() throws IOException {
    return sources().stream()
        .flatMap(source -> CALL.matcher(source).results())
        .flatMap(
            call ->
                FORMAT
                    .matcher(call.group(1))
                    .results()
                    .takeWhile(found -> !found.group().equals(",")))
        .map(OnCallPageTest::joined)
        .toList();
  }

  /** The lines as the page has them, with an ellipsis for each thing that the code puts in. */
  private static List<String> lines() {
    return page()
        .substring(page().indexOf("## Log lines"))
        .lines()
        .map(row -> row.replaceFirst("^(\\| .*?) \\| .*", "$1"))
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map(line -> line.group(1))
        .map(line -> line.replace("connect-announcements", "…"))
        .map(line -> line.replaceAll("PENDING|REFUSED|CONFLICT|\\b3\\b", "…"))
        .map(line -> line.replace("cleanup.policy=delete", "…=…"))
        .toList();
  }

  /** At its ends a line may leave out anything; between them an ellipsis is one placeholder. */
  private static Pattern pattern(String line) {
    String inner = line.replaceAll("^…|…$", "");
    String placeholders =
        Stream.of(inner.split("…", -1)).map(Pattern::quote).collect(Collectors.joining("\\{\\}"));
    return Pattern.compile(
        "(?s)"
            + (line.startsWith("…") ? ".*" : "")
            + placeholders
            + (line.endsWith("…") ? ".*" : ""));
  }

  @Test
  void every_warning_is_explained() throws IOException {
    List<String> messages = messages();
    List<Pattern> patterns = lines().stream().map(OnCallPageTest::pattern).toList();

    assertThat(messages).as("what was found in the sources").hasSizeGreaterThan(25);
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(patterns)
                    .as("the page has a line for: " + message)
                    .anyMatch(pattern -> pattern.matcher(message).matches()));
  }

  /** In the same words; what stands behind a colon may be said elsewhere than the rest. */
  @Test
  void the_page_explains_nothing_that_is_not_said() throws IOException {
    String literals =
        sources().stream()
            .flatMap(source -> LITERAL.matcher(source).results())
            .map(OnCallPageTest::joined)
            .collect(Collectors.joining("\n"));

    assertThat(lines())
        .allSatisfy(
            line ->
                assertThat(literals)
                    .as(line)
                    .contains(Stream.of(line.split("…|: ", -1)).map(String::strip).toList()));
  }
}
