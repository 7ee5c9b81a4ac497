package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as {@code ./quickstart} starts it once everything is built. */
class QuickstartIT {
  @TempDir private Path folder;

  private Process start(String... arguments) throws IOException {
    Path app = Project.root().resolve("quickstart-app/target");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                app.resolve("classes") + ":" + app.resolve("lib") + "/*",
                "dev.ksqlconnect.quickstart.Quickstart"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(Project.root().toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
  }

  @Test
  void one_run_finds_everything_as_it_should_be_and_leaves_nothing_behind() throws Exception {
    Process quickstart = start("--once");
    boolean ended = quickstart.waitFor(5, TimeUnit.MINUTES);
    List<ProcessHandle> left = quickstart.descendants().toList();
    quickstart.destroyForcibly();

    assertThat(ended).as("ends by itself").isTrue();
    assertThat(quickstart.exitValue()).as(said()).isZero();
    assertThat(said())
        .contains("-- shop-users: PENDING", "CREATE TABLE IF NOT EXISTS `SHOP_USERS` (`ID` INT")
        .contains("CREATE STREAM IF NOT EXISTS `SHOP_PAGE_VIEWS`")
        .contains("curl -s -H 'Accept: application/sql' http://127.0.0.1:");
    assertThat(left).isEmpty();
    assertThat(Project.root().resolve("quickstart-app/run")).doesNotExist();
  }

  @Test
  void a_wrong_option_is_said_and_starts_nothing() throws Exception {
    Process quickstart = start("--twice");

    assertThat(quickstart.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(quickstart.exitValue()).isEqualTo(2);
    assertThat(said()).contains("There is no option --twice; see ./quickstart --help");
  }
}
