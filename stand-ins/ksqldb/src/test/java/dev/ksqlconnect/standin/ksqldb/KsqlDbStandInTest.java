package dev.ksqlconnect.standin.ksqldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KsqlDbStandInTest {
  private static final String USERS =
      "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR) WITH (KAFKA_TOPIC='shop-users',"
          + " KEY_FORMAT='KAFKA', VALUE_FORMAT='JSON');";
  private static final String PAGES =
      "CREATE STREAM pages (page VARCHAR) WITH (KAFKA_TOPIC='shop-pages', VALUE_FORMAT='JSON');";

  private final KsqlDbStandIn ksql = KsqlDbStandIn.start();
  private final Http http = new Http(ksql.url());

  @AfterEach
  void stop() {
    ksql.close();
  }

  @Test
  void shows_what_was_asked_and_what_came_of_it() {
    http.ksql(USERS);
    http.ksql(USERS);
    http.ksql("DESCRIBE nosuch; " + PAGES);
    http.ksql("SHOW TABLES;");

    assertThat(ksql.statements())
        .containsExactly(USERS, USERS, "DESCRIBE nosuch;", PAGES, "SHOW TABLES;");
    assertThat(ksql.changes()).containsExactly(USERS);
    assertThat(ksql.names()).containsExactly("USERS");
    assertThat(ksql.describe("USERS"))
        .extracting(KsqlStatement.Column::toString)
        .containsExactly("ID INTEGER PRIMARY KEY", "NAME STRING");
    assertThat(ksql.source("USERS").topic()).isEqualTo("shop-users");
    assertThatThrownBy(() -> ksql.describe("PAGES"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("No PAGES among [USERS]");
  }

  @Test
  void other_members_of_a_request_do_not_matter() {
    Http.Reply reply =
        http.post(
            "{\"ksql\":\"SHOW STREAMS;\",\"commandSequenceNumber\":4,\"sessionVariables\":{}}",
            "Content-Type",
            "application/vnd.ksql.v1+json; charset=utf-8",
            "Accept",
            "application/vnd.ksql.v1+json");

    assertThat(reply.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM users;",
        "SHOW QUERIES;",
        "CREATE STREAM s (k INT, id INT KEY) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON');",
        "CREATE STREAM s (k INT) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='DELIMITED');",
        "CREATE STREAM s (k INT) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='KAFKA');",
        "CREATE STREAM s (k INT KEY) WITH (KAFKA_TOPIC='t', FORMAT='NONE');",
        "CREATE STREAM s (k INT) WITH (KAFKA_TOPIC='t', FORMAT='JSON', KEY_FORMAT='KAFKA');",
        "CREATE STREAM s (k INT) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON', TIMESTAMP='k');",
        "CREATE STREAM s (k STRUCT<`a``b` INT>) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON');",
        "CREATE STREAM s WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON');",
        "CREATE STREAM s (k INT) WITH (KAFKA_TOPIC='t', FORMAT='AVRO');",
        "CREATE STREAM s (k INT KEY) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='AVRO');",
        "CREATE OR REPLACE STREAM IF NOT EXISTS s (k INT) WITH (KAFKA_TOPIC='t',"
            + " VALUE_FORMAT='JSON');"
      })
  void a_statement_that_cannot_be_accounted_for_fails_the_test(String statement) {
    KsqlDbStandIn other = KsqlDbStandIn.start();
    Http.Reply reply = new Http(other.url()).ksql(statement);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).contains("does not know");
    assertThat(other.names()).isEmpty();
    assertThat(other.statements()).containsExactly(statement);
    assertThatThrownBy(other::assertNoSurprises)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(statement);
    assertThatThrownBy(other::close).isInstanceOf(AssertionError.class);
  }

  @Test
  void neither_are_other_requests() {
    KsqlDbStandIn other = KsqlDbStandIn.start();
    Http asking = new Http(other.url());
    asking.get("/status");
    asking.get("/ksql");
    asking.post("{\"ksql\": \"SHOW");
    asking.post("{\"sql\": \"SHOW STREAMS;\"}");
    asking.post("{\"ksql\": \"SHOW STREAMS;\", \"streamsProperties\": {\"a\": \"b\"}}");
    asking.ksql("SHOW STREAMS;", "Accept", "text/plain");

    assertThatThrownBy(other::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GET /status")
        .hasMessageContaining("GET /ksql")
        .hasMessageContaining("Not JSON")
        .hasMessageContaining("No \"ksql\"")
        .hasMessageContaining("Properties")
        .hasMessageContaining("Accept: text/plain");
  }

  @Test
  void a_topic_can_come_and_go() {
    ksql.topicsFrom(topic -> topic.equals("shop-pages"));
    assertThat(http.ksql(PAGES).status()).isEqualTo(200);
    assertThat(http.ksql(USERS).json().get("error_code").intValue()).isEqualTo(40000);

    ksql.addTopic("shop-users", 3);
    assertThat(http.ksql(USERS).status()).isEqualTo(200);
    assertThat(partitions("USERS")).isEqualTo(3);

    ksql.removeTopic("shop-pages");
    assertThat(partitions("PAGES")).isZero();
  }

  private int partitions(String name) {
    return http.ksql("DESCRIBE " + name + ";")
        .json()
        .at("/0/sourceDescription/partitions")
        .intValue();
  }

  @Test
  void the_formats_of_a_registry_are_allowed_if_there_is_one() {
    String avro =
        "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR) WITH (KAFKA_TOPIC='t', FORMAT='AVRO');";
    assertThat(http.ksql(avro).status()).isEqualTo(428);

    ksql.withSchemaRegistry();
    assertThat(http.ksql(avro).status()).isEqualTo(200);
    assertThat(ksql.source("A").keyFormat()).isEqualTo("AVRO");
  }

  @Test
  void who_has_to_say_who_he_is_gets_401_until_he_does() {
    ksql.requireBasicAuth("me", "secret");

    assertThat(http.get("/info").status()).isEqualTo(401);
    assertThat(http.ksql(USERS, "Authorization", "Basic bm9ib2R5Og==").status()).isEqualTo(401);
    assertThat(ksql.names()).isEmpty();
    assertThat(http.ksql(USERS, "Authorization", "Basic bWU6c2VjcmV0").status()).isEqualTo(200);
  }

  @Test
  void says_which_kafka_it_runs_on() {
    ksql.onKafka("a3NxbHJpZ19rcmFmdF9pZA");

    assertThat(http.get("/info").json().at("/KsqlServerInfo/kafkaClusterId").textValue())
        .isEqualTo("a3NxbHJpZ19rcmFmdF9pZA");
  }

  @Test
  void while_it_starts_up_it_answers_nothing_else() {
    ksql.startingUp(true);
    assertThat(http.get("/info").status()).isEqualTo(503);
    assertThat(http.get("/healthcheck").json().get("error_code").intValue()).isEqualTo(50302);
    assertThat(http.ksql(USERS).body())
        .isEqualTo(
            "{\"@type\":\"generic_error\",\"error_code\":50302,"
                + "\"message\":\"KSQL is not yet ready to serve requests.\"}");

    ksql.startingUp(false);
    assertThat(http.ksql(USERS).status()).isEqualTo(200);
  }

  @Test
  void away_nobody_listens_and_back_it_is_the_same() {
    http.ksql(USERS);
    ksql.away(true);
    ksql.away(true);
    assertThatThrownBy(() -> http.get("/info")).hasCauseInstanceOf(ConnectException.class);

    ksql.away(false);
    ksql.away(false);
    assertThat(http.ksql("DESCRIBE users;").status()).isEqualTo(200);
  }

  @Test
  void what_is_in_progress_when_it_goes_away_is_not_carried_out() {
    ksql.delay(Duration.ofMinutes(1), Duration.ZERO);
    CompletableFuture<Http.Reply> reply = http.ask(USERS);
    await().until(() -> ksql.mostAtOnce() == 1);
    ksql.away(true);

    assertThatThrownBy(reply::get).hasCauseInstanceOf(IOException.class);
    assertThat(ksql.names()).isEmpty();
  }

  @Test
  void two_creates_at_once_get_in_each_others_way() {
    ksql.delay(Duration.ofMinutes(1), Duration.ZERO);
    CompletableFuture<Http.Reply> first = http.ask(USERS);
    await().until(() -> ksql.mostAtOnce() == 1);

    Http.Reply second = http.ksql(PAGES);
    assertFenced(second);
    assertThat(ksql.mostAtOnce()).isEqualTo(2);
    // Who only reads is in nobody's way.
    assertThat(http.ksql("SHOW TABLES;").status()).isEqualTo(200);
    assertThat(first).isNotDone();
    ksql.away(true);
  }

  @Test
  void a_statement_takes_its_time() {
    ksql.delay(Duration.ofMillis(200), Duration.ofHours(1));
    long started = System.nanoTime();
    http.ksql(USERS);
    assertThat(System.nanoTime() - started).isGreaterThan(Duration.ofMillis(200).toNanos());

    ksql.delay(Duration.ofHours(1), Duration.ofMillis(50));
    started = System.nanoTime();
    http.ksql("DESCRIBE users;");
    assertThat(System.nanoTime() - started).isGreaterThan(Duration.ofMillis(50).toNanos());
    assertThat(ksql.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void fenced_creates_are_not_carried_out() {
    ksql.fenceNext(1);
    assertThat(http.ksql("SHOW TABLES;").status()).isEqualTo(200);
    assertFenced(http.ksql(USERS));
    assertThat(ksql.names()).isEmpty();
    assertThat(http.ksql(USERS).status()).isEqualTo(200);
  }

  private static void assertFenced(Http.Reply reply) {
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.json().get("error_code").intValue()).isEqualTo(50000);
    assertThat(reply.json().get("message").textValue())
        .startsWith("Producer with transactionalId")
        .contains("has been fenced by another producer");
  }

  @Test
  void fails_as_it_is_told_to() {
    ksql.failNext(1, 502, "<html>Bad gateway</html>");
    assertThat(http.get("/info").status()).isEqualTo(200);
    assertThat(http.ksql(USERS)).isEqualTo(new Http.Reply(502, "<html>Bad gateway</html>"));
    assertThat(http.ksql(USERS).status()).isEqualTo(200);

    ksql.failAll(statement -> statement.contains("pages"), 400, "{}");
    assertThat(http.ksql(PAGES).status()).isEqualTo(400);
    assertThat(http.ksql("DESCRIBE users;").status()).isEqualTo(200);
    assertThat(http.ksql(PAGES).status()).isEqualTo(400);
    ksql.allIsWell();
    assertThat(http.ksql(PAGES).status()).isEqualTo(200);
  }

  @Test
  void resets_connections_and_sends_garbage() {
    ksql.resetNext(1);
    ksql.garbageNext(1);

    assertThatThrownBy(() -> http.ksql(USERS)).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> http.ksql(USERS)).isInstanceOf(UncheckedIOException.class);
    assertThat(ksql.statements()).containsExactly(USERS, USERS);
    assertThat(ksql.names()).isEmpty();
    assertThat(http.ksql(USERS).status()).isEqualTo(200);
  }

  @Test
  void hangs_until_it_is_closed() {
    KsqlDbStandIn other = KsqlDbStandIn.start();
    other.hangNext(1);
    CompletableFuture<Http.Reply> reply = new Http(other.url()).ask(USERS);
    await().until(() -> other.statements().size() == 1);

    assertThat(new Http(other.url()).ksql(USERS).status()).isEqualTo(200);
    assertThat(reply).isNotDone();
    assertThat(other.mostAtOnce()).isEqualTo(1);
    other.close();
    assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void can_lose_the_connection_after_a_statement_was_carried_out() {
    ksql.dropAfterApplying(1);

    assertThatThrownBy(() -> http.ksql(USERS)).isInstanceOf(UncheckedIOException.class);
    assertThat(ksql.names()).containsExactly("USERS");
    assertThat(ksql.changes()).containsExactly(USERS);
    assertThat(http.ksql(USERS).status()).isEqualTo(400);
  }

  @Test
  void forgets_all_it_knew() {
    http.ksql(USERS);
    ksql.forget();

    assertThat(http.ksql("DESCRIBE users;").status()).isEqualTo(400);
    assertThat(http.ksql(USERS).status()).isEqualTo(200);
  }

  @Test
  void a_missing_thing_spelled_alike_is_pointed_out() {
    http.ksql(USERS.replace("users (", "`Users` ("));

    assertThat(http.ksql("DESCRIBE users;").json().get("message").textValue())
        .contains("Did you mean \"Users\"?");
    assertThat(http.ksql("DESCRIBE `Users`;").status()).isEqualTo(200);
  }

  @Test
  void closed_twice_it_stays_closed() {
    ksql.close();
    assertThatCode(ksql::close).doesNotThrowAnyException();
  }

  @Test
  void speaks_https(@TempDir Path folder) throws Exception {
    Path keystore = folder.resolve("keystore.p12");
    keytool(keystore);
    try (KsqlDbStandIn secure = KsqlDbStandIn.startTls(keystore, "changeit")) {
      Http asking =
          new Http(secure.url(), HttpClient.newBuilder().sslContext(trusting(keystore)).build());

      assertThat(secure.url()).startsWith("https://127.0.0.1:");
      assertThat(asking.ksql(USERS).status()).isEqualTo(200);
      secure.resetNext(1);
      assertThatThrownBy(() -> asking.ksql(PAGES)).isInstanceOf(UncheckedIOException.class);
      assertThatThrownBy(() -> new Http(secure.url()).get("/info"))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  private static void keytool(Path keystore) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keystore",
                    keystore.toString(),
                    "-storepass",
                    "changeit",
                    "-storetype",
                    "PKCS12",
                    "-alias",
                    "ksqldb",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=ip:127.0.0.1"))
            .redirectErrorStream(true)
            .start();
    byte[] said = keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).as("%s", new String(said, StandardCharsets.UTF_8)).isZero();
  }

  private static SSLContext trusting(Path keystore) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(keystore)) {
      store.load(in, "changeit".toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
