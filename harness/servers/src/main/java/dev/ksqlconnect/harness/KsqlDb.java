package dev.ksqlconnect.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Talks to a ksqlDB, as a user does. */
public final class KsqlDb {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String url;
  private final String[] headers;

  /** Talks to one that asks for nobody. */
  public KsqlDb(String url) {
    this(url, new String[0]);
  }

  private KsqlDb(String url, String[] headers) {
    this.url = url.replaceAll("/+$", "");
    this.headers = headers;
  }

  /** Talks to one that asks for a user. */
  public static KsqlDb as(String user, String password, String url) {
    byte[] both = (user + ":" + password).getBytes(UTF_8);
    return new KsqlDb(
        url, new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(both)});
  }

  /**
   * Runs statements.
   *
   * @throws IllegalStateException if ksqlDB refuses them
   */
  public JsonNode run(String statements) {
    try {
      HttpResponse<String> response =
          http.send(
              request("/ksql", statements, JSON.createObjectNode()),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException("ksqlDB refuses " + statements + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The names of all streams or tables. */
  public List<String> names(String kind) {
    List<String> names = new ArrayList<>();
    for (JsonNode answer : run("SHOW " + kind.toUpperCase(java.util.Locale.ROOT) + ";")) {
      answer.path(kind).forEach(source -> names.add(source.path("name").asText()));
    }
    return names;
  }

  /** What DESCRIBE says of a stream or table. */
  public JsonNode describe(String name) {
    return run("DESCRIBE `" + name + "`;").path(0).path("sourceDescription");
  }

  /** The columns of a stream or table, each as {@code NAME TYPE}, with {@code KEY} for a key's. */
  public List<String> columns(String name) {
    List<String> columns = new ArrayList<>();
    for (JsonNode field : describe(name).path("fields")) {
      String key = field.path("type").asText().equals("KEY") ? " KEY" : "";
      columns.add(field.path("name").asText() + " " + field.at("/schema/type").asText() + key);
    }
    return columns;
  }

  /**
   * The rows of a push query from the topic's start on, each an object with {@code columns} and
   * perhaps {@code tombstone}, up to the first one that is wanted last.
   */
  public List<JsonNode> rows(String query, Predicate<JsonNode> last) {
    List<JsonNode> rows = new CopyOnWriteArrayList<>();
    List<String> failures = new CopyOnWriteArrayList<>();
    try (InputStream body = open(query)) {
      Thread reader = new Thread(() -> read(body, rows, failures), "push-query");
      reader.setDaemon(true);
      reader.start();
      Waiting.until(
          () -> "the last row of " + query + "; there are " + rows + " " + failures,
          PATIENCE,
          () -> !failures.isEmpty() || rows.stream().anyMatch(last));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(query + ": " + failures);
    }
    List<JsonNode> seen = new ArrayList<>(rows);
    for (int i = 0; i < seen.size(); i++) {
      if (last.test(seen.get(i))) {
        return seen.subList(0, i + 1);
      }
    }
    throw new IllegalStateException("The last row is not there any more");
  }

  private InputStream open(String query) {
    ObjectNode properties = JSON.createObjectNode();
    properties.put("ksql.streams.auto.offset.reset", "earliest");
    properties.put("ksql.streams.cache.max.bytes.buffering", "0");
    try {
      HttpResponse<InputStream> response =
          http.send(
              request("/query", query, properties), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "ksqlDB refuses " + query + ": " + new String(response.body().readAllBytes(), UTF_8));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void read(InputStream body, List<JsonNode> rows, List<String> failures) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // One array, an element to each line.
        String element = line.replaceFirst("^\\[", "").replaceFirst("[,\\]]$", "").trim();
        if (!element.isEmpty()) {
          JsonNode json = JSON.readTree(element);
          if (json.has("row")) {
            rows.add(json.path("row"));
          } else if (json.has("errorMessage") && !json.path("errorMessage").isNull()) {
            failures.add(element);
          }
        }
      }
    } catch (IOException e) {
      // It was closed: nothing more is wanted of it.
    }
  }

  private HttpRequest request(String path, String statements, ObjectNode properties) {
    ObjectNode request = JSON.createObjectNode();
    request.put("ksql", statements);
    request.set("streamsProperties", properties);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/vnd.ksql.v1+json")
            .header("Accept", "application/vnd.ksql.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(request.toString()));
    return headers.length == 0 ? builder.build() : builder.headers(headers).build();
  }
}
