package dev.ksqlconnect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.Announcement;
import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.announcer.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the endpoints answer. Thread-safe. */
public final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private static final int NAMES_LISTED = 20;

  private final Catalog catalog;
  private final ConnectClusterState cluster;
  private final Wanted wanted;
  private final Ddl ddl;
  private final ColumnsNotRead columnsNotRead;

  /**
   * The endpoints of a worker.
   *
   * @param wanted what the worker's tasks want announced
   */
  Endpoints(Catalog catalog, ConnectClusterState cluster, Wanted wanted) {
    this.catalog = catalog;
    this.cluster = cluster;
    this.wanted = wanted;
    this.ddl = new Ddl(catalog);
    this.columnsNotRead = new ColumnsNotRead(catalog);
  }

  /** {@code GET /connectors/{connector}/schema}: every topic of a connector. */
  public Answer connectorSchema(
      String connector, ActiveTopics activeTopics, @Nullable String ifNoneMatch) {
    return answer(
        ifNoneMatch,
        () -> {
          Map<String, ObjectNode> topics = topics(connector, activeTopics.of(connector));
          ObjectNode json = Answer.JSON.createObjectNode();
          json.put("connector", connector);
          json.putArray("topics").addAll(topics.values());
          return json;
        });
  }

  /**
   * {@code GET /connectors/{connector}/topics/{topic}/schema}, and KLIP-7's {@code GET
   * /connectors/{connector}/{topic}/schema}: one topic of a connector.
   *
   * @param version a version from 1 on, for what is remembered of it; null for the present one,
   *     whole
   */
  public Answer topicSchema(
      String connector,
      String topic,
      @Nullable String version,
      ActiveTopics activeTopics,
      @Nullable String ifNoneMatch) {
    return answer(
        ifNoneMatch,
        () -> {
          requireComplete();
          Catalog.Entry entry = catalog.find(connector, topic);
          ObjectNode found =
              entry == null || entry.announcement().isRetired()
                  ? among(topics(connector, activeTopics.of(connector)), connector, topic)
                  : announced(entry);
          return version == null ? found : version(connector, topic, version);
        });
  }

  private static ObjectNode among(Map<String, ObjectNode> topics, String connector, String topic) {
    ObjectNode found = topics.get(topic);
    if (found == null) {
      throw new ApiException(
          404,
          String.format(
              "Connector %s has no topic %s. %s",
              connector, topic, listed("It has", topics.keySet(), "It has none yet.")));
    }
    return found;
  }

  private ObjectNode announced(Catalog.Entry entry) {
    ObjectNode json = entry.announcement().json();
    json.put("announced", true);
    json.set("columns", Columns.of(json));
    columnsNotRead.addTo(json);
    return json;
  }

  private static int number(String version) {
    try {
      int number = Integer.parseInt(version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      LOG.debug("Not a version", e);
    }
    throw new ApiException(400, "version must be a number from 1 on, and is '" + version + "'");
  }

  private JsonNode version(String connector, String topic, String version) {
    Catalog.Entry entry = catalog.find(connector, topic);
    int wanted = number(version);
    if (entry == null) {
      throw new ApiException(
          404, String.format("Topic %s is not announced, and so has no versions", topic));
    }
    Announcement announcement = entry.announcement();
    JsonNode remembered = announcement.rememberedVersion(wanted);
    if (remembered == null) {
      throw new ApiException(
          404,
          String.format(
              "Version %d of topic %s is not remembered; the present one is %d",
              wanted, topic, announcement.version()));
    }
    ObjectNode json = remembered.deepCopy();
    json.put("connector", connector);
    json.put("topic", topic);
    json.put("current", wanted == announcement.version() && !announcement.isRetired());
    return json;
  }

  /**
   * {@code GET /connectors/{connector}/delegate-config}: what a wrapper gives its delegate, and
   * why.
   */
  public Answer delegateConfig(String connector, @Nullable String ifNoneMatch) {
    return answer(
        ifNoneMatch,
        () -> {
          requireComplete();
          ObjectNode plan = catalog.plan(connector);
          if (plan == null) {
            requireConnector(connector);
            throw new ApiException(
                404,
                String.format(
                    "Connector %s has published no plan: it is no wrapper of this bundle, or has not"
                        + " read its database yet",
                    connector));
          }
          return plan;
        });
  }

  /**
   * {@code GET /connectors/{connector}/ddl}: the statement for each topic, and what became of it.
   */
  public Answer ddl(String connector, ActiveTopics activeTopics, @Nullable String ifNoneMatch) {
    return answer(
        ifNoneMatch,
        () -> {
          Map<String, ObjectNode> topics = topics(connector, activeTopics.of(connector));
          ObjectNode json = Answer.JSON.createObjectNode();
          json.put("connector", connector);
          json.putArray("topics").addAll(ddl.ofTopics(connector, topics).values());
          return json;
        });
  }

  /** The same as a script that ksqlDB can run. */
  public Answer ddlScript(
      String connector, ActiveTopics activeTopics, @Nullable String ifNoneMatch) {
    try {
      Map<String, ObjectNode> topics = topics(connector, activeTopics.of(connector));
      String script = Ddl.script(connector, ddl.ofTopics(connector, topics).values());
      return Answer.of(Ddl.SQL_TYPE, script.getBytes(StandardCharsets.UTF_8), ifNoneMatch);
    } catch (ApiException e) {
      return Answer.error(e);
    }
  }

  /** {@code GET /topic-announcements}: the whole catalog. */
  public Answer catalog(@Nullable String ifNoneMatch) {
    return answer(
        ifNoneMatch,
        () -> {
          requireComplete();
          ObjectNode json = Answer.JSON.createObjectNode();
          // Before the entries: a listener that goes on from here misses nothing.
          json.put("lastEventId", catalog.position());
          ArrayNode topics = json.putArray("topics");
          catalog.all().forEach(entry -> topics.add(entry.announcement().json()));
          return json;
        });
  }

  /**
   * {@code GET /topic-announcements/health}: whether this worker can read and write announcements,
   * in the shape and with the statuses of Connect's own {@code GET /health} (KIP-1017).
   */
  public Answer health() {
    Catalog.Status status = catalog.status();
    String problem = catalog.problem();
    ObjectNode json = Answer.JSON.createObjectNode();
    json.put("status", status.toString());
    json.put("message", problem == null ? "Topics and schemas are announced." : problem);
    json.put("pending", wanted.pending());
    json.put("lag", catalog.lag());
    json.put("skipped", catalog.skipped());
    return Answer.uncached(
        status == Catalog.Status.HEALTHY ? 200 : status == Catalog.Status.STARTING ? 503 : 500,
        json);
  }

  /**
   * Adds the schemas to Connect's own answer to {@code GET /connectors/{connector}/topics}.
   *
   * @param connects Connect's answer, {@code {"<connector>":{"topics":[…]}}}
   */
  public Answer topicsWithSchemas(String connector, Object connects, @Nullable String ifNoneMatch) {
    return answer(
        ifNoneMatch,
        () -> {
          ObjectNode json = Answer.JSON.valueToTree(connects);
          JsonNode ofConnector = json.path(connector);
          Set<String> active = new TreeSet<>();
          ofConnector.path("topics").forEach(topic -> active.add(topic.asText()));
          ObjectNode schemas = ((ObjectNode) ofConnector).putObject("schemas");
          topics(connector, active).forEach(schemas::set);
          return json;
        });
  }

  /** Whether anybody may listen; else what to answer. */
  @Nullable Answer refuseListeners() {
    try {
      requireComplete();
      return null;
    } catch (ApiException e) {
      return Answer.error(e);
    }
  }

  /**
   * The topics of a connector, by name: what is announced, and what Connect counts as its own
   * beside that.
   *
   * @throws ApiException if there is no such connector
   */
  private Map<String, ObjectNode> topics(String connector, Collection<String> active) {
    requireComplete();
    Map<String, ObjectNode> topics = new TreeMap<>();
    boolean current = false;
    for (Catalog.Entry entry : catalog.ofConnector(connector)) {
      topics.put(entry.announcement().topic(), announced(entry));
      current |= !entry.announcement().isRetired();
    }
    if (!current) {
      // Nothing says that the connector is there, so Connect is asked, which takes longer.
      requireConnector(connector);
    }
    Set<String> silent = new TreeSet<>(active);
    silent.removeAll(topics.keySet());
    if (!silent.isEmpty()) {
      String hint = isSink(connector) ? Hint.SINK : Hint.forSource(configOf(connector));
      for (String topic : silent) {
        ObjectNode json = Answer.JSON.createObjectNode();
        json.put("connector", connector);
        json.put("topic", topic);
        json.put("announced", false);
        json.put("hint", hint);
        topics.put(topic, json);
      }
    }
    return topics;
  }

  private boolean isSink(String connector) {
    try {
      return cluster.connectorHealth(connector).type() == ConnectorType.SINK;
    } catch (RuntimeException e) {
      LOG.debug("Connect does not say what kind of connector {} is", connector, e);
      return false;
    }
  }

  private Map<String, String> configOf(String connector) {
    try {
      return cluster.connectorConfig(connector);
    } catch (RuntimeException e) {
      LOG.debug("Connect does not say how {} is configured", connector, e);
      return Map.of();
    }
  }

  private void requireComplete() {
    if (!catalog.isComplete()) {
      throw new ApiException(
          503, "The announcements have not been read yet: " + catalog.problem(), 2);
    }
  }

  private void requireConnector(String connector) {
    Set<String> names;
    try {
      names = new HashSet<>(cluster.connectors());
    } catch (RuntimeException e) {
      LOG.debug("Connect does not say which connectors there are", e);
      throw new ApiException(
          409, "Connect cannot say now which connectors there are; it may be rebalancing", 1);
    }
    if (!names.contains(connector)) {
      throw new ApiException(
          404,
          String.format(
              "Connector %s not found. %s",
              connector, listed("There are", names, "There are none.")));
    }
  }

  private static String listed(String intro, Collection<String> names, String none) {
    if (names.isEmpty()) {
      return none;
    }
    List<String> sorted = new ArrayList<>(new TreeSet<>(names));
    int more = sorted.size() - NAMES_LISTED;
    return intro
        + ": "
        + sorted.stream().limit(NAMES_LISTED).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more." : ".");
  }

  private static Answer answer(@Nullable String ifNoneMatch, Supplier<JsonNode> json) {
    try {
      return Answer.of(json.get(), ifNoneMatch);
    } catch (ApiException e) {
      return Answer.error(e);
    }
  }
}
