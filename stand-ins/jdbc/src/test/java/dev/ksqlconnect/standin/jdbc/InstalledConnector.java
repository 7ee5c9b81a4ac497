package dev.ksqlconnect.standin.jdbc;

import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * The JDBC connectors in a plugin folder, loaded in a class loader of their own, as Connect does.
 */
final class InstalledConnector {
  private final String name;
  private final Path folder;
  private final String packageName;
  private final String sourceName;
  private final ClassLoader loader;

  private InstalledConnector(String name, Path folder, String packageName, String sourceName) {
    this.name = name;
    this.folder = folder;
    this.packageName = packageName;
    this.sourceName = sourceName;
    this.loader = newLoader();
  }

  /** The stand-in, and the real one where {@code -Dblessed.plugins} says that it is installed. */
  static Stream<InstalledConnector> all() {
    List<InstalledConnector> all = new ArrayList<>();
    all.add(standIn("stand-in", "JdbcSourceConnector"));
    String blessed = System.getProperty("blessed.plugins", "");
    if (!blessed.isEmpty()) {
      all.add(
          new InstalledConnector(
              "real",
              folderWith(Path.of(blessed), "kafka-connect-jdbc"),
              "io.confluent.connect.jdbc",
              "JdbcSourceConnector"));
    }
    return all.stream();
  }

  /** As above, and the stand-in for older releases. */
  static Stream<InstalledConnector> allReleases() {
    return Stream.concat(all(), Stream.of(standIn("old stand-in", "OldJdbcSourceConnector")));
  }

  private static InstalledConnector standIn(String name, String sourceName) {
    return new InstalledConnector(
        name,
        Project.standIns().resolve("stand-in-jdbc"),
        "dev.ksqlconnect.standin.jdbc",
        sourceName);
  }

  private static Path folderWith(Path pluginPath, String part) {
    try (Stream<Path> folders = Files.list(pluginPath)) {
      return folders
          .filter(folder -> folder.getFileName().toString().contains(part))
          .findFirst()
          .orElseThrow(
              () -> new IllegalStateException("No folder *" + part + "* in " + pluginPath));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClassLoader newLoader() {
    try (Stream<Path> jars = Files.walk(folder)) {
      URL[] urls =
          jars.filter(jar -> jar.toString().endsWith(".jar"))
              .map(InstalledConnector::url)
              .toArray(URL[]::new);
      ClassLoader loader = new URLClassLoader(urls, ChildFirst.PARENT);
      // DriverManager knows only the drivers that somebody has loaded; Connect loads each folder's.
      ServiceLoader.load(Driver.class, loader).forEach(driver -> {});
      return loader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The parent lacks the stand-in's own classes, which are on the tests' class path. The drivers of
   * MariaDB and SQLite it has: the real connector may come without, and of SQLite there may be only
   * one in a process, as two would not see each other's locks.
   */
  private static final class ChildFirst extends ClassLoader {
    static final ClassLoader PARENT = new ChildFirst();

    ChildFirst() {
      super(InstalledConnector.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("dev.ksqlconnect.standin.") || name.startsWith("org.postgresql.")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }

    @Override
    public URL getResource(String name) {
      return name.startsWith("META-INF/services/") ? null : super.getResource(name);
    }

    @Override
    public java.util.Enumeration<URL> getResources(String name) throws IOException {
      return name.startsWith("META-INF/services/")
          ? java.util.Collections.emptyEnumeration()
          : super.getResources(name);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same connector in a fresh class loader, in which nothing is initialised. */
  InstalledConnector fresh() {
    return new InstalledConnector(name, folder, packageName, sourceName);
  }

  SourceConnector connector() {
    return connector(sourceName, SourceConnector.class);
  }

  SinkConnector sinkConnector() {
    return connector("JdbcSinkConnector", SinkConnector.class);
  }

  private <T extends Connector> T connector(String simpleName, Class<T> kind) {
    return with(
        () -> {
          try {
            return Class.forName(packageName + "." + simpleName, true, loader)
                .asSubclass(kind)
                .getDeclaredConstructor()
                .newInstance();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Calls with the connector's class loader as the thread's. */
  <T> T with(Supplier<T> call) {
    return with(loader, call);
  }

  /** Calls as a careless wrapper would: with a class loader that does not know the connector. */
  <T> T withForeignLoader(Supplier<T> call) {
    return with(ClassLoader.getPlatformClassLoader(), call);
  }

  private static <T> T with(ClassLoader loader, Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader saved = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(saved);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
