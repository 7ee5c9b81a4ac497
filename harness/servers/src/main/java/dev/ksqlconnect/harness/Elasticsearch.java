package dev.ksqlconnect.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Elasticsearch, one node without security, with its files in a folder. */
public final class Elasticsearch implements AutoCloseable {
  /** More hits than this one search does not answer. */
  private static final int MOST = 10_000;

  private static final Duration SHARDS = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private Server server;

  private Elasticsearch(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.server = launch();
  }

  /** Starts one, and waits until it answers. */
  public static Elasticsearch start(Path folder) {
    return new Elasticsearch(folder, Ports.free());
  }

  /** As above, on a port that somebody else counts on. */
  public static Elasticsearch startAt(int port, Path folder) {
    return new Elasticsearch(folder, port);
  }

  private Server launch() {
    Path module = Project.root().resolve("harness/elasticsearch/target");
    if (!Files.isDirectory(module.resolve("lib"))) {
      throw new IllegalStateException(
          "Elasticsearch is not there; build with: mvn package -pl harness/elasticsearch");
    }
    Server started =
        Server.start(
            "elasticsearch",
            module.resolve("classes") + File.pathSeparator + module.resolve("lib") + "/*",
            Server::log4j2,
            List.of("-Xmx512m"),
            List.of(
                "dev.ksqlconnect.harness.elasticsearch.SingleNode",
                folder.toString(),
                String.valueOf(port)),
            folder);
    started.await(this::answers);
    return started;
  }

  private boolean answers() {
    try {
      return send("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s", null).status()
          == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Where its REST is. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** What is kept under an id. */
  public record Document(String id, long version, JsonNode source) {}

  /** The document of an id; empty if there is none, or no such index. */
  public Optional<Document> document(String index, String id) {
    Rest.Reply reply = ask("GET", path(index, "_doc", id), null);
    return reply.status() == 404 ? Optional.empty() : Optional.of(document(ok(reply).json()));
  }

  /**
   * All documents of an index by their ids, as they are now; none if there is no such index.
   *
   * @throws IllegalStateException if there are more than {@value #MOST}
   */
  public Map<String, Document> documents(String index) {
    return search(index, "{\"match_all\": {}}");
  }

  /** The documents that a query in Elasticsearch's own language finds, as they are now. */
  public Map<String, Document> search(String index, String query) {
    Map<String, Document> found = new TreeMap<>();
    if (send("POST", path(index, "_refresh"), null).status() == 404) {
      return found;
    }
    String body =
        "{\"version\": true, \"track_total_hits\": true, \"size\": "
            + MOST
            + ", \"query\": "
            + query
            + "}";
    JsonNode hits = ok(ask("POST", path(index, "_search"), body)).json().get("hits");
    if (hits.at("/total/value").asLong() > MOST) {
      throw new IllegalStateException(index + " holds more than can be had at once");
    }
    for (JsonNode hit : hits.get("hits")) {
      Document document = document(hit);
      found.put(document.id(), document);
    }
    return found;
  }

  private static Document document(JsonNode hit) {
    return new Document(hit.get("_id").asText(), hit.get("_version").asLong(), hit.get("_source"));
  }

  /** How many documents an index holds now; 0 if there is no such index. */
  public long count(String index) {
    refresh(index);
    Rest.Reply reply = ask("GET", path(index, "_count"), null);
    return reply.status() == 404 ? 0 : ok(reply).json().get("count").asLong();
  }

  /** Makes what was written visible to searches; fine if there is no such index. */
  public void refresh(String index) {
    send("POST", path(index, "_refresh"), null);
  }

  /** The names of the indices there are, without the server's own. */
  public Set<String> indices() {
    Set<String> names = new TreeSet<>();
    ok(send("GET", "/_cat/indices?format=json&expand_wildcards=open", null))
        .json()
        .forEach(index -> names.add(index.get("index").asText()));
    names.removeIf(name -> name.startsWith("."));
    return names;
  }

  /** The fields of an index, each with its type and what belongs to that; none if it has none. */
  public JsonNode fields(String index) {
    return ok(send("GET", path(index, "_mapping"), null))
        .json()
        .path(index)
        .path("mappings")
        .path("properties");
  }

  /** Makes an index. */
  public void createIndex(String index, String body) {
    ok(send("PUT", path(index), body));
  }

  /** Deletes an index with all that is in it; fine if there is none. */
  public void deleteIndex(String index) {
    send("DELETE", path(index), null);
  }

  private static String path(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(Rest.segment(segment));
    }
    return path.toString();
  }

  /** Of an index that was made a moment ago nothing can be read yet. */
  private Rest.Reply ask(String method, String path, @Nullable String body) {
    return Waiting.until(
        "the shards of " + path,
        SHARDS,
        () -> send(method, path, body),
        reply ->
            reply.status() != 503 || !reply.body().contains("no_shard_available_action_exception"));
  }

  private static Rest.Reply ok(Rest.Reply reply) {
    if (reply.status() / 100 != 2) {
      throw new IllegalStateException("Elasticsearch answers " + reply);
    }
    return reply;
  }

  /**
   * Asks anything.
   *
   * @param path with a slash in front, its segments encoded
   * @param body JSON, or null for none
   */
  public Rest.Reply send(String method, String path, @Nullable String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = Rest.client().send(request, BodyHandlers.ofString());
      return new Rest.Reply(response.statusCode(), response.body(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops the server; what it holds stays. */
  public void stop() {
    server.stop();
  }

  /** Ends it as a crash would. */
  public void kill() {
    server.kill();
  }

  /** Starts it again, where it was. */
  public void startAgain() {
    server = launch();
  }

  @Override
  public void close() {
    server.stop();
  }
}
