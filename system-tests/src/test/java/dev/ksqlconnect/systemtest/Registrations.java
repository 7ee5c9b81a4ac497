package dev.ksqlconnect.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import java.util.function.Predicate;

/** What workers say became of topics in ksqlDB. */
final class Registrations {
  private Registrations() {}

  /** Where a worker answers for a connector. */
  static String path(String connector) {
    return "/connectors/" + Rest.segment(connector) + "/ddl";
  }

  /** What an answer says of a topic; a missing node if it says nothing. */
  static JsonNode of(Rest.Reply reply, String topic) {
    if (reply.status() == 200) {
      for (JsonNode one : reply.json().path("topics")) {
        if (one.path("topic").asText().equals(topic)) {
          return one;
        }
      }
    }
    return MissingNode.getInstance();
  }

  /** Waits until a worker says as wanted of a topic; answers what it says then. */
  static JsonNode await(
      String what, Worker worker, String connector, String topic, Predicate<JsonNode> wanted) {
    return of(
        Stack.await(what, worker, path(connector), reply -> wanted.test(of(reply, topic))), topic);
  }

  /** The same for a state. */
  static JsonNode await(Worker worker, String connector, String topic, String state) {
    return await(
        topic + " of " + connector + " to be " + state,
        worker,
        connector,
        topic,
        said -> said.path("state").asText().equals(state));
  }
}
