package dev.ksqlconnect.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From rows to keyed, announced topics, also while the worker that reads them is in trouble. */
@WithEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IngressInContainersIT {
  private static final String ANNOUNCEMENTS = "connect-announcements";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Cluster cluster;

  /** The tables that have an id. */
  private static final List<String> tables = new ArrayList<>(List.of("users"));

  private static long firstTroubleMs = Long.MAX_VALUE;

  @BeforeAll
  static void start() {
    cluster = new Cluster();
    cluster
        .database()
        .execute(
            """
            CREATE TABLE users (
              id SERIAL PRIMARY KEY, name TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
            CREATE TABLE order_lines (
              line_no INT, order_id BIGINT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
              PRIMARY KEY (order_id, line_no));
            INSERT INTO users (name) VALUES ('ann'), ('bob');
            INSERT INTO order_lines (order_id, line_no) VALUES (7, 1), (7, 2);
            """);
    cluster.create(
        "shop",
        Map.of("connector.class", "KsqlJdbcSource", "connection.url", Cluster.databaseUrl()));
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void keys_are_the_primary_keys_of_the_database() {
    assertThat(keys("shop-users", 2)).containsExactly("1", "2");
    assertThat(keys("shop-order_lines", 2))
        .containsExactly("{\"order_id\":7,\"line_no\":1}", "{\"order_id\":7,\"line_no\":2}");
    theLawsHoldOn(cluster.workers());
  }

  private static List<String> keys(String topic, int atLeast) {
    return Waiting.until(
            atLeast + " records in " + topic,
            Cluster.PATIENCE,
            () -> cluster.topics().records(topic),
            records -> records.size() >= atLeast)
        .stream()
        .map(ConsumerRecord::key)
        .collect(Collectors.toList());
  }

  /** What happens to a worker, and what ends it. */
  enum Trouble {
    PAUSED {
      @Override
      void begin(WorkerContainer worker) {
        worker.pause();
      }

      @Override
      void end(WorkerContainer worker) {
        worker.goOn();
      }
    },
    KILLED {
      @Override
      void begin(WorkerContainer worker) {
        worker.kill();
      }

      @Override
      void end(WorkerContainer worker) {
        worker.startAgain();
      }
    },
    CUT_OFF {
      @Override
      void begin(WorkerContainer worker) {
        worker.disconnect();
      }

      @Override
      void end(WorkerContainer worker) {
        worker.connect();
      }
    };

    abstract void begin(WorkerContainer worker);

    abstract void end(WorkerContainer worker);
  }

  @ParameterizedTest
  @EnumSource
  @Order(2)
  void the_laws_hold_while_the_worker_that_reads_is_in_trouble_and_after_it(Trouble trouble) {
    WorkerContainer reads = cluster.whichRuns("shop");
    List<WorkerContainer> rest = new ArrayList<>(cluster.workers());
    rest.remove(reads);
    String name = trouble.name().toLowerCase(Locale.ROOT);

    firstTroubleMs = Math.min(firstTroubleMs, System.currentTimeMillis());
    trouble.begin(reads);
    try {
      cluster
          .database()
          .execute(
              String.format(
                  "ALTER TABLE users ADD COLUMN %1$s TEXT;"
                      + " INSERT INTO users (%1$s) VALUES ('yes');"
                      + " CREATE TABLE made_%1$s"
                      + " (id SERIAL PRIMARY KEY, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                      + " INSERT INTO made_%1$s DEFAULT VALUES",
                  name));
      tables.add("made_" + name);
      theLawsHoldOn(rest);
    } finally {
      trouble.end(reads);
    }
    tables.forEach(table -> cluster.database().execute("INSERT INTO " + table + " DEFAULT VALUES"));
    theLawsHoldOn(cluster.workers());
  }

  /** Laws 1, 2 and 4: every row is there, what it is was announced before, and all say the same. */
  private static void theLawsHoldOn(List<WorkerContainer> workers) {
    for (String table : tables) {
      Set<Integer> ids =
          cluster.database().query("SELECT id FROM " + table).stream()
              .map(row -> (Integer) row.get("id"))
              .collect(Collectors.toSet());
      Waiting.until(
          "the rows " + ids + " in shop-" + table,
          Cluster.PATIENCE,
          () -> ids("shop-" + table),
          ids::equals);
      everythingIsAnnouncedFirst("shop-" + table);
    }
    for (String path : List.of("/connectors/shop/schema", "/topic-announcements")) {
      Waiting.until(
          "the same answers to " + path,
          Cluster.PATIENCE,
          () ->
              workers.stream()
                  .map(worker -> worker.rest().get(path))
                  .map(reply -> reply.status() + " " + reply.body())
                  .collect(Collectors.toSet()),
          answers ->
              answers.size() == 1
                  && answers.stream().allMatch(IngressInContainersIT::saysAllTables));
    }
  }

  private static boolean saysAllTables(String answer) {
    return answer.startsWith("200 ")
        && tables.stream().allMatch(table -> answer.contains("\"shop-" + table + "\""));
  }

  /** Rows may be there more than once, as Connect's sources write them at least once. */
  private static Set<Integer> ids(String topic) {
    return cluster.topics().records(topic).stream()
        .map(record -> json(record.value()).path("id").asInt())
        .collect(Collectors.toSet());
  }

  /**
   * Law 2 with its exception: where an announcement took longer than it is waited for, which a
   * worker says, it may follow. Without trouble, none does.
   */
  private static void everythingIsAnnouncedFirst(String topic) {
    boolean isSaid =
        cluster.workers().stream()
            .anyMatch(worker -> worker.getLogs().contains("could not be announced within"));
    long mayFollowSince = isSaid ? firstTroubleMs : Long.MAX_VALUE;
    List<ConsumerRecord<String, String>> announcements =
        cluster.topics().records(ANNOUNCEMENTS).stream()
            .filter(each -> json(each.key()).path("topic").asText().equals(topic))
            .toList();
    for (ConsumerRecord<String, String> record : cluster.topics().records(topic)) {
      assertThat(announcements)
          .as("the announcements of %s, for %s", topic, record.value())
          .anyMatch(
              each ->
                  announcedFields(each).equals(fields(record))
                      && (each.timestamp() <= record.timestamp()
                          || record.timestamp() >= mayFollowSince));
    }
  }

  private static Set<String> announcedFields(ConsumerRecord<String, String> announcement) {
    Set<String> fields = new TreeSet<>();
    json(announcement.value())
        .at("/value/schema/fields")
        .forEach(field -> fields.add(field.path("field").asText()));
    return fields;
  }

  private static Set<String> fields(ConsumerRecord<String, String> record) {
    Set<String> fields = new TreeSet<>();
    json(record.value()).fieldNames().forEachRemaining(fields::add);
    return fields;
  }

  @Test
  @Order(3)
  void the_plain_connector_goes_on_at_the_same_row() {
    Map<String, String> plain =
        Map.of(
            "connector.class", Project.jdbcClass(),
            "connection.url", Cluster.databaseUrl(),
            "mode", "timestamp+incrementing",
            "timestamp.column.name", "updated_at",
            "incrementing.column.name", "id",
            "table.whitelist", "users",
            "topic.prefix", "shop-",
            "numeric.mapping", "best_fit",
            "poll.interval.ms", "200");
    int before = cluster.topics().records("shop-users").size();

    Rest.Reply reply = cluster.rest().put("/connectors/shop/config", plain);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    Waiting.until(
        "a record without a key",
        Cluster.PATIENCE,
        () -> {
          cluster.database().execute("INSERT INTO users DEFAULT VALUES");
          return keys("shop-users", before).contains(null);
        });

    List<Integer> after =
        cluster.topics().records("shop-users").stream()
            .skip(before)
            .map(record -> json(record.value()).path("id").asInt())
            .toList();
    assertThat(after).doesNotHaveDuplicates().isSorted();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
