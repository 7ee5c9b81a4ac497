package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Elasticsearch;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The story's part behind KSQL: the users as documents, which go with them. */
final class ElasticsearchStory {
  private static final String USERS = Quickstart.topic("users");

  /** Without the question's own circumstances, such as how long it took. */
  private static final String SEARCH =
      "/" + USERS + "/_search?filter_path=hits.total.value,hits.hits._source&q=name:";

  private final Servers servers;
  private final Narrator narrator;
  private final Elasticsearch elasticsearch;

  /** Waits until Elasticsearch is up. */
  ElasticsearchStory(Servers servers, Narrator narrator) {
    this.servers = servers;
    this.narrator = narrator;
    narrator.title("The users in Elasticsearch, by a sink that is told what to write out, not how");
    this.elasticsearch = servers.elasticsearch();
  }

  /** How to find a user, for a command line. */
  String curl(String name) {
    return "curl -s '" + elasticsearch.url() + SEARCH + name + "'";
  }

  /** Has the users written there, and finds one. */
  void land() {
    Guest guest = servers.guest();
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "KsqlElasticsearchSink");
    config.put("connection.url", elasticsearch.url());
    String fact;
    if (guest == null) {
      config.put("topics", USERS);
      fact = USERS + " was announced as a table's";
    } else {
      String source = servers.written().getOrDefault(USERS, USERS);
      config.put("sources", source);
      fact = "as ksqlDB says, " + source + " is a table, on the topic " + USERS;
    }
    servers.post(Guest.ELASTICSEARCH_SINK, config);
    showWhatFollows(fact);
    narrator.say("");
    narrator.say(curl(Shop.LEAVING_USERS_NAME));
    narrator.show(await("Waiting for the documents", hits -> hits == 1));
  }

  /** What the sink does with a table's rows, which nobody has told it. */
  private void showWhatFollows(String fact) {
    String path = "/connectors/" + Guest.ELASTICSEARCH_SINK + "/delegate-config";
    narrator.say("GET " + servers.first().url() + path);
    JsonNode plan =
        Waiting.until(
                "an answer to " + path,
                Quickstart.PATIENCE,
                () -> servers.first().rest().get(path),
                reply -> reply.status() == 200)
            .json();
    narrator.show(
        StreamSupport.stream(plan.path("derived").spliterator(), false)
            .map(key -> key.asText() + "=" + plan.path("config").path(key.asText()).asText())
            .sorted()
            .collect(Collectors.joining("  ")));
    narrator.say("(" + fact + ": each row is the document under its key)");
  }

  /** Deletes a user, until she is no longer found. */
  void delete(Topics topics) {
    narrator.title("A user is deleted");
    narrator.say(Shop.LEAVE);
    servers.shop().deleteLeavingUser();
    narrator.say(
        "The JDBC source reads rows, and sees nothing of one that is gone. What a CDC source");
    narrator.say(
        "writes for it, or KSQL into a table of its own, the quickstart writes itself: a null.");
    topics.send(USERS, String.valueOf(Shop.LEAVING_USER), null);
    narrator.say(String.format("%-16s %-32s %s", USERS, Shop.LEAVING_USER, "null"));
    narrator.say("");
    narrator.say(curl(Shop.LEAVING_USERS_NAME));
    narrator.show(await("Waiting for the document to go", hits -> hits == 0));
  }

  /** Asks as the curl does, until so many are found; the answer. */
  private String await(String what, Predicate<Integer> wanted) {
    return narrator.during(
        what,
        () -> {
          Rest.Reply[] last = new Rest.Reply[1];
          Waiting.until(
              () ->
                  String.format(
                      "the answer that was expected; last: %s; the sink: %s",
                      last[0],
                      servers
                          .first()
                          .rest()
                          .get("/connectors/" + Guest.ELASTICSEARCH_SINK + "/status")
                          .body()),
              Quickstart.PATIENCE,
              () -> {
                last[0] = elasticsearch.send("GET", SEARCH + Shop.LEAVING_USERS_NAME, null);
                return last[0].status() == 200
                    && wanted.test(last[0].json().at("/hits/total/value").asInt(-1));
              });
          return last[0].body();
        });
  }

  /** All documents by their ids, field by field as text. */
  Map<String, Map<String, String>> documents() {
    Map<String, Map<String, String>> documents = new TreeMap<>();
    elasticsearch
        .documents(USERS)
        .forEach((id, document) -> documents.put(id, Quickstart.text(document.source())));
    return documents;
  }
}
