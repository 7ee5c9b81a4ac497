package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a topic in ksqlDB. Immutable. */
final class Registration {
  /** The outcome. */
  enum State {
    /** ksqlDB has it as it should be. */
    REGISTERED,
    /** Not yet; the reason says what is waited for. */
    PENDING,
    /** Never, unless the announcement or the registrar's configuration changes. */
    REFUSED,
    /** ksqlDB has something else of that name, which is left alone. */
    CONFLICT
  }

  private static final String CHANGED_AT = "changedAt";

  private final State state;
  private final @Nullable String reason;
  private final List<String> details;

  private Registration(State state, @Nullable String reason, List<String> details) {
    this.state = state;
    this.reason = reason;
    this.details = List.copyOf(details);
  }

  static Registration registered() {
    return new Registration(State.REGISTERED, null, List.of());
  }

  static Registration pending(String reason) {
    return new Registration(State.PENDING, reason, List.of());
  }

  /** Refused; {@code remedy} are lines of configuration that would mend it. */
  static Registration refused(String reason, List<String> remedy) {
    return new Registration(State.REFUSED, reason, remedy);
  }

  /** In conflict; {@code differences} are sentences, one for each. */
  static Registration conflict(String reason, List<String> differences) {
    return new Registration(State.CONFLICT, reason, differences);
  }

  State state() {
    return state;
  }

  @Nullable String reason() {
    return reason;
  }

  /** Whether a published registration says that a topic's very statement is registered. */
  static boolean isOf(TopicDdl ddl, @Nullable ObjectNode published) {
    return published != null
        && published.path("state").asText().equals(State.REGISTERED.name())
        && Objects.equals(published.path("statement").textValue(), ddl.statement());
  }

  /** Whether it says the same as another one. */
  boolean saysTheSameAs(Registration other) {
    return state == other.state
        && Objects.equals(reason, other.reason)
        && details.equals(other.details);
  }

  /**
   * As it is published.
   *
   * @param cluster the Connect cluster that the registrar runs in
   * @param before what is published now, null if nothing is: while all else stays the same, the
   *     time does
   */
  ObjectNode json(
      String cluster, String registrar, TopicDdl ddl, @Nullable ObjectNode before, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cluster", cluster);
    json.put("registrar", registrar);
    json.put("connector", ddl.connector());
    json.put("topic", ddl.topic());
    json.put("name", ddl.name());
    json.put("state", state.name());
    json.put("reason", reason);
    add(json.putArray(state == State.CONFLICT ? "differences" : "remedy"), details);
    json.put("statement", ddl.statement());
    add(json.putArray("warnings"), ddl.warnings());
    json.put(CHANGED_AT, now.toString());
    if (before != null
        && before.deepCopy().without(CHANGED_AT).equals(json.deepCopy().without(CHANGED_AT))) {
      json.set(CHANGED_AT, before.path(CHANGED_AT));
    }
    return json;
  }

  private static void add(ArrayNode array, List<String> lines) {
    lines.forEach(array::add);
  }

  @Override
  public String toString() {
    return reason + (details.isEmpty() ? "" : " " + String.join(" ", details));
  }
}
