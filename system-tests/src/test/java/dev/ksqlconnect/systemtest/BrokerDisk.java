package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.Component;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.OS;

/**
 * The disk of the broker's log directory, which can be full. With {@code -Dfaults.disk=<folder>} it
 * is a real one, which is filled: name a folder of a small file system. Else the broker's writes
 * fail as they do on a full one.
 */
final class BrokerDisk {
  private final boolean isReal = !System.getProperty("faults.disk", "").isEmpty();
  private final Path log = Path.of(System.getProperty("faults.disk", ""), "broker-log");
  private final Path filler = log.resolveSibling("filler");

  /** What the broker is to be told. */
  Map<String, String> settings() {
    if (!isReal) {
      return Map.of();
    }
    makeSpace();
    Component.delete(log);
    return Map.of("log.dirs", log.toString());
  }

  /** Fills it; skips the test where that can't be done. */
  void fill(Broker broker) {
    if (isReal) {
      fill();
    } else {
      assumeTrue(OS.LINUX.isCurrentOs(), "prlimit, which makes writes fail, is of Linux");
      broker.failWrites();
    }
  }

  private void fill() {
    try {
      assertThat(Files.getFileStore(log).getUsableSpace())
          .as("what is to be filled of faults.disk")
          .isLessThan(2L << 30);
      try (OutputStream out = Files.newOutputStream(filler)) {
        byte[] some = new byte[4_096];
        while (true) {
          out.write(some);
        }
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /** Takes away what it was filled with. */
  void makeSpace() {
    try {
      Files.deleteIfExists(filler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
