package dev.ksqlconnect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.announcer.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamsTest {
  private static final long NO_HEARTBEAT = 300_000;
  private static final Pattern EVENT = Pattern.compile("id: (.*)\nevent: (.*)\ndata: (.*)\n\n");
  private static final List<Schema> SCHEMAS =
      List.of(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA, Schema.INT64_SCHEMA, Schema.BYTES_SCHEMA);

  private final AnnouncementsLog log = new AnnouncementsLog("id");
  private final Endpoints endpoints = new Endpoints(log.catalog(), new Connectors(), new Wanted());
  private EventStreams streams = streams(10, NO_HEARTBEAT);

  private EventStreams streams(int most, long heartbeatMs) {
    return new EventStreams(endpoints, log.catalog(), most, heartbeatMs);
  }

  @AfterEach
  void close() {
    streams.close();
  }

  /** A client; what is written to it stays where it can be looked at. */
  private static final class Listener implements EventStreams.Sink {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch ready;
    private volatile boolean gone;
    private volatile boolean closed;

    Listener() {
      this(new CountDownLatch(0));
    }

    /** One that takes nothing after the greeting until it is ready. */
    Listener(CountDownLatch ready) {
      this.ready = ready;
    }

    @Override
    public void write(byte[] events) throws IOException {
      received.add(new String(events, StandardCharsets.UTF_8));
      try {
        ready.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (gone) {
        throw new IOException("Broken pipe");
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    /** What was written, without what is no event. */
    List<String> events() {
      return received.stream().filter(text -> text.startsWith("id:")).collect(Collectors.toList());
    }

    /** The events as {@code id event topic version}, once there are this many. */
    List<String> events(int count) {
      Awaitility.await("that " + count + " events have come; so far: " + received)
          .until(() -> events().size() >= count);
      return events().stream().map(Listener::inShort).collect(Collectors.toList());
    }

    private static String inShort(String event) {
      Matcher parts = EVENT.matcher(event);
      assertThat(parts.matches()).as(event).isTrue();
      try {
        JsonNode json = Answer.JSON.readTree(parts.group(3));
        return String.join(
            " ",
            parts.group(1),
            parts.group(2),
            json.path("topic").asText(),
            json.path("version").asText());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Listener listen(String lastEventId) {
    Listener listener = new Listener();
    streams.open(lastEventId, listener);
    return listener;
  }

  private void awaitPlace(String why) {
    Awaitility.await(why).until(() -> streams.refuse() == null);
  }

  @Test
  void a_new_listener_is_told_what_there_is_and_then_what_changes() {
    log.announce("c", "a", SCHEMAS.get(0));
    log.announce("c", "b", SCHEMAS.get(0));

    Listener listener = listen(null);
    listener.events(2);
    log.announce("c", "a", SCHEMAS.get(1));
    log.retire("c", "b");

    assertThat(listener.events(4))
        .containsExactly(
            "id:0 created a 1", "id:1 created b 1", "id:2 changed a 2", "id:3 retired b 1");
  }

  @Test
  void an_event_holds_the_announcement_as_one_line_of_json() throws Exception {
    log.announce(
        "c", "a", SchemaBuilder.struct().field("line\nbreak", Schema.STRING_SCHEMA).build());

    Listener listener = listen(null);
    listener.events(1);

    Matcher event = EVENT.matcher(listener.events().get(0));
    assertThat(event.matches()).isTrue();
    assertThat(Answer.JSON.readTree(event.group(3)))
        .isEqualTo(log.catalog().find("c", "a").announcement().json());
  }

  @Test
  void a_listener_that_comes_back_is_told_only_what_it_has_missed() {
    log.announce("c", "a", SCHEMAS.get(0));
    log.announce("c", "b", SCHEMAS.get(0));
    log.announce("c", "a", SCHEMAS.get(1));

    assertThat(listen("id:1").events(1)).containsExactly("id:2 changed a 2");
    // The event that made "a" is no more: what came after it is known all the same.
    assertThat(listen("id:0").events(2)).containsExactly("id:1 created b 1", "id:2 changed a 2");
  }

  @Test
  void a_listener_that_has_the_catalog_is_told_only_what_came_later() throws Exception {
    log.read();
    log.announce("c", "a", SCHEMAS.get(0));
    String lastEventId =
        Answer.JSON.readTree(endpoints.catalog(null).body()).path("lastEventId").asText();
    log.announce("c", "b", SCHEMAS.get(0));

    assertThat(listen(lastEventId).events(1)).containsExactly("id:1 created b 1");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "of-a-deleted-topic:7", "id", "id:", "id:x", "id:-1"})
  void a_listener_that_names_no_known_event_is_told_everything(String lastEventId) {
    log.announce("c", "a", SCHEMAS.get(0));
    log.announce("c", "b", SCHEMAS.get(0));

    assertThat(listen(lastEventId).events(2))
        .containsExactly("id:0 created a 1", "id:1 created b 1");
  }

  @Test
  void a_slow_listener_holds_nobody_up_and_gets_the_last_state_of_what_it_has_missed() {
    CountDownLatch ready = new CountDownLatch(1);
    Listener slow = new Listener(ready);
    streams.open(null, slow);
    Listener other = listen(null);

    for (int i = 0; i < SCHEMAS.size(); i++) {
      log.announce("c", "a", SCHEMAS.get(i));
      other.events(i + 1);
    }
    assertThat(slow.events()).isEmpty();
    ready.countDown();

    assertThat(slow.events(1)).containsExactly("id:3 changed a 4");
  }

  @Test
  void a_listener_that_is_gone_makes_room_with_the_next_event() {
    log.read();
    streams = streams(1, NO_HEARTBEAT);
    Listener listener = listen(null);
    log.announce("c", "a", SCHEMAS.get(0));
    listener.events(1);

    listener.gone = true;
    log.announce("c", "b", SCHEMAS.get(0));

    awaitPlace("that the place of the one that is gone is free");
    assertThat(listener.closed).isTrue();
  }

  @Test
  void a_listener_that_is_gone_makes_room_though_nothing_changes() {
    log.read();
    streams = streams(1, 1);

    listen(null).gone = true;

    awaitPlace("that a heartbeat shows that the listener is gone");
  }

  @Test
  void a_listener_hears_a_heartbeat_while_nothing_changes() {
    streams = streams(1, 1);

    Listener listener = listen(null);

    Awaitility.await("that a heartbeat comes")
        .until(() -> listener.received.contains(": heartbeat\n\n"));
  }

  @Test
  void a_listener_is_told_at_once_that_it_is_connected_and_how_soon_to_come_back() {
    Listener listener = listen(null);

    Awaitility.await("that the greeting comes")
        .until(() -> listener.received.equals(List.of("retry: 2000\n\n")));
  }

  @Test
  void no_more_may_listen_than_are_allowed() throws Exception {
    log.read();
    streams = streams(2, NO_HEARTBEAT);
    listen(null);
    assertThat(streams.refuse()).isNull();

    listen(null);
    Answer refused = streams.refuse();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).isEqualTo(Map.of("Retry-After", "10"));
    assertThat(Answer.JSON.readTree(refused.body()).path("message").asText())
        .contains("2 clients listen already", "ksql.connect.event.streams.max");
  }

  @Test
  void nobody_listens_before_the_catalog_is_read() {
    Answer refused = streams.refuse();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("Retry-After");
    log.read();
    assertThat(streams.refuse()).isNull();
  }

  @Test
  void a_worker_that_goes_down_ends_the_streams() {
    Listener listener = listen(null);

    streams.close();

    Awaitility.await("that the listener's connection is closed").until(() -> listener.closed);
  }

  private static Object metric(String name) throws JMException {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(new ObjectName("dev.ksqlconnect:type=event-stream-metrics"), name);
  }

  @Test
  void listeners_and_those_who_were_sent_away_are_counted() throws Exception {
    log.read();
    streams.close();
    streams = streams(2, NO_HEARTBEAT);
    listen(null);
    assertThat(streams.refuse()).isNull();
    listen(null);
    assertThat(streams.refuse()).isNotNull();

    assertThat(metric("open-count")).isEqualTo(2);
    assertThat(metric("refused-total")).isEqualTo(1.0);
  }
}
