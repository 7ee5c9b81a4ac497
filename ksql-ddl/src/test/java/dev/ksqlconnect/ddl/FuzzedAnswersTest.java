package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Whatever ksqlDB answers, or stands in an announcement. */
class FuzzedAnswersTest {
  private static final String SEED = "6";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> ANSWERS =
      List.of(
          "[{\"@type\":\"streams\",\"streams\":[{\"type\":\"STREAM\",\"name\":\"S\",\"topic\":\"t\","
              + "\"keyFormat\":\"KAFKA\",\"valueFormat\":\"JSON\",\"isWindowed\":false}]}]",
          "[{\"@type\":\"sourceDescription\",\"sourceDescription\":{\"name\":\"S\",\"type\":\"TABLE\","
              + "\"topic\":\"t\",\"keyFormat\":\"KAFKA\",\"valueFormat\":\"JSON\",\"statement\":\"\","
              + "\"fields\":[{\"name\":\"A\",\"type\":\"KEY\",\"schema\":{\"type\":\"DECIMAL\","
              + "\"parameters\":{\"precision\":3,\"scale\":1}}},{\"name\":\"B\",\"schema\":{\"type\":"
              + "\"STRUCT\",\"fields\":[{\"name\":\"C\",\"schema\":{\"type\":\"MAP\",\"memberSchema\":"
              + "{\"type\":\"STRING\"}}}]}}]}}]",
          "[{\"@type\":\"currentStatus\",\"commandStatus\":{\"status\":\"SUCCESS\",\"message\":\"\"}}]",
          "{\"@type\":\"generic_error\",\"error_code\":40001,\"message\":\"no\"}",
          "{\"KsqlServerInfo\":{\"version\":\"7.9.9\"}}");

  private static HttpServer server;
  private static KsqlClient client;
  private static volatile int status;
  private static volatile byte[] body = new byte[0];

  @BeforeContainer
  static void start() throws IOException {
    // Else each answer waits 40 ms for the client to acknowledge its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    client =
        new KsqlClient(
            List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
            null,
            null,
            Duration.ofSeconds(20),
            "");
  }

  @AfterContainer
  static void stop() {
    server.stop(0);
  }

  private interface Question {
    void ask() throws KsqlException, InterruptedException;
  }

  @Property(seed = SEED, tries = 500)
  void any_answer_is_understood_or_a_ksql_exception_with_a_reason(
      @ForAll long seed, @ForAll("statuses") int answered) throws InterruptedException {
    Random random = new Random(seed);
    status = answered;
    body = answer(random);
    for (Question question :
        List.<Question>of(
            client::version,
            client::list,
            () -> client.describe("S"),
            () -> client.apply("CREATE STREAM S;"))) {
      try {
        question.ask();
      } catch (KsqlException e) {
        assertThat(e.reason()).isNotEmpty().hasSizeLessThan(1_000).doesNotContain("\n");
      }
    }
  }

  @Provide
  Arbitrary<Integer> statuses() {
    return Arbitraries.of(200, 200, 200, 200, 201, 302, 400, 401, 404, 500, 503);
  }

  private static byte[] answer(Random random) {
    String text = ANSWERS.get(random.nextInt(ANSWERS.size()));
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] garbage = new byte[random.nextInt(50)];
        random.nextBytes(garbage);
        yield garbage;
      }
      case 1 -> text.substring(0, random.nextInt(text.length())).getBytes(StandardCharsets.UTF_8);
      case 2 -> "[".repeat(random.nextInt(5_000)).getBytes(StandardCharsets.UTF_8);
      default -> {
        try {
          JsonNode json = JSON.readTree(text);
          change(json, random);
          yield JSON.writeValueAsBytes(json);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  /** Replaces a value somewhere by another one. */
  private static void change(JsonNode json, Random random) {
    JsonNode at = json;
    for (JsonNode next = at; next != null; next = container(at, random)) {
      at = next;
      if (random.nextInt(6) == 0) {
        break;
      }
    }
    JsonNode value =
        List.of(
                JSON.nullNode(),
                JSON.getNodeFactory().numberNode(random.nextInt()),
                JSON.getNodeFactory().textNode("`\u0000'\n"),
                JSON.createArrayNode().add(1),
                JSON.createObjectNode().put("type", "STRUCT"))
            .get(random.nextInt(5));
    if (at instanceof ArrayNode) {
      ((ArrayNode) at).set(0, value);
    } else {
      List<String> names = new ArrayList<>();
      at.fieldNames().forEachRemaining(names::add);
      ((ObjectNode) at).set(names.get(random.nextInt(names.size())), value);
    }
  }

  private static JsonNode container(JsonNode json, Random random) {
    List<JsonNode> containers = new ArrayList<>();
    json.forEach(
        child -> {
          if (child.isContainerNode() && !child.isEmpty()) {
            containers.add(child);
          }
        });
    return containers.isEmpty() ? null : containers.get(random.nextInt(containers.size()));
  }

  @Property(seed = SEED)
  void any_announcement_is_a_statement_or_refused_and_costs_no_other_its_own(@ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    AnnouncementsLog log = new AnnouncementsLog("id");
    Schema row = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    log.announce("shop", "good", row);
    log.announce("shop", "bad", row);
    ObjectNode bad = log.catalog().find("shop", "bad").announcement().json();
    for (int i = random.nextInt(4); i >= 0; i--) {
      change(bad, random);
    }
    bad.put("connector", "shop").put("topic", "bad").put("fingerprint", "f").put("version", 2);
    log.write(
        "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"bad\"}"
            .getBytes(StandardCharsets.UTF_8),
        JSON.writeValueAsBytes(bad));

    var statements = new Statements(log.catalog()).ofConnector("shop");

    assertThat(statements).containsOnlyKeys("good", "bad");
    assertThat(statements.get("good").statement()).isNotNull();
    TopicDdl made = statements.get("bad");
    assertThat(made.statement() == null).isNotEqualTo(made.refusal() == null);
  }

  @Property(seed = SEED)
  void a_quoted_name_is_one_identifier(@ForAll String name) {
    String quoted = Identifiers.quoted(name);

    assertThat(quoted).startsWith("`").endsWith("`").hasSizeGreaterThanOrEqualTo(2);
    String inside = quoted.substring(1, quoted.length() - 1);
    assertThat(inside.replace("``", "")).doesNotContain("`");
    assertThat(inside.replace("``", "`")).isEqualTo(name);
  }

  @Property(seed = SEED)
  void a_literal_is_one_literal(@ForAll String text) {
    String literal = Identifiers.literal(text);

    String inside = literal.substring(1, literal.length() - 1);
    assertThat(inside.replace("''", "")).doesNotContain("'");
    assertThat(inside.replace("''", "'")).isEqualTo(text);
  }

  @Property(seed = SEED)
  void a_sources_name_can_be_typed_or_is_empty(@ForAll String wanted) {
    String name = Identifiers.sourceName(wanted);

    assertThat(name.isEmpty() || Identifiers.isPlain(name)).as(name).isTrue();
  }
}
