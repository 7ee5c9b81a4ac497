package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ksqlDB server of the user's, over its REST API. */
final class KsqlDb {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private volatile @Nullable String query;

  KsqlDb(URI url) {
    this.url = url;
  }

  /** It answers with something else than what was asked for; the message says what. */
  static final class RefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** What there is at the URL. */
  enum Presence {
    /** Nobody listens. */
    NOBODY,
    /** ksqlDB, not ready yet. */
    STARTING,
    /** ksqlDB. */
    READY,
    /** Neither; trying again is of no use. */
    SOMETHING_ELSE
  }

  /**
   * What was seen at the URL.
   *
   * @param clusterId the Kafka cluster that it is attached to; empty unless ready
   * @param why what there is instead, as a sentence; empty if ready
   */
  record Seen(Presence presence, String clusterId, String why) {}

  /** Looks what there is at the URL. */
  Seen look() {
    HttpResponse<String> info;
    try {
      info =
          http.send(
              request("/info").timeout(Duration.ofSeconds(5)).GET().build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      boolean isUnknown =
          e.getCause() instanceof UnresolvedAddressException
              || (e.getCause() != null
                  && e.getCause().getCause() instanceof UnresolvedAddressException);
      return isUnknown
          ? new Seen(Presence.SOMETHING_ELSE, "", "There is no host " + url.getHost() + ".")
          : new Seen(Presence.NOBODY, "", "Nobody listens at " + url + ".");
    } catch (HttpTimeoutException e) {
      return new Seen(Presence.STARTING, "", url + " does not answer within 5 s.");
    } catch (IOException e) {
      return new Seen(Presence.SOMETHING_ELSE, "", url + " does not speak HTTP: " + e + ".");
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    JsonNode cluster = parsed(info.body()).path("KsqlServerInfo").path("kafkaClusterId");
    if (cluster.isTextual()) {
      return new Seen(Presence.READY, cluster.asText(), "");
    }
    if (info.statusCode() == 503) {
      return new Seen(Presence.STARTING, "", "ksqlDB at " + url + " is starting.");
    }
    String why =
        info.statusCode() == 401
            ? " asks for a user, and the quickstart has none to give."
            : " answers " + info.statusCode() + " to /info, and not as ksqlDB does.";
    return new Seen(Presence.SOMETHING_ELSE, "", url + why);
  }

  /** Where its Kafka is, as it was configured; null if it does not say. */
  @Nullable String bootstrapServers() {
    try {
      for (JsonNode property : run("SHOW PROPERTIES;").path(0).path("properties")) {
        if (property.path("name").asText().equals("ksql.streams.bootstrap.servers")) {
          return property.path("value").asText();
        }
      }
    } catch (RefusedException e) {
      // Then the message has to do without.
    }
    return null;
  }

  /**
   * A stream or table.
   *
   * @param kind {@code STREAM} or {@code TABLE}
   */
  record Source(String kind, String name, String topic) {
    /** What removes it, and leaves its topic. */
    String drop() {
      return "DROP " + kind + " IF EXISTS `" + name + "`;";
    }
  }

  /** All streams and tables, by name. */
  Map<String, Source> sources() {
    Map<String, Source> sources = new TreeMap<>();
    for (JsonNode answer : run("SHOW STREAMS; SHOW TABLES;")) {
      for (String kind : new String[] {"STREAM", "TABLE"}) {
        for (JsonNode source : answer.path(kind.equals("TABLE") ? "tables" : "streams")) {
          String name = source.path("name").asText();
          sources.put(name, new Source(kind, name, source.path("topic").asText()));
        }
      }
    }
    return sources;
  }

  /**
   * Runs statements.
   *
   * @throws RefusedException if it does not
   */
  JsonNode run(String statements) {
    HttpResponse<String> response =
        send(
            post(
                "/ksql",
                Map.of("ksql", statements, "streamsProperties", Map.of()),
                "application/json"),
            HttpResponse.BodyHandlers.ofString());
    JsonNode body = parsed(response.body());
    if (response.statusCode() != 200) {
      throw refused(response.statusCode(), body);
    }
    return body;
  }

  /**
   * Runs a query from the beginning of its topics, and hands each row over as it comes, until the
   * query ends or is closed.
   *
   * @throws RefusedException if it cannot be run, or breaks
   */
  void query(String sql, Consumer<JsonNode> row) {
    HttpResponse<Stream<String>> response =
        send(
            post("/query-stream", queryBody(sql), "application/vnd.ksqlapi.delimited.v1"),
            HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), parsed(String.join("", lines.toList())));
      }
      lines
          .map(KsqlDb::parsed)
          .forEach(
              line -> {
                if (line.isArray()) {
                  row.accept(line);
                } else if (line.has("queryId")) {
                  query = line.path("queryId").asText();
                } else if (line.has("message")) {
                  throw refused(200, line);
                }
              });
    } finally {
      query = null;
    }
  }

  /** What to post to {@code /query-stream}. */
  static Map<String, Object> queryBody(String sql) {
    return Map.of("sql", sql, "properties", Map.of("auto.offset.reset", "earliest"));
  }

  /** Ends the query that runs, if one does. */
  void closeQuery() {
    String running = query;
    if (running != null) {
      send(
          post("/close-query", Map.of("queryId", running), "application/json"),
          HttpResponse.BodyHandlers.discarding());
    }
  }

  private HttpRequest post(String path, Map<String, Object> body, String accept) {
    return request(path)
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header("Accept", accept)
        .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString()))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new RefusedException("There is no answer from " + request.uri() + ": " + e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  private RefusedException refused(int status, JsonNode body) {
    String message = body.path("message").asText();
    return new RefusedException(
        String.format(
            "ksqlDB at %s answers %d%s",
            url, status, message.isEmpty() ? "" : ": " + message.replaceAll("\\s+", " ")));
  }

  private static JsonNode parsed(String body) {
    try {
      return Objects.requireNonNullElse(JSON.readTree(body), JSON.missingNode());
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
