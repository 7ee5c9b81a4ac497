package dev.ksqlconnect.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of Kafka that the bundle is made for. */
public enum KafkaLine {
  /** The last with javax. */
  V3_9("3.9.2", "kafka-3.9"),
  /** With jakarta. */
  V4_3("4.3.1", "kafka-4.3");

  private final String version;
  private final String module;

  KafkaLine(String version, String module) {
    this.version = version;
    this.module = module;
  }

  /**
   * The line of a version.
   *
   * @throws IllegalArgumentException if there is none; the message says which there are
   */
  public static KafkaLine of(String version) {
    return Arrays.stream(values())
        .filter(line -> line.version.equals(version))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No version "
                        + version
                        + "; there are "
                        + Arrays.stream(values())
                            .map(KafkaLine::version)
                            .collect(Collectors.joining(" and "))));
  }

  public String version() {
    return version;
  }

  /** The class path of its broker, worker and tools. */
  public String classPath() {
    Path jars = Project.root().resolve("harness").resolve(module).resolve("target/lib");
    if (!Files.isDirectory(jars)) {
      throw new IllegalStateException(
          "Kafka " + version + " is not there; build with: mvn package -pl harness/" + module);
    }
    return jars + "/*";
  }

  /** The option that tells this line's logging library of a configuration in our resources. */
  String loggingOption(Path folder) {
    return this == V3_9
        ? "-Dlog4j.configuration=" + folder.resolve("log4j.properties").toUri()
        : Server.log4j2(folder);
  }

  @Override
  public String toString() {
    return version;
  }
}
