package dev.ksqlconnect.sinks;

import dev.ksqlconnect.delegate.DelegateFinder;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The smallest sink wrapper there can be. */
public final class PlayedSink extends KsqlSinkConnector {
  /** A key whose value is said not to go. */
  static final String FAULT = "fault";

  public PlayedSink() {
    super(
        new DelegateFinder<>(
            SinkConnector.class,
            PlayedSink.class,
            "sink",
            InstalledSink.class.getName(),
            "installed/sink"));
  }

  @Override
  protected void plan(SinkPlan plan) {
    if (!plan.topics().tables().isEmpty()) {
      plan.derive(InstalledSink.DELETES, "true", "a null is a row that is gone");
      plan.derive("another.key", "true", "the delegate does not know it");
    }
    if (plan.given().has(FAULT)) {
      plan.problem("fault is " + plan.value(FAULT), FAULT);
    }
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PlayedTask.class;
  }

  /** Its task, to which a value of "poison" is none. */
  public static final class PlayedTask extends KsqlSinkTask {
    @Override
    protected boolean isByKey(DescribedTopic topic) {
      return topic.isTable();
    }

    @Override
    protected boolean takesNulls(DescribedTopic topic) {
      return topic.isTable();
    }

    @Override
    protected SinkRecord prepared(SinkRecord record, @Nullable DescribedTopic topic) {
      if ("poison".equals(record.value())) {
        throw new DataException("it is poison");
      }
      return record;
    }
  }
}
