package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The announcer's settings, out of a worker's properties. */
class AnnouncerSettingsTest {
  private static AnnouncerSettings settings(String... properties) {
    Map<String, String> worker = new HashMap<>();
    worker.put("bootstrap.servers", "127.0.0.1:9092");
    for (int i = 0; i < properties.length; i += 2) {
      worker.put(properties[i], properties[i + 1]);
    }
    return new AnnouncerSettings(worker);
  }

  @Test
  void a_distributed_workers_cluster_is_its_group() {
    assertThat(settings("group.id", "east").cluster()).isEqualTo("east");
    assertThat(settings("group.id", "east").isDistributed()).isTrue();
  }

  @Test
  void a_standalone_workers_cluster_can_be_named() {
    assertThat(settings().cluster()).isEqualTo("standalone");
    assertThat(settings("ksql.connect.cluster", "edge").cluster()).isEqualTo("edge");
    assertThat(settings().isDistributed()).isFalse();
  }

  @Test
  void the_topic_is_replicated_as_connects_own_are() {
    assertThat(settings("group.id", "g", "config.storage.replication.factor", "2"))
        .satisfies(s -> assertThat(s.replicationFactor()).hasValue((short) 2));
    assertThat(settings("group.id", "g").replicationFactor()).hasValue((short) 3);
    assertThat(settings().replicationFactor()).as("the broker's default").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "a/b", ".", "tópico"})
  void a_topic_that_kafka_would_not_take_is_refused_by_its_key(String topic) {
    assertThatThrownBy(() -> settings("ksql.connect.announcements.topic", topic))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ksql.connect.announcements.topic");
  }

  @Test
  void its_clients_are_the_workers_and_not_its_connectors() {
    AnnouncerSettings settings =
        settings(
            "group.id", "g",
            "client.id", "worker-1",
            "security.protocol", "SASL_SSL",
            "sasl.jaas.config", "login",
            "ssl.truststore.location", "/trust",
            "producer.compression.type", "zstd",
            "producer.sasl.jaas.config", "connectors",
            "acks", "0",
            "transactional.id", "t",
            "key.converter", "c",
            "rest.port", "8083");

    for (Map<String, Object> client :
        java.util.List.of(settings.admin(), settings.producer(), settings.consumer())) {
      assertThat(client)
          .containsEntry("bootstrap.servers", "127.0.0.1:9092")
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("sasl.jaas.config", "login")
          .containsEntry("ssl.truststore.location", "/trust")
          .doesNotContainKeys("producer.compression.type", "key.converter", "rest.port");
    }
    assertThat(settings.producer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("compression.type", "gzip")
        .doesNotContainKey("transactional.id");
    assertThat(settings.consumer())
        .as("reads by itself, outside the worker's group")
        .doesNotContainKey("group.id");
  }
}
