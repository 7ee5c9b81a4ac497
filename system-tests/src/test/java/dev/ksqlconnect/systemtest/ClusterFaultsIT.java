package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.WallClock;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three workers of which one dies or leaves, a broker and a ksqlDB that go away, while tables are
 * made and altered; what {@link Invariants} says holds after each fault. The schedule comes from a
 * seed, see {@link Schedule}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {
  private static final String CONFIGS = "connect-configs";

  private static final BrokerDisk disk = new BrokerDisk();
  private static Stack stack;
  private static KsqlDbStandIn ksql;
  private static ChangingTables tables;
  private static Invariants invariants;
  private static final List<WallClock> clocks = new ArrayList<>();

  @BeforeAll
  static void start() {
    stack = new Stack(ClusterFaultsIT.class, KafkaLine.V4_3, disk.settings());
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    tables = new ChangingTables(stack.database(), new Schedule("tables"), "shop", "shop");
    tables.change(10);
    for (int i = 0; i < 3; i++) {
      WallClock clock = new WallClock(stack.folder().resolve("clock-" + i));
      clocks.add(clock);
      // A killed worker is missed as soon as the broker lets it be.
      stack.addWorker(
          worker ->
              worker
                  .with("session.timeout.ms", "6000")
                  .with("heartbeat.interval.ms", "1000")
                  .javaOption(clock.javaOption()));
    }
    stack.create("shop", stack.jdbc("tables", "shop.*", "topic.naming", "table"));
    stack.create(
        "registrar",
        Map.of(
            "connector.class", "KsqlDdlSink",
            "ksql.url", ksql.url(),
            "ksql.request.timeout.ms", "1000",
            "connectors", "shop"));
    invariants = new Invariants(stack, tables, ksql);
    invariants.hold();
    invariants.measure();
  }

  @AfterAll
  static void stop() {
    stack.close();
    ksql.close();
  }

  @Test
  @Order(1)
  void killed_workers_lose_nothing() {
    Schedule schedule = new Schedule("killed workers");
    for (int i = 0; i < Schedule.size(3, 20); i++) {
      Worker victim = schedule.oneOf(stack.workers());
      tables.change(5);
      schedule.pass(3_000);
      victim.kill();
      CompletableFuture<Void> back = CompletableFuture.runAsync(victim::startAgain);
      tables.change(5);
      back.join();

      invariants.hold();
    }
  }

  /**
   * Connect closes REST extensions before it stops tasks, a second in which a task goes on. A
   * delegate whose table has changed is started again a second after that, too.
   */
  @Test
  @Order(2)
  void what_a_task_reads_while_its_worker_stops_is_announced() {
    for (int i = 0; i < Schedule.size(2, 20); i++) {
      Worker leaving = workerOf("shop");
      tables.extendAll();
      Schedule.last(Duration.ofMillis(500));
      leaving.stop();
      leaving.startAgain();

      invariants.hold();
    }
  }

  @Test
  @Order(3)
  void a_broker_that_is_away_for_a_while_loses_nothing() {
    tables.change(5);
    stack.broker().stop();
    tables.change(5);
    Schedule.last(Duration.ofSeconds(Schedule.size(5, 60)));
    tables.change(5);
    stack.broker().startAgain();

    invariants.hold();
  }

  /** One rebalance is not over when the next begins. */
  @Test
  @Order(4)
  void rebalances_without_pause_lose_nothing() {
    Schedule schedule = new Schedule("rebalances");
    stack.database().execute("CREATE SCHEMA other");
    stack.database().execute("CREATE TABLE other.one (id SERIAL PRIMARY KEY)");
    List<String> others = new ArrayList<>();
    Worker leaving = stack.workers().get(2);
    Rest rest = stack.rest();
    for (int i = 0; i < Schedule.size(1, 15); i++) {
      CompletableFuture<Void> back =
          CompletableFuture.runAsync(leaving::stop).thenRun(leaving::startAgain);
      for (int j = 0; j < 5; j++) {
        tables.change(1);
        int kind = others.isEmpty() ? 0 : schedule.below(3);
        String name = kind == 0 ? "other-" + i + "-" + j : schedule.oneOf(others);
        // The leader may have left after it had done what it is asked for once more.
        if (kind == 2) {
          assertThat(rest.delete("/connectors/" + name).status()).isIn(204, 404);
          others.remove(name);
        } else {
          Rest.Reply reply = rest.put("/connectors/" + name + "/config", other(100 + j));
          assertThat(reply.status()).as(reply.body()).isIn(201, 200);
          if (kind == 0) {
            others.add(name);
          }
        }
      }
      back.join();
    }
    others.forEach(stack::delete);

    invariants.hold();
  }

  private static Map<String, String> other(int batch) {
    return stack.jdbc("tables", "other.*", "batch.max.rows", Integer.toString(batch));
  }

  @Test
  @Order(5)
  void a_deleted_announcements_topic_is_made_anew_by_whichever_worker() {
    for (int i = 0; i < Schedule.size(1, 5); i++) {
      tables.change(5);
      stack.topics().delete(Stack.ANNOUNCEMENTS);
      tables.change(5);

      invariants.hold();
    }
  }

  @Test
  @Order(6)
  void a_full_disk_of_the_brokers_loses_nothing() {
    tables.change(5);
    disk.fill(stack.broker());
    Waiting.until("the broker to have given up", Stack.PATIENCE, () -> !stack.broker().isAlive());
    tables.change(5);
    disk.makeSpace();
    stack.broker().stop();
    stack.broker().startAgain();

    invariants.hold();
  }

  /** A leader that is cut off from Kafka while it writes does so once it is back. */
  @Test
  @Order(7)
  void tasks_that_a_former_leader_writes_late_do_not_stay() {
    String topic = tables.makeAndExtend();
    invariants.hold();
    String late = lastTask("shop", each -> !each.contains(topic));
    assertThat(lastTask("shop", each -> true)).contains(topic);

    stack
        .topics()
        .send(
            List.of(
                new ProducerRecord<>(CONFIGS, "task-shop-0", late),
                new ProducerRecord<>(CONFIGS, "commit-shop", "{\"tasks\":1}")));
    Waiting.until(
        "the task to be given " + topic + " again",
        Invariants.RECOVERY,
        () -> lastTask("shop", each -> true).contains(topic));

    tables.change(5);
    invariants.hold();
  }

  /** What was last written of a connector's first task, of what is like this. */
  private static String lastTask(String connector, Predicate<String> like) {
    return stack.topics().records(CONFIGS).stream()
        .filter(each -> each.key().equals("task-" + connector + "-0"))
        .map(ConsumerRecord::value)
        .filter(like)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  @Order(8)
  void jumps_of_the_wall_clock_lose_nothing() {
    Schedule schedule = new Schedule("clock jumps");
    for (int i = 0; i < Schedule.size(1, 10); i++) {
      WallClock clock = clocks.get(stack.workers().indexOf(workerOf("shop")));
      // The broker takes no record that comes from more than an hour ahead.
      int minutes = i % 2 == 0 ? 1 + schedule.below(58) : -(1 + schedule.below(60 * 48));
      for (Duration jump : List.of(Duration.ofMinutes(minutes), Duration.ZERO)) {
        tables.change(2);
        clock.set(jump);
        tables.change(2);
        // As long as it takes to miss a worker whose clock stands still, as Kafka sees it.
        Schedule.last(Duration.ofSeconds(7));
        tables.change(2);

        invariants.hold();
      }
    }
  }

  private static Worker workerOf(String connector) {
    String id = stack.awaitState(connector, "RUNNING", "RUNNING").at("/tasks/0/worker_id").asText();
    return stack.workers().stream()
        .filter(worker -> worker.url().endsWith(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No worker is " + id));
  }

  @ParameterizedTest
  @EnumSource
  @Order(9)
  void a_ksqldb_in_trouble_is_waited_for(Trouble trouble) {
    trouble.begin(ksql);
    String topic = tables.makeAndExtend();
    Registrations.await(
        "the trouble to be said of " + topic,
        stack.worker(),
        "shop",
        topic,
        said ->
            said.path("state").asText().equals("PENDING")
                && said.path("reason").asText().contains(ksql.url()));
    Schedule.last(Duration.ofSeconds(Schedule.size(1, 120)));
    tables.change(3);
    trouble.end(ksql);

    invariants.hold();
  }

  /** What is the matter with ksqlDB, for as long as it lasts. */
  enum Trouble {
    AWAY {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.away(true);
      }

      @Override
      void end(KsqlDbStandIn ksql) {
        ksql.away(false);
      }
    },
    ANSWERS_500 {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.failAll(
            statement -> true,
            500,
            "{\"@type\":\"generic_error\",\"error_code\":50000,\"message\":\"Stumbled.\"}");
      }
    },
    HANGS {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.hangAll();
      }
    },
    RESETS_CONNECTIONS {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.resetAll();
      }
    },
    ANSWERS_NO_HTTP {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.garbageAll();
      }
    },
    ANSWERS_NO_JSON {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.failAll(statement -> true, 200, "<html>It works!</html>");
      }
    },
    ANSWERS_WHAT_WAS_NOT_ASKED {
      @Override
      void begin(KsqlDbStandIn ksql) {
        ksql.failAll(statement -> true, 200, "[{\"@type\":\"properties\"},{}]");
      }
    };

    abstract void begin(KsqlDbStandIn ksql);

    void end(KsqlDbStandIn ksql) {
      ksql.allIsWell();
    }
  }

  @Test
  @Order(10)
  void connectors_made_and_deleted_again_and_again_leave_nothing_behind() {
    stack
        .database()
        .execute(
            "CREATE SCHEMA leak; CREATE TABLE leak.one (id SERIAL PRIMARY KEY);"
                + "CREATE SCHEMA copy; CREATE TABLE copy.\"leak-one\" (id INT PRIMARY KEY)");
    cycle(1);
    cycle(2);
    collectGarbage();
    invariants.measure();
    for (int i = 0; i < Schedule.size(15, 200); i++) {
      cycle(3 + i);
    }

    collectGarbage();
    invariants.hold();
  }

  /** Java's HTTP clients go with the garbage, and not before. */
  private static void collectGarbage() {
    stack.workers().forEach(Worker::collectGarbage);
  }

  private void cycle(int rows) {
    stack.database().execute("INSERT INTO leak.one DEFAULT VALUES");
    stack.create("leak", stack.jdbc("tables", "leak.*"));
    stack.create(
        "leak-ddl",
        Map.of("connector.class", "KsqlDdlSink", "ksql.url", ksql.url(), "connectors", "nobody"));
    stack.awaitRecords("leak-one", rows);
    stack.awaitState("leak-ddl", "RUNNING", "RUNNING");
    String copy = stack.database().url() + "&currentSchema=copy";
    stack.create(
        "leak-copy",
        Map.of("connector.class", "KsqlJdbcSink", "connection.url", copy, "topics", "leak-one"));
    Waiting.until(
        rows + " rows in the copy",
        Stack.PATIENCE,
        () -> stack.database().query("SELECT id FROM copy.\"leak-one\"").size() == rows);
    stack.delete("leak-copy");
    stack.delete("leak");
    stack.delete("leak-ddl");
  }
}
