package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Worker;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Topics register themselves in a real ksqlDB, which then reads what the database holds. */
@EnabledIfSystemProperty(
    named = "ksqldb.url",
    matches = ".+",
    disabledReason = "it needs a ksqlDB: -Dksqldb.url=… and its broker: -Dksqldb.bootstrap=…")
class KsqlDbIT {
  /** Stands before all names, so that nothing else on the servers is touched. */
  private static final String RUN = "it" + UUID.randomUUID().toString().substring(0, 8);

  private static final String SHOP = RUN + "-shop";

  private static KsqlDb ksql;
  private static Stack stack;

  @BeforeAll
  static void start() {
    ksql = new KsqlDb(System.getProperty("ksqldb.url"));
    stack = Stack.beside(System.getProperty("ksqldb.bootstrap"), KsqlDbIT.class, KafkaLine.V4_3);
    Everything.create(stack.database(), "everything", true);
    Everything.create(stack.database(), "journal", false);
    stack.addWorker(KsqlDbIT::ofThisRun);
    stack.create(
        RUN + "-registrar",
        Map.of("connector.class", "KsqlDdlSink", "ksql.url", System.getProperty("ksqldb.url")));
    stack.create(SHOP, stack.jdbc());
  }

  private static Worker.Builder ofThisRun(Worker.Builder worker) {
    return worker
        .with("group.id", RUN)
        .with("config.storage.topic", RUN + "-configs")
        .with("offset.storage.topic", RUN + "-offsets")
        .with("status.storage.topic", RUN + "-status")
        .with("ksql.connect.announcements.topic", RUN + "-announcements")
        .with("value.converter.decimal.format", "NUMERIC");
  }

  @AfterAll
  static void stop() {
    stack.close();
    for (String kind : List.of("tables", "streams")) {
      for (String name : ksql.names(kind)) {
        if (name.startsWith(RUN.toUpperCase(Locale.ROOT))) {
          ksql.run("DROP " + kind.substring(0, kind.length() - 1) + " `" + name + "`;");
        }
      }
    }
    for (String topic : stack.topics().names()) {
      if (topic.startsWith(RUN)) {
        stack.topics().delete(topic);
      }
    }
  }

  private static String nameOf(String connector, String table) {
    return (connector + "_" + table).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String awaitRegistered(String connector, String table) {
    JsonNode said =
        Registrations.await(stack.worker(), connector, connector + "-" + table, "REGISTERED");
    assertThat(said.path("name").asText()).isEqualTo(nameOf(connector, table));
    return said.path("name").asText();
  }

  private static List<String> described() {
    return Everything.COLUMNS.stream()
        .map(column -> column.name().toUpperCase(Locale.ROOT) + " " + column.ksql())
        .collect(Collectors.toList());
  }

  @Test
  void a_table_holds_every_row_of_every_type_under_its_key() {
    String table = awaitRegistered(SHOP, "everything");

    List<String> columns = described();
    columns.set(0, "ID INTEGER KEY");
    assertThat(ksql.columns(table)).isEqualTo(columns);
    assertThat(Everything.read(ksql, table, Everything.COLUMNS))
        .isEqualTo(Everything.held(stack.database(), "everything", Everything.COLUMNS));
  }

  @Test
  void a_stream_holds_every_row_of_every_type() {
    String stream = awaitRegistered(SHOP, "journal");

    assertThat(ksql.columns(stream)).isEqualTo(described());
    assertThat(Everything.read(ksql, stream, Everything.COLUMNS))
        .isEqualTo(Everything.held(stack.database(), "journal", Everything.COLUMNS));
  }
}
