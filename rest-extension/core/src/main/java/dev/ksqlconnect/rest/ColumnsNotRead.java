package dev.ksqlconnect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.Catalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the columns of a table that are in no record, since the connector that reads it does not
 * know their types. A wrapper's plan says of which columns that may be so; whether it is can be
 * seen from what is announced. Thread-safe.
 */
final class ColumnsNotRead {
  private static final Logger LOG = LoggerFactory.getLogger(ColumnsNotRead.class);

  private final Catalog catalog;

  /** A plan may be long, and is asked of for each topic. */
  private final Map<String, Doubtful> byConnector = new ConcurrentHashMap<>();

  ColumnsNotRead(Catalog catalog) {
    this.catalog = catalog;
  }

  /** What a plan says, by topic. */
  private static final class Doubtful {
    final byte[] plan;
    final Map<String, List<String>> byTopic;

    Doubtful(byte[] plan, Map<String, List<String>> byTopic) {
      this.plan = plan;
      this.byTopic = byTopic;
    }
  }

  /** Adds {@code columnsNotRead} to what is answered of an announced topic, if there are any. */
  void addTo(ObjectNode announced) {
    List<String> doubtful =
        doubtful(announced.path("connector").asText())
            .getOrDefault(announced.path("topic").asText(), List.of());
    if (doubtful.isEmpty()) {
      return;
    }
    Set<String> read = new HashSet<>();
    announced.at("/value/schema/fields").forEach(field -> read.add(field.path("field").asText()));
    List<String> notRead = new ArrayList<>(doubtful);
    notRead.removeAll(read);
    if (!notRead.isEmpty()) {
      notRead.forEach(announced.putArray("columnsNotRead")::add);
    }
  }

  private Map<String, List<String>> doubtful(String connector) {
    byte[] plan = catalog.planBytes(connector);
    if (plan == null) {
      byConnector.remove(connector);
      return Map.of();
    }
    Doubtful known = byConnector.get(connector);
    if (known == null || known.plan != plan) {
      known = new Doubtful(plan, parse(plan));
      byConnector.put(connector, known);
    }
    return known.byTopic;
  }

  private static Map<String, List<String>> parse(byte[] plan) {
    Map<String, List<String>> byTopic = new HashMap<>();
    try {
      JsonNode json = Answer.JSON.readTree(plan);
      if (json.path("config").has("transforms")) {
        return byTopic; // what is announced may have other names
      }
      for (JsonNode table : json.path("tables")) {
        List<String> columns = new ArrayList<>();
        table.path("doubtful").forEach(column -> columns.add(column.asText()));
        if (!columns.isEmpty()) {
          byTopic.put(table.path("topic").asText(), columns);
        }
      }
    } catch (IOException e) {
      LOG.debug("A plan cannot be read", e);
    }
    return byTopic;
  }
}
