package dev.ksqlconnect.smt;

import dev.ksqlconnect.announcer.AnnounceConfig;
import dev.ksqlconnect.announcer.BundleVersion;
import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TaskAnnouncer;
import dev.ksqlconnect.announcer.TopicDescription;
import dev.ksqlconnect.announcer.TopicOrigin;
import dev.ksqlconnect.announcer.Wanted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has announced the topics that a source connector writes to, with the schemas its records really
 * have. To be the last of the transforms: only there is a record what it will be in Kafka. Records
 * pass unchanged.
 *
 * @param <R> the kind of record
 */
public class AnnounceTopics<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  /** What the transform is for, in one sentence. */
  public static final String OVERVIEW_DOC =
      "Announce each new topic and schema of a source connector; the records pass unchanged.";

  /** The connector's name. */
  public static final String CONNECTOR = "connector";

  /** The keys, with their documentation, defaults and validation. */
  public static final ConfigDef CONFIG_DEF =
      AnnounceConfig.addTo(
          new ConfigDef()
              .define(
                  CONNECTOR,
                  ConfigDef.Type.STRING,
                  "",
                  ConfigDef.Importance.LOW,
                  "The name of the connector the topics are announced for. By default the one whose"
                      + " task applies the transform.")
              .define(
                  PrimaryKey.KEYS,
                  ConfigDef.Type.STRING,
                  "",
                  KeyColumns.validator(),
                  ConfigDef.Importance.LOW,
                  "What the column is called that a scalar key holds, by topic: users:id. A Struct"
                      + " key names its columns itself.")
              .define(
                  PrimaryKey.FIELDS,
                  ConfigDef.Type.LIST,
                  "",
                  KeyColumns.listValidator(),
                  ConfigDef.Importance.LOW,
                  "The same for every topic that 'keys' does not name."),
          "Announcing",
          1);

  private static final Logger LOG = LoggerFactory.getLogger(AnnounceTopics.class);

  /**
   * How Connect names a task's thread (WorkerTask, in 3.9 and in 4.3). A transform is not told
   * which connector it serves.
   */
  private static final Pattern TASK_THREAD = Pattern.compile("task-thread-(.+)-\\d+");

  private final Wanted wanted;
  private String connector = "";
  private long timeoutMs;
  private KsqlHints ksql = KsqlHints.DEFAULT;
  private KeyColumns columns = KeyColumns.NONE;
  private @Nullable TaskAnnouncer<R> announcer;
  private boolean useless;

  /** As Connect makes it. */
  public AnnounceTopics() {
    this(Wanted.ofThisWorker());
  }

  AnnounceTopics(Wanted wanted) {
    this.wanted = wanted;
  }

  @Override
  public String version() {
    return BundleVersion.of(getClass());
  }

  @Override
  public ConfigDef config() {
    return CONFIG_DEF;
  }

  @Override
  public void configure(Map<String, ?> configs) {
    AbstractConfig config = new AbstractConfig(CONFIG_DEF, configs, false);
    connector = config.getString(CONNECTOR);
    timeoutMs = config.getLong(AnnounceConfig.TIMEOUT_MS);
    ksql = AnnounceConfig.hints(config);
    columns = PrimaryKey.columnsIn(config);
  }

  @Override
  public R apply(R record) {
    if (useless) {
      return record;
    }
    if (announcer == null) {
      announcer = announcer(record);
      if (announcer == null) {
        return record;
      }
    }
    announcer.see(record);
    try {
      announcer.announce();
    } catch (Wanted.StoppingException e) {
      awaitEndOfTask();
    } catch (InterruptedException e) {
      // The task is being stopped; its thread finds out by itself.
      Thread.currentThread().interrupt();
    }
    return record;
  }

  /**
   * A transform can but hand the record on, drop it, or fail, and with {@code errors.tolerance=all}
   * the last two are one. So it is kept until Connect has given the task up, and can send nothing.
   */
  private static void awaitEndOfTask() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable TaskAnnouncer<R> announcer(R first) {
    if (first instanceof SinkRecord) {
      LOG.warn(
          "AnnounceTopics announces what a source connector writes; on a sink it does nothing");
      useless = true;
      return null;
    }
    if (connector.isEmpty()) {
      Matcher thread = TASK_THREAD.matcher(Thread.currentThread().getName());
      if (!thread.matches()) {
        LOG.error(
            "AnnounceTopics cannot tell which connector it serves, and announces nothing. Set"
                + " transforms.<name>.{} to the connector's name.",
            CONNECTOR);
        useless = true;
        return null;
      }
      connector = thread.group(1);
    }
    return new TaskAnnouncer<>(wanted, null, timeoutMs, this::describe);
  }

  private TopicDescription describe(R record) {
    // A wrapper says what it knows, as long as the transforms before this one leave the topic's
    // name.
    TopicOrigin origin = wanted.originOf(connector, record.topic());
    return new TopicDescription(
            connector,
            record.topic(),
            origin == null ? null : origin.table(),
            record.keySchema(),
            record.valueSchema(),
            primaryKey(record.topic(), record.keySchema(), origin),
            origin == null || !ksql.isDefault() ? ksql : origin.ksql())
        .withConverters(origin == null ? null : origin.converters());
  }

  private List<String> primaryKey(
      String topic, @Nullable Schema keySchema, @Nullable TopicOrigin origin) {
    if (keySchema == null) {
      return List.of();
    }
    if (keySchema.type() == Schema.Type.STRUCT) {
      return keySchema.fields().stream().map(Field::name).collect(Collectors.toList());
    }
    List<String> named = columns.of(topic);
    if (named != null) {
      return named;
    }
    return origin != null && origin.primaryKey().size() == 1 ? origin.primaryKey() : List.of();
  }

  @Override
  public void close() {
    if (announcer != null) {
      announcer.close();
      announcer = null;
    }
  }
}
