package dev.ksqlconnect.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Listens to a worker's event stream, as a client of server-sent events does. */
public final class EventListener implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger heartbeats = new AtomicInteger();
  private final CompletableFuture<HttpResponse<Void>> response;
  private volatile Flow.@Nullable Subscription subscription;

  /** An event. */
  public record Event(String id, String type, JsonNode data) {}

  /**
   * Begins to listen.
   *
   * @param lastEventId null to be told everything
   */
  public EventListener(Rest rest, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        rest.request("/topic-announcements", "Accept", "text/event-stream")
            .timeout(Duration.ofHours(1));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    response =
        Rest.client()
            .sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(new Lines()));
  }

  private final class Lines implements Flow.Subscriber<String> {
    private String id = "";
    private String type = "";
    private String data = "";

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      EventListener.this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.startsWith(":")) {
        heartbeats.incrementAndGet();
      } else if (line.isEmpty() && !data.isEmpty()) {
        try {
          events.add(new Event(id, type, JSON.readTree(data)));
        } catch (JsonProcessingException e) {
          throw new IllegalStateException("Not JSON: " + data, e);
        }
        data = "";
      }
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  /** Waits for an event. */
  public Event await(String what, Duration atMost, Predicate<Event> wanted) {
    Waiting.until(() -> what + "; seen: " + events, atMost, () -> events.stream().anyMatch(wanted));
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** What has been heard so far. */
  public List<Event> events() {
    return new ArrayList<>(events);
  }

  /** How often the stream has shown that it is alive. */
  public int heartbeats() {
    return heartbeats.get();
  }

  @Override
  public void close() throws IOException {
    Flow.Subscription now = subscription;
    if (now != null) {
      now.cancel();
    }
    response.cancel(true);
  }
}
