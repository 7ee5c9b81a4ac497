package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.EventListener;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Waiting;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Listeners that are slow, gone or too many hold nobody up. */
class EventStreamIT {
  /** How many large announcements there are, of 800 kB each. */
  private static final int FAT = 12;

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void others_hear_at_once_whatever_some_do(KafkaLine line) throws IOException {
    try (Stack stack = new Stack(EventStreamIT.class, line)) {
      Worker worker =
          stack.addWorker(builder -> builder.with("ksql.connect.event.streams.max", "6"));
      stack.database().execute(manyTables(0, 40));
      stack.create("shop", stack.jdbc("mode", "bulk", "poll.interval.ms", "60000"));
      Waiting.until(
          "forty topics",
          Stack.PATIENCE,
          () ->
              worker.rest().get("/topic-announcements").body().split("\"topic\":", -1).length > 40);

      List<Socket> mute = new ArrayList<>();
      try (EventListener listener = new EventListener(worker.rest(), null)) {
        // They ask, and then never read what they get, or hang up without a word.
        for (int i = 0; i < 3; i++) {
          mute.add(RawListener.ask(worker));
        }
        for (int i = 0; i < 2; i++) {
          Socket gone = RawListener.ask(worker);
          assertThat(RawListener.firstLine(gone)).contains("200");
          reset(gone);
        }

        stack.database().execute(manyTables(40, 60));

        listener.await(
            "the last of sixty tables",
            Duration.ofSeconds(30),
            event -> listener.events().size() >= 60);
        assertThat(worker.rest().get("/connectors/shop/schema").status()).isEqualTo(200);

        // More than the buffers take between the worker and those that do not read.
        for (int i = 0; i < FAT; i++) {
          announceFat(stack, "fat-" + i);
        }
        listener.await(
            "the last of the large ones",
            Duration.ofSeconds(30),
            event -> event.data().path("topic").asText().equals("fat-" + (FAT - 1)));

        // The gone are noticed at the next heartbeat, and their places are free again.
        Waiting.until(
            "a place to be free",
            Duration.ofSeconds(40),
            () -> {
              try (Socket next = RawListener.ask(worker)) {
                return RawListener.firstLine(next).contains("200");
              } catch (IOException e) {
                return false;
              }
            });
        Waiting.until("a heartbeat", Duration.ofSeconds(30), () -> listener.heartbeats() > 0);
        if (Schedule.IS_LONG) {
          // Those that do not read are let go, too, once the server has waited in vain to write:
          // 30 s on the one line, more than a minute on the other.
          Waiting.until(
              "all places but the listener's to be free",
              Duration.ofMinutes(3),
              () -> takesPlaces(worker, 5));
        }
      } finally {
        for (Socket socket : mute) {
          socket.close();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void more_than_the_worker_serves_are_told_to_come_back(KafkaLine line) {
    try (Stack stack = new Stack(EventStreamIT.class, line)) {
      Worker worker =
          stack.addWorker(builder -> builder.with("ksql.connect.event.streams.max", "0"));
      Stack.await("the catalog", worker, "/topic-announcements", reply -> reply.status() == 200);

      Rest.Reply refused = worker.rest().get("/topic-announcements", "Accept", "text/event-stream");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).containsKey("Retry-After");
      assertThat(refused.json().path("message").asText())
          .contains("ksql.connect.event.streams.max");
    }
  }

  /** An announcement by another worker; it holds more than anybody would say of a topic. */
  private static void announceFat(Stack stack, String topic) {
    stack
        .topics()
        .send(
            Stack.ANNOUNCEMENTS,
            "{\"kind\":\"topic\",\"connector\":\"shop\",\"topic\":\"" + topic + "\"}",
            String.format(
                "{\"connector\":\"shop\",\"topic\":\"%s\",\"version\":1,\"status\":\"current\","
                    + "\"fingerprint\":\"%s\",\"remark\":\"%s\"}",
                topic, topic, "x".repeat(800_000)));
  }

  private static boolean takesPlaces(Worker worker, int places) {
    List<Socket> taken = new ArrayList<>();
    try {
      for (int i = 0; i < places; i++) {
        taken.add(RawListener.ask(worker));
        if (!RawListener.firstLine(taken.get(i)).contains("200")) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      taken.forEach(EventStreamIT::reset);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String manyTables(int from, int to) {
    StringBuilder statements = new StringBuilder();
    for (int i = from; i < to; i++) {
      statements.append(
          String.format(
              "CREATE TABLE t%1$d (id INT PRIMARY KEY); INSERT INTO t%1$d VALUES (1);", i));
    }
    return statements.toString();
  }
}
