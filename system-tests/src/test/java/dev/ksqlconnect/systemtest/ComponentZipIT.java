package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.KafkaTool;
import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in the zip that users install. */
class ComponentZipIT {
  private static Path pluginPath;
  private static Path component;

  @BeforeAll
  static void unpack() throws IOException {
    pluginPath = Project.root().resolve("system-tests/target/component");
    Component.delete(pluginPath);
    Files.createDirectories(pluginPath);
    Component.unpack(Project.componentZip(), pluginPath);
    try (Stream<Path> folders = Files.list(pluginPath)) {
      component = folders.findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void connects_own_listing_can_load_every_plugin(KafkaLine line) {
    String listing =
        KafkaTool.run(
            line,
            "org.apache.kafka.tools.ConnectPluginPath",
            "list",
            "--plugin-path",
            pluginPath.toString());

    assertThat(listing)
        .contains(
            "dev.ksqlconnect.jdbc.KsqlJdbcSourceConnector",
            "dev.ksqlconnect.jdbc.KsqlJdbcSinkConnector",
            "dev.ksqlconnect.elastic.KsqlElasticsearchSinkConnector",
            "dev.ksqlconnect.ddl.KsqlDdlSinkConnector",
            "dev.ksqlconnect.smt.PrimaryKey",
            "dev.ksqlconnect.smt.AnnounceTopics",
            "dev.ksqlconnect.rest.KsqlConnectRestExtension")
        .doesNotContain("undefined");
    assertThat(count(listing, "Total plugins"))
        .isEqualTo(7)
        .isEqualTo(count(listing, "Loadable plugins"))
        .isEqualTo(count(listing, "Compatible plugins"));
  }

  private static int count(String listing, String what) {
    return listing
        .lines()
        .filter(line -> line.startsWith(what))
        .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void has_the_parts_of_a_confluent_hub_component() throws IOException {
    assertThat(component.getFileName().toString())
        .matches("ksqlconnect-kafka-connect-ksql-\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(component.resolve("doc/README.md")).isNotEmptyFile();
    assertThat(component.resolve("doc/LICENSE")).isNotEmptyFile();
    assertThat(component.resolve("etc/worker.properties")).isNotEmptyFile();
    assertThat(component.resolve("etc/jdbc-source.json")).isNotEmptyFile();
    assertThat(component.resolve("etc/ksql-ddl-sink.json")).isNotEmptyFile();

    JsonNode manifest = new ObjectMapper().readTree(component.resolve("manifest.json").toFile());
    assertThat(
            manifest.at("/owner/username").asText()
                + "-"
                + manifest.path("name").asText()
                + "-"
                + manifest.path("version").asText())
        .isEqualTo(component.getFileName().toString());
  }

  @Test
  void carries_nothing_but_its_own_classes() throws IOException {
    for (Path jar : jars()) {
      for (String entry : entries(jar)) {
        assertThat(entry)
            .as(jar.getFileName().toString())
            .satisfiesAnyOf(
                name -> assertThat(name).startsWith("dev/ksqlconnect/"),
                name ->
                    assertThat(name)
                        .matches(
                            "META-INF/(MANIFEST\\.MF|services/org\\.apache\\.kafka\\.connect\\..*"
                                + "|maven/dev\\.ksqlconnect/.*)"));
      }
    }
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.walk(component)) {
      List<Path> jars =
          files.filter(file -> file.toString().endsWith(".jar")).collect(Collectors.toList());
      assertThat(jars).isNotEmpty();
      return jars;
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).forEach(names::add);
    }
    return names;
  }

  @Test
  void runs_on_the_java_that_the_oldest_worker_runs_on() throws IOException {
    for (Path jar : jars()) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : zip.stream().toList()) {
          if (entry.getName().endsWith(".class")) {
            byte[] head = zip.getInputStream(entry).readNBytes(8);
            assertThat(head[7]).as(entry.getName()).isLessThanOrEqualTo((byte) 55);
          }
        }
      }
    }
  }
}
