package dev.ksqlconnect.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.Catalog;
import dev.ksqlconnect.announcer.ManyTopics;
import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A worker with a large catalog. */
final class RestPart implements Measuring {
  private static final String CLUSTER = "connect";
  private static final String ANNOUNCEMENTS = "connect-announcements";
  private static final String CONFIGS = "connect-configs";
  private static final String STATES = "connect-status";
  private static final int TOPICS_EACH = 10;
  private static final int CONNECTORS = 1_000;
  private static final int CONNECTORS_QUICK = 50;
  private static final int STREAMS = 500;
  private static final int STREAMS_QUICK = 20;
  private static final int BLOCKS = 40;
  private static final int BLOCKS_QUICK = 4;
  private static final int WARMUPS = 10;
  private static final int REQUESTS = 500;
  private static final int REQUESTS_QUICK = 50;
  private static final int READS = 5;
  private static final int CHANGES = 20;
  private static final long SEED = 20261121;

  private static final double READ_SECONDS = 5;
  private static final double HEAP_MB = 50;

  /** What is asked. */
  private enum Question {
    CONNECTS("Connect's own `GET /connectors/{name}/topics`"),
    TOPIC("`GET /connectors/{name}/topics/{topic}/schema`"),
    CONNECTOR("`GET /connectors/{name}/schema`");

    private final String text;

    Question(String text) {
      this.text = text;
    }

    private String path(String connector, String topic) {
      return "/connectors/"
          + connector
          + switch (this) {
            case CONNECTS -> "/topics";
            case TOPIC -> "/topics/" + topic + "/schema";
            case CONNECTOR -> "/schema";
          };
    }
  }

  @Override
  public void measure(Options options, Progress progress, Report report) throws Exception {
    int connectors = options.quick() ? CONNECTORS_QUICK : CONNECTORS;
    Map<String, List<String>> all = new TreeMap<>();
    for (int c = 0; c < connectors; c++) {
      String connector = String.format("c%04d", c);
      all.put(
          connector,
          IntStream.range(0, TOPICS_EACH).mapToObj(t -> connector + "-table" + t).toList());
    }
    report.title =
        String.format("%,d topics of %,d connectors", connectors * TOPICS_EACH, connectors);
    report.how.add(
        "What a worker finds at its start is written into Connect's own topics first, in Connect's"
            + " own format: the connectors, which are real ones of KsqlJdbcSource, in state STOPPED,"
            + " so that none needs a database, and their active topics, as their tasks would have"
            + " left them; and into the announcements topic each topic's announcement, of ten"
            + " columns, made by the bundle's own classes. Then a worker is started. One client asks"
            + " for connectors and topics at random, one request at a time, the three questions in"
            + " turn.");
    report.how.add(
        "The catalog is read, and weighed, by the bundle's own classes in this process: the heap in"
            + " use after a garbage collection with the catalog, less that without. A change is"
            + " timed from before it is sent to Kafka until the last listener has it parsed; worker,"
            + " broker and all listeners share the machine.");
    try (Servers servers = new Servers(options, Part.REST, null);
        ManyTopics announcements = announcements(servers)) {
      announcements.announce(all);
      remember(servers.bootstrapServers(), all);
      progress.say("%,d topics announced", connectors * TOPICS_EACH);
      catalog(announcements, connectors * TOPICS_EACH, progress, report);
      Worker worker =
          servers.startWorker(
              "worker",
              "1g",
              Map.of(
                  "group.id",
                  CLUSTER,
                  "ksql.connect.announcements.topic",
                  ANNOUNCEMENTS,
                  "config.storage.topic",
                  CONFIGS,
                  "status.storage.topic",
                  STATES));
      awaitConnectors(worker.rest(), connectors);
      progress.say("%,d connectors are there", connectors);
      answers(options, worker.rest(), List.copyOf(all.keySet()), progress, report);
      streams(options, worker.rest(), all, announcements, progress, report);
    }
  }

  private static ManyTopics announcements(Servers servers) {
    new Topics(servers.bootstrapServers())
        .create(ANNOUNCEMENTS, Map.of("cleanup.policy", "compact"));
    return new ManyTopics(servers.bootstrapServers(), ANNOUNCEMENTS, CLUSTER);
  }

  /** What Connect keeps of stopped connectors that have written topics. */
  private static void remember(String bootstrapServers, Map<String, List<String>> all) {
    Topics topics = new Topics(bootstrapServers);
    for (String kept : List.of(CONFIGS, STATES)) {
      topics.create(kept, Map.of("cleanup.policy", "compact"));
    }
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    all.forEach(
        (connector, written) -> {
          records.add(
              new ProducerRecord<>(
                  CONFIGS,
                  "connector-" + connector,
                  String.format(
                      "{\"properties\":{\"name\":\"%s\",\"connector.class\":\"KsqlJdbcSource\","
                          + "\"connection.url\":\"jdbc:postgresql://nobody/shop\"}}",
                      connector)));
          records.add(
              new ProducerRecord<>(
                  CONFIGS,
                  "target-state-" + connector,
                  "{\"state\":\"PAUSED\",\"state.v2\":\"STOPPED\"}"));
          records.add(new ProducerRecord<>(CONFIGS, "commit-" + connector, "{\"tasks\":0}"));
          for (String topic : written) {
            records.add(
                new ProducerRecord<>(
                    STATES,
                    "status-topic-" + topic + ":connector-" + connector,
                    String.format(
                        Locale.ROOT,
                        "{\"topic\":{\"name\":\"%s\",\"connector\":\"%s\",\"task\":0,"
                            + "\"discoverTimestamp\":%d}}",
                        topic,
                        connector,
                        System.currentTimeMillis())));
          }
        });
    topics.send(records);
  }

  private static void awaitConnectors(Rest rest, int connectors) {
    Waiting.until(
        connectors + " stopped connectors, and the catalog",
        Servers.PATIENCE,
        () -> {
          int stopped = 0;
          for (JsonNode connector : rest.get("/connectors?expand=status").json()) {
            stopped += connector.at("/status/connector/state").asText().equals("STOPPED") ? 1 : 0;
          }
          return stopped == connectors && rest.get("/topic-announcements").status() == 200;
        });
  }

  private static void catalog(
      ManyTopics announcements, int topics, Progress progress, Report report)
      throws InterruptedException {
    List<Double> seconds = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      long before = heapInUse();
      ManyTopics.Read read = announcements.read();
      double weight = (heapInUse() - before) / 1e6;
      int held = size(read.catalog());
      if (held != topics) {
        throw new IllegalStateException(held + " topics were read, and not " + topics);
      }
      seconds.add(read.seconds());
      megabytes.add(weight);
      progress.say("read in %s s, %s MB", Numbers.text(read.seconds()), Numbers.text(weight));
    }
    Numbers time = Numbers.of(seconds);
    Numbers weight = Numbers.of(megabytes);
    report.measurements.put("catalog, s to read", time);
    report.measurements.put("catalog, MB", weight);
    report.figures.add(
        new Figure(
            String.format(
                "the catalog of %,d topics is read at start, the slowest of %d times",
                topics, READS),
            "< " + Numbers.text(READ_SECONDS) + " s",
            Numbers.text(time.max()) + " s",
            time.max() < READ_SECONDS));
    report.figures.add(Figure.atMost("heap that it takes", HEAP_MB, " MB", weight));
  }

  /** Reads it after the heap is measured, so that it is in use until then. */
  private static int size(Catalog catalog) {
    return catalog.all().size();
  }

  private static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void answers(
      Options options, Rest rest, List<String> connectors, Progress progress, Report report) {
    Random random = new Random(SEED);
    List<Asked> all = Stream.of(Question.values()).map(Asked::of).toList();
    int blocks = options.quick() ? BLOCKS_QUICK : BLOCKS;
    for (int block = -WARMUPS; block < blocks; block++) {
      for (int i = 0; i < (options.quick() ? REQUESTS_QUICK : REQUESTS); i++) {
        String connector = connectors.get(random.nextInt(connectors.size()));
        String topic = connector + "-table" + random.nextInt(TOPICS_EACH);
        for (int q = 0; q < all.size(); q++) {
          Asked asked = all.get((i + q) % all.size());
          asked.block().add(ask(rest, asked.question(), connector, topic));
        }
      }
      for (Asked asked : all) {
        asked.endBlock(block >= 0);
      }
      progress.say("asked, %d of %d", block + 1, blocks);
    }
    Table table =
        Table.of("One request at a time:", "question", "p50, ms", "p99, ms", "p99 by Connect's");
    List<Chart.Series> bars = List.of(Chart.Series.of("p50"), Chart.Series.of("p99"));
    Numbers connects = all.get(0).percentiles(99);
    for (Asked asked : all) {
      String text = asked.question().text;
      Numbers p50 = asked.percentiles(50);
      Numbers p99 = asked.percentiles(99);
      Numbers quotient = p99.by(connects);
      report.measurements.put(text + ", ms, p50 of each block", p50);
      report.measurements.put(text + ", ms, p99 of each block", p99);
      table.add(text, p50.withSpread(), p99.withSpread(), quotient.withSpread());
      bars.get(0).add(p50);
      bars.get(1).add(p99);
      if (asked.question() != Question.CONNECTS) {
        report.figures.add(
            Figure.atMost(
                "p99 of " + text + " by that of " + Question.CONNECTS.text, 1, "", quotient));
      }
    }
    report.tables.add(table);
    report.charts.add(
        new Chart(
            "rest-answers",
            "Answers out of a large catalog",
            "ms",
            false,
            List.of("Connect's /topics", "a topic's schema", "a connector's schemas"),
            bars));
  }

  /** How long the answers to a question took, in milliseconds, in blocks of requests. */
  private record Asked(Question question, List<Numbers> blocks, List<Double> block) {
    static Asked of(Question question) {
      return new Asked(question, new ArrayList<>(), new ArrayList<>());
    }

    void endBlock(boolean counts) {
      if (counts) {
        blocks.add(Numbers.of(block));
      }
      block.clear();
    }

    Numbers percentiles(double percent) {
      return Numbers.of(blocks.stream().map(each -> each.percentile(percent)).toList());
    }
  }

  /** Asks, and answers how long it took, in milliseconds. */
  private static double ask(Rest rest, Question question, String connector, String topic) {
    long begin = System.nanoTime();
    Rest.Reply reply = rest.get(question.path(connector, topic));
    double took = (System.nanoTime() - begin) / 1e6;
    if (reply.status() != 200 || !reply.body().contains(topic)) {
      throw new IllegalStateException(question.path(connector, topic) + ": " + reply);
    }
    return took;
  }

  private static void streams(
      Options options,
      Rest rest,
      Map<String, List<String>> all,
      ManyTopics announcements,
      Progress progress,
      Report report)
      throws IOException {
    int count = options.quick() ? STREAMS_QUICK : STREAMS;
    String now = rest.get("/topic-announcements").json().path("lastEventId").asText();
    List<EventListener> listeners = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        listeners.add(new EventListener(rest, now));
      }
      Waiting.until(
          count + " listeners to be connected",
          Servers.PATIENCE,
          () -> listeners.stream().allMatch(listener -> listener.heartbeats() > 0));
      progress.say("%d event streams are open", count);
      List<Double> took = new ArrayList<>();
      Map<String, Integer> versions = new HashMap<>();
      List<String> connectors = List.copyOf(all.keySet());
      Random random = new Random(SEED);
      for (int change = 1; change <= CHANGES; change++) {
        String connector = connectors.get(random.nextInt(connectors.size()));
        String topic = connector + "-table0";
        long begin = System.nanoTime();
        announcements.change(connector, topic, versions.merge(topic, 1, Integer::sum) + 1);
        awaitAll(listeners, change);
        took.add((System.nanoTime() - begin) / 1e6);
      }
      Numbers times = Numbers.of(took);
      progress.say("the last has seen a change after %s ms", times.withSpread());
      report.measurements.put("change until the last listener has it, ms", times);
      Table table =
          Table.of(
              "A change until the last has seen it:",
              "event streams",
              "changes",
              "p50, ms",
              "max, ms");
      table.add(
          String.valueOf(count),
          String.valueOf(CHANGES),
          Numbers.text(times.median()),
          Numbers.text(times.max()));
      report.tables.add(table);
    } finally {
      for (EventListener listener : listeners) {
        listener.close();
      }
    }
  }

  private static void awaitAll(List<EventListener> listeners, int events) {
    long deadline = System.nanoTime() + Servers.PATIENCE.toNanos();
    for (EventListener listener : listeners) {
      while (listener.events().size() < events) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("A listener has not seen the change");
        }
        LockSupport.parkNanos(500_000);
      }
    }
  }
}
