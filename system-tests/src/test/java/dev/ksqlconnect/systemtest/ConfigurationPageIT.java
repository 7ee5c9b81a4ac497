package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of all configuration keys is what the code says of them: of each plugin in the zip.
 * Where no delegate is installed, as here, a wrapper's keys are its own.
 */
class ConfigurationPageIT {
  private static final Path PAGE = Project.root().resolve("docs/configuration.md");
  private static final Path WRITTEN =
      Project.root().resolve("system-tests/target/configuration.md");

  private static final String HEAD =
      """
      # Configuration

      Every key of this bundle's own. A wrapper connector takes every property of the connector that it drives as well, and
      hands it on as it is. What the keys do together is in [jdbc.md](jdbc.md), [sinks.md](sinks.md) and
      [registration.md](registration.md).

      This page is made of what the code says. To change it, change that.
      """;

  @Test
  void the_page_is_what_the_code_says(@TempDir Path pluginPath) throws IOException {
    Component.unpack(Project.componentZip(), pluginPath);
    try (URLClassLoader bundle = new URLClassLoader(jars(pluginPath))) {
      Files.writeString(WRITTEN, page(bundle));
    }

    assertThat(PAGE)
        .as("To write the page anew: cp system-tests/target/configuration.md docs/")
        .hasSameTextualContentAs(WRITTEN);
  }

  private static URL[] jars(Path folder) throws IOException {
    List<URL> jars = new ArrayList<>();
    for (Path jar : Component.jars(folder)) {
      jars.add(jar.toUri().toURL());
    }
    return jars.toArray(URL[]::new);
  }

  private static String page(ClassLoader bundle) {
    List<String> parts = new ArrayList<>();
    parts.add(HEAD);
    parts.addAll(
        parts(
            bundle,
            ConnectRestExtension.class,
            "REST extension",
            ConfigurationPageIT::ofExtension));
    parts.addAll(parts(bundle, SourceConnector.class, "source connector", Connector::config));
    parts.addAll(parts(bundle, SinkConnector.class, "sink connector", Connector::config));
    parts.addAll(parts(bundle, Transformation.class, "transform", each -> each.config()));
    return String.join("\n", parts);
  }

  /** A part for each of the bundle's plugins of a kind. */
  private static <P> List<String> parts(
      ClassLoader bundle, Class<P> kind, String called, Function<P, ConfigDef> definition) {
    return ServiceLoader.load(kind, bundle).stream()
        .filter(plugin -> plugin.type().getClassLoader() == bundle)
        .sorted(Comparator.comparing(plugin -> plugin.type().getSimpleName()))
        .map(
            plugin ->
                part(
                    title(plugin.type()),
                    String.format("The %s `%s`.", called, plugin.type().getName()),
                    definition.apply(plugin.get())))
        .toList();
  }

  /** Connect has no way to ask one. */
  private static ConfigDef ofExtension(ConnectRestExtension extension) {
    try {
      return (ConfigDef) extension.getClass().getField("CONFIG_DEF").get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static String title(Class<?> plugin) {
    return ConnectRestExtension.class.isAssignableFrom(plugin)
        ? "Worker properties"
        : plugin.getSimpleName().replaceFirst("Connector$", "");
  }

  private static String part(String title, String introduction, ConfigDef definition) {
    return String.format("## %s\n\n%s\n", title, introduction)
        + definition.configKeys().values().stream()
            .sorted(inOrder(definition))
            .map(ConfigurationPageIT::entry)
            .collect(Collectors.joining());
  }

  /** As Connect lists them: group by group, in each by their numbers. */
  private static Comparator<ConfigDef.ConfigKey> inOrder(ConfigDef definition) {
    return Comparator.<ConfigDef.ConfigKey>comparingInt(
            key -> key.group == null ? -1 : definition.groups().indexOf(key.group))
        .thenComparingInt(key -> key.orderInGroup);
  }

  private static String entry(ConfigDef.ConfigKey key) {
    String valid = key.validator == null ? "" : "; valid: " + prose(key.validator.toString());
    return String.format(
        "\n### `%s`\n\n%s\n\n%s, %s%s; importance: %s\n",
        key.name,
        prose(key.documentation.strip()),
        key.type.name().toLowerCase(Locale.ROOT),
        defaultOf(key),
        valid,
        key.importance.name().toLowerCase(Locale.ROOT));
  }

  private static String defaultOf(ConfigDef.ConfigKey key) {
    if (!key.hasDefault()) {
      return "required";
    }
    String value = ConfigDef.convertToString(key.defaultValue, key.type);
    if (value == null || value.isEmpty()) {
      return "not set by default";
    }
    if (key.defaultValue.equals(KeyManagerFactory.getDefaultAlgorithm())
        || key.defaultValue.equals(TrustManagerFactory.getDefaultAlgorithm())) {
      return "default: Java's";
    }
    return "default: `" + value + "`";
  }

  /** Without what Markdown would take for its own. */
  private static String prose(String text) {
    return text.replaceAll("([*<|])", "\\\\$1");
  }
}
