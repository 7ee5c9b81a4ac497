package dev.ksqlconnect.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where in the checkout things are. */
public final class Project {
  private Project() {}

  /** The checkout's root, from wherever in it the program was started. */
  public static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("manifest.json"))
          && Files.isDirectory(at.resolve("harness"))) {
        return at;
      }
    }
    throw new IllegalStateException("Not started inside the project's checkout");
  }

  /** The component zip, as built. */
  public static Path componentZip() {
    return theOnly(root().resolve("bundle/target"), "ksqlconnect-kafka-connect-ksql-*.zip");
  }

  /** The plugin folder with the stand-ins for connectors that cannot be had here. */
  public static Path standIns() {
    return root().resolve("stand-ins/jdbc/target/plugins");
  }

  /**
   * Where the JDBC connector of the tests is: the real one, where {@code -Dblessed.plugins} says
   * that it is installed, else the stand-in.
   */
  public static Path jdbcPlugins() {
    String blessed = System.getProperty("blessed.plugins", "");
    return blessed.isEmpty() ? standIns() : Path.of(blessed);
  }

  /** The class of that source connector. */
  public static String jdbcClass() {
    return jdbcPlugins().equals(standIns())
        ? "dev.ksqlconnect.standin.jdbc.JdbcSourceConnector"
        : "io.confluent.connect.jdbc.JdbcSourceConnector";
  }

  /** The plugin folder with the stand-in for the Elasticsearch sink connector. */
  public static Path elasticsearchStandIn() {
    return root().resolve("stand-ins/elasticsearch/target/plugins");
  }

  private static Path theOnly(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
        files.forEach(found::add);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    if (found.size() != 1) {
      throw new IllegalStateException(
          "Expected one "
              + glob
              + " in "
              + folder
              + ", found "
              + found
              + "; run mvn clean package");
    }
    return found.get(0);
  }
}
