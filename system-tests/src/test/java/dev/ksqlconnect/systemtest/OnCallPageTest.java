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

  /**
   * A message, which may be written as several strings; or the comma before what is put into it.
   */
  private static final Pattern FORMAT =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*|,");

  static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> messages() throws IOException {
    List<String> messages = new ArrayList<>();
    for (String part : SHIPPED) {
      try (Stream<Path> files = Files.walk(Project.root().resolve(part + "/src/main"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          CALL.matcher(Files.readString(file))
              .results()
              .flatMap(
                  call ->
                      FORMAT
                          .matcher(call.group(1))
                          .results()
                          .takeWhile(found -> !found.group().equals(",")))
              .map(MatchResult::group)
              .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("^\"|\"$", ""))
              .forEach(messages::add);
        }
      }
    }
    return messages;
  }

  /** The lines as the page has them, each as what it matches. */
  private static List<Pattern> lines() {
    return page()
        .substring(page().indexOf("## Log lines"))
        .lines()
        .map(row -> row.replaceFirst("^(\\| .*?) \\| .*", "$1"))
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map(line -> line.group(1))
        // A name stands where the code has a place for one.
        .map(
            line ->
                line.replace("connect-announcements", "…")
                    .replaceAll("PENDING|REFUSED|CONFLICT", "…"))
        .map(line -> line.replace("cleanup.policy=delete", "…=…").replaceAll("\\b3\\b", "…"))
        .map(
            line ->
                Stream.of(line.split("…", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*", "(?s)", ".*")))
        .map(Pattern::compile)
        .toList();
  }

  @Test
  void every_warning_is_explained() throws IOException {
    List<String> messages = messages();
    List<Pattern> lines = lines();

    assertThat(messages).as("what was found in the sources").hasSizeGreaterThan(25);
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(lines)
                    .as("the page has a line for: " + message)
                    .anyMatch(line -> line.matcher(message).matches()));
  }
}
