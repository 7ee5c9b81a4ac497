package dev.ksqlconnect.sinks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.ddl.KsqlSource;
import dev.ksqlconnect.ddl.KsqlSources;
import dev.ksqlconnect.ddl.SourcesException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a sink's topics hold: of streams and tables ksqlDB is asked, of plain topics the
 * catalog of announcements. There is one in a worker, which its REST extension opens. Thread-safe.
 */
public final class Sources implements AutoCloseable {
  /** The worker property for the registry that connectors use where nothing else names one. */
  static final String REGISTRY_URL = "ksql.connect.schema.registry.url";

  /** The worker properties, with their documentation, defaults and validation. */
  public static final ConfigDef CONFIG_DEF =
      new ConfigDef(KsqlSources.CONFIG_DEF)
          .define(
              REGISTRY_URL,
              ConfigDef.Type.STRING,
              null,
              ConfigDef.Importance.MEDIUM,
              "The schema registry that is filled in for a sink whose sources are in AVRO, PROTOBUF or"
                  + " JSON_SR. By default the one of the worker's own converters.");

  /** How long a worker that has just started may take to read the catalog. */
  private static final long CATALOG_MS = 5_000;

  /** What JsonConverter writes by default: nothing tells it from bytes, or from a text. */
  private static final ColumnType BASE64_DECIMAL = ColumnType.of("DECIMAL in BASE64");

  private static final long LOOK_MS = 100;

  private static volatile @Nullable Sources ofThisWorker;

  private final Map<String, String> worker;
  private final @Nullable String registryUrl;
  private final Catalog catalog;
  private final KsqlSources ksql;

  /**
   * Made by the REST extension.
   *
   * @param worker all of the worker's properties
   * @throws org.apache.kafka.common.config.ConfigException if one is wrong; the message names it
   */
  public Sources(Map<String, String> worker, Catalog catalog) {
    this.worker = Map.copyOf(worker);
    this.registryUrl = new AbstractConfig(CONFIG_DEF, worker, false).getString(REGISTRY_URL);
    this.catalog = catalog;
    this.ksql = new KsqlSources(worker);
  }

  /** That of this worker's extension; null if it has none, or not yet. */
  static @Nullable Sources ofThisWorker() {
    return ofThisWorker;
  }

  /** Is that of this worker from now on. */
  public void open() {
    ofThisWorker = this;
  }

  @Override
  public void close() {
    ofThisWorker = null;
  }

  /**
   * Asks ksqlDB.
   *
   * @param names as the user writes them
   * @throws SourcesException if one is not there, or nobody answers
   */
  Found ofSources(List<String> names) throws SourcesException {
    List<Found.Topic> topics = new ArrayList<>();
    for (Map.Entry<String, KsqlSource> entry : ksql.find(names).entrySet()) {
      DescribedTopic described = DescribedTopic.of(entry.getValue());
      ColumnType only =
          described.key().size() == 1 ? described.key().values().iterator().next() : null;
      topics.add(
          new Found.Topic(
              entry.getKey(),
              described,
              described.key().isEmpty() ? null : Converter.of(described.keyFormat(), only),
              "KAFKA".equals(described.valueFormat())
                  ? null
                  : Converter.of(described.valueFormat(), null)));
    }
    return new Found(topics, KsqlSinkConfig.SOURCES);
  }

  /** Looks up what is announced of topics. Those of which nothing is are left out. */
  Found ofTopics(List<String> names) {
    awaitCatalog();
    Map<String, JsonNode> announced = new TreeMap<>();
    for (Catalog.Entry entry : catalog.all()) {
      String topic = entry.announcement().topic();
      // One that is current counts more than one that is retired.
      if (names.contains(topic)
          && (!announced.containsKey(topic) || !entry.announcement().isRetired())) {
        announced.put(topic, entry.announcement().json());
      }
    }
    List<Found.Topic> topics = new ArrayList<>();
    for (String name : names) {
      JsonNode json = announced.get(name);
      if (json != null) {
        DescribedTopic described = described(name, json);
        topics.add(
            new Found.Topic(
                name,
                described,
                json.at("/key/schema").isNull() ? null : converter(json.path("key")),
                converter(json.path("value"))));
      }
    }
    return new Found(topics, KsqlSinkConfig.TOPICS);
  }

  private void awaitCatalog() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CATALOG_MS);
    try {
      while (!catalog.isComplete() && System.nanoTime() < deadline) {
        catalog.awaitChange(catalog.lastSequence(), LOOK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable Converter converter(JsonNode side) {
    Map<String, String> properties = new TreeMap<>();
    side.at("/converter/properties")
        .fields()
        .forEachRemaining(each -> properties.put(each.getKey(), each.getValue().asText()));
    return Converter.announced(side.at("/converter/class").textValue(), properties);
  }

  private static DescribedTopic described(String topic, JsonNode announced) {
    Set<String> primaryKey = new LinkedHashSet<>();
    announced.path("primaryKey").forEach(column -> primaryKey.add(column.asText()));
    JsonNode keySchema = announced.at("/key/schema");
    Map<String, ColumnType> key = columns(keySchema);
    if (key.isEmpty() && primaryKey.size() == 1) {
      key = Map.of(primaryKey.iterator().next(), type(keySchema));
    }
    Map<String, ColumnType> value = columns(announced.at("/value/schema"));
    value.keySet().removeAll(key.keySet());
    if ("JSON".equals(announced.at("/value/format").textValue())
        && !announced
            .at("/value/converter/properties/decimal.format")
            .asText()
            .equalsIgnoreCase("NUMERIC")) {
      value.replaceAll((name, type) -> type.decimal() == null ? type : BASE64_DECIMAL);
    }
    String as = announced.path("ksql.as").asText();
    boolean isTable =
        !as.equals("stream") && !key.isEmpty() && (!as.equals("auto") || !primaryKey.isEmpty());
    return new DescribedTopic(
        topic,
        null,
        isTable,
        announced.at("/key/format").textValue(),
        announced.at("/value/format").textValue(),
        key,
        value);
  }

  private static Map<String, ColumnType> columns(JsonNode schema) {
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    schema.path("fields").forEach(field -> columns.put(field.path("field").asText(), type(field)));
    return columns;
  }

  private static ColumnType type(JsonNode schema) {
    return ColumnType.ofConnect(
        schema.path("type").asText(),
        schema.path("name").textValue(),
        parameter -> schema.path("parameters").path(parameter).asText());
  }

  /** The worker's properties, for the converters that hold where a connector has none. */
  Map<String, String> worker() {
    return worker;
  }

  /**
   * The schema registry that a connector's converter is to ask.
   *
   * @return null if the worker knows none
   */
  @Nullable String registryUrl() {
    for (Found.Side side : Found.Side.values()) {
      String url = worker.get(side.property() + "." + KsqlSinkConfig.REGISTRY_URL);
      // One with a user in it is not copied to where everybody can read it.
      if (registryUrl == null && url != null && url.indexOf('@') < 0) {
        return url;
      }
    }
    return registryUrl;
  }
}
