package dev.ksqlconnect.quickstart;

import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The connectors that the wrappers drive: the user's where they are installed, or else stand-ins.
 *
 * @param pluginPath the folders that hold their plugin folders
 * @param said which ones they are, as a sentence
 */
record Connectors(List<Path> pluginPath, String said) {
  /**
   * By the short name of its class, the Elasticsearch sink is found where it is not Confluent's.
   */
  private static final String ELASTICSEARCH_SINK = "/ElasticsearchSinkConnector.class";

  /**
   * Chooses them.
   *
   * @param plugins where the user has installed a JDBC source, and perhaps an Elasticsearch sink;
   *     null for none
   */
  static Connectors of(@Nullable Path plugins) {
    Path elasticsearch = Project.elasticsearchStandIn();
    if (plugins == null) {
      return new Connectors(
          List.of(Project.standIns(), elasticsearch),
          "The JDBC source and the Elasticsearch sink are stand-ins for Confluent's, which are not on"
              + " Maven Central");
    }
    return hasElasticsearchSink(plugins)
        ? new Connectors(
            List.of(plugins),
            "The JDBC source and the Elasticsearch sink are those installed in " + plugins)
        : new Connectors(
            List.of(plugins, elasticsearch),
            "The JDBC source is the one installed in "
                + plugins
                + "; no Elasticsearch sink is, and a stand-in takes its place");
  }

  private static boolean hasElasticsearchSink(Path plugins) {
    try (var files = Files.walk(plugins, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*elasticsearch.*\\.jar"))
          .anyMatch(Connectors::holdsElasticsearchSink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holdsElasticsearchSink(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith(ELASTICSEARCH_SINK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
