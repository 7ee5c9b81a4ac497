package dev.ksqlconnect.standin.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Talks to Elasticsearch's REST. */
final class ServerConnection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_DOUBLINGS = 20;

  private final List<String> urls;
  private final @Nullable String authorization;
  private final Duration readTimeout;
  private final int attempts;
  private final long backoff;
  private final HttpClient client;

  /**
   * Does not connect yet.
   *
   * @throws IllegalArgumentException for URLs with a path, or without any
   */
  ServerConnection(SinkConfig config) {
    urls = config.urls();
    if (urls.isEmpty() || !urls.stream().allMatch(url -> URI.create(url).getPath().isEmpty())) {
      throw new IllegalArgumentException("Wanted are protocol, host and port: " + urls);
    }
    authorization =
        config.user() == null || config.password() == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (config.user() + ":" + config.password().value())
                            .getBytes(StandardCharsets.UTF_8));
    readTimeout = Duration.ofMillis(config.getInt("read.timeout.ms"));
    attempts = config.getInt("max.retries") + 1;
    backoff = config.getLong("retry.backoff.ms");
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(config.getInt("connection.timeout.ms")))
            .build();
  }

  /** What came back; the body is missing if it is not JSON. */
  record Answer(int status, JsonNode body) {}

  /** Asks the first of the servers that can be reached. */
  Answer send(String method, String path, @Nullable String body) throws IOException {
    IOException failure = new IOException("No URL");
    for (String url : urls) {
      try {
        return send(URI.create(url + path), method, body);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private Answer send(URI uri, String method, @Nullable String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(readTimeout)
            .header(
                "Content-Type",
                uri.getPath().equals("/_bulk") ? "application/x-ndjson" : "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), parse(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while Elasticsearch was asked", e);
    }
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** Something that is asked of the server. */
  interface Request<T> {
    T send() throws IOException;
  }

  /**
   * Asks again and again, as often as the configuration says, each time after a longer pause.
   *
   * @throws ConnectException if none of it succeeds
   */
  <T> T retrying(String what, Request<T> request) {
    for (int attempt = 1; ; attempt++) {
      try {
        return request.send();
      } catch (IOException e) {
        if (attempt >= attempts) {
          throw new ConnectException(
              "Failed to " + what + " due to '" + e + "' after " + attempt + " attempt(s)", e);
        }
      }
      pause(attempt);
    }
  }

  private void pause(int attempt) {
    long longest = backoff << Math.min(attempt, MOST_DOUBLINGS);
    try {
      Thread.sleep(longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted before another attempt", e);
    }
  }

  /** An answer that says that something was done, or is as asked. */
  static Answer ok(Answer answer) throws IOException {
    if (answer.status() / 100 != 2) {
      throw new IOException("Elasticsearch answers " + answer);
    }
    return answer;
  }
}
