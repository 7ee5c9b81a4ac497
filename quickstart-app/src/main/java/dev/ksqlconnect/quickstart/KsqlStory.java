package dev.ksqlconnect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.quickstart.KsqlDb.Presence;
import dev.ksqlconnect.quickstart.KsqlDb.Seen;
import dev.ksqlconnect.quickstart.KsqlDb.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The story's last part: what the topics are in KSQL, and in ksqlDB. */
final class KsqlStory {
  /** What the connector's topics are in KSQL. */
  static final String DDL = "/connectors/" + Quickstart.CONNECTOR + "/ddl";

  /** Page views with who had them; without a semicolon. */
  static final String JOIN =
      "SELECT v.updated_at AS viewed, v.page_id, u.id AS user_id, u.name, u.email"
          + " FROM shop_page_views v JOIN shop_users u ON v.user_id = u.id EMIT CHANGES";

  /** The late one included. */
  private static final int TOPICS = Shop.KEYS.size() + 1;

  private static final Duration ONCE_PATIENCE = Duration.ofMinutes(5);
  private static final Duration PROGRESS = Duration.ofSeconds(5);
  private static final int PAST_SHOWN = 2;
  private static final int LIVE = 5;

  private final Servers servers;
  private final Narrator narrator;

  KsqlStory(Servers servers, Narrator narrator) {
    this.servers = servers;
    this.narrator = narrator;
  }

  /** Each topic's statement, while nobody registers it. */
  void statements() {
    narrator.title("What each topic is in KSQL");
    narrator.say("GET " + servers.first().url() + DDL);
    Set<String> reasons = new TreeSet<>();
    for (JsonNode topic : servers.sameFromAll(DDL, TOPICS).path("topics")) {
      String name = topic.path("topic").asText();
      String state = topic.path("state").asText();
      String statement = topic.path("statement").asText();
      narrator.say("");
      narrator.say("-- " + name + ": " + state);
      topic.path("warnings").forEach(warning -> narrator.say("-- " + warning.asText()));
      // Never cut: it is to be copied.
      narrator.say(compact(statement));
      boolean isKeyed =
          !servers.shop().primaryKey(name.substring(Quickstart.topic("").length())).isEmpty();
      Quickstart.require(
          statement.startsWith(isKeyed ? "CREATE TABLE " : "CREATE STREAM ")
              && state.equals("PENDING"),
          name + " is not what it should be in KSQL: " + topic);
      reasons.add(topic.path("reason").asText());
    }
    narrator.say("");
    narrator.say("(PENDING: " + String.join(" ", reasons) + ")");
    narrator.say("The same as a script, for ksqlDB's command line:");
    narrator.say("curl -s -H 'Accept: application/sql' " + servers.first().url() + DDL);
  }

  /** A statement in two lines. */
  private static String compact(String statement) {
    return statement
        .replaceAll("\\s*\n\\s*", " ")
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" WITH (", "\n     WITH (");
  }

  /** The registrar, to be posted by the user. */
  void howToRegister() {
    narrator.say("");
    narrator.say("To have them registered on your ksqlDB, and every later one as it comes, post:");
    narrator.say(
        String.format(
            "curl -s -X POST -H 'Content-Type: application/json' %s/connectors \\%n     -d '%s'",
            servers.first().url(), registrar("http://localhost:8088")));
    narrator.say("./quickstart --ksql http://localhost:8088 does so, and joins two of them.");
  }

  private static String registrar(String url) {
    return String.format(
        "{ \"name\": \"%s\", \"config\": %s }",
        Guest.REGISTRAR, KsqlDb.JSON.valueToTree(registrarConfig(url)));
  }

  private static Map<String, String> registrarConfig(String url) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "KsqlDdlSink");
    config.put("ksql.url", url);
    return config;
  }

  /** Has all topics registered in the user's ksqlDB. */
  void register(Guest guest, boolean once) {
    narrator.title("Registered in ksqlDB, by one more connector");
    awaitKsqlDb(guest, once ? ONCE_PATIENCE : Duration.ofDays(1000));
    guest.settleIn();
    servers.post(Guest.REGISTRAR, registrarConfig(guest.ksql().toString()));
    awaitRegistered();
    Map<String, Source> there = guest.ksql().sources();
    servers
        .written()
        .forEach(
            (topic, name) -> {
              Source source = there.get(name);
              Quickstart.require(
                  source != null && source.topic().equals(topic),
                  "ksqlDB has no " + name + " on topic " + topic + ", but: " + there.values());
            });
    narrator.say("(ksqlDB lists them all)");
  }

  private void awaitKsqlDb(Guest guest, Duration patience) {
    AtomicReference<String> said = new AtomicReference<>("");
    narrator.during(
        "ksqlDB at " + guest.ksql(),
        () -> {
          Waiting.until(
              () -> "ksqlDB at " + guest.ksql() + ". " + said,
              patience,
              () -> {
                Seen seen = guest.ksql().look();
                String elsewhere = guest.elsewhere(seen);
                String why = elsewhere == null ? seen.why() : elsewhere;
                if (seen.presence() == Presence.NOBODY && !guest.isInUsersKafka()) {
                  why += " Start ksqlDB with bootstrap.servers=" + servers.bootstrapServers();
                }
                if (!why.isEmpty() && !why.equals(said.getAndSet(why))) {
                  narrator.remark(why);
                }
                return why.isEmpty();
              });
          return true;
        });
  }

  /** Shows what becomes of each topic, until all are registered. */
  private void awaitRegistered() {
    Map<String, String> shown = new HashMap<>();
    Map<String, String> last = new TreeMap<>();
    long begin = System.nanoTime();
    AtomicLong saidAt = new AtomicLong(begin);
    Waiting.until(
        () -> "all topics to be REGISTERED: " + last,
        Quickstart.PATIENCE,
        () -> {
          last.clear();
          for (JsonNode topic : servers.first().rest().get(DDL).json().path("topics")) {
            String name = topic.path("topic").asText();
            String state = topic.path("state").asText();
            String reason = topic.path("reason").asText("");
            String is = reason.isEmpty() ? state : state + ": " + reason;
            last.put(name, is);
            // Until the registrar has come up, nothing is said of what it does.
            boolean isItsWord = !topic.path("registrations").isEmpty();
            if (isItsWord && !is.equals(shown.put(name, is))) {
              narrator.say(String.format("%-16s %s", name, is));
              saidAt.set(System.nanoTime());
            }
            Quickstart.require(
                state.equals("PENDING") || state.equals("REGISTERED"),
                name + " cannot be registered. " + is + " " + topic.path("differences"));
          }
          if (System.nanoTime() - saidAt.get() > PROGRESS.toNanos()) {
            saidAt.set(System.nanoTime());
            narrator.say(
                String.format("… %d s", TimeUnit.NANOSECONDS.toSeconds(saidAt.get() - begin)));
          }
          return last.size() >= TOPICS && last.values().stream().allMatch("REGISTERED"::equals);
        });
  }

  /** Page views joined with users in ksqlDB, the last ones as they come. */
  void join(KsqlDb ksql) {
    narrator.title("Page views, joined with users by ksqlDB while they come");
    Map<String, Map<String, String>> users = servers.shop().rows("users");
    int past = servers.shop().rows("page_views").size();
    String sql = JOIN + " LIMIT " + (past + LIVE) + ";";
    narrator.say(sql);
    BlockingQueue<Row> rows = new LinkedBlockingQueue<>();
    Thread asking = new Thread(() -> ask(ksql, sql, rows), "query");
    asking.setDaemon(true);
    asking.start();
    Row row = narrator.during("Waiting for the first row", () -> next(rows));
    JsonNode columns;
    for (int count = 0; (columns = row.columns()) != null; count++, row = next(rows)) {
      Map<String, String> user = users.getOrDefault(columns.path(2).asText(), Map.of());
      Quickstart.require(
          columns.path(3).asText().equals(user.get("name")),
          "the joined row " + columns + " is not of the users " + users);
      if (count == PAST_SHOWN) {
        narrator.say("… and so on, " + past + " views until now; then each as it comes:");
      }
      if (count < PAST_SHOWN || count >= past) {
        narrator.show(
            String.format(
                "%-23s page %-3s user %-3s %-8s %s",
                columns.path(0).asText(),
                columns.path(1).asText(),
                columns.path(2).asText(),
                columns.path(3).asText(),
                columns.path(4).asText()));
      }
    }
    if (row.failure() != null) {
      throw row.failure();
    }
  }

  /**
   * A row, or the end of them.
   *
   * @param columns null at the end
   * @param failure why it ended; null if all rows were there
   */
  private record Row(@Nullable JsonNode columns, @Nullable RuntimeException failure) {}

  private static void ask(KsqlDb ksql, String sql, BlockingQueue<Row> rows) {
    RuntimeException failure = null;
    try {
      ksql.query(sql, columns -> rows.add(new Row(columns, null)));
    } catch (RuntimeException e) {
      failure = e;
    }
    rows.add(new Row(null, failure));
  }

  private static Row next(BlockingQueue<Row> rows) {
    try {
      Row row = rows.poll(Quickstart.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (row == null) {
        throw new IllegalStateException(
            "ksqlDB has joined nothing for " + Quickstart.PATIENCE.toSeconds() + " s");
      }
      return row;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
