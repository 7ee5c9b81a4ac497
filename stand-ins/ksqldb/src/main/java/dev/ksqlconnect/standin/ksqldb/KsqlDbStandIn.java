package dev.ksqlconnect.standin.ksqldb;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that answers as a ksqlDB 7.9.9 does, as far as registering topics asks it.
 * What it cannot account for it answers with 500, and names when it is closed. At first every topic
 * exists, with one partition. All methods may be called at any time, from any thread.
 */
public final class KsqlDbStandIn implements AutoCloseable {
  private final KafkaTopics topics = new KafkaTopics();
  private final Troubles troubles = new Troubles();
  private final Shutdown shutdown = new Shutdown();
  private final Engine engine = new Engine(topics, troubles, shutdown);
  private final List<String> surprises = new CopyOnWriteArrayList<>();
  private final Frontend frontend = new Frontend(engine, shutdown, surprises);

  private final @Nullable Path keystore;
  private final @Nullable String keystorePassword;
  private final boolean asksForCertificates;
  private final int port;
  private @Nullable WireMockServer server;

  private KsqlDbStandIn(
      @Nullable Path keystore, @Nullable String keystorePassword, boolean asksForCertificates) {
    this.keystore = keystore;
    this.keystorePassword = keystorePassword;
    this.asksForCertificates = asksForCertificates;
    WireMockServer first = listen(0);
    this.server = first;
    this.port = keystore == null ? first.port() : first.httpsPort();
  }

  /** Starts one, on a free port. */
  public static KsqlDbStandIn start() {
    return new KsqlDbStandIn(null, null, false);
  }

  /** Starts one that speaks HTTPS only, with the certificate and key of a PKCS12 or JKS file. */
  public static KsqlDbStandIn startTls(Path keystore, String password) {
    return new KsqlDbStandIn(keystore, password, false);
  }

  /** The same, which also asks its clients for a certificate that the file holds. */
  public static KsqlDbStandIn startMutualTls(Path keystore, String password) {
    return new KsqlDbStandIn(keystore, password, true);
  }

  /** Where it listens, without a slash at the end; the same for as long as it is not closed. */
  public String url() {
    return (keystore == null ? "http" : "https") + "://127.0.0.1:" + port;
  }

  /** From now on, the formats that need a schema registry are allowed. */
  public KsqlDbStandIn withSchemaRegistry() {
    engine.allowRegistryFormats();
    return this;
  }

  /** From now on, it says that it runs on the Kafka cluster of this id. */
  public KsqlDbStandIn onKafka(String clusterId) {
    frontend.onKafka(clusterId);
    return this;
  }

  /** From now on, who does not say who he is gets 401. */
  public KsqlDbStandIn requireBasicAuth(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    frontend.requireAuthorization("Basic " + Base64.getEncoder().encodeToString(both));
    return this;
  }

  /** A topic exists, whatever else says who knows of the topics. */
  public void addTopic(String name, int partitions) {
    topics.add(name, partitions);
  }

  /** A topic does not exist, whatever else says who knows of the topics. */
  public void removeTopic(String name) {
    topics.remove(name);
  }

  /** Whom to ask for the topics that were neither added nor removed. */
  public void topicsFrom(Predicate<String> exists) {
    topics.from(exists);
  }

  /**
   * Carries out statements as if somebody had sent them.
   *
   * @throws AssertionError that says why they are refused
   */
  public void run(String statements) {
    Reply reply =
        engine.post(
            Answers.JSON
                .createObjectNode()
                .put("ksql", statements)
                .set("streamsProperties", Answers.JSON.createObjectNode())
                .toString());
    if (reply.status() != 200) {
      throw new AssertionError(reply.body());
    }
  }

  /** All statements received so far, in order, as they were written, also those refused. */
  public List<String> statements() {
    return engine.statements();
  }

  /** The statements that changed the metastore, in order, as they were written. */
  public List<String> changes() {
    return engine.changes();
  }

  /** The largest number of requests with statements that were being carried out at once. */
  public int mostAtOnce() {
    return engine.mostAtOnce();
  }

  /** The names of all streams and tables, sorted. */
  public Set<String> names() {
    return engine.names();
  }

  /**
   * The columns of a stream or table; the name is as ksqlDB keeps it.
   *
   * @throws AssertionError if there is none of that name
   */
  public List<Column> describe(String name) {
    return source(name).columns();
  }

  /**
   * A stream or table; the name is as ksqlDB keeps it.
   *
   * @throws AssertionError if there is none of that name
   */
  public Source source(String name) {
    return engine
        .source(name)
        .orElseThrow(() -> new AssertionError("No " + name + " among " + engine.names()));
  }

  /** Empties the metastore, as if it were another ksqlDB. */
  public void forget() {
    engine.forget();
  }

  /** Whether it is starting up: every path answers 503. */
  public void startingUp(boolean startingUp) {
    frontend.startingUp(startingUp);
  }

  /**
   * Whether nobody listens. Statements in progress are not carried out, their connections are lost;
   * the metastore is kept.
   */
  public synchronized void away(boolean away) {
    if (away) {
      stop();
    } else if (server == null) {
      server = listen(port);
    }
  }

  /** How long each change, and each other statement, takes from now on. */
  public void delay(Duration perCreate, Duration perDescribe) {
    engine.delay(perCreate, perDescribe);
  }

  /** The next CREATEs are not carried out: another producer was in the way. */
  public void fenceNext(int n) {
    troubles.fence(n);
  }

  /** The next requests with statements get this answer and are not carried out. */
  public void failNext(int n, int status, String body) {
    troubles.next(n, Reply.text(status, body));
  }

  /** All requests with such statements get this answer, until {@link #allIsWell()}. */
  public void failAll(Predicate<String> statements, int status, String body) {
    troubles.always(statements, Reply.text(status, body));
  }

  /** The next requests with statements are not carried out and get no answer. */
  public void hangNext(int n) {
    troubles.next(n, Reply.none(Reply.Kind.NOTHING));
  }

  /** The next requests with statements are not carried out; their connections are reset. */
  public void resetNext(int n) {
    troubles.next(n, Reply.none(Reply.Kind.RESET));
  }

  /** The next requests with statements are not carried out and get bytes that are no HTTP. */
  public void garbageNext(int n) {
    troubles.next(n, Reply.none(Reply.Kind.GARBAGE));
  }

  /** The next CREATEs are carried out; then their connections are reset. */
  public void dropAfterApplying(int n) {
    troubles.drop(n);
  }

  /** As {@link #hangNext}, for all requests until {@link #allIsWell()}. */
  public void hangAll() {
    troubles.always(statements -> true, Reply.none(Reply.Kind.NOTHING));
  }

  /** As {@link #resetNext}, for all requests until {@link #allIsWell()}. */
  public void resetAll() {
    troubles.always(statements -> true, Reply.none(Reply.Kind.RESET));
  }

  /** As {@link #garbageNext}, for all requests until {@link #allIsWell()}. */
  public void garbageAll() {
    troubles.always(statements -> true, Reply.none(Reply.Kind.GARBAGE));
  }

  /** Forgets what should have gone wrong with the statements to come. */
  public void allIsWell() {
    troubles.none();
  }

  /**
   * Says whether all requests so far could be accounted for.
   *
   * @throws AssertionError that names those that could not
   */
  public void assertNoSurprises() {
    if (!surprises.isEmpty()) {
      throw new AssertionError(
          "The stand-in does not know what ksqlDB says to:\n" + String.join("\n", surprises));
    }
  }

  /**
   * Stops it.
   *
   * @throws AssertionError that names the requests that could not be accounted for
   */
  @Override
  public synchronized void close() {
    stop();
    assertNoSurprises();
  }

  private WireMockServer listen(int port) {
    shutdown.over();
    WireMockConfiguration options =
        WireMockConfiguration.options()
            .bindAddress("127.0.0.1")
            .containerThreads(100)
            .jettyStopTimeout(100L)
            .http2PlainDisabled(true)
            .http2TlsDisabled(true)
            .gzipDisabled(true)
            .disableRequestJournal()
            .extensions(frontend);
    if (keystore == null) {
      options.port(port);
    } else {
      options
          .httpDisabled(true)
          .httpsPort(port)
          .keystorePath(keystore.toString())
          .keystorePassword(keystorePassword)
          .keyManagerPassword(keystorePassword);
      if (asksForCertificates) {
        options
            .needClientAuth(true)
            .trustStorePath(keystore.toString())
            .trustStorePassword(keystorePassword);
      }
    }
    WireMockServer server = new WireMockServer(options);
    server.start();
    server.stubFor(WireMock.any(WireMock.anyUrl()));
    return server;
  }

  private void stop() {
    WireMockServer running = server;
    server = null;
    if (running != null) {
      shutdown.now();
      running.stop();
    }
  }
}
