package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** The story's last part: what the topics are in KSQL. */
final class KsqlStory {
  private static final String DDL = "/connectors/" + Quickstart.CONNECTOR + "/ddl";

  /** The late one included. */
  private static final int TOPICS = Shop.KEYS.size() + 1;

  private final Servers servers;
  private final Narrator narrator;

  KsqlStory(Servers servers, Narrator narrator) {
    this.servers = servers;
    this.narrator = narrator;
  }

  /** Each topic's statement, while nobody registers it. */
  void statements() {
    narrator.title("What each topic is in KSQL");
    narrator.say("GET " + servers.first().url() + DDL);
    Set<String> reasons = new TreeSet<>();
    for (JsonNode topic : servers.sameFromAll(DDL, TOPICS).path("topics")) {
      String name = topic.path("topic").asText();
      String state = topic.path("state").asText();
      String statement = topic.path("statement").asText();
      narrator.say("");
      narrator.say("-- " + name + ": " + state);
      topic.path("warnings").forEach(warning -> narrator.say("-- " + warning.asText()));
      // Never cut: it is to be copied.
      narrator.say(compact(statement));
      boolean isKeyed =
          !servers.shop().primaryKey(name.substring(Quickstart.topic("").length())).isEmpty();
      Quickstart.require(
          statement.startsWith(isKeyed ? "CREATE TABLE " : "CREATE STREAM ")
              && state.equals("PENDING"),
          name + " is not what it should be in KSQL: " + topic);
      reasons.add(topic.path("reason").asText());
    }
    narrator.say("");
    narrator.say("(PENDING: " + String.join(" ", reasons) + ")");
    narrator.say("The same as a script, for ksqlDB's command line:");
    narrator.say("curl -s -H 'Accept: application/sql' " + servers.first().url() + DDL);
  }

  /** The registrar, to be posted by the user. */
  void howToRegister() {
    narrator.say("");
    narrator.say("To have them registered on your ksqlDB, and every later one as it comes, post:");
    narrator.say(
        "{ \"name\": \"shop-ksql\", \"config\": {"
            + " \"connector.class\": \"KsqlDdlSink\", \"ksql.url\": \"http://localhost:8088\" } }");
  }

  /** A statement in two lines. */
  private static String compact(String statement) {
    return statement
        .replaceAll("\\s*\n\\s*", " ")
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" WITH (", "\n     WITH (");
  }
}
