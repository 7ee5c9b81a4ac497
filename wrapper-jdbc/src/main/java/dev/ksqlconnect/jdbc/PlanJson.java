package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.delegate.Secrets;
import dev.ksqlconnect.delegate.ShownConfig;
import java.util.Map;
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
    ObjectNode config = json.putObject("config");
    ShownConfig.of(
            plan.delegateConfig(),
            delegateClass,
            plan.derived(),
            definition,
            secrets,
            written,
            Map.of(KsqlJdbcSourceConfig.CONNECTION_URL, JdbcUrl::shown))
        .forEach(config::put);
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
}
