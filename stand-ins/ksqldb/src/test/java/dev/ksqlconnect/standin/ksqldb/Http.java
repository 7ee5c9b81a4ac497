package dev.ksqlconnect.standin.ksqldb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks a ksqlDB. */
final class Http {
  private final HttpClient client;
  private final String url;

  Http(String url) {
    this(url, HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build());
  }

  Http(String url, HttpClient client) {
    this.url = url;
    this.client = client;
  }

  record Reply(int status, String body) {
    JsonNode json() {
      try {
        return Answers.JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Not JSON: " + body, e);
      }
    }
  }

  static String body(String statements) {
    return Answers.JSON
        .valueToTree(Map.of("ksql", statements, "streamsProperties", Map.of()))
        .toString();
  }

  Reply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  Reply post(String body, String... headers) {
    return send(request("/ksql", headers).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Reply ksql(String statements, String... headers) {
    return post(body(statements), headers);
  }

  CompletableFuture<Reply> ask(String statements) {
    return client
        .sendAsync(
            request("/ksql").POST(HttpRequest.BodyPublishers.ofString(body(statements))).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> new Reply(response.statusCode(), response.body()));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
