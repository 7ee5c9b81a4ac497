package dev.ksqlconnect.announcer;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.metrics.Sensor;

/** What the announcer and the catalog show over JMX. {@code docs/on-call.md} lists it. */
final class AnnouncerMetrics implements AutoCloseable {
  private final PartMetrics announcer = new PartMetrics("announcer", Map.of());
  private final PartMetrics catalog = new PartMetrics("catalog", Map.of());
  private final Sensor announced;
  private final Sensor time;
  private final Sensor failed;

  AnnouncerMetrics(Wanted wanted, Catalog of) {
    announcer.gauge(
        "status",
        "Whether the announcements topic can be used: starting, healthy or unhealthy",
        () -> of.status().toString());
    announcer.gauge(
        "announcement-pending-count",
        "Topics and schemas that wait to be announced by this worker",
        wanted::pending);
    announced =
        announcer.total(
            "announcement-total", "Topics and schemas that this worker has had announced");
    time =
        announcer.time(
            "announcement", "The time from a record of a new schema to its announcement");
    failed =
        announcer.total(
            "announcement-failed-total",
            "Topics and schemas that this worker cannot announce; the log says why");
    catalog.gauge(
        "connector-count",
        "Connectors with topics that are announced",
        () -> current(of).map(Announcement::connector).distinct().count());
    catalog.gauge("topic-count", "Topics that are announced", () -> current(of).count());
    catalog.gauge(
        "retired-topic-count",
        "Topics of connectors that were deleted",
        () -> of.all().size() - current(of).count());
    catalog.gauge(
        "record-lag",
        "Records of the announcements topic that this worker has not read yet; -1 if not known",
        of::lag);
    catalog.gauge(
        "skipped-record-count",
        "Records of the announcements topic that could not be understood",
        of::skipped);
  }

  private static Stream<Announcement> current(Catalog catalog) {
    return catalog.all().stream()
        .map(Catalog.Entry::announcement)
        .filter(announcement -> !announcement.isRetired());
  }

  /** A wish has been written to the topic. */
  void announced(Wanted.Wish wish) {
    announced.record();
    if (!wish.returned) {
      // What a task returned to is left to settle before it is announced.
      time.record((System.nanoTime() - wish.sinceNanos) / 1e6);
    }
  }

  /** A wish cannot be written. */
  void failed() {
    failed.record();
  }

  @Override
  public void close() {
    announcer.close();
    catalog.close();
  }
}
