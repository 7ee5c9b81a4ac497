package dev.ksqlconnect.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ksqlconnect.harness.KsqlDb;
import dev.ksqlconnect.harness.Waiting;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** What is announced becomes tables and streams of a real ksqlDB, which reads the rows back. */
@WithEngine
class RegistrationInContainersIT {
  private static final String IMAGE = "docker.ksqldb.image";
  private static final int PORT = 8088;

  private static Cluster cluster;
  private static GenericContainer<?> server;
  private static KsqlDb ksql;

  @BeforeAll
  static void start() {
    assumeFalse(
        System.getProperty(IMAGE, "").isEmpty(), "no ksqlDB's image is named with -D" + IMAGE);
    DockerImageName image =
        Images.of(
            IMAGE, "confluentinc/cp-ksqldb-server", "leave this test out with -D" + IMAGE + "=");
    cluster = new Cluster();
    server =
        new GenericContainer<>(image)
            .withNetwork(cluster.network())
            .withNetworkAliases("ksqldb")
            .withExposedPorts(PORT)
            .withEnv("KSQL_BOOTSTRAP_SERVERS", Cluster.BROKER)
            .withEnv("KSQL_LISTENERS", "http://0.0.0.0:" + PORT)
            .waitingFor(Wait.forHttp("/info").withStartupTimeout(Cluster.PATIENCE));
    server.start();
    ksql = new KsqlDb("http://" + server.getHost() + ":" + server.getMappedPort(PORT));
    cluster
        .database()
        .execute(
            """
            CREATE TABLE users (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            CREATE TABLE page_views (
              user_id INT, page TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            INSERT INTO users (name) VALUES ('ann'), ('bob');
            INSERT INTO page_views (user_id, page) VALUES (9, '/early');
            """);
    cluster.create(
        "shop",
        Map.of("connector.class", "KsqlJdbcSource", "connection.url", Cluster.databaseUrl()));
    cluster.create(
        "ddl", Map.of("connector.class", "KsqlDdlSink", "ksql.url", "http://ksqldb:" + PORT));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void rows_are_read_back_from_what_was_registered() {
    Waiting.until(
        "two topics to be registered",
        Cluster.PATIENCE,
        () -> cluster.rest().get("/connectors/shop/ddl").json().path("topics"),
        topics ->
            topics.size() == 2
                && StreamSupport.stream(topics.spliterator(), false)
                    .allMatch(topic -> topic.path("state").asText().equals("REGISTERED")));

    assertThat(ksql.columns("SHOP_USERS"))
        .containsExactly("ID INTEGER KEY", "NAME STRING", "UPDATED_AT TIMESTAMP");
    assertThat(rows("SELECT id, name FROM shop_users EMIT CHANGES;", "[2,\"bob\"]"))
        .containsExactly("[1,\"ann\"]", "[2,\"bob\"]");
    // A view is joined with what was there before it.
    cluster
        .database()
        .execute("INSERT INTO page_views (user_id, page) VALUES (1, '/'), (2, '/teapots')");
    assertThat(
            rows(
                "SELECT v.page, u.name FROM shop_page_views v"
                    + " JOIN shop_users u ON v.user_id = u.id EMIT CHANGES;",
                "[\"/teapots\",\"bob\"]"))
        .containsExactly("[\"/\",\"ann\"]", "[\"/teapots\",\"bob\"]");
  }

  private static List<String> rows(String query, String last) {
    return ksql.rows(query, row -> row.path("columns").toString().equals(last)).stream()
        .map(row -> row.path("columns").toString())
        .toList();
  }
}
