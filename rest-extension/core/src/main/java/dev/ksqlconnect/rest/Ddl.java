package dev.ksqlconnect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.ddl.Statements;
import dev.ksqlconnect.ddl.TopicDdl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The KSQL statements for a connector's topics, beside what registrars say became of them. */
final class Ddl {
  /** The media type of a script. */
  static final String SQL_TYPE = "application/sql;charset=utf-8";

  private static final String REFUSED = "REFUSED";
  private static final String PENDING = "PENDING";

  /** The states, the one that asks most for a user's attention first. */
  private static final List<String> STATES = List.of("CONFLICT", REFUSED, PENDING, "REGISTERED");

  private static final String NO_REGISTRAR =
      "No connector registers it. Post one of the class KsqlDdlSink with ksql.url, or run the"
          + " statement yourself.";

  private final Catalog catalog;
  private final Statements statements;

  Ddl(Catalog catalog) {
    this.catalog = catalog;
    this.statements = new Statements(catalog);
  }

  /**
   * What is known of each topic, by its name.
   *
   * @param topics the connector's topics, as the schema endpoint answers them
   */
  Map<String, ObjectNode> ofTopics(String connector, Map<String, ObjectNode> topics) {
    Map<String, TopicDdl> ofConnector = statements.ofConnector(connector);
    Map<String, ObjectNode> known = new TreeMap<>();
    topics.forEach(
        (topic, schema) -> {
          TopicDdl ddl = ofConnector.get(topic);
          if (ddl != null) {
            known.put(topic, ofTopic(ddl));
          } else if (!schema.path("announced").asBoolean()) {
            known.put(topic, schema);
          }
        });
    return known;
  }

  private ObjectNode ofTopic(TopicDdl ddl) {
    Map<String, JsonNode> registrations = new TreeMap<>();
    catalog
        .registrations(ddl.connector(), ddl.topic())
        .forEach(
            (registrar, registration) ->
                registrations.put(registrar, presentOf(ddl, registration)));
    ObjectNode json = Answer.JSON.createObjectNode();
    json.put("topic", ddl.topic());
    json.put("name", ddl.name());
    json.put("statement", ddl.statement());
    addLines(json, "warnings", ddl.warnings());
    JsonNode decisive = decisive(ddl, registrations.values());
    json.put("state", decisive == null ? stateOf(ddl) : decisive.path("state").asText());
    json.set(
        "reason",
        decisive == null ? Answer.JSON.valueToTree(reasonOf(ddl)) : decisive.path("reason"));
    addLines(json, "remedy", ddl.remedy());
    json.set("changedAt", decisive == null ? NullNode.instance : decisive.path("changedAt"));
    if (decisive != null && decisive.has("differences")) {
      json.set("differences", decisive.path("differences"));
    }
    json.putArray("registrations").addAll(shortened(registrations));
    return json;
  }

  /** What each registrar says, without what stands beside it already. */
  private static List<ObjectNode> shortened(Map<String, JsonNode> registrations) {
    List<ObjectNode> shortened = new ArrayList<>();
    registrations.forEach(
        (registrar, registration) -> {
          ObjectNode own = Answer.JSON.createObjectNode();
          own.put("registrar", registrar);
          for (String field : List.of("state", "reason", "changedAt")) {
            own.set(field, registration.path(field));
          }
          shortened.add(own);
        });
    return shortened;
  }

  private static void addLines(ObjectNode json, String field, List<String> lines) {
    ArrayNode array = json.putArray(field);
    lines.forEach(array::add);
  }

  private static String stateOf(TopicDdl ddl) {
    return ddl.refusal() == null ? PENDING : REFUSED;
  }

  private static String reasonOf(TopicDdl ddl) {
    String refusal = ddl.refusal();
    return refusal == null ? NO_REGISTRAR : refusal;
  }

  /** The registration that counts of several; null if the topic has none. */
  private static @Nullable JsonNode decisive(TopicDdl ddl, Collection<JsonNode> registrations) {
    if (ddl.refusal() != null) {
      return null;
    }
    JsonNode decisive = null;
    for (JsonNode registration : registrations) {
      if (decisive == null || rank(registration) < rank(decisive)) {
        decisive = registration;
      }
    }
    return decisive;
  }

  /** What a registrar says of an older statement says nothing of the present one. */
  private static JsonNode presentOf(TopicDdl ddl, JsonNode registration) {
    if (Objects.equals(registration.path("statement").textValue(), ddl.statement())) {
      return registration;
    }
    return Answer.JSON
        .createObjectNode()
        .put("state", PENDING)
        .put("reason", "It has just been announced anew, and is about to be registered.");
  }

  private static int rank(JsonNode registration) {
    return STATES.indexOf(registration.path("state").asText());
  }

  /**
   * A script of the statements. What has none, and what is left out of the others, is in comments.
   *
   * @param topics as {@link #ofTopics} answers
   */
  static String script(String connector, Collection<ObjectNode> topics) {
    StringBuilder script = new StringBuilder();
    comment(script, "The topics of connector " + connector);
    for (ObjectNode topic : topics) {
      script.append('\n');
      comment(script, "Topic " + topic.path("topic").asText());
      topic.path("warnings").forEach(warning -> comment(script, warning.asText()));
      if (topic.path("statement").isTextual()) {
        script.append(topic.path("statement").asText()).append('\n');
      } else if (topic.path("reason").isTextual()) {
        comment(script, "Refused: " + topic.path("reason").asText());
        topic.path("remedy").forEach(line -> comment(script, "  " + line.asText()));
      } else {
        comment(script, "Not announced. " + topic.path("hint").asText());
      }
    }
    return script.toString();
  }

  /** No text can end the comment. */
  private static void comment(StringBuilder script, String text) {
    script
        .append("-- ")
        .append(text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", " "))
        .append('\n');
  }
}
