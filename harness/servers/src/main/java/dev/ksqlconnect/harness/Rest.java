package dev.ksqlconnect.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Talks to a worker's REST, from outside. A request that the worker did not take because its
 * cluster was about to rebalance is sent again, as Connect's documentation asks of clients.
 */
public final class Rest {
  private static final Duration REBALANCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String url;

  /** Talks to a worker. */
  public Rest(String url) {
    this.url = url;
  }

  /** What came back. */
  public record Reply(int status, String body, Map<String, String> headers) {
    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Not JSON: " + body, e);
      }
    }

    /**
     * Whether nothing was done because of a rebalance: 409 from what may be handed on to the
     * leader, 500 from the rest (DistributedHerder.checkRebalanceNeeded, HerderRequestHandler). Or
     * whether it was handed on to a leader that has just left, which may have done it.
     */
    private boolean saysToAskAgain() {
      return (status == 409 && body.contains("Cannot complete request"))
          || (status == 500 && body.contains("because a rebalance is expected"))
          || (status == 500 && body.contains("IO Error trying to forward REST request"));
    }
  }

  /** A name as one segment of a path. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Reply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public Reply delete(String path) {
    return send(request(path).DELETE());
  }

  public Reply post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /**
   * Without a body. (One that the worker does not read makes Jetty close the connection, or not,
   * after how much of it has arrived.)
   */
  public Reply put(String path) {
    return send(request(path).PUT(HttpRequest.BodyPublishers.noBody()));
  }

  public Reply put(String path, Map<String, String> body) {
    return put(path, JSON.valueToTree(body).toString());
  }

  /** Puts JSON as it is written. */
  public Reply put(String path, String json) {
    return send(
        request(path, "Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Changes some of a configuration's keys; those that are null are taken out. */
  public Reply patch(String path, Map<String, @Nullable String> changes) {
    return patch(path, JSON.valueToTree(changes).toString());
  }

  /** Patches with JSON as it is written. */
  public Reply patch(String path, String json) {
    return send(
        request(path, "Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Sends JSON as it is written. */
  public Reply post(String path, String json) {
    return send(
        request(path, "Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Creates a connector. */
  public Reply create(String name, Map<String, String> config) {
    ObjectNode body = JSON.createObjectNode();
    body.put("name", name);
    body.set("config", JSON.valueToTree(config));
    return send(
        request("/connectors", "Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /**
   * Whether somebody is there who would answer a path, if need be to one who says who he is. Does
   * not complain if nobody is.
   */
  public boolean answers(String path) {
    try {
      int status = get(path).status();
      return status == 200 || status == 401;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(100));
    return headers.length == 0 ? request : request.headers(headers);
  }

  static HttpClient client() {
    return CLIENT;
  }

  private static Reply send(HttpRequest.Builder request) {
    return Waiting.until(
        "the workers to have rebalanced",
        REBALANCE,
        () -> sendOnce(request.build()),
        reply -> !reply.saysToAskAgain());
  }

  private static Reply sendOnce(HttpRequest request) {
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      return new Reply(response.statusCode(), response.body(), headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
