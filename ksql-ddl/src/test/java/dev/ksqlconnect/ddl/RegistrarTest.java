package dev.ksqlconnect.ddl;

import static dev.ksqlconnect.ddl.Registering.PAGES;
import static dev.ksqlconnect.ddl.Registering.SHOP;
import static dev.ksqlconnect.ddl.Registering.USERS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of announced topics in ksqlDB. */
class RegistrarTest {
  private static final String REGISTERED = "REGISTERED";
  private static final String PENDING = "PENDING";
  private static final String REFUSED = "REFUSED";
  private static final String CONFLICT = "CONFLICT";

  private static final Duration TIMEOUT = Duration.ofMillis(600);

  private final Registering registering = new Registering();
  private final KsqlDbStandIn ksql = registering.ksql;

  @AfterEach
  void nothing_was_asked_that_ksqldb_would_not_understand() {
    registering.close();
  }

  private List<String> columnsOf(String source) {
    return ksql.describe(source).stream()
        .map(column -> column.name() + " " + column.type().sql())
        .toList();
  }

  @Test
  void an_announced_topic_is_made_a_table() {
    registering.announceFilled(USERS, "name");
    registering.untilState(USERS, REGISTERED);

    assertThat(columnsOf("SHOP_USERS")).containsExactly("ID INTEGER", "NAME STRING");
  }

  @Test
  void topics_are_counted_by_state() {
    registering.announceFilled(USERS);
    registering.announce(PAGES);
    registering.untilState(USERS, REGISTERED);

    assertThat(registering.count(Registration.State.REGISTERED)).isEqualTo(1);
    assertThat(registering.count(Registration.State.PENDING)).isEqualTo(1);
    assertThat(registering.count(Registration.State.REFUSED)).isZero();
  }

  @Test
  void statements_that_change_something_are_timed() {
    ksql.delay(Duration.ofMillis(100), Duration.ZERO);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(registering.statementMs)
        .singleElement()
        .satisfies(took -> assertThat(took).isBetween(100.0, 20_000.0));
  }

  @Test
  void a_topic_is_not_made_before_it_holds_a_record() throws InterruptedException {
    registering.announce(USERS);
    registering.untilState(USERS, PENDING);
    registering.anHourPasses();
    assertThat(registering.reasonOf(USERS)).contains(USERS, "holds no record");
    assertThat(ksql.changes()).isEmpty();

    registering.filled.add(USERS);
    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void a_topic_that_was_emptied_is_not_made_anew() throws InterruptedException {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    ksql.forget();
    registering.filled.clear();
    registering.announce(USERS);
    registering.again();
    registering.untilState(USERS, PENDING);
    registering.anHourPasses();

    assertThat(ksql.names()).isEmpty();
  }

  /** ksqlDB would register a schema of its own, and the connector's task would fail. */
  @Test
  void with_a_registry_only_records_since_the_announcement_count() throws InterruptedException {
    ksql.withSchemaRegistry();
    registering.filled.add(USERS);
    registering.log.announce("other", "x", Registering.row());
    registering.lastWrite = 0;
    registering.announceAvro(USERS);
    registering.untilState(USERS, PENDING);
    registering.anHourPasses();
    assertThat(registering.lookedFrom.get(USERS)).isPositive();
    assertThat(ksql.names()).doesNotContain("SHOP_USERS");

    registering.lastWrite = Long.MAX_VALUE;
    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void records_that_carry_old_times_count_when_they_have_just_come() throws InterruptedException {
    ksql.withSchemaRegistry();
    registering.filled.add(USERS);
    registering.log.announce("other", "x", Registering.row());
    registering.lastWrite = 0;
    registering.announceAvro(USERS);
    registering.untilState(USERS, PENDING);

    registering.written++;
    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void a_topic_that_was_emptied_stays_registered_where_it_is() {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    registering.filled.clear();
    registering.published.clear();
    registering.again();
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void the_same_announcement_again_causes_no_statement() throws InterruptedException {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    int asked = ksql.statements().size();
    registering.announce(USERS);
    registering.anHourPasses();

    assertThat(ksql.statements()).hasSize(asked);
  }

  @Test
  void a_registrar_that_begins_anew_looks_and_changes_nothing() throws InterruptedException {
    registering.announceFilled(USERS);
    registering.announceFilled(PAGES);
    registering.untilState(USERS, REGISTERED);
    registering.untilState(PAGES, REGISTERED);
    int asked = ksql.statements().size();
    registering.again();
    registering.anHourPasses();

    assertThat(ksql.statements().subList(asked, ksql.statements().size()))
        .containsExactlyInAnyOrder(
            "SHOW STREAMS;", "SHOW TABLES;", "DESCRIBE `SHOP_USERS`;", "DESCRIBE `SHOP_PAGES`;");
    assertThat(registering.isSettled(USERS)).isTrue();
  }

  @Test
  void what_was_made_otherwise_while_no_registrar_ran_is_a_conflict() {
    registering.announceFilled(USERS, "name");
    registering.untilState(USERS, REGISTERED);
    ksql.forget();
    registering.log.announce("other", "x", Registering.row());
    KsqlClient user = new KsqlClient(List.of(URI.create(ksql.url())), null, null, TIMEOUT, "");
    assertThatCode(
            () ->
                user.apply(
                    "CREATE TABLE shop_users (id INT PRIMARY KEY, name BIGINT) WITH"
                        + " (KAFKA_TOPIC='shop-users', KEY_FORMAT='KAFKA', VALUE_FORMAT='JSON');"))
        .doesNotThrowAnyException();
    registering.again();
    registering.untilState(USERS, CONFLICT);

    assertThat(registering.published.get(USERS).path("differences").get(0).asText())
        .isEqualTo("Column `NAME` is BIGINT, and should be VARCHAR.");
  }

  @Test
  void what_somebody_else_made_alike_is_left_alone() {
    registering.announceFilled(USERS, "name");
    registering.untilState(USERS, REGISTERED);
    registering.log.register("ddl", SHOP, USERS, registering.published.get(USERS).put("state", ""));
    registering.published.clear();
    registering.again();
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void columns_that_were_added_are_appended() {
    registering.announceFilled(USERS, "name");
    registering.untilState(USERS, REGISTERED);
    registering.announce(USERS, "city", "name");
    registering.until("the column is there", () -> columnsOf("SHOP_USERS").size() == 3);

    assertThat(columnsOf("SHOP_USERS")).containsExactly("ID INTEGER", "NAME STRING", "CITY STRING");
    assertThat(registering.stateOf(USERS)).isEqualTo(REGISTERED);
  }

  @Test
  void a_column_that_went_is_a_conflict_and_stays() {
    registering.announceFilled(USERS, "name", "city");
    registering.untilState(USERS, REGISTERED);
    registering.announce(USERS, "name");
    registering.untilState(USERS, CONFLICT);

    assertThat(registering.published.get(USERS).path("differences").get(0).asText())
        .isEqualTo("Column `CITY` (VARCHAR) is there, and the topic has none such.");
    assertThat(columnsOf("SHOP_USERS")).hasSize(3);
  }

  @Test
  void a_conflict_that_the_user_ends_is_registered() {
    registering.announceFilled(USERS, "name", "city");
    registering.untilState(USERS, REGISTERED);
    registering.announce(USERS, "name");
    registering.untilState(USERS, CONFLICT);
    registering.published.clear();
    ksql.forget();
    registering.untilState(USERS, REGISTERED);

    assertThat(columnsOf("SHOP_USERS")).containsExactly("ID INTEGER", "NAME STRING");
  }

  @Test
  void a_conflict_outlives_a_server_that_is_away_for_a_while() throws InterruptedException {
    registering.announceFilled(USERS, "name", "city");
    registering.untilState(USERS, REGISTERED);
    registering.announce(USERS, "name");
    registering.untilState(USERS, CONFLICT);
    ksql.away(true);
    registering.announceFilled(PAGES);
    registering.untilState(PAGES, PENDING);
    registering.anHourPasses();
    ksql.forget();
    ksql.away(false);
    registering.untilState(PAGES, REGISTERED);
    registering.anHourPasses();

    assertThat(registering.stateOf(USERS)).isEqualTo(REGISTERED);
  }

  @Test
  void a_statement_fenced_by_another_is_sent_again() {
    ksql.fenceNext(3);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void a_server_that_is_away_is_waited_for() {
    ksql.away(true);
    registering.announceFilled(USERS);
    registering.untilState(USERS, PENDING);
    assertThat(registering.reasonOf(USERS)).contains(ksql.url());

    ksql.away(false);
    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void a_server_that_is_starting_is_waited_for() {
    ksql.startingUp(true);
    registering.announceFilled(USERS);
    registering.untilState(USERS, PENDING);
    assertThat(registering.reasonOf(USERS)).contains("503");

    ksql.startingUp(false);
    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void a_server_that_hangs_is_waited_for() {
    ksql.hangNext(2);
    registering.announceFilled(USERS);
    registering.untilState(USERS, PENDING);
    assertThat(registering.reasonOf(USERS)).contains("600 ms");

    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void a_server_that_resets_connections_is_waited_for() {
    ksql.resetNext(3);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void a_server_that_answers_garbage_is_waited_for() {
    ksql.garbageNext(3);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void a_connection_that_breaks_after_the_statement_does_not_repeat_it() {
    ksql.dropAfterApplying(1);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void another_ksqldb_behind_the_same_url_gets_everything_again() {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    ksql.forget();
    ksql.away(true);
    registering.announceFilled(PAGES);
    registering.untilState(PAGES, PENDING);
    ksql.away(false);
    registering.untilState(PAGES, REGISTERED);
    registering.until("all are there again", () -> ksql.names().size() == 2);

    assertThat(ksql.names()).containsExactlyInAnyOrder("SHOP_USERS", "SHOP_PAGES");
  }

  @Test
  void while_ksqldb_is_away_every_topic_has_a_word() {
    ksql.away(true);
    for (int i = 0; i < 120; i++) {
      registering.announceFilled("shop-t" + i);
    }
    registering.until("all have one", () -> registering.published.size() == 120);

    assertThat(registering.reasonOf("shop-t119")).contains(ksql.url());
  }

  /** A proxy between may not like it, or a load balancer. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 413, 503})
  void one_topic_whose_statement_does_not_get_through_holds_up_no_other(int status) {
    ksql.failAll(statement -> statement.contains("`SHOP_PAGES`"), status, "<html>not you</html>");
    registering.announceFilled(PAGES);
    registering.untilState(PAGES, PENDING);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(registering.stateOf(PAGES)).isEqualTo(PENDING);
  }

  @Test
  void what_is_not_to_be_registered_any_more_is_withdrawn() throws InterruptedException {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    registering.only("hr"::equals);
    registering.anHourPasses();

    assertThat(registering.published).isEmpty();
    assertThat(ksql.names()).as("nothing is dropped").containsExactly("SHOP_USERS");
  }

  @Test
  void one_topic_that_fails_for_good_holds_up_no_other() {
    ksql.failAll(
        statement -> statement.contains("`SHOP_PAGES`"),
        500,
        "{\"@type\":\"generic_error\",\"error_code\":50000,\"message\":\"no\"}");
    registering.announceFilled(PAGES);
    registering.untilState(PAGES, PENDING);
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(registering.stateOf(PAGES)).isEqualTo(PENDING);
    assertThat(registering.isSettled(PAGES)).isFalse();
  }

  @Test
  void a_statement_that_ksqldb_refuses_is_not_sent_again_until_the_announcement_changes()
      throws InterruptedException {
    ksql.failAll(
        statement -> statement.contains("`SHOP_USERS`") && !statement.contains("`CITY`"),
        400,
        "{\"@type\":\"statement_error\",\"error_code\":40001,\"message\":\"not so\"}");
    registering.announceFilled(USERS, "name");
    registering.untilState(USERS, REFUSED);
    int asked = ksql.statements().size();
    registering.anHourPasses();
    assertThat(ksql.statements()).hasSize(asked);
    assertThat(registering.reasonOf(USERS)).contains("not so");
    assertThat(registering.isSettled(USERS)).isTrue();

    registering.announce(USERS, "name", "city");
    registering.untilState(USERS, REGISTERED);
  }

  @Test
  void a_dry_run_says_what_it_would_do_and_does_nothing() {
    registering.dryRun(true);
    registering.announceFilled(USERS);
    registering.untilState(USERS, PENDING);

    assertThat(registering.reasonOf(USERS)).contains("ksql.dry.run", "would be created");
    assertThat(registering.published.get(USERS).path("statement").asText()).startsWith("CREATE");
    assertThat(ksql.changes()).isEmpty();
  }

  @Test
  void a_dry_run_says_how_it_would_extend() {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    registering.dryRun(true);
    registering.announce(USERS, "name");
    registering.untilState(USERS, PENDING);

    assertThat(registering.reasonOf(USERS)).contains("CREATE OR REPLACE TABLE", "`NAME` VARCHAR");
    assertThat(ksql.changes()).hasSize(1);
  }

  @Test
  void only_the_chosen_connectors_are_registered() throws InterruptedException {
    registering.only("hr"::equals);
    registering.announceFilled(USERS);
    registering.anHourPasses();

    assertThat(ksql.statements()).isEmpty();
    assertThat(registering.published).isEmpty();
  }

  @Test
  void a_deleted_connectors_topics_are_left_as_they_are() throws InterruptedException {
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);
    registering.log.retire(SHOP, USERS);
    registering.anHourPasses();

    assertThat(ksql.names()).containsExactly("SHOP_USERS");
  }

  @Test
  void two_registrars_come_to_the_same_end() {
    Registrar first = registering.again();
    registering.announceFilled(USERS);
    registering.until(
        "both are settled",
        () -> {
          try {
            first.round();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return first.isSettled(SHOP, USERS, 0) && registering.isSettled(USERS);
        });

    assertThat(ksql.changes()).hasSize(1);
    assertThat(registering.stateOf(USERS)).isEqualTo(REGISTERED);
  }

  @Test
  void the_next_server_is_asked_when_the_first_is_away() throws IOException {
    registering.serverBefore("http://127.0.0.1:" + unusedPort());
    registering.announceFilled(USERS);
    registering.untilState(USERS, REGISTERED);

    assertThat(ksql.names()).containsExactly("SHOP_USERS");
  }

  @Test
  void the_next_server_is_asked_when_the_first_is_silent() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      registering.serverBefore("http://127.0.0.1:" + silent.getLocalPort());
      registering.announceFilled(USERS);
      registering.untilState(USERS, REGISTERED);
    }

    assertThat(ksql.names()).containsExactly("SHOP_USERS");
  }

  @Test
  void an_answer_that_stalls_halfway_is_waited_for_no_longer_than_one_that_never_comes()
      throws Exception {
    try (ServerSocket stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerHalf(stalling));
      server.start();
      KsqlClient client =
          new KsqlClient(
              List.of(URI.create("http://127.0.0.1:" + stalling.getLocalPort())),
              null,
              null,
              TIMEOUT,
              "");

      assertThatThrownBy(client::list).hasMessageContaining("has not answered within");
    }
  }

  private static void answerHalf(ServerSocket stalling) {
    try (Socket connection = stalling.accept()) {
      connection
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[".getBytes(US_ASCII));
      // Until the client gives up and closes.
      connection.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void an_announcement_is_not_settled_before_it_was_seen() {
    registering.announceFilled(USERS);

    assertThat(registering.isSettled(USERS)).isFalse();
  }

  @Test
  void many_topics_are_registered_one_after_another() {
    ksql.delay(Duration.ofMillis(2), Duration.ZERO);
    for (int i = 0; i < 120; i++) {
      registering.announceFilled("shop-t" + i);
    }
    registering.until("all are there", () -> ksql.names().size() == 120);

    assertThat(ksql.changes()).hasSize(120);
  }

  @Test
  void two_topics_of_one_name_are_both_refused() {
    registering.announceFilled("shop-users");
    registering.announceFilled("shop.users");
    registering.untilState("shop-users", REFUSED);
    registering.untilState("shop.users", REFUSED);

    assertThat(registering.reasonOf("shop.users")).contains("shop-users", "SHOP_USERS");
    assertThat(ksql.changes()).isEmpty();
  }
}
