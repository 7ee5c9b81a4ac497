package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.delegate.Secrets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** A plan as it may be shown: secrets hidden, with the reasons for what was derived. */
final class PlanJson {
  private PlanJson() {}

  /**
   * Spells a plan.
   *
   * @param definition the delegate's, which says what of its keys are passwords. What it does not
   *     know is given to it too (a driver's own properties, say) but not shown.
   * @param written the connector's configuration as the user wrote it: what stands there for a
   *     config provider is shown in place of what it provides
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
    Map<String, String> given = new TreeMap<>(plan.delegateConfig());
    given.put("connector.class", delegateClass);
    Set<String> known = new HashSet<>(definition.names());
    known.addAll(List.of("name", "connector.class"));
    given.forEach(
        (key, value) -> {
          if (plan.derived().contains(key)) {
            config.put(key, value);
          } else if (!known.contains(key) || Secrets.isSecret(key, definition)) {
            config.put(key, Secrets.HIDDEN);
          } else {
            config.put(key, shown(key, value, secrets, written));
          }
        });
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

  private static String shown(
      String key, @Nullable String value, Secrets secrets, Map<String, String> written) {
    String raw = written.get(key);
    String text = raw != null && raw.contains("${") ? raw : value;
    if (text == null) {
      return "";
    }
    String shown = key.equals(KsqlJdbcSourceConfig.CONNECTION_URL) ? JdbcUrl.shown(text) : text;
    // A secret replaced within a longer text could be told from what is left of that.
    return secrets.hideIn(shown).equals(shown) ? shown : Secrets.HIDDEN;
  }
}
