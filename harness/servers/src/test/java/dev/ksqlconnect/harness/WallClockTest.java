package dev.ksqlconnect.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WallClockTest {
  /** Says what time it is whenever it reads a line. */
  static final class Speaking {
    private Speaking() {}

    public static void main(String[] args) throws IOException {
      while (System.in.read() >= 0) {
        System.out.println(System.currentTimeMillis());
        System.out.println(Instant.now().toEpochMilli());
      }
    }
  }

  @Test
  void a_running_jvms_clock_is_set_and_set_right_again(@TempDir Path folder) throws Exception {
    WallClock clock = new WallClock(folder);
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                clock.javaOption(),
                "-cp",
                System.getProperty("java.class.path"),
                Speaking.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = jvm.getOutputStream();
        BufferedReader out = jvm.inputReader()) {
      assertSays(in, out, Duration.ZERO);
      for (Duration jump : new Duration[] {Duration.ofDays(9), Duration.ofHours(-3)}) {
        clock.set(jump);
        assertSays(in, out, jump);
      }
      clock.set(Duration.ZERO);
      assertSays(in, out, Duration.ZERO);
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static void assertSays(OutputStream in, BufferedReader out, Duration fromRight)
      throws IOException {
    in.write(1);
    in.flush();
    for (int i = 0; i < 2; i++) {
      Instant said = Instant.ofEpochMilli(Long.parseLong(out.readLine()));
      Duration off = Duration.between(Instant.now(), said);
      assertThat(off.minus(fromRight).abs()).isLessThan(Duration.ofMinutes(1));
    }
  }
}
