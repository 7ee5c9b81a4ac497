package dev.ksqlconnect.announcer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.internals.Topic;

/** The announcer's settings, which are worker properties. */
public final class AnnouncerSettings {
  /** The name of the announcements topic. */
  public static final String TOPIC = "ksql.connect.announcements.topic";

  /** The name of the Connect cluster in its announcements. */
  public static final String CLUSTER = "ksql.connect.cluster";

  /** The keys above, with their documentation, defaults and validation. */
  public static final ConfigDef CONFIG_DEF =
      new ConfigDef()
          .define(
              TOPIC,
              ConfigDef.Type.STRING,
              "connect-announcements",
              ConfigDef.LambdaValidator.with(
                  AnnouncerSettings::validateTopic, () -> "a legal topic name"),
              ConfigDef.Importance.MEDIUM,
              "The topic that the topics and schemas of this Connect cluster's connectors are"
                  + " announced in. Every Connect cluster needs one of its own.")
          .define(
              CLUSTER,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.LOW,
              "What announcements call this Connect cluster. By default the worker's group.id, or"
                  + " \"standalone\" where it has none.");

  private static final String GROUP_ID = "group.id";
  private static final String REPLICATION_FACTOR = "config.storage.replication.factor";
  private static final short CONNECTS_REPLICATION_FACTOR = 3;

  private final Map<String, String> worker;
  private final String topic;
  private final String cluster;

  /**
   * Reads the settings.
   *
   * @param workerProperties all of the worker's properties
   * @throws ConfigException if one is wrong
   */
  public AnnouncerSettings(Map<String, ?> workerProperties) {
    worker = new HashMap<>();
    workerProperties.forEach((key, value) -> worker.put(key, String.valueOf(value)));
    AbstractConfig own = new AbstractConfig(CONFIG_DEF, worker, false);
    topic = own.getString(TOPIC);
    String named = own.getString(CLUSTER);
    cluster = named.isEmpty() ? worker.getOrDefault(GROUP_ID, "standalone") : named;
  }

  private static void validateTopic(String key, Object value) {
    try {
      Topic.validate(String.valueOf(value));
    } catch (org.apache.kafka.common.errors.InvalidTopicException e) {
      throw new ConfigException(key, value, e.getMessage());
    }
  }

  String topic() {
    return topic;
  }

  String cluster() {
    return cluster;
  }

  /** Whether other workers may run connectors of this cluster. */
  boolean isDistributed() {
    return worker.containsKey(GROUP_ID);
  }

  /** How the topic is replicated: as Connect's own are; empty for the broker's default. */
  Optional<Short> replicationFactor() {
    String factor = worker.get(REPLICATION_FACTOR);
    if (factor != null) {
      return Optional.of(Short.valueOf(factor.trim()));
    }
    return isDistributed() ? Optional.of(CONNECTS_REPLICATION_FACTOR) : Optional.empty();
  }

  /** The worker's properties, for the converters that hold for connectors without their own. */
  Map<String, String> worker() {
    return worker;
  }

  Map<String, Object> admin() {
    Map<String, Object> config = clients(AdminClientConfig.configNames());
    // Soon enough to say what is wrong before those who wait have given up.
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
    return config;
  }

  Map<String, Object> producer() {
    Map<String, Object> config = clients(ProducerConfig.configNames());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // The broker's limit for a record, 1 MB by default, is for what it is compressed to.
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
    // A producer that asks for a topic which was deleted has it made by a broker that makes topics
    // by itself, and so not compacted. One that is idle shall forget it.
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, 5_000);
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return config;
  }

  Map<String, Object> consumer() {
    Map<String, Object> config = clients(ConsumerConfig.configNames());
    config.remove(GROUP_ID);
    config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return config;
  }

  /**
   * What the worker's own clients use: its top-level properties, as for the topics it keeps its
   * configuration and offsets in. Not what begins with {@code producer.} or {@code consumer.},
   * which is for connectors.
   */
  private Map<String, Object> clients(Set<String> known) {
    Map<String, Object> config = new HashMap<>();
    worker.forEach(
        (key, value) -> {
          if (known.contains(key)
              || key.startsWith("sasl.")
              || key.startsWith("ssl.")
              || key.startsWith("security.")) {
            config.put(key, value);
          }
        });
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "ksql-connect-announcer");
    config.put(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, 500);
    return config;
  }
}
