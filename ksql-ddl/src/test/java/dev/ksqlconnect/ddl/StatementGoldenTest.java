package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.announcer.AnnouncementsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made of announcements, held against files that were looked at one by one: {@code .sql} is
 * a statement with its warnings, {@code .txt} a refusal with its remedy, or a table of many.
 *
 * <p>{@code -Dgolden.rewrite=true} writes them anew; the tests fail all the same then.
 */
class StatementGoldenTest {
  private static final Path FILES =
      Path.of("src", "test", "resources", "dev", "ksqlconnect", "ddl", "golden");
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  static Set<String> cases() {
    return GoldenCases.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void what_is_made_of_announcements_is_what_was_looked_at(String name) throws IOException {
    List<Announced> announced = GoldenCases.all().get(name);

    if (announced.size() == 1) {
      TopicDdl ddl = announced.get(0).ddl();
      assertGolden(name + (ddl.statement() == null ? ".txt" : ".sql"), shown(ddl));
    } else {
      assertGolden(name + ".txt", shownTogether(announced));
    }
  }

  static Set<String> sides() {
    return TypeTable.SIDES.keySet();
  }

  @ParameterizedTest
  @MethodSource("sides")
  void every_converter_with_every_type_makes_what_was_looked_at(String side) throws IOException {
    assertGolden("types/" + side + ".txt", TypeTable.of(side));
  }

  @Test
  void every_file_has_a_case() throws IOException {
    Set<String> known = new TreeSet<>(cases());
    TypeTable.SIDES.keySet().forEach(side -> known.add("types/" + side));

    assertThat(namesOfFiles()).containsExactlyElementsOf(known);
  }

  private static List<String> namesOfFiles() throws IOException {
    try (Stream<Path> files = Files.walk(FILES)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> FILES.relativize(file).toString().replace('\\', '/'))
          .map(file -> file.substring(0, file.lastIndexOf('.')))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static String shown(TopicDdl ddl) {
    StringBuilder shown = new StringBuilder();
    if (ddl.statement() == null) {
      shown.append("refused: ").append(ddl.refusal()).append('\n');
      ddl.remedy().forEach(line -> shown.append("  ").append(line).append('\n'));
    } else {
      shown.append(ddl.statement()).append('\n');
      ddl.warnings().forEach(warning -> shown.append("-- ").append(warning).append('\n'));
    }
    return shown.toString();
  }

  private static String shownTogether(List<Announced> announced) {
    AnnouncementsLog log = new AnnouncementsLog("log");
    announced.forEach(each -> each.writeTo(log));
    Map<String, Map<String, TopicDdl>> all = new Statements(log.catalog()).all();
    StringBuilder shown = new StringBuilder();
    all.values()
        .forEach(
            ofConnector ->
                ofConnector
                    .values()
                    .forEach(
                        ddl ->
                            shown
                                .append("== ")
                                .append(ddl.connector())
                                .append(", ")
                                .append(ddl.topic())
                                .append('\n')
                                .append(shown(ddl))));
    return shown.toString();
  }

  private static void assertGolden(String file, String actual) throws IOException {
    Path path = FILES.resolve(file);
    String expected = Files.exists(path) ? Files.readString(path) : "(no file)";
    if (REWRITE) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, actual);
    }
    assertThat(actual).as(file).isEqualTo(expected);
    assertThat(REWRITE).as("golden.rewrite, with which nothing is tested").isFalse();
  }
}
