package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.delegate.Secrets;
import dev.ksqlconnect.delegate.ShownConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;

/** A plan as it may be shown: secrets hidden, with the reasons for what was derived. */
final class PlanJson {
  private PlanJson() {}

  /**
   * Spells a plan.
   *
   * @param definition the delegate's
   * @param written the connector's configuration as the user wrote it
   */
  static ObjectNode of(
      SourcePlan plan,
      String connector,
      String delegateClass,
      String delegateVersion,
      ConfigDef definition,
      Secrets secrets,
      Map<String, String> written) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("connector", connector);
    json.putObject("delegate").put("class", delegateClass).put("version", delegateVersion);
    List<SortedMap<String, String>> configs = new ArrayList<>();
    ArrayNode delegates = JsonNodeFactory.instance.arrayNode();
    for (SourcePlan.DelegatePlan delegate : plan.delegates()) {
      SortedMap<String, String> config =
          ShownConfig.of(
              delegate.config(),
              delegateClass,
              delegate.derived(),
              definition,
              secrets,
              written,
              Map.of(KsqlJdbcSourceConfig.CONNECTION_URL, JdbcUrl::shown));
      configs.add(config);
      ObjectNode one = delegates.addObject();
      one.put("name", delegate.name());
      one.put("tables", delegate.tables());
      config.forEach(one.putObject("config")::put);
      delegate.derived().stream().sorted().forEach(one.putArray("derived")::add);
    }
    inCommon(configs).forEach(json.putObject("config")::put);
    derivedInAll(plan).forEach(json.putArray("derived")::add);
    json.set("delegates", delegates);
    ArrayNode tables = json.putArray("tables");
    for (SourcePlan.TablePlan table : plan.tables()) {
      ObjectNode one = tables.addObject();
      one.put("table", table.table().toString());
      one.put("topic", table.topic());
      one.put("mode", table.mode().mode());
      table.mode().columns().forEach(one.putArray("columns")::add);
      one.put("why", table.mode().why());
      table.key().columns().forEach(one.putArray("key")::add);
      one.put("keyFrom", table.key().from());
      one.put("delegate", table.delegate());
      if (!table.doubtful().isEmpty()) {
        table.doubtful().forEach(one.putArray("doubtful")::add);
      }
    }
    ArrayNode leftOut = json.putArray("leftOut");
    for (SourcePlan.LeftOut table : plan.leftOut()) {
      leftOut.addObject().put("table", table.table().toString()).put("why", table.why());
    }
    return json;
  }

  private static Set<String> derivedInAll(SourcePlan plan) {
    Set<String> derived = new TreeSet<>();
    plan.delegates().forEach(delegate -> derived.addAll(delegate.derived()));
    plan.delegates().forEach(delegate -> derived.retainAll(delegate.derived()));
    return derived;
  }

  /** What all delegates are given alike. */
  private static SortedMap<String, String> inCommon(List<SortedMap<String, String>> configs) {
    SortedMap<String, String> common = new TreeMap<>();
    if (!configs.isEmpty()) {
      common.putAll(configs.get(0));
      configs.forEach(config -> common.entrySet().retainAll(config.entrySet()));
    }
    return common;
  }
}
