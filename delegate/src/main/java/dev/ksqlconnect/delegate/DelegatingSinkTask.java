package dev.ksqlconnect.delegate;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A sink task that lets the delegate's task do the work; the counterpart of {@link
 * DelegatingSourceTask}.
 */
public abstract class DelegatingSinkTask extends SinkTask {
  private @Nullable Delegate<SinkTask> delegate;

  /**
   * What the delegate's task is given of this task's configuration.
   *
   * @param config a copy, which may be changed
   */
  protected Map<String, String> delegateConfig(Map<String, String> config) {
    return config;
  }

  /** What must show nowhere of a task's configuration. */
  protected Secrets secrets(Map<String, String> config) {
    return Secrets.NONE;
  }

  @Override
  public void start(Map<String, String> config) {
    DelegatePlugin<SinkConnector> plugin =
        DelegateConfig.delegateOfTask(config, SinkConnector.class, getClass());
    Map<String, String> given =
        DelegateConfig.forDelegate(delegateConfig(new HashMap<>(config)), plugin.className());
    SinkTaskContext decorated =
        ContextDecorator.decorate(SinkTaskContext.class, context, Map.of("configs", args -> given));
    Delegate<SinkTask> next = plugin.newTask(SinkTask.class, secrets(config));
    next.start(
        task -> {
          task.initialize(decorated);
          task.start(given);
        },
        SinkTask::stop);
    delegate = next;
  }

  private Delegate<SinkTask> started() {
    return Objects.requireNonNull(delegate, "the task is not started");
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    started().run(task -> task.open(partitions));
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    started().run(task -> task.put(records));
  }

  @Override
  public void flush(Map<TopicPartition, OffsetAndMetadata> offsets) {
    started().run(task -> task.flush(offsets));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    return started().call(task -> task.preCommit(offsets));
  }

  // close() and stop() follow a failed start(), too.

  @Override
  public void close(Collection<TopicPartition> partitions) {
    if (delegate != null) {
      delegate.run(task -> task.close(partitions));
    }
  }

  @Override
  public void stop() {
    if (delegate != null) {
      delegate.stopQuietly(SinkTask::stop);
      delegate = null;
    }
  }
}
