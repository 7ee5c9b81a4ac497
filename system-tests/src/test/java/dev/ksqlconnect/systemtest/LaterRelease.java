package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The bundle as a later release of it may be: of another version, and with a field more in each
 * kind of announcement. It is the built one but for two classes, whose sources are added to and
 * compiled again.
 */
final class LaterRelease {
  static final String VERSION = "999.0.0";

  /** The field that no release of before knows. */
  static final String FIELD = "audience";

  static final JsonNode VALUE = TextNode.valueOf("everybody");

  private static final String PUT = String.format(".put(\"%s\", %s)", FIELD, VALUE);

  /** What stands once in a source file, and what a later release has behind it. */
  private static final Map<String, Map<String, String>> MORE =
      Map.of(
          "Announcement.java",
          Map.of("json.put(\"status\", CURRENT)", PUT),
          "Wanted.java",
          Map.of("json.apply(written.get())", PUT, "Json.bytes(registration", ".deepCopy()" + PUT));

  private LaterRelease() {}

  /** Makes it of an unpacked component. */
  static void makeOf(Path pluginPath) {
    Component.setVersion(pluginPath, VERSION);
    Path announcer =
        Component.jars(pluginPath).stream()
            .filter(jar -> jar.getFileName().toString().startsWith("announcer-"))
            .findFirst()
            .orElseThrow();
    try {
      Path work = Files.createTempDirectory(pluginPath.getParent(), "later");
      for (String file : MORE.keySet()) {
        Files.writeString(work.resolve(file), withMore(file));
      }
      Path classes = work.resolve("classes");
      compile(work, announcer, classes);
      replace(classes, announcer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withMore(String file) throws IOException {
    String source =
        Files.readString(
            Project.root()
                .resolve("announcer/src/main/java/dev/ksqlconnect/announcer")
                .resolve(file));
    for (Map.Entry<String, String> more : MORE.get(file).entrySet()) {
      assertThat(source).containsOnlyOnce(more.getKey());
      source = source.replace(more.getKey(), more.getKey() + more.getValue());
    }
    return source;
  }

  private static void compile(Path sources, Path announcer, Path into) throws IOException {
    URL annotations = Nullable.class.getProtectionDomain().getCodeSource().getLocation();
    List<Path> classPath = new ArrayList<>(List.of(announcer));
    classPath.add(Path.of(URI.create(annotations.toString())));
    // The compiler that is called so knows no wildcards.
    classPath.addAll(Component.jars(Path.of(KafkaLine.V3_9.classPath()).getParent()));
    Files.createDirectories(into);
    List<String> arguments =
        new ArrayList<>(List.of("--release", "11", "-proc:none", "-implicit:none"));
    arguments.add("-cp");
    arguments.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    arguments.addAll(List.of("-d", into.toString()));
    MORE.keySet().forEach(file -> arguments.add(sources.resolve(file).toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static void replace(Path classes, Path jar) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path replaced = zip.getPath(classes.relativize(file).toString());
        assertThat(replaced).exists();
        Files.copy(file, replaced, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
