package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ksqlconnect.harness.Component;
import dev.ksqlconnect.harness.Exit;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Topics;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The program: starts the servers, tells the story and, with {@code --once}, checks it. */
public final class Quickstart {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String CONNECTOR = "shop";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Options options;
  private final Servers servers;
  private final Narrator narrator;
  private final Topics topics;
  private final Shop shop;

  private Quickstart(Options options, Servers servers, Narrator narrator) {
    this.options = options;
    this.servers = servers;
    this.narrator = narrator;
    this.topics = new Topics(servers.bootstrapServers());
    this.shop = servers.shop();
  }

  /**
   * Runs; the status is 0 if all went right, 1 if something did not, 2 for a wrong command line.
   */
  public static void main(String[] args) throws InterruptedException {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "; see ./quickstart --help");
      System.exit(2);
      return;
    }
    Path folder = Project.root().resolve("quickstart-app/run");
    FileLock lock = lock(folder.resolveSibling("target").resolve("lock"));
    if (lock == null) {
      System.err.println(
          "A quickstart runs in this checkout already. End that one first, with Ctrl-C.");
      System.exit(2);
      return;
    }
    Narrator narrator = new Narrator(System.out);
    Guest guest = null;
    if (options.ksql() != null) {
      try {
        guest = narrator.during("Looking at your servers", () -> Guest.arrive(options));
      } catch (IllegalArgumentException e) {
        System.err.println(e.getMessage());
        System.exit(2);
        return;
      }
    }
    int status = 1;
    Servers servers = new Servers(folder, guest, narrator);
    try (servers) {
      Exit.first(servers::close);
      try {
        servers.start(options);
        Quickstart quickstart = new Quickstart(options, servers, narrator);
        quickstart.tell();
        if (!options.once()) {
          quickstart.stay();
        }
        status = 0;
      } catch (RuntimeException e) {
        if (servers.isClosed()) {
          // Stopped on the way up, which is no failure.
          return;
        }
        System.out.println();
        System.err.println("It went wrong: " + reason(e));
        servers.keepLogs();
      }
    }
    System.exit(servers.isClean() ? status : 1);
  }

  /** The lock that one quickstart holds while it runs; null if another one does. */
  private static @Nullable FileLock lock(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).tryLock();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(RuntimeException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void tell() {
    post();
    topicsWithKeys();
    answers();
    announcements();
    lateTable();
    KsqlStory ksql = new KsqlStory(servers, narrator);
    ksql.statements();
    Guest guest = servers.guest();
    if (guest == null) {
      ksql.howToRegister();
    } else {
      ksql.register(guest, options.once());
      if (options.join()) {
        ksql.join(guest.ksql());
      }
    }
    ElasticsearchStory elasticsearch = new ElasticsearchStory(servers, narrator);
    elasticsearch.land();
    elasticsearch.delete(topics);
    if (options.once()) {
      everyRow(elasticsearch);
      narrator.title("Everything is as it should be, after " + narrator.elapsed());
    } else {
      whatToTry(elasticsearch);
    }
  }

  private void post() {
    narrator.title("A connector, posted with a class and a connection URL");
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "KsqlJdbcSource");
    config.put("connection.url", servers.database().url());
    Guest guest = servers.guest();
    if (guest != null && !guest.kafka().makesTopics()) {
      // Yours does not do so by itself.
      config.put("topic.creation.default.partitions", "-1");
      config.put("topic.creation.default.replication.factor", "-1");
    }
    servers.post(CONNECTOR, config);
    showWhatIsFilledIn();
  }

  /** The workers' converters are Apache's default ones, whose records KSQL cannot read. */
  private void showWhatIsFilledIn() {
    String path = "/connectors/" + CONNECTOR + "/config";
    narrator.say("GET " + first().url() + path);
    JsonNode stored = first().rest().get(path).json();
    Map<String, String> shown = new LinkedHashMap<>();
    for (String key : List.of("value.converter", "value.converter.schemas.enable")) {
      shown.put(key, stored.path(key).asText());
    }
    narrator.say("{ …, " + JSON.valueToTree(shown).toString().replaceAll("^.|.$", "") + ", … }");
    narrator.say(
        "(filled in, and the same for keys: the workers' own converters write a schema into");
    narrator.say("each record, which KSQL does not read)");
    require(
        "false".equals(shown.get("value.converter.schemas.enable")),
        "no converters were filled in: " + stored);
  }

  private Worker first() {
    return servers.first();
  }

  static String topic(String table) {
    return CONNECTOR + "-" + table;
  }

  private void topicsWithKeys() {
    narrator.title("Topics, keyed by each table's real primary key");
    narrator.during(
        "Waiting for a record of each table",
        () -> {
          Waiting.until(
              () -> "a record in each of " + Shop.KEYS.keySet() + "; topics: " + topics.names(),
              PATIENCE,
              () ->
                  Shop.KEYS.keySet().stream()
                      .noneMatch(table -> topics.records(topic(table)).isEmpty()));
          return true;
        });
    Shop.KEYS.forEach((table, key) -> showRecord(table));
  }

  private void showRecord(String table) {
    List<String> key = shop.primaryKey(table);
    ConsumerRecord<String, String> record = topics.records(topic(table)).get(0);
    narrator.show(String.format("%-16s %-32s %s", topic(table), record.key(), record.value()));
    Set<String> fields = fields(record.key());
    boolean right =
        key.isEmpty()
            ? record.key() == null
            : key.size() == 1
                ? shop.rows(table).containsKey(record.key())
                : fields.equals(new TreeSet<>(key));
    require(
        right,
        String.format(
            "the key of %s is %s, and the table's primary key is %s",
            record.topic(), record.key(), key));
  }

  private static Set<String> fields(String json) {
    Set<String> fields = new TreeSet<>();
    if (json != null && json.startsWith("{")) {
      read(json).fieldNames().forEachRemaining(fields::add);
    }
    return fields;
  }

  private void answers() {
    narrator.title("Which schemas does the connector write? Any worker answers");
    String path = "/connectors/" + CONNECTOR + "/schema";
    for (Worker worker : servers.workers()) {
      narrator.say("GET " + worker.url() + path);
    }
    JsonNode answer = servers.sameFromAll(path, Shop.KEYS.size());
    for (JsonNode topic : answer.path("topics")) {
      List<String> columns = new ArrayList<>();
      List<String> names = new ArrayList<>();
      List<String> key = new ArrayList<>();
      for (JsonNode column : topic.path("columns")) {
        names.add(column.path("name").asText());
        boolean inKey = column.path("primaryKey").asBoolean();
        columns.add((inKey ? "*" : "") + names.get(names.size() - 1));
      }
      topic.path("primaryKey").forEach(column -> key.add(column.asText()));
      narrator.show(
          String.format(
              "%-16s version %s  %s",
              topic.path("topic").asText(),
              topic.path("version").asText(),
              String.join(", ", columns)));
      String table = topic.path("topic").asText().substring(CONNECTOR.length() + 1);
      require(
          names.equals(shop.columns(table)) && key.equals(shop.primaryKey(table)),
          "the schema of " + table + " is not the database's: " + topic);
    }
    narrator.say("(* in the primary key; both workers answer the same)");
  }

  private void announcements() {
    String announcements = servers.announcements();
    narrator.title("Each topic was announced before its first record, in " + announcements);
    Set<String> announced = new TreeSet<>();
    for (ConsumerRecord<String, String> record : topics.records(announcements)) {
      JsonNode key = read(record.key());
      if (key.path("kind").asText().equals("topic")) {
        narrator.show(record.key());
        announced.add(key.path("topic").asText());
        long first = topics.records(key.path("topic").asText()).get(0).timestamp();
        require(
            record.timestamp() <= first,
            key + " was announced at " + record.timestamp() + ", after its record of " + first);
      }
    }
    Set<String> expected = new TreeSet<>();
    Shop.KEYS.keySet().forEach(table -> expected.add(topic(table)));
    require(announced.equals(expected), "announced are " + announced + ", not " + expected);
    require(
        topics.config(announcements, "cleanup.policy").equals("compact"),
        announcements + " is not compacted");
  }

  private void lateTable() {
    narrator.title("A table made while everything runs");
    narrator.say("CREATE TABLE " + Shop.LATE_TABLE + " …");
    shop.addLateTable();
    narrator.during(
        "Waiting for its announcement and records",
        () -> {
          servers.sameFromAll("/connectors/" + CONNECTOR + "/schema", Shop.KEYS.size() + 1);
          Waiting.until(
              "the records of " + Shop.LATE_TABLE,
              PATIENCE,
              () -> topics.records(topic(Shop.LATE_TABLE)).size() >= 2);
          return true;
        });
    showRecord(Shop.LATE_TABLE);
  }

  /** Compares what the topics and Elasticsearch hold with the database, to the last row. */
  private void everyRow(ElasticsearchStory elasticsearch) {
    narrator.title("Every row, and nothing else");
    shop.close();
    List<String> tables = new ArrayList<>(Shop.KEYS.keySet());
    tables.add(Shop.LATE_TABLE);
    for (String table : tables) {
      Map<String, Map<String, String>> rows = shop.rows(table);
      Waiting.until(
          () -> topic(table) + " to hold " + rows + "; it holds " + lastStates(table),
          PATIENCE,
          () -> lastStates(table).equals(rows));
      narrator.say(String.format("%-16s %d rows", topic(table), rows.size()));
    }
    Map<String, Map<String, String>> users = shop.rows("users");
    Waiting.until(
        () -> "Elasticsearch to hold " + users + "; it holds " + elasticsearch.documents(),
        PATIENCE,
        () -> elasticsearch.documents().equals(users));
    narrator.say(
        String.format("%-16s %d documents in Elasticsearch", topic("users"), users.size()));
  }

  /**
   * The last record of each key as text, field by field; those without a key by themselves, and
   * none for a key whose last record is a null.
   */
  private Map<String, Map<String, String>> lastStates(String table) {
    Map<String, Map<String, String>> states = new TreeMap<>();
    for (ConsumerRecord<String, String> record : topics.records(topic(table))) {
      if (record.value() == null) {
        states.remove(record.key());
      } else {
        Map<String, String> state = text(read(record.value()));
        states.put(record.key() == null ? state.toString() : record.key(), state);
      }
    }
    return states;
  }

  /** An object's fields, their values as text. */
  static Map<String, String> text(JsonNode object) {
    Map<String, String> text = new TreeMap<>();
    object.fields().forEachRemaining(field -> text.put(field.getKey(), field.getValue().asText()));
    return text;
  }

  private void whatToTry(ElasticsearchStory elasticsearch) {
    String url = first().url();
    String other = servers.workers().get(1).url();
    narrator.title("It stays up. Try:");
    for (String command :
        List.of(
            "curl -s " + url + "/connectors/shop/schema",
            "curl -s " + other + "/connectors/shop/topics/shop-users/schema",
            "curl -s '" + url + "/connectors/shop/topics?expand=schema'",
            "curl -s " + url + "/connectors/shop/delegate-config",
            "curl -s -H 'Accept: application/sql' " + other + "/connectors/shop/ddl",
            "curl -s " + url + "/topic-announcements",
            "curl -sN -H 'Accept: text/event-stream' " + other + "/topic-announcements",
            elasticsearch.curl("Ada"),
            "curl -s " + other + "/connectors/" + Guest.ELASTICSEARCH_SINK + "/delegate-config",
            "curl -s -X DELETE " + url + "/connectors/shop")) {
      narrator.say(command);
    }
    Guest guest = servers.guest();
    if (guest != null) {
      narrator.say(
          String.format(
              "curl -sN -X POST %s/query-stream -d '%s'",
              guest.ksql(), KsqlDb.JSON.valueToTree(KsqlDb.queryBody(KsqlStory.JOIN + ";"))));
    }
    narrator.say("");
    narrator.say("Kafka is at " + servers.bootstrapServers());
    narrator.say("PostgreSQL is at " + servers.database().url());
    narrator.say("Elasticsearch is at " + servers.elasticsearch().url());
    narrator.say("The workers' logs are in " + servers.folder());
    narrator.say("");
    narrator.say("Ctrl-C stops everything and removes it.");
  }

  private void stay() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("Not JSON: " + json, e);
    }
  }

  static void copyLogs(Path from, Path to) {
    Component.delete(to);
    try {
      Files.createDirectories(to);
      for (String log :
          List.of(
              "broker/broker.log",
              "workers/worker-1.log",
              "workers/worker-2.log",
              "elasticsearch/elasticsearch.log")) {
        Path file = from.resolve(log);
        if (Files.exists(file)) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
