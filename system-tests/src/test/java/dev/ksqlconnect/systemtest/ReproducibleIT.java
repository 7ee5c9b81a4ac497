package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The release, built twice from these sources with one JDK, by people of different habits. */
class ReproducibleIT {
  /** What else there may be in a checkout. */
  private static final List<String> NO_SOURCES = List.of("target", ".git", "quickstart-app/run");

  private static Path one;
  private static Path other;

  @BeforeAll
  static void build() {
    Path folder = Project.root().resolve("system-tests/target/releases");
    Component.delete(folder);
    CompletableFuture<Path> building =
        CompletableFuture.supplyAsync(
            () ->
                build(
                    folder.resolve("one"),
                    "022",
                    "-Duser.timezone=UTC -Duser.language=en -Duser.country=US"));
    other =
        build(
            folder.resolve("in/another/place"),
            "002",
            "-Duser.timezone=Pacific/Kiritimati -Duser.language=tr -Duser.country=TR");
    one = building.join();
  }

  /** Builds a copy of the sources; answers where the release is. */
  private static Path build(Path folder, String umask, String habits) {
    Component.copy(Project.root(), folder, file -> NO_SOURCES.stream().noneMatch(file::endsWith));
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "umask $0 && exec \"$@\"", umask));
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(
        List.of(
            "-B",
            "-q",
            "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
            "-Dmaven.test.skip",
            "-Dspotless.check.skip",
            "-Prelease",
            "package",
            "-pl",
            "bundle",
            "-am"));
    Path settings = Path.of(URI.create(System.getProperty("maven.settings")));
    if (Files.exists(settings)) {
      command.addAll(List.of("-s", settings.toString()));
    }
    ProcessBuilder maven =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maven.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 " + habits);
    try {
      Process building = maven.start();
      boolean isDone = building.waitFor(10, TimeUnit.MINUTES);
      building.destroyForcibly();
      assertThat(isDone && building.exitValue() == 0).as(Files.readString(log)).isTrue();
      return folder.resolve("bundle/target");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_is_in_the_zips_is_the_same() throws IOException {
    assertThat(hashesInZip(other)).isEqualTo(hashesInZip(one));
  }

  @Test
  void the_files_of_a_release_are_the_same_to_the_byte() throws IOException {
    String zip = zip(one).getFileName().toString();
    String sbom = sbom(one).getFileName().toString();

    assertThat(hashes(one))
        .containsOnlyKeys(zip, zip + ".sha256", sbom, sbom + ".sha256", "THIRD-PARTY.txt");
    assertThat(hashes(other)).isEqualTo(hashes(one));
  }

  @Test
  void the_checksums_are_as_sha256sum_reads_them() throws IOException {
    for (Path file : List.of(zip(one), sbom(one))) {
      assertThat(file.resolveSibling(file.getFileName() + ".sha256"))
          .hasContent(hash(Files.readAllBytes(file)) + "  " + file.getFileName() + "\n");
    }
  }

  @Test
  void the_bill_of_materials_lists_the_jars_of_the_zip_and_nothing_else() throws IOException {
    JsonNode sbom = new ObjectMapper().readTree(sbom(one).toFile());
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : sbom.path("components")) {
      String jar = component.path("name").asText() + "-" + component.path("version").asText();
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          listed.put("lib/" + jar + ".jar", hash.path("content").asText());
        }
      }
    }
    Map<String, String> jars = hashesInZip(one);
    jars.keySet().removeIf(name -> !name.endsWith(".jar"));

    assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(listed).isEqualTo(jars);
  }

  private static Path zip(Path release) throws IOException {
    return theOnly(release, ".zip");
  }

  private static Path sbom(Path release) throws IOException {
    return theOnly(release, ".cdx.json");
  }

  private static Path theOnly(Path release, String ending) throws IOException {
    List<Path> files = files(release);
    files.removeIf(file -> !file.toString().endsWith(ending));
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private static List<Path> files(Path release) throws IOException {
    try (Stream<Path> files = Files.list(release)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toCollection(ArrayList::new));
    }
  }

  /** The hashes of the files, by name. */
  private static Map<String, String> hashes(Path release) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : files(release)) {
      hashes.put(file.getFileName().toString(), hash(Files.readAllBytes(file)));
    }
    return hashes;
  }

  /** The same of what is in the zip, by its name inside of the component's folder. */
  private static Map<String, String> hashesInZip(Path release) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (ZipFile zip = new ZipFile(zip(release).toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        hashes.put(name, hash(zip.getInputStream(entry).readAllBytes()));
      }
    }
    return hashes;
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has it", e);
    }
  }
}
