package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.KafkaTool;
import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in the zip that users install. */
class ComponentZipIT {
  /** All that a connector's configuration can name. */
  static final List<String> PLUGINS =
      List.of(
          "dev.ksqlconnect.jdbc.KsqlJdbcSourceConnector",
          "dev.ksqlconnect.jdbc.KsqlJdbcSinkConnector",
          "dev.ksqlconnect.elastic.KsqlElasticsearchSinkConnector",
          "dev.ksqlconnect.ddl.KsqlDdlSinkConnector",
          "dev.ksqlconnect.smt.PrimaryKey",
          "dev.ksqlconnect.smt.AnnounceTopics");

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
        .contains(PLUGINS)
        .contains("dev.ksqlconnect.rest.KsqlConnectRestExtension")
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
    assertThat(component.resolve("doc/THIRD-PARTY.txt")).isNotEmptyFile();
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
  void its_pages_link_to_nothing_that_it_does_not_hold() {
    DocLinks docs = new DocLinks(component.resolve("doc"));

    assertThat(docs.pages()).contains(component.resolve("doc/docs/configuration.md"));
    assertThat(docs.dead()).isEmpty();
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

  private static List<Path> jars() {
    List<Path> jars = Component.jars(component);
    assertThat(jars).isNotEmpty();
    return jars;
  }

  private static List<String> entries(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).forEach(names::add);
    }
    return names;
  }

  @Test
  void the_notice_names_all_that_its_classes_use_and_the_zip_does_not_hold() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-verbose:package"));
    jars().forEach(jar -> arguments.add(jar.toString()));
    StringWriter said = new StringWriter();
    ToolProvider.findFirst("jdeps")
        .orElseThrow()
        .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
    Set<String> used = new TreeSet<>();
    Matcher notFound = Pattern.compile("-> (\\S+) +not found").matcher(said.toString());
    while (notFound.find()) {
      used.add(notFound.group(1));
    }
    String[] named =
        Files.readString(component.resolve("doc/THIRD-PARTY.txt")).split("[^a-z.]+", -1);

    assertThat(used)
        .contains("org.apache.kafka.connect.source")
        .allMatch(
            each -> Stream.of(named).anyMatch(name -> name.contains(".") && each.startsWith(name)));
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
