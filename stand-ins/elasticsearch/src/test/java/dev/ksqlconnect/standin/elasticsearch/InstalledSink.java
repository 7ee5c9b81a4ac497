package dev.ksqlconnect.standin.elasticsearch;

import dev.ksqlconnect.harness.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * An Elasticsearch sink connector in a plugin folder, loaded in a class loader of its own, as
 * Connect does.
 */
final class InstalledSink {
  private final String name;
  private final String className;
  private final ClassLoader loader;

  private InstalledSink(String name, Path folder, String className) {
    this.name = name;
    this.className = className;
    this.loader = loader(folder);
  }

  /** The stand-in, and the real one where {@code -Dblessed.plugins} says that it is installed. */
  static Stream<InstalledSink> all() {
    List<InstalledSink> all = new ArrayList<>();
    all.add(
        new InstalledSink(
            "stand-in",
            Project.elasticsearchStandIn(),
            "dev.ksqlconnect.standin.elasticsearch.ElasticsearchSinkConnector"));
    String blessed = System.getProperty("blessed.plugins", "");
    if (!blessed.isEmpty()) {
      folderWith(Path.of(blessed), "kafka-connect-elasticsearch")
          .map(
              folder ->
                  new InstalledSink(
                      "real",
                      folder,
                      "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector"))
          .forEach(all::add);
    }
    return all.stream();
  }

  private static Stream<Path> folderWith(Path pluginPath, String part) {
    try (Stream<Path> folders = Files.list(pluginPath)) {
      return folders
          .filter(folder -> folder.getFileName().toString().contains(part))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassLoader loader(Path folder) {
    try (Stream<Path> jars = Files.walk(folder)) {
      URL[] urls =
          jars.filter(jar -> jar.toString().endsWith(".jar"))
              .map(InstalledSink::url)
              .toArray(URL[]::new);
      return new ChildFirst(urls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes from the folder what is there, but for Connect's own, as a worker does. */
  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(URL[] urls) {
      super(urls, InstalledSink.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && !name.startsWith("java.") && !name.startsWith("org.slf4j.")) {
          try {
            loaded = findClass(name);
          } catch (ClassNotFoundException e) {
            // Not in the folder.
          }
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  SinkConnector connector() {
    return with(
        () -> {
          try {
            return Class.forName(className, true, loader)
                .asSubclass(SinkConnector.class)
                .getDeclaredConstructor()
                .newInstance();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Calls with the connector's class loader as the thread's. */
  <T> T with(Supplier<T> call) {
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
