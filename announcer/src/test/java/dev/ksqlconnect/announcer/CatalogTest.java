package dev.ksqlconnect.announcer;

import static dev.ksqlconnect.announcer.Examples.CONNECTOR;
import static dev.ksqlconnect.announcer.Examples.TOPIC;
import static dev.ksqlconnect.announcer.Examples.first;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The announcements topic, folded into memory. */
class CatalogTest {
  private final Catalog catalog = new Catalog();
  private long offset;

  @BeforeEach
  void begin() {
    catalog.beginGeneration("topic-id");
  }

  private void apply(Announcement... announcements) {
    for (Announcement announcement : announcements) {
      catalog.apply(offset++, announcement.key().toBytes(), announcement.bytes());
    }
  }

  private Catalog.Entry entry() {
    return catalog.find(CONNECTOR, TOPIC);
  }

  @Test
  void a_topic_is_created_changed_retired_and_created_again() {
    List<Catalog.Change> changes = new ArrayList<>();
    Announcement second = first("name").following(first());
    for (Announcement next :
        List.of(first(), second, second.retired(Examples.NOW), second.current())) {
      apply(next);
      changes.add(entry().lastChange());
    }

    assertThat(changes)
        .containsExactly(
            Catalog.Change.CREATED,
            Catalog.Change.CHANGED,
            Catalog.Change.RETIRED,
            Catalog.Change.CREATED);
    assertThat(entry().announcement().version()).isEqualTo(2);
  }

  @Test
  void a_record_that_changes_nothing_is_no_event() {
    apply(first());
    long before = catalog.lastSequence();
    apply(first());

    assertThat(catalog.changesAfter(before)).isEmpty();
    assertThat(entry().eventId()).isEqualTo("topic-id:0");
  }

  private void register(String registrar, String state) {
    byte[] value = state == null ? null : ("{\"state\":\"" + state + "\"}").getBytes(UTF_8);
    catalog.apply(
        offset++, AnnouncementKey.registration(registrar, CONNECTOR, TOPIC).toBytes(), value);
  }

  @Test
  void a_registration_is_an_event_each_time_it_changes() {
    register("ddl", "PENDING");
    long before = catalog.lastSequence();
    register("ddl", "PENDING");
    assertThat(catalog.changesAfter(before)).isEmpty();

    register("ddl", "REGISTERED");
    assertThat(catalog.changesAfter(before))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.name()).isEqualTo("registration");
              assertThat(event.eventId()).isEqualTo("topic-id:2");
              assertThat(event.json().path("state").asText()).isEqualTo("REGISTERED");
            });
    assertThat(catalog.changesAfter(0)).as("only its last state is kept").hasSize(1);
  }

  @Test
  void each_registrar_has_its_own_word() {
    register("ddl", "REGISTERED");
    register("other", "CONFLICT");

    assertThat(catalog.registrations(CONNECTOR, TOPIC)).containsOnlyKeys("ddl", "other");
    assertThat(catalog.connectors()).contains("ddl", "other");
  }

  @Test
  void a_registration_that_was_removed_is_forgotten() {
    register("ddl", "REGISTERED");
    register("ddl", null);

    assertThat(catalog.registrations(CONNECTOR, TOPIC)).isEmpty();
    assertThat(catalog.changesAfter(0)).isEmpty();
    assertThat(catalog.connectors()).doesNotContain("ddl");
  }

  @Test
  void registrations_of_a_deleted_topic_are_forgotten() {
    apply(first());
    register("ddl", "REGISTERED");
    catalog.beginGeneration("another-id");

    assertThat(catalog.registrations(CONNECTOR, TOPIC)).isEmpty();
    assertThat(catalog.changesAfter(0)).hasSize(1);
  }

  @Test
  void of_two_announced_at_once_the_second_in_the_log_is_the_next_version() {
    apply(first(), first("name"));

    assertThat(entry().announcement().version()).isEqualTo(2);
    assertThat(entry().announcement().fingerprint()).isEqualTo(first("name").fingerprint());
    assertThat(entry().announcement().remembers(first().fingerprint())).isTrue();
  }

  @Test
  void a_version_that_the_log_does_not_hold_is_to_be_written_again() {
    apply(first(), first("name"));
    assertThat(catalog.unsettled()).containsExactly(entry());

    apply(entry().announcement());

    assertThat(catalog.unsettled()).isEmpty();
    assertThat(entry().announcement().version()).isEqualTo(2);
  }

  /**
   * Workers that announce at once, each after what it has read so far, and that read the log from
   * its beginning or after compaction: once nothing is left to be written again, all hold the same.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void every_worker_comes_to_the_same_however_announcements_cross(int seed) {
    Random random = new Random(seed);
    List<Announcement> log = new ArrayList<>();
    int[] read = new int[3];
    for (int step = 0; step < 60; step++) {
      int worker = random.nextInt(read.length);
      read[worker] += random.nextInt(log.size() - read[worker] + 1);
      Catalog seen = folded(log.subList(0, read[worker]));
      Catalog.Entry entry = seen.find(CONNECTOR, TOPIC);
      if (entry == null) {
        log.add(first("column" + random.nextInt(4)));
      } else if (random.nextInt(5) == 0) {
        Announcement known = entry.announcement();
        log.add(known.isRetired() ? known.current() : known.retired(Examples.NOW));
      } else {
        log.add(first("column" + random.nextInt(4)).following(entry.announcement()));
      }
    }
    Catalog whole = folded(log);
    while (!whole.unsettled().isEmpty()) {
      log.add(whole.find(CONNECTOR, TOPIC).announcement());
      whole = folded(log);
    }

    Announcement agreed = whole.find(CONNECTOR, TOPIC).announcement();
    for (int from = 0; from < log.size(); from++) {
      Catalog lateOne = folded(log.subList(from, log.size()));
      Announcement late = lateOne.find(CONNECTOR, TOPIC).announcement();
      assertThat(late.version()).as("version, read from %s", from).isEqualTo(agreed.version());
      assertThat(late.fingerprint()).isEqualTo(agreed.fingerprint());
      assertThat(late.isRetired()).isEqualTo(agreed.isRetired());
    }
  }

  private static Catalog folded(List<Announcement> log) {
    Catalog catalog = new Catalog();
    catalog.beginGeneration("topic-id");
    for (int i = 0; i < log.size(); i++) {
      catalog.apply(i, log.get(i).key().toBytes(), log.get(i).bytes());
    }
    return catalog;
  }

  @Test
  void a_listener_that_comes_back_goes_on_after_the_event_it_saw_last() {
    for (int i = 0; i < 5; i++) {
      apply(first(Examples.topic("topic" + i, Examples.row())));
    }
    String seen = catalog.find(CONNECTOR, "topic2").eventId();

    assertThat(topicsAfter(seen)).containsExactly("topic3", "topic4");
  }

  @Test
  void a_listener_hears_of_a_topic_that_changed_meanwhile_once_in_its_last_state() {
    for (int i = 0; i < 3; i++) {
      apply(first(Examples.topic("topic" + i, Examples.row())));
    }
    String seen = catalog.find(CONNECTOR, "topic2").eventId();
    Announcement zero = catalog.find(CONNECTOR, "topic0").announcement();
    Announcement changed = first(Examples.topic("topic0", Examples.row("a"))).following(zero);
    Announcement again = first(Examples.topic("topic0", Examples.row("a", "b"))).following(changed);
    apply(changed, again);

    assertThat(topicsAfter(seen)).containsExactly("topic0");
    assertThat(catalog.find(CONNECTOR, "topic0").announcement().version()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other-topic-id:3", "topic-id:", "topic-id:x", "topic-id", "", "7"})
  void a_listener_with_an_unknown_event_hears_everything(String eventId) {
    apply(first());

    assertThat(topicsAfter(eventId)).containsExactly(TOPIC);
  }

  private List<String> topicsAfter(String eventId) {
    return catalog.changesAfter(catalog.sequenceOf(eventId)).stream()
        .map(event -> event.json().path("topic").asText())
        .toList();
  }

  @Test
  void an_event_has_the_same_name_on_a_worker_that_read_the_compacted_log() {
    Announcement retired = first().retired(Examples.NOW);
    apply(first(), retired);
    Catalog late = new Catalog();
    late.beginGeneration("topic-id");
    late.apply(1, retired.key().toBytes(), retired.bytes());

    assertThat(late.find(CONNECTOR, TOPIC).eventId()).isEqualTo(entry().eventId());
  }

  @Test
  void who_waits_for_a_change_is_woken_by_it() throws Exception {
    CompletableFuture<Boolean> woken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return catalog.awaitChange(0, Duration.ofMinutes(1).toMillis());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    apply(first());

    assertThat(woken.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(catalog.awaitChange(catalog.lastSequence(), 1)).isFalse();
  }

  @Test
  void a_deleted_record_is_forgotten() {
    apply(first());
    catalog.apply(offset++, first().key().toBytes(), null);

    assertThat(entry()).isNull();
    assertThat(catalog.all()).isEmpty();
    assertThat(catalog.changesAfter(0)).isEmpty();
  }

  @Test
  void what_cannot_be_understood_is_skipped_and_what_follows_is_read() {
    catalog.apply(offset++, null, new byte[] {1});
    catalog.apply(offset++, "no json".getBytes(UTF_8), null);
    catalog.apply(offset++, first().key().toBytes(), "{}".getBytes(UTF_8));
    catalog.apply(offset++, AnnouncementKey.plan("c").toBytes(), new byte[] {'1'});
    apply(first());

    assertThat(entry()).isNotNull();
    assertThat(catalog.position()).isEqualTo("topic-id:4");
  }

  @Test
  void a_kind_of_a_later_release_is_passed_over_without_a_word() {
    apply(first());
    long before = catalog.lastSequence();

    catalog.apply(
        offset++, "{\"kind\":\"lineage\",\"connector\":\"c\"}".getBytes(UTF_8), new byte[] {1});

    assertThat(catalog.skipped()).isZero();
    assertThat(catalog.lastSequence()).isEqualTo(before);
    assertThat(catalog.position()).isEqualTo("topic-id:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"topic\",\"connector\":\"a\\nINFO all is well\",\"topic\":\"t\"}",
        "{\"kind\":\"topic\",\"connector\":\"a\",\"topic\":\"t\\u001b[2J\"}",
        "{\"kind\":\"topic\",\"connector\":\"\",\"topic\":\"t\"}",
        "{\"kind\":\"topic\",\"connector\":1,\"topic\":\"t\"}",
        "{\"kind\":\"plan\",\"connector\":\"\\u0000\"}",
        "{\"kind\":\"registration\",\"registrar\":\"\\r\",\"connector\":\"a\",\"topic\":\"t\"}"
      })
  void names_that_no_connector_can_have_are_skipped(String key) {
    catalog.apply(offset++, key.getBytes(UTF_8), first().bytes());

    assertThat(catalog.connectors()).isEmpty();
    assertThat(catalog.all()).isEmpty();
  }

  @Test
  void a_value_of_another_topic_than_its_key_is_skipped() {
    AnnouncementKey other = AnnouncementKey.topic("another", TOPIC);
    catalog.apply(offset++, other.toBytes(), first().bytes());

    assertThat(catalog.all()).isEmpty();
  }

  @Test
  void json_that_is_nested_too_deep_is_skipped() {
    String deep = "[".repeat(100_000);
    catalog.apply(offset++, deep.getBytes(UTF_8), null);
    catalog.apply(offset++, first().key().toBytes(), deep.getBytes(UTF_8));
    apply(first());

    assertThat(catalog.all()).containsExactly(entry());
  }

  @Test
  void a_version_that_leaves_no_room_is_skipped_and_the_highest_one_stays() {
    ObjectNode forged = first().json().put("version", Integer.MAX_VALUE);
    catalog.apply(offset++, first().key().toBytes(), Json.bytes(forged));
    assertThat(catalog.all()).isEmpty();

    forged.put("version", 1_000_000_000);
    catalog.apply(offset++, first().key().toBytes(), Json.bytes(forged));
    apply(first("name").following(entry().announcement()));

    assertThat(entry().announcement().version()).isEqualTo(1_000_000_000);
    assertThat(entry().announcement().fingerprint()).isEqualTo(first("name").fingerprint());
    assertThat(catalog.unsettled()).isEmpty();
  }

  @Test
  void a_value_that_goes_on_behind_its_end_is_skipped() {
    byte[] longer = (first().json() + "{}").getBytes(UTF_8);

    catalog.apply(offset++, first().key().toBytes(), longer);

    assertThat(catalog.all()).isEmpty();
    assertThat(catalog.skipped()).isEqualTo(1);
  }

  @Test
  void what_is_skipped_is_counted_anew_where_the_log_is_read_anew() {
    catalog.apply(offset++, new byte[] {1}, null);
    catalog.beginGeneration("topic-id");
    catalog.apply(0, new byte[] {1}, null);

    assertThat(catalog.skipped()).isEqualTo(1);
  }

  @Test
  void a_catalog_is_healthy_once_it_has_been_read_until_there_is_a_problem() {
    Catalog fresh = new Catalog();
    assertThat(fresh.status()).isEqualTo(Catalog.Status.STARTING);
    fresh.completed();
    assertThat(fresh.status()).isEqualTo(Catalog.Status.HEALTHY);
    fresh.setProblem("Kafka does not answer");
    assertThat(fresh.status()).isEqualTo(Catalog.Status.UNHEALTHY);
  }

  @Test
  void a_connectors_plan_is_the_last_one_published() {
    byte[] key = AnnouncementKey.plan("shop").toBytes();
    catalog.apply(offset++, key, "{\"n\":1}".getBytes(UTF_8));
    catalog.apply(offset++, key, "{\"n\":2}".getBytes(UTF_8));
    assertThat(catalog.plan("shop").path("n").asInt()).isEqualTo(2);

    catalog.apply(offset++, key, null);
    assertThat(catalog.plan("shop")).isNull();
  }

  @Test
  void what_a_deleted_topic_held_stays_known_until_it_is_written_to_the_new_one() {
    apply(first());
    catalog.beginGeneration("new-topic-id");
    assertThat(catalog.unsettled()).containsExactly(entry());

    catalog.apply(0, first().key().toBytes(), first().bytes());

    assertThat(catalog.unsettled()).isEmpty();
    assertThat(entry().announcement().version()).isEqualTo(1);
  }

  @Test
  void a_log_is_gone_on_with_where_it_was_left() {
    assertThat(catalog.nextOffset("topic-id")).isEqualTo(0);
    apply(first(), first("name").following(first()));

    assertThat(catalog.nextOffset("topic-id")).isEqualTo(2);
    assertThat(catalog.nextOffset("another-topic-id")).isEqualTo(0);
  }

  @Test
  void what_a_log_that_lost_records_does_not_hold_is_to_be_written_again() {
    apply(first());
    catalog.forgetPosition();
    assertThat(catalog.nextOffset("topic-id")).isEqualTo(0);
    catalog.beginGeneration("topic-id");

    assertThat(catalog.unsettled()).containsExactly(entry());
  }

  @Test
  void connectors_are_listed_apart_and_topics_in_order() {
    Map<String, List<String>> topics = new LinkedHashMap<>();
    for (String name : List.of("b-2", "a-1", "b-1")) {
      String connector = name.substring(0, 1);
      TopicDescription description =
          new TopicDescription(
              connector, name, null, null, Examples.row(), List.of(), KsqlHints.DEFAULT);
      apply(first(description));
    }
    for (Catalog.Entry entry : catalog.all()) {
      Announcement announcement = entry.announcement();
      topics
          .computeIfAbsent(announcement.connector(), name -> new ArrayList<>())
          .add(announcement.topic());
    }

    assertThat(topics).isEqualTo(Map.of("a", List.of("a-1"), "b", List.of("b-1", "b-2")));
    assertThat(catalog.ofConnector("b")).hasSize(2);
    assertThat(catalog.ofConnector("nobody")).isEmpty();
  }
}
