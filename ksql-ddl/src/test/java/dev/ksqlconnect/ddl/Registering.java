package dev.ksqlconnect.ddl;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.announcer.AnnouncedTopic;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.announcer.TopicRecords.Holding;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A registrar between an announcements topic and a ksqlDB, neither of which is real. */
final class Registering implements AutoCloseable {
  static final String SHOP = "shop";
  static final String USERS = "shop-users";
  static final String PAGES = "shop-pages";

  private static final Duration TIMEOUT = Duration.ofMillis(600);

  final AnnouncementsLog log = new AnnouncementsLog("topic-id").read();
  final KsqlDbStandIn ksql = KsqlDbStandIn.start();

  /** The topics that hold records. */
  final Set<String> filled = new HashSet<>();

  /** From what time on records were asked for. */
  final Map<String, Long> lookedFrom = new HashMap<>();

  /** When something was last written to them, and how much. */
  long lastWrite = Long.MAX_VALUE;

  long written = 1;

  /** What was published last of each topic. */
  final Map<String, ObjectNode> published = new HashMap<>();

  /** How long each statement took that changed something. */
  final List<Double> statementMs = new ArrayList<>();

  private static final String CLUSTER = "connect";

  /** By how much time has been moved on. */
  private long skippedNanos;

  private final List<String> urls = new ArrayList<>(List.of(ksql.url()));
  private Predicate<String> chosen = connector -> true;
  private boolean dryRun;
  private Registrar registrar = again();

  Registering() {
    ksql.topicsFrom(filled::contains);
  }

  /** Another registrar, which knows what was published and nothing else. */
  Registrar again() {
    registrar =
        new Registrar(
            chosen,
            dryRun,
            log.catalog(),
            new KsqlClient(urls.stream().map(URI::create).toList(), null, null, TIMEOUT, ""),
            this::held,
            new Publishing(),
            () -> System.nanoTime() + skippedNanos,
            statementMs::add);
    return registrar;
  }

  void dryRun(boolean wanted) {
    dryRun = wanted;
    again();
  }

  void only(Predicate<String> connectors) {
    chosen = connectors;
    again();
  }

  void serverBefore(String url) {
    urls.add(0, url);
    again();
  }

  private Map<String, Holding> held(Map<String, Long> since) {
    Map<String, Holding> held = new HashMap<>();
    since.forEach(
        (topic, from) -> {
          lookedFrom.put(topic, from);
          boolean isHeld = filled.contains(topic) && lastWrite >= from;
          held.put(topic, new Holding(isHeld ? null : "it holds no record", written));
        });
    return held;
  }

  private final class Publishing implements Registrar.Published {
    @Override
    public void publish(TopicDdl ddl, Registration registration) {
      ObjectNode json =
          registration.json(
              CLUSTER, "ddl", ddl, published.get(ddl.topic()), Instant.ofEpochSecond(0));
      published.put(ddl.topic(), json);
      log.register("ddl", ddl.connector(), ddl.topic(), json);
    }

    @Override
    public void keepOnly(BiPredicate<String, String> wanted) {
      for (AnnouncedTopic each : log.catalog().registeredBy("ddl", CLUSTER)) {
        if (!wanted.test(each.connector(), each.topic())) {
          published.remove(each.topic());
          log.withdraw("ddl", each.connector(), each.topic());
        }
      }
    }

    @Override
    public boolean isRegistered(TopicDdl ddl) {
      return Registration.isOf(
          ddl, log.catalog().registrations(ddl.connector(), ddl.topic()).get("ddl"));
    }
  }

  /** A row of an id and some columns of text. */
  static Schema row(String... columns) {
    SchemaBuilder row = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA);
    for (String column : columns) {
      row.field(column, Schema.OPTIONAL_STRING_SCHEMA);
    }
    return row.build();
  }

  /** Announces a topic keyed by id, and puts a record into it. */
  void announceFilled(String topic, String... columns) {
    filled.add(topic);
    log.announce(SHOP, topic, row(columns));
  }

  /** Announces a topic whose values are Avro. */
  void announceAvro(String topic) {
    log.announce(
        SHOP,
        topic,
        Schema.INT32_SCHEMA,
        row("name"),
        List.of("id"),
        Map.of("value.converter", "io.confluent.connect.avro.AvroConverter"));
  }

  void announce(String topic, String... columns) {
    log.announce(SHOP, topic, row(columns));
  }

  /** Lets the registrar do what can be done, round by round, until something holds. */
  void until(String what, BooleanSupplier holds) {
    await(what)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              registrar.round();
              return holds.getAsBoolean();
            });
  }

  /** Lets it come to the point at which it waits for something other than ksqlDB. */
  void untilState(String topic, String state) {
    until(topic + " is " + state, () -> stateOf(topic).equals(state));
  }

  /** Lets an hour pass, in which whatever is to be tried again is. */
  void anHourPasses() throws InterruptedException {
    for (int i = 0; i < 30; i++) {
      skippedNanos += TimeUnit.MINUTES.toNanos(2);
      registrar.round();
    }
  }

  long count(Registration.State state) {
    return registrar.count(state);
  }

  boolean isSettled(String topic) {
    return registrar.isSettled(SHOP, topic, log.catalog().lastOffset());
  }

  String stateOf(String topic) {
    return published.containsKey(topic) ? published.get(topic).path("state").asText() : "";
  }

  String reasonOf(String topic) {
    return published.get(topic).path("reason").asText();
  }

  @Override
  public void close() {
    ksql.close();
  }
}
