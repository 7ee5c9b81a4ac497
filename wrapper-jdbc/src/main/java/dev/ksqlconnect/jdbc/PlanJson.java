package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.delegate.Secrets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/** A plan as it may be shown: secrets hidden, with the reasons for what was derived. */
final class PlanJson {
  private PlanJson() {}

  /**
   * Spells a plan.
   *
   * @param definition the delegate's, which says what of its keys are passwords
   */
  static ObjectNode of(
      SourcePlan plan,
      String connector,
      String delegateClass,
      String delegateVersion,
      ConfigDef definition,
      Secrets secrets) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("connector", connector);
    json.putObject("delegate").put("class", delegateClass).put("version", delegateVersion);
    ObjectNode config = json.putObject("config");
    Map<String, String> given = new TreeMap<>(plan.delegateConfig());
    given.put("connector.class", delegateClass);
    given.forEach((key, value) -> config.put(key, shown(key, value, definition, secrets)));
    ArrayNode derived = json.putArray("derived");
    plan.derived().stream().sorted().forEach(derived::add);
    json.putObject("mode").put("is", plan.mode()).put("why", plan.whyMode());
    ArrayNode tables = json.putArray("tables");
    for (SourcePlan.TablePlan table : plan.tables()) {
      ObjectNode one = tables.addObject();
      one.put("table", table.table().toString());
      one.put("topic", table.topic());
      table.key().forEach(one.putArray("key")::add);
      one.put("keyFrom", table.whyKey());
    }
    ArrayNode leftOut = json.putArray("leftOut");
    for (SourcePlan.LeftOut table : plan.leftOut()) {
      leftOut.addObject().put("table", table.table().toString()).put("why", table.why());
    }
    return json;
  }

  private static String shown(String key, String value, ConfigDef definition, Secrets secrets) {
    if (value == null) {
      return "";
    }
    if (Secrets.isSecret(key, definition)) {
      return Secrets.HIDDEN;
    }
    return secrets.hideIn(
        key.equals(KsqlJdbcSourceConfig.CONNECTION_URL) ? JdbcUrl.shown(value) : value);
  }
}
