package dev.ksqlconnect.rest;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.health.ConnectorState;
import org.apache.kafka.connect.health.ConnectorType;

/** The connectors of a Connect cluster, as it tells an extension of them. */
final class Connectors implements ConnectClusterState {
  private final Map<String, Map<String, String>> configs = new TreeMap<>();
  private final Map<String, ConnectorType> types = new TreeMap<>();
  private boolean rebalancing;

  /** Submits a source. */
  Connectors source(String name, Map<String, String> config) {
    configs.put(name, config);
    types.put(name, ConnectorType.SOURCE);
    return this;
  }

  /** Submits a sink. */
  void sink(String name, Map<String, String> config) {
    source(name, config);
    types.put(name, ConnectorType.SINK);
  }

  void delete(String name) {
    configs.remove(name);
  }

  /** From now on Connect answers nothing. */
  void rebalance() {
    rebalancing = true;
  }

  @Override
  public Collection<String> connectors() {
    requireSettled();
    return configs.keySet();
  }

  @Override
  public Map<String, String> connectorConfig(String name) {
    requireSettled();
    requireKnown(name);
    return configs.get(name);
  }

  @Override
  public ConnectorHealth connectorHealth(String name) {
    requireKnown(name);
    return new ConnectorHealth(
        name, new ConnectorState("RUNNING", "worker:8083", null), Map.of(), types.get(name));
  }

  private void requireSettled() {
    if (rebalancing) {
      throw new ConnectException("a rebalance is pending");
    }
  }

  private void requireKnown(String name) {
    if (!configs.containsKey(name)) {
      throw new NotFoundException(name);
    }
  }
}
