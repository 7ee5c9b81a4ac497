package dev.ksqlconnect.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The wall clock of a JVM's, which can be set while it runs: what it calls now, not what it
 * measures time with.
 */
public final class WallClock {
  private final Path agent;
  private final Path offset;

  /** A clock that is right at first, its files in a folder of its own. */
  public WallClock(Path folder) {
    try {
      Files.createDirectories(folder);
      agent = folder.resolve("clock-agent.jar");
      offset = folder.resolve("offset-ms");
      Files.writeString(offset, "0");
      // The agent's class is on the class path of every process that Server starts.
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().putValue("Premain-Class", ClockAgent.class.getName());
      new JarOutputStream(Files.newOutputStream(agent), manifest).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The option for the JVM that is to have this clock. */
  public String javaOption() {
    return "-javaagent:" + agent + "=" + offset;
  }

  /** Sets it so much before, or behind, the right time, and waits until the JVM has taken it. */
  public void set(Duration fromRight) {
    Path next = offset.resolveSibling("next");
    Path taken = ClockAgent.taken(offset);
    String wanted = Long.toString(fromRight.toMillis());
    try {
      Files.writeString(next, wanted);
      Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Waiting.until(
        "the clock to be set",
        Duration.ofSeconds(10),
        () -> {
          try {
            return Files.readString(taken).equals(wanted);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
