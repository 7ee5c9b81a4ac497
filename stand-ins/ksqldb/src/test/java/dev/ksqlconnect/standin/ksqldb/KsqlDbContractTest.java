package dev.ksqlconnect.standin.ksqldb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What ksqlDB 7.9.9 answered to statements, one after another. The stand-in has to answer alike,
 * and so does a real server: {@code -Dksqldb.url=http://host:8088 -Dksqldb.bootstrap=host:9092}. It
 * must have no schema registry.
 */
class KsqlDbContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What stands before every name and topic in the recording, and what does in this run. */
  private static final String RECORDED = "kc0000_";

  private static final String PREFIX =
      String.format(Locale.ROOT, "kc%04x_", ThreadLocalRandom.current().nextInt(0x10000));

  private static final Pattern TOPIC =
      Pattern.compile("KAFKA_TOPIC='(" + PREFIX + "[^']*)'", Pattern.CASE_INSENSITIVE);

  private static ServerUnderTest server;
  private static List<JsonNode> exchanges;

  @BeforeAll
  static void start() throws IOException {
    server = ServerUnderTest.start();
    exchanges = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                KsqlDbContractTest.class.getResourceAsStream("exchanges.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        exchanges.add(
            JSON.readTree(line.replace(RECORDED, PREFIX).replace(upper(RECORDED), upper(PREFIX))));
      }
    }
    server.createTopics(topics());
  }

  @AfterAll
  static void clean() {
    if (server == null) {
      return;
    }
    for (String kind : List.of("TABLE", "STREAM")) {
      JsonNode list = server.ksql("SHOW " + kind + "S;").json().get(0);
      for (JsonNode source : list.get(kind.toLowerCase(Locale.ROOT) + "s")) {
        if (isOurs(source.get("name").textValue())) {
          server.ksql("DROP " + kind + " `" + source.get("name").textValue() + "`;");
        }
      }
    }
    server.deleteTopics(topics());
    server.close();
  }

  /** All topics that some statement names, except those that are to be missing. */
  private static Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    for (JsonNode exchange : exchanges) {
      Matcher topic = TOPIC.matcher(exchange.path("statement").asText());
      while (topic.find()) {
        if (exchange.path("response").path("error_code").asInt() != 40000
            && exchange.path("status").asInt() != 500) {
          topics.add(topic.group(1));
        }
      }
    }
    return topics;
  }

  @TestFactory
  List<DynamicTest> answers_as_the_real_server_did() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode exchange : exchanges) {
      if (exchange.has("removeTopic")) {
        String topic = exchange.get("removeTopic").textValue();
        tests.add(
            DynamicTest.dynamicTest(
                "(the topic is removed)", () -> server.deleteTopics(Set.of(topic))));
      } else {
        tests.add(
            DynamicTest.dynamicTest(exchange.get("note").textValue(), () -> compare(exchange)));
      }
    }
    return tests;
  }

  @Test
  void says_who_it_is_and_how_it_is() {
    assertThat(server.get("/info").json().at("/KsqlServerInfo/serverStatus").textValue())
        .isEqualTo("RUNNING");
    JsonNode health = server.get("/healthcheck").json();
    assertThat(health.get("isHealthy").booleanValue()).isTrue();
    assertThat(health.at("/details/commandRunner/isHealthy").booleanValue()).isTrue();
  }

  @Test
  void numbers_what_it_carries_out() {
    String name = PREFIX + "numbered";
    server.createTopics(Set.of(name));
    JsonNode made =
        server
            .ksql(
                "CREATE STREAM %s (v VARCHAR) WITH (KAFKA_TOPIC='%s', VALUE_FORMAT='JSON');"
                    .formatted(name, name))
            .json();
    JsonNode dropped = server.ksql("DROP STREAM " + name + ";").json();
    server.deleteTopics(Set.of(name));

    assertThat(dropped.at("/0/commandSequenceNumber").longValue())
        .isGreaterThan(made.at("/0/commandSequenceNumber").longValue());
  }

  private static void compare(JsonNode exchange) {
    Http.Reply reply = server.ksql(exchange.get("statement").textValue());

    assertThat(pretty(comparable(reply.json())))
        .isEqualTo(pretty(comparable(exchange.get("response"))));
    assertThat(reply.status()).isEqualTo(exchange.get("status").intValue());
  }

  private static String pretty(JsonNode json) {
    return json.toPrettyString();
  }

  /** Without what differs from one run to the next, and from one server to another. */
  private static JsonNode comparable(JsonNode json) {
    JsonNode copy = json.deepCopy();
    if (copy instanceof ObjectNode object) {
      object.remove(List.of("commandSequenceNumber", "clusterStatistics", "clusterErrorStats"));
      for (String kind : List.of("tables", "streams")) {
        if (object.has(kind)) {
          object.set(kind, ours(object.get(kind)));
        }
      }
      object.properties().forEach(member -> member.setValue(comparable(member.getValue())));
    } else if (copy instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, comparable(array.get(i)));
      }
    } else if (copy.isTextual()) {
      return JSON.valueToTree(copy.textValue().replaceAll("\\b(CST_\\w+_)\\d+", "$1n"));
    }
    return copy;
  }

  /** A real server has others, and lists them in an order of its own. */
  private static JsonNode ours(JsonNode list) {
    List<JsonNode> ours = new ArrayList<>();
    list.forEach(
        source -> {
          if (isOurs(source.get("name").textValue())) {
            ours.add(source);
          }
        });
    ours.sort(Comparator.comparing(source -> source.get("name").textValue()));
    return JSON.valueToTree(ours);
  }

  private static boolean isOurs(String name) {
    return upper(name).startsWith(upper(PREFIX));
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
