package dev.ksqlconnect.announcer;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.utils.Time;

/**
 * What one part of the bundle shows of itself over JMX, as Connect does: an MBean {@code
 * dev.ksqlconnect:type=<part>-metrics}, which has an attribute for each metric. Thread-safe.
 */
public final class PartMetrics implements AutoCloseable {
  private static final String DOMAIN = "dev.ksqlconnect";

  private final String group;
  private final Map<String, String> tags;
  private final Metrics metrics;

  /**
   * A part's metrics, none yet.
   *
   * @param part its name, in lower case with dashes
   * @param tags what tells one of several such parts of a worker from the others; any text
   */
  public PartMetrics(String part, Map<String, String> tags) {
    this.group = part + "-metrics";
    this.tags = Map.copyOf(tags);
    JmxReporter reporter = new JmxReporter();
    // Else each part's count of its own metrics would go by the same name.
    reporter.configure(Map.of(JmxReporter.EXCLUDE_CONFIG, ".*kafka-metrics-count.*"));
    this.metrics =
        new Metrics(
            new MetricConfig(), List.of(reporter), Time.SYSTEM, new KafkaMetricsContext(DOMAIN));
  }

  /**
   * Adds something that is asked for whenever somebody looks; {@code value} may be any thread's.
   */
  public void gauge(String name, String description, Supplier<?> value) {
    metrics.addMetric(name(name, description), (Gauge<Object>) (config, nowMs) -> value.get());
  }

  /** Adds a count of what is recorded, since the part began. The recorded values do not matter. */
  public Sensor total(String name, String description) {
    Sensor sensor = metrics.sensor(name);
    sensor.add(name(name, description), new CumulativeCount());
    return sensor;
  }

  /**
   * Adds the mean and the maximum of what is recorded within about a minute, in milliseconds, as
   * {@code <of>-avg-time-ms} and {@code <of>-max-time-ms}: NaN while there is nothing.
   */
  public Sensor time(String of, String description) {
    Sensor sensor = metrics.sensor(of + "-time");
    sensor.add(name(of + "-avg-time-ms", description + ", on average"), new Avg());
    sensor.add(name(of + "-max-time-ms", description + ", at most"), new Max());
    return sensor;
  }

  private MetricName name(String name, String description) {
    return metrics.metricName(name, group, description, tags);
  }

  /** Takes the MBean away. */
  @Override
  public void close() {
    metrics.close();
  }
}
