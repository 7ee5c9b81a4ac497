package dev.ksqlconnect.delegate;

import dev.ksqlconnect.delegate.installed.RecordingSink;
import dev.ksqlconnect.delegate.installed.RecordingSource;
import dev.ksqlconnect.delegate.wrapper.SinkWrapper;
import dev.ksqlconnect.delegate.wrapper.SourceWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Two plugin folders, one with the wrappers and this part's own classes, one with the connectors
 * they drive, isolated from one another by Connect's own class loaders.
 */
final class PluginFolders {
  private final Plugins plugins;

  PluginFolders(Path pluginPath) {
    try {
      Path classes = classesOf(Delegate.class);
      Path tests = classesOf(Calls.class);
      try (ZipOutputStream jar = jar(pluginPath.resolve("wrappers"))) {
        addClasses(jar, classes, "dev/ksqlconnect/delegate");
        addClasses(jar, tests, "dev/ksqlconnect/delegate/wrapper");
        addService(jar, SourceConnector.class, SourceWrapper.class);
        addService(jar, SinkConnector.class, SinkWrapper.class);
      }
      try (ZipOutputStream jar = jar(pluginPath.resolve("installed"))) {
        addClasses(jar, tests, "dev/ksqlconnect/delegate/installed");
        addService(jar, SourceConnector.class, RecordingSource.class);
        addService(jar, SinkConnector.class, RecordingSink.class);
        addService(jar, RecordingSource.Service.class, RecordingSource.ServiceImpl.class);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    plugins =
        new Plugins(
            Map.of("plugin.path", pluginPath.toString(), "plugin.discovery", "service_load"));
  }

  private static Path classesOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ZipOutputStream jar(Path folder) throws IOException {
    Files.createDirectories(folder);
    OutputStream file = Files.newOutputStream(folder.resolve("plugin.jar"));
    return new ZipOutputStream(file);
  }

  private static void addClasses(ZipOutputStream jar, Path classes, String folder)
      throws IOException {
    try (Stream<Path> files = Files.list(classes.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
  }

  private static void addService(ZipOutputStream jar, Class<?> service, Class<?> provider)
      throws IOException {
    jar.putNextEntry(new ZipEntry("META-INF/services/" + service.getName()));
    jar.write((provider.getName() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A connector as a worker makes it; it is to be called as a worker calls it, under its loader.
   */
  <C extends Connector> C connector(Class<C> kind, Class<?> type) {
    Connector connector = plugins.newConnector(type.getName());
    Thread.currentThread().setContextClassLoader(connector.getClass().getClassLoader());
    return kind.cast(connector);
  }
}
