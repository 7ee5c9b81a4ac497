package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.Sensor;
import org.junit.jupiter.api.Test;

class PartMetricsTest {
  private final MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();

  private Set<ObjectName> names() throws Exception {
    return jmx.queryNames(new ObjectName("dev.ksqlconnect:type=test-metrics,*"), null);
  }

  @Test
  void a_gauge_is_asked_for_each_time() throws Exception {
    try (PartMetrics metrics = new PartMetrics("test", Map.of())) {
      AtomicLong open = new AtomicLong(1);
      metrics.gauge("open-count", "What is open", open::get);
      ObjectName name = new ObjectName("dev.ksqlconnect:type=test-metrics");
      assertThat(jmx.getAttribute(name, "open-count")).isEqualTo(1L);

      open.set(2);

      assertThat(jmx.getAttribute(name, "open-count")).isEqualTo(2L);
    }
  }

  @Test
  void the_mean_and_the_longest_of_times_are_shown() throws Exception {
    try (PartMetrics metrics = new PartMetrics("test", Map.of())) {
      Sensor time = metrics.time("statement", "A statement");
      time.record(1);
      time.record(3);

      ObjectName name = new ObjectName("dev.ksqlconnect:type=test-metrics");
      assertThat(jmx.getAttribute(name, "statement-avg-time-ms")).isEqualTo(2.0);
      assertThat(jmx.getAttribute(name, "statement-max-time-ms")).isEqualTo(3.0);
    }
  }

  @Test
  void a_tag_may_be_any_text() throws Exception {
    String connector = "a,b=\"c\"*?\n";
    try (PartMetrics metrics = new PartMetrics("test", Map.of("connector", connector))) {
      metrics.total("refused-total", "What was refused").record();

      assertThat(names())
          .singleElement()
          .satisfies(
              name -> {
                assertThat(ObjectName.unquote(name.getKeyProperty("connector")))
                    .isEqualTo(connector);
                assertThat(jmx.getAttribute(name, "refused-total")).isEqualTo(1.0);
              });
    }
  }

  @Test
  void nothing_is_left_of_a_part_that_has_ended() throws Exception {
    PartMetrics metrics = new PartMetrics("test", Map.of());
    metrics.total("refused-total", "What was refused");
    assertThat(names()).hasSize(1);

    metrics.close();

    assertThat(names()).isEmpty();
    assertThat(jmx.queryNames(new ObjectName("dev.ksqlconnect:*"), null)).isEmpty();
  }
}
