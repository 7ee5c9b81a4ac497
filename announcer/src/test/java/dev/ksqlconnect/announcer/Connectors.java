package dev.ksqlconnect.announcer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.health.ConnectClusterDetails;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;
import org.apache.kafka.connect.health.TaskState;

/** A Connect cluster's connectors, as a test has them; each with two tasks. */
final class Connectors implements ConnectClusterState {
  private final Map<String, Map<String, String>> configs = new ConcurrentHashMap<>();

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger listed = new AtomicInteger();
  private volatile boolean rebalancing;
  private volatile Duration answerTime = Duration.ZERO;

  Connectors(String... names) {
    for (String name : names) {
      add(name);
    }
  }

  void add(String name) {
    configs.put(name, Map.of("connector.class", "Example"));
  }

  void delete(String name) {
    configs.remove(name);
  }

  /** While it is so, nothing is answered. */
  void rebalance(boolean now) {
    rebalancing = now;
  }

  /** What is asked through Connect's one thread is answered after a time. */
  void answerAfter(Duration time) {
    answerTime = time;
  }

  /** How often a configuration was asked for. */
  int asked() {
    return asked.get();
  }

  /** How often it was asked which connectors there are. */
  int listed() {
    return listed.get();
  }

  private void mayBeAsked() {
    try {
      new CountDownLatch(1).await(answerTime.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new ConnectException(e);
    }
    if (rebalancing) {
      throw new ConnectException("Cannot complete request because a rebalance is expected");
    }
  }

  @Override
  public Collection<String> connectors() {
    listed.incrementAndGet();
    mayBeAsked();
    return List.copyOf(configs.keySet());
  }

  @Override
  public Map<String, String> connectorConfig(String name) {
    asked.incrementAndGet();
    mayBeAsked();
    Map<String, String> config = configs.get(name);
    if (config == null) {
      throw new NotFoundException("No connector " + name);
    }
    return config;
  }

  @Override
  public ConnectorHealth connectorHealth(String name) {
    TaskState task0 = new TaskState(0, "RUNNING", "127.0.0.1:8083", null);
    TaskState task1 = new TaskState(1, "RUNNING", "127.0.0.1:8083", null);
    return new ConnectorHealth(
        name,
        new ConnectorState("RUNNING", "127.0.0.1:8083", null),
        Map.of(0, task0, 1, task1),
        ConnectorType.SOURCE);
  }

  @Override
  public ConnectClusterDetails clusterDetails() {
    return () -> "a-cluster";
  }
}
