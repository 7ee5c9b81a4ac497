package dev.ksqlconnect.announcer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The announcements topic: makes it where it is missing, and says what is wrong with one that is
 * there. What is there is never altered. Used by one thread.
 */
final class AnnouncementsTopic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementsTopic.class);

  private final AnnouncerSettings settings;
  private @Nullable Admin admin;
  private String checked = "";

  AnnouncementsTopic(AnnouncerSettings settings) {
    this.settings = settings;
  }

  /**
   * Makes sure that the topic is there.
   *
   * @return its identity, which changes when it is deleted and made anew
   * @throws ConnectException if it is not there and cannot be made, or Kafka does not answer
   */
  String ensure() {
    String identity = identity();
    if (identity == null) {
      identity = create();
      if (!checked.isEmpty() && !identity.equals(checked)) {
        LOG.warn(
            "Topic {} was deleted. It is made anew, and what was announced is written again.",
            settings.topic());
      }
    }
    if (!identity.equals(checked) && check()) {
      checked = identity;
    }
    return identity;
  }

  private @Nullable String identity() {
    try {
      TopicDescription description =
          admin()
              .describeTopics(List.of(settings.topic()))
              .topicNameValues()
              .values()
              .iterator()
              .next()
              .get();
      if (description.partitions().size() > 1 && checked.isEmpty()) {
        LOG.error(
            "Topic {} has {} partitions; announcements are written to partition 0 only. Make it"
                + " anew with one partition, or name another one with {}.",
            settings.topic(),
            description.partitions().size(),
            AnnouncerSettings.TOPIC);
      }
      return description.topicId().toString();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw new FailedException(AclOperation.DESCRIBE, e.getCause());
    }
  }

  private String create() {
    NewTopic topic =
        new NewTopic(settings.topic(), Optional.of(1), settings.replicationFactor())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      String identity =
          admin().createTopics(List.of(topic)).topicId(settings.topic()).get().toString();
      LOG.info("Made the compacted topic {} for announcements", settings.topic());
      return identity;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      String made = e.getCause() instanceof TopicExistsException ? identity() : null;
      if (made == null) {
        throw new FailedException(AclOperation.CREATE, e.getCause());
      }
      return made;
    }
  }

  /** Whether the check was made, as far as permissions allow. */
  private boolean check() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
    try {
      Config config =
          admin().describeConfigs(List.of(resource)).values().values().iterator().next().get();
      String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
      if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
        LOG.error(
            "Topic {} has {}={}, so that announcements will be lost; it is used as it is. Set"
                + " {}={} on it, or name another topic with {}.",
            settings.topic(),
            TopicConfig.CLEANUP_POLICY_CONFIG,
            policy,
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            AnnouncerSettings.TOPIC);
      }
      return true;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof AuthorizationException)) {
        LOG.debug("Whether topic {} is compacted is looked up again later", settings.topic(), e);
        return false;
      }
      // Permission to look at its configuration is nice to have.
      LOG.info(
          "Whether topic {} is compacted could not be looked up: {}. With the permission"
              + " DESCRIBE_CONFIGS on it this would be checked.",
          settings.topic(),
          String.valueOf(e.getCause()));
      return true;
    }
  }

  /** Something could not be done with the topic. */
  static final class FailedException extends ConnectException {
    private static final long serialVersionUID = 1;

    private final AclOperation operation;

    /** {@code operation} is the permission that Kafka asks for it. */
    FailedException(AclOperation operation, @Nullable Throwable cause) {
      super(cause);
      this.operation = operation;
    }
  }

  /** What is wrong, in words that say what to do. */
  String explain(Throwable failure) {
    AclOperation operation = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof FailedException) {
        operation = ((FailedException) t).operation;
      }
      if (t instanceof TopicAuthorizationException) {
        return String.format(
            "the worker's principal lacks the permission %s on topic %s (%s). In all it needs READ"
                + " and WRITE on it, and CREATE where the topic is still to be made",
            operation == null ? "to use it" : operation, settings.topic(), t.getMessage());
      }
      if (t instanceof AuthorizationException) {
        return String.format(
            "the worker's principal lacks a permission that topic %s takes: %s",
            settings.topic(), t.getMessage());
      }
      if (t instanceof AuthenticationException) {
        return String.format(
            "Kafka and the worker do not let each other in (%s). Compare security.protocol, sasl.*"
                + " and ssl.* in the worker's properties with the broker's",
            rootMessage(t));
      }
      if (t instanceof InvalidReplicationFactorException) {
        return String.format(
            "topic %s cannot be made with the worker's config.storage.replication.factor: %s",
            settings.topic(), t.getMessage());
      }
      if (t instanceof TimeoutException) {
        return String.format("Kafka does not answer about topic %s", settings.topic());
      }
    }
    return rootMessage(failure);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private Admin admin() {
    Admin now = admin;
    if (now == null) {
      now = KafkaClients.make(() -> Admin.create(settings.admin()));
      admin = now;
    }
    return now;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
  }
}
