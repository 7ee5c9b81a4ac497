package dev.ksqlconnect.rest;

import dev.ksqlconnect.announcer.Announcer;
import dev.ksqlconnect.announcer.AnnouncerSettings;
import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.sinks.SinkCompletion;
import dev.ksqlconnect.sinks.Sources;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker names in {@code rest.extension.classes}: it adds the endpoints and runs the
 * announcer.
 */
public final class KsqlConnectRestExtension implements ConnectRestExtension {
  /** How many may listen to events at once. */
  static final String STREAMS_MAX = "ksql.connect.event.streams.max";

  private static final Logger LOG = LoggerFactory.getLogger(KsqlConnectRestExtension.class);

  /** All worker properties of the bundle, with their documentation, defaults and validation. */
  public static final ConfigDef CONFIG_DEF = define();

  private Map<String, String> properties = Map.of();
  private @Nullable AnnouncerSettings settings;
  private int streamsMax;
  private @Nullable Announcer announcer;
  private @Nullable EventStreams streams;
  private @Nullable Sources sources;

  private static ConfigDef define() {
    ConfigDef all =
        new ConfigDef(AnnouncerSettings.CONFIG_DEF)
            .define(
                STREAMS_MAX,
                ConfigDef.Type.INT,
                1_000,
                ConfigDef.Range.between(0, 100_000),
                ConfigDef.Importance.LOW,
                "How many clients may listen to this worker's GET /topic-announcements at once; each"
                    + " takes a thread.");
    Sources.CONFIG_DEF.configKeys().values().forEach(all::define);
    return all;
  }

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public void configure(Map<String, ?> workerProperties) {
    // The properties hold secrets in clear: they are read, never logged.
    properties = new HashMap<>();
    workerProperties.forEach((key, value) -> properties.put(key, String.valueOf(value)));
    settings = new AnnouncerSettings(properties);
    streamsMax = new AbstractConfig(CONFIG_DEF, properties, false).getInt(STREAMS_MAX);
    warnOfOtherCopies(properties.getOrDefault("plugin.path", ""));
  }

  @Override
  public void register(ConnectRestExtensionContext context) {
    AnnouncerSettings configured = settings;
    if (configured == null) {
      throw new IllegalStateException("not configured");
    }
    announcer = new Announcer(configured, context.clusterState(), Wanted.ofThisWorker());
    Endpoints endpoints =
        new Endpoints(announcer.catalog(), context.clusterState(), Wanted.ofThisWorker());
    streams = new EventStreams(endpoints, announcer.catalog(), streamsMax);
    sources = new Sources(properties, announcer.catalog());
    ConnectClusterState cluster = context.clusterState();
    mount(
        context,
        endpoints,
        streams,
        new Completion(
            announcer.topicName(),
            properties,
            new SinkCompletion(sources),
            connector -> stored(cluster, connector)));
    sources.open();
    System.setProperty(Wanted.EXTENSION_PROPERTY, Wanted.locationOf(getClass()));
    announcer.start();
    LOG.info("KSQL Connect {} announces topics and answers for them", version());
  }

  private static Map<String, String> stored(ConnectClusterState cluster, String connector) {
    try {
      return cluster.connectorConfig(connector);
    } catch (RuntimeException e) {
      LOG.debug("There is no configuration of {}", connector, e);
      return Map.of();
    }
  }

  /**
   * Hands the endpoints to the worker's JAX-RS. Which of the two kinds that is, the return type of
   * {@code configurable()} tells; it cannot be called directly, being compiled in for one kind
   * only.
   */
  private static void mount(
      ConnectRestExtensionContext context,
      Endpoints endpoints,
      EventStreams streams,
      Completion completion) {
    try {
      Method configurable = ConnectRestExtensionContext.class.getMethod("configurable");
      String namespace = configurable.getReturnType().getName().split("\\.", 2)[0];
      Class<?> adapter = Class.forName("dev.ksqlconnect.rest." + namespace + ".Adapter");
      adapter
          .getMethod(
              "mount",
              configurable.getReturnType(),
              Endpoints.class,
              EventStreams.class,
              Completion.class)
          .invoke(null, configurable.invoke(context), endpoints, streams, completion);
    } catch (InvocationTargetException e) {
      throw new ConnectException("The endpoints could not be added", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new ConnectException("This Connect's JAX-RS is of a kind that is not known", e);
    }
  }

  /** Says so if the bundle is installed more than once: its parts might not find one another. */
  private static void warnOfOtherCopies(String pluginPath) {
    List<Path> copies = new ArrayList<>();
    for (String root : pluginPath.split(",", -1)) {
      if (!root.isBlank() && Files.isDirectory(Path.of(root.trim()))) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(root.trim()))) {
          for (Path folder : folders) {
            if (holdsBundle(folder) || holdsBundle(folder.resolve("lib"))) {
              copies.add(folder);
            }
          }
        } catch (IOException e) {
          LOG.debug("{} could not be looked through", root, e);
        }
      }
    }
    if (copies.size() > 1) {
      LOG.error(
          "This bundle is installed {} times: {}. Connect takes the newest of each plugin, and those of"
              + " different copies do not find one another. Remove all but one and restart the worker.",
          copies.size(),
          copies);
    }
  }

  private static boolean holdsBundle(Path folder) {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(folder, "rest-extension-core-*.jar")) {
      return jars.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (streams != null) {
      streams.close();
    }
    if (sources != null) {
      sources.close();
    }
    if (announcer != null) {
      announcer.close();
    }
    System.clearProperty(Wanted.EXTENSION_PROPERTY);
  }
}
