package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.ddl.KsqlException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks ksqlDB over its REST API. It keeps to one server as long as that answers, since another one
 * may not have seen yet what the first has done. Used by one thread.
 *
 * <p>What the server answers to what was recorded on ksqlDB 7.9.9.
 */
final class KsqlClient {
  private static final Logger LOG = LoggerFactory.getLogger(KsqlClient.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.ksql.v1+json";
  private static final int LONGEST_MESSAGE = 500;

  /** In bytes; a listing of a thousand sources takes some 250,000. */
  private static final int LONGEST_ANSWER = 16 * 1024 * 1024;

  /** The error code for a topic that is not there; others say 40001. */
  private static final int TOPIC_MISSING = 40000;

  /** A host that swallows packets would else hold up the next one for the whole timeout. */
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

  private final List<URI> servers;
  private final @Nullable String authorization;
  private final Duration timeout;
  private final String keyPrefix;
  private final HttpClient http;
  private int present;

  /**
   * A client.
   *
   * @param servers of one ksqlDB cluster; at least one
   * @param authorization the header's value; null to send none
   * @param tls null for the platform's
   * @param timeout how long one answer may take
   * @param keyPrefix stands before the configuration keys that messages name
   */
  KsqlClient(
      List<URI> servers,
      @Nullable String authorization,
      @Nullable SSLContext tls,
      Duration timeout,
      String keyPrefix) {
    this.servers = List.copyOf(servers);
    this.authorization = authorization;
    this.timeout = timeout;
    this.keyPrefix = keyPrefix;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.http = builder.build();
  }

  /** What a listing says of a stream or table. */
  static final class Listed {
    private final boolean isTable;
    private final boolean isWindowed;
    private final String topic;
    private final String keyFormat;
    private final String valueFormat;

    Listed(JsonNode json) {
      isTable = json.path("type").asText().equals("TABLE");
      isWindowed = json.path("isWindowed").asBoolean();
      topic = json.path("topic").asText();
      keyFormat = json.path("keyFormat").asText();
      valueFormat = json.path("valueFormat").asText();
    }

    String topic() {
      return topic;
    }

    /** Whether the key holds a window beside the key columns. */
    boolean isWindowed() {
      return isWindowed;
    }

    /** Whether it may be what is wanted, as far as a listing tells. */
    boolean fits(KsqlSource wanted) {
      return isTable == wanted.kind().isTable()
          && topic.equals(wanted.topic())
          && valueFormat.equals(wanted.valueFormat())
          && (!wanted.hasKey() || keyFormat.equals(wanted.keyFormat()));
    }
  }

  /** Asks for the server's version, which every server says that is up. */
  String version() throws KsqlException, InterruptedException {
    JsonNode info = json(send("/info", null));
    JsonNode version = info.path("KsqlServerInfo").path("version");
    if (!version.isTextual()) {
      throw new KsqlException(Kind.AWAY, server() + " answers, but not as ksqlDB does");
    }
    return version.asText();
  }

  /** All streams and tables by name. */
  Map<String, Listed> list() throws KsqlException, InterruptedException {
    Map<String, Listed> all = new TreeMap<>();
    for (JsonNode answer : run("SHOW STREAMS; SHOW TABLES;")) {
      for (String kind : List.of("streams", "tables")) {
        answer
            .path(kind)
            .forEach(source -> all.put(source.path("name").asText(), new Listed(source)));
      }
    }
    return all;
  }

  /** The stream or table of a name; null if there is none. */
  @Nullable KsqlSource describe(String name) throws KsqlException, InterruptedException {
    JsonNode answer;
    try {
      answer = run("DESCRIBE " + Identifiers.quoted(name) + ";");
    } catch (KsqlException e) {
      if (e.kind() == Kind.REFUSED && e.reason().contains("Could not find STREAM/TABLE")) {
        return null;
      }
      throw e;
    }
    JsonNode described = answer.path(0).path("sourceDescription");
    if (!described.has("fields")) {
      throw new KsqlException(Kind.AGAIN, server() + " does not describe " + name);
    }
    List<Column> columns = new ArrayList<>();
    for (JsonNode field : described.path("fields")) {
      if (field.path("type").asText().equals("HEADER")) {
        continue; // it is in neither the key nor the value
      }
      columns.add(
          new Column(
              field.path("name").asText(),
              SqlType.described(field.path("schema")),
              field.path("type").asText().equals("KEY")));
    }
    return new KsqlSource(
        kind(described),
        described.path("name").asText(),
        described.path("topic").asText(),
        columns,
        described.path("keyFormat").asText(),
        described.path("valueFormat").asText(),
        false);
  }

  private static KsqlSource.Kind kind(JsonNode described) {
    if (!described.path("type").asText().equals("TABLE")) {
      return KsqlSource.Kind.STREAM;
    }
    // Nothing but its own statement says so.
    String statement = described.path("statement").asText().toUpperCase(Locale.ROOT);
    return statement.startsWith("CREATE SOURCE ")
        ? KsqlSource.Kind.SOURCE_TABLE
        : KsqlSource.Kind.TABLE;
  }

  /**
   * Runs a statement that makes or changes something.
   *
   * @return whether it did; else there was something of that name already
   */
  boolean apply(String statement) throws KsqlException, InterruptedException {
    JsonNode answer = run(statement).path(0);
    if (answer.path("@type").asText().equals("warning_entity")) {
      return false;
    }
    JsonNode status = answer.path("commandStatus");
    switch (status.path("status").asText()) {
      case "SUCCESS":
        return true;
      case "ERROR":
      case "TERMINATED":
        throw new KsqlException(Kind.REFUSED, shortened(status.path("message").asText()));
      default:
        // Queued or running: whether it was done, the next look at what there is tells.
        throw new KsqlException(
            Kind.UNANSWERED, server() + " has not carried the statement out yet");
    }
  }

  private JsonNode run(String statement) throws KsqlException, InterruptedException {
    ObjectNode request = JSON.createObjectNode();
    request.put("ksql", statement);
    request.putObject("streamsProperties");
    JsonNode answer = json(send("/ksql", request.toString()));
    if (!answer.isArray()) {
      throw new KsqlException(
          Kind.AGAIN, server() + " answers what is no list: " + shortened(answer));
    }
    return answer;
  }

  private JsonNode json(HttpResponse<String> response) throws KsqlException {
    JsonNode body = parsed(response.body());
    int status = response.statusCode();
    if (status == 200 && body != null) {
      return body;
    }
    throw failure(status, body);
  }

  private static @Nullable JsonNode parsed(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json.isContainerNode() ? json : null;
    } catch (IOException e) {
      LOG.debug("An answer that is no JSON", e);
      return null;
    }
  }

  private KsqlException failure(int status, @Nullable JsonNode body) {
    String message = body == null ? "" : shortened(body.path("message").asText());
    int code = body == null ? 0 : body.path("error_code").asInt();
    if (status == 401) {
      return new KsqlException(
          Kind.UNAUTHORIZED,
          String.format(
              "%s answers 401; set %s and %s to a user it knows",
              server(),
              keyPrefix + KsqlServerConfig.USERNAME,
              keyPrefix + KsqlServerConfig.PASSWORD));
    }
    if (status == 503) {
      return new KsqlException(Kind.STARTING, server() + " is not ready (503): " + message);
    }
    // Connect and its kin answer in the same shape, with HTTP's own numbers for codes.
    if (body == null || code < 10_000) {
      return new KsqlException(
          status == 200 || status >= 500 ? Kind.UNANSWERED : Kind.AWAY,
          String.format("%s answers %d, but not as ksqlDB does", server(), status));
    }
    if (code == TOPIC_MISSING && message.contains("does not exist")) {
      // It was looked up before, so it is there for Connect.
      message += " Does ksqlDB use the same Kafka as Connect?";
    }
    boolean mayChange =
        status >= 500
            || status == 408
            || status == 429
            || code == TOPIC_MISSING
            // A registry that is away comes as a 40001.
            || message.contains("Could not get latest schema");
    return mayChange
        ? new KsqlException(
            Kind.AGAIN, String.format("%s answers %d: %s", server(), status, message))
        : new KsqlException(Kind.REFUSED, message);
  }

  private static String shortened(Object text) {
    String line = String.valueOf(text).replaceAll("\\s+", " ").trim();
    if (line.isEmpty()) {
      return "it does not say why";
    }
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }

  /** Sends to the present server, or else to the first other one that is there. */
  private HttpResponse<String> send(String path, @Nullable String body)
      throws KsqlException, InterruptedException {
    KsqlException away = null;
    for (int i = 0; i < servers.size(); i++) {
      try {
        HttpResponse<String> response = exchange(request(path, body));
        if (response.statusCode() != 503 || i == servers.size() - 1) {
          return response;
        }
        away = failure(503, parsed(response.body()));
      } catch (HttpConnectTimeoutException | ConnectException e) {
        away = new KsqlException(Kind.AWAY, "There is no server at " + server() + " that answers");
      } catch (HttpTimeoutException e) {
        KsqlException silent =
            new KsqlException(
                Kind.UNANSWERED,
                server() + " has not answered within " + timeout.toMillis() + " ms");
        // The next one is asked next time; what this one has done of the request is not known.
        present = (present + 1) % servers.size();
        throw silent;
      } catch (SSLException e) {
        LOG.debug("No TLS with {}", server(), e);
        // Later than in the handshake, the statement may have arrived.
        boolean isSent =
            !(e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException);
        away =
            new KsqlException(
                isSent ? Kind.UNANSWERED : Kind.AWAY,
                "There is no TLS with " + server() + ": " + tls(e));
      } catch (IOException e) {
        LOG.debug("No answer from {}", server(), e);
        away =
            new KsqlException(
                Kind.UNANSWERED, "The answer of " + server() + " broke off: " + cause(e));
      }
      present = (present + 1) % servers.size();
    }
    throw away == null ? new KsqlException(Kind.AWAY, "There is no server to ask") : away;
  }

  /** The request's own timeout ends with the headers; a body may stall as well. */
  private HttpResponse<String> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, response -> new BoundedBody(LONGEST_ANSWER));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        throw (IOException) e.getCause();
      }
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer");
    } finally {
      answer.cancel(true);
    }
  }

  /** What went wrong, and which key mends it. */
  private String tls(SSLException failure) {
    String what = cause(failure);
    String tls = keyPrefix + KsqlServerConfig.TLS_PREFIX;
    if (what.contains("subject alternative") || what.contains("No name matching")) {
      return String.format(
          "%s. Its certificate is for another host: name the host in %s as the certificate does",
          what, keyPrefix + KsqlServerConfig.URL);
    }
    if (what.startsWith("NotAfter") || what.startsWith("NotBefore")) {
      return "Its certificate is not valid now (" + what + "); it has to be renewed";
    }
    if (what.contains("certification path") || what.contains("trustAnchors")) {
      return String.format(
          "%s. Nobody vouches for its certificate: set %s to a store that holds it or its issuer's",
          what, tls + SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);
    }
    if (what.contains("certificate")) {
      return String.format(
          "%s. It may ask for a certificate: set %s to a store with one that it trusts",
          what, tls + SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
    }
    return what;
  }

  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private HttpRequest request(String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server().toString().replaceAll("/+$", "") + path))
            .timeout(timeout)
            .header("Accept", MEDIA_TYPE);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return body == null
        ? request.GET().build()
        : request
            .header("Content-Type", MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
  }

  private URI server() {
    return servers.get(present);
  }
}
