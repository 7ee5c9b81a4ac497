package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Three workers of which one dies or leaves, a broker and a ksqlDB that go away, while tables are
 * made and altered; what {@link Invariants} says holds after each fault. The schedule comes from a
 * seed, see {@link Schedule}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {
  private static Stack stack;
  private static KsqlDbStandIn ksql;
  private static ChangingTables tables;
  private static Invariants invariants;

  @BeforeAll
  static void start() {
    stack = new Stack(ClusterFaultsIT.class, KafkaLine.V4_3);
    ksql = KsqlDbStandIn.start();
    ksql.topicsFrom(stack.existingTopics());
    tables = new ChangingTables(stack.database(), new Schedule("tables"), "shop", "shop");
    tables.change(10);
    for (int i = 0; i < 3; i++) {
      // A killed worker is missed as soon as the broker lets it be.
      stack.addWorker(
          worker ->
              worker.with("session.timeout.ms", "6000").with("heartbeat.interval.ms", "1000"));
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
}
