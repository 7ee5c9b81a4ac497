package dev.ksqlconnect.systemtest;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each part has a user of its own, who may do what docs/security.md says and nothing else. With one
 * permission less, what is missing is named, and all goes on once it is granted.
 */
class PermissionsIT {
  private static final String PASSWORD = "pw";
  private static final String WORKER = "worker";
  private static final String SOURCE = "source";
  private static final String REGISTRAR = "registrar";
  private static final String SINK = "sink";

  private static Stack stack;
  private static KsqlDbStandIn ksql;
  private static String copies;
  private static int tables;

  @BeforeAll
  static void start() {
    stack =
        new Stack(
            PermissionsIT.class,
            KafkaLine.V4_3,
            Broker.secured(PASSWORD, WORKER, SOURCE, REGISTRAR, SINK));
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    // What Connect needs for itself.
    for (String topic : List.of("connect-configs", "connect-offsets", "connect-status")) {
      allow(WORKER, TOPIC, topic, CREATE, READ, WRITE, DESCRIBE_CONFIGS);
    }
    allow(WORKER, GROUP, "connect", READ);
    // The extension's announcer.
    allow(WORKER, TOPIC, Stack.ANNOUNCEMENTS, CREATE, READ, WRITE, DESCRIBE_CONFIGS);
    // The registrar's look at the topics, and its consumer.
    allow(WORKER, TOPIC, "shop-*", DESCRIBE);
    allow(REGISTRAR, TOPIC, Stack.ANNOUNCEMENTS, READ);
    allow(REGISTRAR, GROUP, "connect-ddl", READ);
    // A source, as any.
    allow(SOURCE, TOPIC, "shop-*", CREATE, WRITE);
    // A sink with a dead letter queue, as any.
    allow(SINK, TOPIC, "shop-users", READ);
    allow(SINK, GROUP, "connect-copy", READ);
    allow(SINK, TOPIC, "dead-letters", CREATE, WRITE);

    stack.database().execute("CREATE DATABASE copies");
    copies = stack.database().url().replace("/postgres?", "/copies?");
    Map<String, String> worker = Broker.authenticated(WORKER, PASSWORD);
    stack.addWorker(
        builder ->
            builder.with(worker).with("bootstrap.servers", stack.broker().saslBootstrapServers()));
    stack
        .database()
        .execute(
            "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                + "INSERT INTO users DEFAULT VALUES");
    stack.create(
        "ddl",
        as(
            REGISTRAR,
            Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url()),
            "consumer"));
    stack.create(
        "shop", as(SOURCE, stack.jdbc("announce.timeout.ms", "2000"), "producer", "admin"));
    Registrations.await(stack.worker(), "shop", "shop-users", "REGISTERED");
    stack.create(
        "copy",
        as(
            SINK,
            Map.of(
                "connector.class",
                "KsqlJdbcSink",
                "connection.url",
                copies,
                "topics",
                "shop-users",
                "errors.tolerance",
                "all",
                "errors.deadletterqueue.topic.name",
                "dead-letters",
                "errors.deadletterqueue.topic.replication.factor",
                "1"),
            "consumer",
            "producer",
            "admin"));
    awaitCopies(1);
  }

  @AfterAll
  static void stop() {
    stack.close();
    ksql.close();
  }

  private static void allow(
      String user, ResourceType kind, String name, AclOperation... operations) {
    for (AclOperation operation : operations) {
      stack.topics().allow(Topics.permission(user, kind, name, operation));
    }
  }

  private static Map<String, String> as(
      String user, Map<String, String> config, String... clients) {
    Map<String, String> all = new HashMap<>(config);
    for (String client : clients) {
      Broker.authenticated(user, PASSWORD)
          .forEach((key, value) -> all.put(client + ".override." + key, value));
    }
    if (List.of(clients).contains("consumer")) {
      // Who lost the right to his group cannot leave it; he is waited for so long.
      all.put("consumer.override.session.timeout.ms", "6000");
      all.put("consumer.override.heartbeat.interval.ms", "1000");
    }
    return all;
  }

  private static void awaitCopies(int rows) {
    Waiting.until(
        rows + " rows in the copy",
        Stack.PATIENCE,
        () -> {
          try (Connection connection = DriverManager.getConnection(copies);
              Statement statement = connection.createStatement();
              ResultSet count = statement.executeQuery("SELECT count(*) FROM \"shop-users\"")) {
            return count.next() && count.getInt(1) >= rows;
          } catch (SQLException e) {
            return false; // the sink has not made it yet
          }
        });
  }

  /** Makes a table with a row; answers its topic. */
  private static String newTable() {
    String table = "t" + ++tables;
    stack
        .database()
        .execute(
            String.format(
                "CREATE TABLE %s (id SERIAL PRIMARY KEY, updated_at TIMESTAMPTZ NOT NULL"
                    + " DEFAULT now()); INSERT INTO %<s DEFAULT VALUES",
                table));
    return "shop-" + table;
  }

  private static void awaitSaid(int since, String... texts) {
    Waiting.until(
        () -> String.join(" … ", texts) + " in " + stack.worker().log().substring(since),
        Stack.PATIENCE,
        () ->
            stack
                .worker()
                .log()
                .substring(since)
                .lines()
                .anyMatch(line -> List.of(texts).stream().allMatch(line::contains)));
  }

  private static int logged() {
    return stack.worker().log().length();
  }

  /** Does something while a permission is missing. */
  private static void without(AclBinding permission, Runnable what) {
    stack.topics().disallow(permission);
    try {
      what.run();
    } finally {
      stack.topics().allow(permission);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ", "WRITE"})
  void a_worker_that_may_not_use_the_announcements_topic_names_the_permission(String operation) {
    int since = logged();
    String[] topic = new String[1];

    without(
        Topics.permission(WORKER, TOPIC, Stack.ANNOUNCEMENTS, AclOperation.fromString(operation)),
        () -> {
          topic[0] = newTable();
          awaitSaid(
              since,
              "Topics are not announced for now",
              "lacks the permission " + operation + " on topic " + Stack.ANNOUNCEMENTS);
          stack.awaitRecords(topic[0], 1);
        });

    Stack.awaitVersion(stack.worker(), "shop", topic[0], 1);
    Registrations.await(stack.worker(), "shop", topic[0], "REGISTERED");
    assertThat(
            stack
                .worker()
                .log()
                .substring(since)
                .lines()
                .filter(line -> line.contains("Topics are not announced for now")))
        .as("said once")
        .hasSize(1);
  }

  @Test
  void how_far_behind_a_worker_is_that_may_not_read_is_not_known() {
    String health = "/topic-announcements/health";

    without(
        Topics.permission(WORKER, TOPIC, Stack.ANNOUNCEMENTS, READ),
        () ->
            Stack.await(
                "the lag not to be known",
                stack.worker(),
                health,
                reply -> reply.json().path("lag").asInt() == -1));

    Stack.await(
        "the lag to be known",
        stack.worker(),
        health,
        reply -> reply.json().path("lag").asInt() == 0);
  }

  @Test
  void a_worker_that_may_not_make_the_announcements_topic_names_the_permission() {
    int since = logged();

    without(
        Topics.permission(WORKER, TOPIC, Stack.ANNOUNCEMENTS, CREATE),
        () -> {
          stack.topics().delete(Stack.ANNOUNCEMENTS);
          awaitSaid(since, "lacks the permission CREATE on topic " + Stack.ANNOUNCEMENTS);
        });

    Waiting.until(
        "the announcements in the new topic",
        Stack.PATIENCE,
        () ->
            stack.topics().names().contains(Stack.ANNOUNCEMENTS)
                && stack.topics().records(Stack.ANNOUNCEMENTS).stream()
                    .anyMatch(record -> record.key().contains("\"shop-users\"")));
    stack.awaitState("ddl", "RUNNING", "RUNNING");
  }

  @Test
  void a_worker_that_may_not_look_at_the_topics_settings_says_so_and_goes_on() {
    int since = logged();

    without(
        Topics.permission(WORKER, TOPIC, Stack.ANNOUNCEMENTS, DESCRIBE_CONFIGS),
        () -> {
          stack.topics().delete(Stack.ANNOUNCEMENTS);
          awaitSaid(since, Stack.ANNOUNCEMENTS, "DESCRIBE_CONFIGS");
          Stack.awaitVersion(stack.worker(), "shop", newTable(), 1);
        });
  }

  @Test
  void a_topic_that_the_worker_may_not_see_is_named_and_holds_up_no_other() {
    String[] topic = new String[1];
    String other = "shop-t" + (tables + 2);
    allow(WORKER, TOPIC, other, DESCRIBE);

    without(
        Topics.permission(WORKER, TOPIC, "shop-*", DESCRIBE),
        () -> {
          topic[0] = newTable();
          Registrations.await(
              "the reason",
              stack.worker(),
              "shop",
              topic[0],
              said ->
                  said.path("reason")
                      .asText()
                      .contains(
                          "Topic "
                              + topic[0]
                              + " is waited for: the worker's principal may not DESCRIBE it"));
          assertThat(newTable()).isEqualTo(other);
          Registrations.await(stack.worker(), "shop", other, "REGISTERED");
        });

    Registrations.await(stack.worker(), "shop", topic[0], "REGISTERED");
  }

  @Test
  void a_registrar_that_may_not_read_fails_on_the_topic_that_it_names() {
    failsWithout(
        "ddl",
        Topics.permission(REGISTRAR, TOPIC, Stack.ANNOUNCEMENTS, READ),
        "Not authorized to access topics: [" + Stack.ANNOUNCEMENTS + "]");
    Registrations.await(stack.worker(), "shop", newTable(), "REGISTERED");
  }

  @Test
  void a_registrar_without_its_group_fails_on_the_group_that_it_names() {
    failsWithout(
        "ddl",
        Topics.permission(REGISTRAR, GROUP, "connect-ddl", READ),
        "Not authorized to access group: connect-ddl");
    Registrations.await(stack.worker(), "shop", newTable(), "REGISTERED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE", "WRITE"})
  void a_source_that_may_not_write_fails_on_the_topic_that_it_names(String operation) {
    String[] topic = new String[1];

    without(
        Topics.permission(SOURCE, TOPIC, "shop-*", AclOperation.fromString(operation)),
        () -> {
          topic[0] = newTable();
          awaitTrace("shop", "Not authorized to access topics: [" + topic[0] + "]");
        });
    restart("shop");

    stack.awaitRecords(topic[0], 1);
  }

  @Test
  void a_sink_fails_on_what_it_may_not_read() {
    failsWithout(
        "copy",
        Topics.permission(SINK, TOPIC, "shop-users", READ),
        "Not authorized to access topics: [shop-users]");
    failsWithout(
        "copy",
        Topics.permission(SINK, GROUP, "connect-copy", READ),
        "Not authorized to access group: connect-copy");

    int rows = stack.database().query("SELECT 1 FROM users").size();
    stack.database().execute("INSERT INTO users DEFAULT VALUES");
    awaitCopies(rows + 1);
  }

  @Test
  void a_sink_fails_on_the_dead_letter_queue_that_it_may_not_make() {
    stack.topics().delete("dead-letters");

    without(
        Topics.permission(SINK, TOPIC, "dead-letters", CREATE),
        () -> {
          stack.rest().post("/connectors/copy/restart?includeTasks=true");
          awaitTrace("copy", "dead letter queue with topic=dead-letters");
        });
    restart("copy");

    assertThat(stack.topics().names()).contains("dead-letters");
  }

  /** As Connect has it: a record that no converter reads is left out, queue or none. */
  @Test
  void a_dead_letter_queue_that_a_sink_may_not_write_is_named() {
    int since = logged();

    without(
        Topics.permission(SINK, TOPIC, "dead-letters", WRITE),
        () -> {
          stack.topics().send("shop-users", "1", "no JSON");
          awaitSaid(since, "Could not produce message to dead letter queue. topic=dead-letters");
          awaitSaid(since, "Not authorized to access topics: [dead-letters]");
        });

    stack.topics().send("shop-users", "2", "no JSON either");
    Waiting.until(
        "the second record in the queue",
        Stack.PATIENCE,
        () ->
            stack.topics().records("dead-letters").stream()
                .anyMatch(record -> record.value().equals("no JSON either")));
  }

  private static void failsWithout(String connector, AclBinding permission, String says) {
    without(permission, () -> awaitTrace(connector, says));
    restart(connector);
  }

  /** Waits until a task has failed with such a trace, which its status shows. */
  private static void awaitTrace(String connector, String says) {
    Stack.await(
        connector + " to fail: " + says,
        stack.worker(),
        "/connectors/" + connector + "/status",
        reply ->
            reply.json().at("/tasks/0/state").asText().equals("FAILED")
                && reply.json().at("/tasks/0/trace").asText().contains(says));
  }

  /** As Connect asks of an operator: a task that has failed does not come back by itself. */
  private static void restart(String connector) {
    stack.rest().post("/connectors/" + connector + "/restart?includeTasks=true");
    stack.awaitState(connector, "RUNNING", "RUNNING");
  }
}
