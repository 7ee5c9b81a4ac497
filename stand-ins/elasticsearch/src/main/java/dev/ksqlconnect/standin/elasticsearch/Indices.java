package dev.ksqlconnect.standin.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Makes the indices that are not there, and says what fields they have. */
final class Indices {
  private static final int LONGEST = 255;

  private final ServerConnection server;
  private final Set<String> existing = new HashSet<>();
  private final Set<String> mapped = new HashSet<>();

  Indices(ServerConnection server) {
    this.server = server;
  }

  /** The index of a topic. Two topics can have the same one. */
  static String name(String topic) {
    String name = topic.toLowerCase(Locale.ROOT);
    if (name.length() > LONGEST) {
      name = name.substring(0, LONGEST);
    }
    // One of them, as the real connector does it: the name can still begin with another.
    if (name.startsWith("-") || name.startsWith("_")) {
      name = name.substring(1);
    }
    return name.equals(".") || name.equals("..") ? name.replace(".", "dot") : name;
  }

  /** Makes an index if there is none of the name. */
  void require(String index) {
    if (existing.contains(index)) {
      return;
    }
    int status =
        server
            .retrying(
                "check if index " + index + " exists",
                () -> {
                  ServerConnection.Answer answer = server.send("HEAD", path(index), null);
                  return answer.status() == 404 ? answer : ServerConnection.ok(answer);
                })
            .status();
    if (status == 404) {
      server.retrying("create index " + index, () -> create(index));
    }
    existing.add(index);
  }

  private ServerConnection.Answer create(String index) throws IOException {
    ServerConnection.Answer answer = server.send("PUT", path(index), null);
    // Another task may have been quicker.
    return answer.body().toString().contains("resource_already_exists_exception")
        ? answer
        : ServerConnection.ok(answer);
  }

  /**
   * Gives an index the fields of a schema, unless it has some.
   *
   * @throws org.apache.kafka.connect.errors.DataException if it has none, and there is no schema
   */
  void requireFields(String index, @Nullable Schema schema) {
    if (mapped.contains(index)) {
      return;
    }
    JsonNode answer =
        server
            .retrying(
                "get mapping for index " + index,
                () -> ServerConnection.ok(server.send("GET", path(index) + "/_mapping", null)))
            .body();
    if (answer.path(index).path("mappings").isEmpty()) {
      String fields = FieldMapping.of(schema).toString();
      server.retrying(
          "create mapping for resource " + index,
          () -> ServerConnection.ok(server.send("PUT", path(index) + "/_mapping", fields)));
    }
    mapped.add(index);
  }

  private static String path(String index) {
    return "/" + URLEncoder.encode(index, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
