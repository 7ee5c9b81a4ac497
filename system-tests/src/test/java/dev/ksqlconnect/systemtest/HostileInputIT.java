package dev.ksqlconnect.systemtest;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.Jmx;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever somebody sends to the worker, or writes to the announcements topic: the worker answers
 * others as before, topics are announced and registered.
 */
class HostileInputIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_STREAMS = 50;

  private static final int CONNECTIONS = Schedule.size(1_000, 10_000);

  private static final int MEGABYTE = 1024 * 1024;

  private static Stack stack;
  private static Worker worker;
  private static KsqlDbStandIn ksql;
  private static int connectors;

  @BeforeAll
  static void start() {
    stack = new Stack(HostileInputIT.class, KafkaLine.V4_3);
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    stack
        .database()
        .execute(
            "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                + "INSERT INTO users DEFAULT VALUES");
    worker =
        stack.addWorker(
            builder ->
                builder.with("ksql.connect.event.streams.max", String.valueOf(MOST_STREAMS)));
    stack.create("ddl", Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url()));
    stack.create("shop", stack.jdbc());
    Registrations.await(worker, "shop", "shop-users", "REGISTERED");
  }

  @AfterAll
  static void stop() {
    stack.close();
    ksql.close();
  }

  /** All is as before: a new connector's topic is announced and registered. */
  @AfterEach
  void all_else_goes_on() {
    String name = "after" + ++connectors;
    stack.create(name, stack.jdbc());
    Registrations.await(worker, name, name + "-users", "REGISTERED");
    stack.awaitState("ddl", "RUNNING", "RUNNING");
    assertThat(worker.rest().delete("/connectors/" + name).status()).isEqualTo(204);
    assertThat(worker.log()).doesNotContain("OutOfMemoryError", "StackOverflowError");
  }

  /** What came back, and the first line of it. */
  private record Raw(int status, String text) {}

  /** Sends bytes as they are; the body in pieces, a number of times. */
  private static Raw send(String head, byte[] begin, byte[] piece, int times, byte[] end)
      throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      long length = begin.length + (long) piece.length * times + end.length;
      out.write((head + "Content-Length: " + length + "\r\n\r\n").getBytes(UTF_8));
      try {
        out.write(begin);
        for (int i = 0; i < times; i++) {
          out.write(piece);
        }
        out.write(end);
        out.flush();
      } catch (IOException e) {
        // It may have said enough, and hung up.
      }
      String text = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return new Raw(Integer.parseInt(text.split(" ", 3)[1]), text);
    }
  }

  private static Socket connect() throws IOException {
    URI url = URI.create(worker.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String head(String method, String path, String... headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + String.join("", Arrays.stream(headers).map(header -> header + "\r\n").toList());
  }

  private static Raw post(String method, String path, byte[] body) throws IOException {
    return send(
        head(method, path, "Content-Type: application/json"), body, new byte[0], 0, new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /connectors",
        "PUT /connectors/big/config",
        "PUT /connector-plugins/KsqlDdlSink/config/validate"
      })
  void a_body_of_a_hundred_megabytes_is_not_held(String request) throws IOException {
    String[] parts = request.split(" ", 2);
    byte[] piece = "a".repeat(MEGABYTE).getBytes(UTF_8);

    Raw reply =
        send(
            head(parts[0], parts[1], "Content-Type: application/json"),
            "{\"connector.class\":\"KsqlDdlSink\",\"x\":\"".getBytes(UTF_8),
            piece,
            100,
            "\"}".getBytes(UTF_8));

    assertThat(reply.status()).as(reply.text()).isBetween(400, 500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"config\":", "{\"a\":["})
  void json_that_is_nested_a_hundred_thousand_deep_is_refused(String nesting) throws IOException {
    Raw reply = post("POST", "/connectors", nesting.repeat(100_000).getBytes(UTF_8));

    assertThat(reply.status()).as(reply.text()).isBetween(400, 500);
  }

  @Test
  void a_body_in_utf_16_is_completed_as_one_in_utf_8() throws IOException {
    String config =
        "{\"name\":\"x\",\"connector.class\":\"KsqlDdlSink\",\"ksql.url\":\"" + ksql.url() + "\"}";

    Raw reply =
        post(
            "PUT",
            "/connector-plugins/KsqlDdlSink/config/validate",
            ("\ufeff" + config).getBytes(UTF_16LE));

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.text()).contains("\"error_count\":0");
  }

  @Test
  void a_body_that_is_no_utf_8_is_refused() throws IOException {
    byte[] body = "{\"name\":\"x?\",\"config\":{}}".getBytes(UTF_8);
    body[10] = (byte) 0xc3;

    Raw reply = post("POST", "/connectors", body);

    assertThat(reply.status()).as(reply.text()).isBetween(400, 500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/connectors/%00/schema",
        "/connectors/%0d%0aX-Injected:%20yes/schema",
        "/connectors/%ff%fe/schema",
        "/connectors/%c3%28/ddl",
        "/connectors/%/schema",
        "/connectors/%zz/schema",
        "/connectors/../schema",
        "/connectors/..%2f../schema",
        "/connectors/%2e%2e/topics/%2e%2e/schema",
        "/connectors/%3Cscript%3Ealert(1)%3C%2Fscript%3E/schema",
        "/connectors/shop/topics/%3Cscript%3E/schema",
        "/connectors/shop/topics/shop-users/schema?version=%00",
        "/connectors/shop/topics/shop-users/schema?version=99999999999999999999",
        "/connectors/shop/topics/shop-users/schema?version=-1",
        "/connectors/nobody/topics?expand=schema&expand=%00",
        "/connectors/%F0%9F%92%A9/delegate-config"
      })
  void an_odd_path_is_answered_with_an_error_that_holds_no_markup(String path) throws IOException {
    Raw reply = post("GET", path, new byte[0]);

    assertThat(reply.status()).as(reply.text()).isBetween(400, 499);
    assertThat(reply.text().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("\nx-injected")
        .doesNotContain("\tat ");
    if (reply.text().contains("<script>")) {
      assertThat(reply.text()).contains("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 100_000})
  void a_very_long_name_is_answered_with_an_error(int length) throws IOException {
    Raw reply = post("GET", "/connectors/" + "n".repeat(length) + "/schema", new byte[0]);

    assertThat(reply.status()).isBetween(400, 499);
  }

  @Test
  void more_listeners_than_are_served_are_told_so_and_the_worker_goes_on() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    awaitNoListeners();
    int served = 0;
    int refused = 0;
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        sockets.add(RawListener.ask(worker));
      }
      for (Socket socket : sockets) {
        String line = RawListener.firstLine(socket);
        served += line.contains(" 200 ") ? 1 : 0;
        refused += line.contains(" 503 ") ? 1 : 0;
      }

      assertThat(served).isEqualTo(MOST_STREAMS);
      assertThat(refused).isEqualTo(CONNECTIONS - MOST_STREAMS);
      assertThat(worker.rest().get("/connectors/shop/schema").status()).isEqualTo(200);
      assertThat(worker.rest().get("/connectors/shop/status").status()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    // Those that are gone show at the next heartbeat.
    Waiting.until(
        "a place to be free",
        Stack.PATIENCE,
        () -> {
          try (Socket socket = RawListener.ask(worker)) {
            return RawListener.firstLine(socket).contains(" 200 ");
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void awaitNoListeners() {
    try (Jmx jmx = new Jmx(worker.pid())) {
      Waiting.until(
          "those who listened before to be missed",
          Stack.PATIENCE,
          () ->
              jmx.attributes("dev.ksqlconnect:type=event-stream-metrics").entrySet().stream()
                  .anyMatch(
                      metric ->
                          metric.getKey().endsWith("#open-count")
                              && metric.getValue().equals("0")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "0",
        "99999999999999999999999",
        "text",
        "TOPIC:",
        "TOPIC:-1",
        "TOPIC:x",
        "TOPIC:99999999999999999999999",
        "<script>",
        "another:5"
      })
  void an_event_id_that_is_none_begins_with_everything(String id) throws IOException {
    String topic =
        worker
            .rest()
            .get("/topic-announcements")
            .json()
            .path("lastEventId")
            .asText()
            .split(":", 2)[0];
    try (EventListener listener = new EventListener(worker.rest(), id.replace("TOPIC", topic))) {
      listener.await(
          "the announcement",
          Stack.PATIENCE,
          event -> event.data().path("topic").asText().equals("shop-users"));
    }
  }

  @Test
  void of_several_event_ids_one_counts() throws IOException {
    try (Socket socket = RawListener.ask(worker, "Last-Event-ID: a:1", "Last-Event-ID: b:2")) {

      assertThat(RawListener.firstLine(socket)).contains(" 200 ");
    }
  }

  @Test
  void records_that_are_no_announcements_are_skipped_and_logged_once() {
    String key = "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"%s\"}";
    List<String[]> records =
        List.of(
            new String[] {"", "x"},
            new String[] {"\u0000\u0001\ufffd", "\u0000"},
            new String[] {"x".repeat(MEGABYTE / 2), "y".repeat(MEGABYTE / 3)},
            new String[] {"[".repeat(100_000), "x"},
            new String[] {String.format(key, "a"), "[".repeat(100_000)},
            new String[] {String.format(key, "a"), "{\"version\":0,\"fingerprint\":\"f\"}"},
            new String[] {
              String.format(key, "a"), "{\"version\":2147483647,\"fingerprint\":\"f\"}"
            },
            new String[] {String.format(key, "a\\n\\u001b[31m ERROR"), "{}"},
            new String[] {"{\"kind\":\"plan\",\"connector\":\"shop\"}", "[]"},
            new String[] {
              "{\"kind\":\"registration\",\"registrar\":\"r\",\"connector\":\"c\",\"topic\":\"t\"}",
              "1"
            });
    int since = worker.log().length();

    for (String[] record : records) {
      stack.topics().send(Stack.ANNOUNCEMENTS, record[0], record[1]);
    }
    stack
        .topics()
        .send(Stack.ANNOUNCEMENTS, "{\"kind\":\"of a later release\",\"x\":[]}", "anything");

    Waiting.until(
        () -> "as many lines as records in " + skipped(since),
        Stack.PATIENCE,
        () -> skipped(since).size() >= records.size());
    assertThat(skipped(since)).hasSize(records.size()).doesNotHaveDuplicates();
    assertThat(worker.log().substring(since)).doesNotContain("\u001b", "yyyyyyyy");
  }

  private static List<String> skipped(int since) {
    return worker
        .log()
        .substring(since)
        .lines()
        .filter(line -> line.contains("of the announcements topic is skipped"))
        .map(line -> line.replaceAll(".*The record at offset (\\d+) .*", "$1"))
        .toList();
  }

  private static ObjectNode forgedKey(String connector) {
    ObjectNode key = JSON.createObjectNode();
    return key.put("kind", "topic").put("connector", connector).put("topic", "shop-users");
  }

  /** Of that connector, and as true as can be else. */
  private static ObjectNode forgedValue(String connector) {
    for (JsonNode topic : worker.rest().get("/topic-announcements").json().path("topics")) {
      if (topic.path("topic").asText().equals("shop-users")) {
        ObjectNode value = topic.deepCopy();
        return value.put("connector", connector);
      }
    }
    throw new AssertionError("shop-users is not announced");
  }

  @Test
  void a_connector_that_is_forged_is_retired() {
    stack
        .topics()
        .send(
            Stack.ANNOUNCEMENTS, forgedKey("forged").toString(), forgedValue("forged").toString());

    Stack.await(
        "it to be retired",
        worker,
        "/topic-announcements",
        reply -> {
          for (JsonNode topic : reply.json().path("topics")) {
            if (topic.path("connector").asText().equals("forged")) {
              return topic.path("status").asText().equals("retired");
            }
          }
          return false;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"'`;--", "<img src=x onerror=alert(1)>", "LONG", "../..", "a\u2028b"})
  void a_connector_that_is_forged_is_shown_as_data(String name) throws IOException {
    String forged = name.equals("LONG") ? "n".repeat(100_000) : name;
    ObjectNode key = forgedKey(forged);
    ObjectNode value = forgedValue(forged);

    stack.topics().send(Stack.ANNOUNCEMENTS, key.toString(), value.toString());

    try {
      Rest.Reply shown =
          Stack.await(
              "the forged connector",
              worker,
              "/topic-announcements",
              reply -> connectors(reply).contains(forged));
      assertThat(shown.headers().get("Content-Type")).startsWith("application/json");
      assertThat(ksql.changes()).noneMatch(statement -> statement.contains(forged));
    } finally {
      stack.topics().send(Stack.ANNOUNCEMENTS, key.toString(), null);
    }
    Stack.await(
        "the forged connector to be forgotten",
        worker,
        "/topic-announcements",
        reply -> !connectors(reply).contains(forged));
  }

  private static List<String> connectors(Rest.Reply reply) {
    List<String> connectors = new ArrayList<>();
    reply.json().path("topics").forEach(topic -> connectors.add(topic.path("connector").asText()));
    return connectors;
  }
}
