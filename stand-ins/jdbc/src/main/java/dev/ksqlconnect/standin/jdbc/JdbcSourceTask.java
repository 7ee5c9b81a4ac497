package dev.ksqlconnect.standin.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lingers for records of any of its tables, and fails of what will not be better next time. */
public final class JdbcSourceTask extends TableTask {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSourceTask.class);
  private static final long STEP_MS = 20;

  private final List<SourceRecord> waiting = new ArrayList<>();

  @Override
  ConfigDef keys() {
    return SourceConfig.CONFIG_DEF;
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    if (queries().isEmpty()) {
      Thread.sleep(STEP_MS);
      return null;
    }
    long deadline = System.nanoTime() + config().getLong("poll.linger.ms") * 1_000_000;
    while (waiting.isEmpty() && System.nanoTime() < deadline) {
      askWhatIsDue();
      if (waiting.isEmpty()) {
        Thread.sleep(STEP_MS);
      }
    }
    List<SourceRecord> batch =
        new ArrayList<>(
            waiting.subList(0, Math.min(waiting.size(), config().getInt("batch.max.rows"))));
    waiting.subList(0, batch.size()).clear();
    return batch;
  }

  private void askWhatIsDue() {
    for (TableQuery query : queries()) {
      if (query.isDue()) {
        try {
          waiting.addAll(ask(query));
        } catch (SQLNonTransientException e) {
          throw failure(new ConnectException(e));
        } catch (DataException e) {
          throw failure(new ConnectException("A row could not be read", e));
        } catch (SQLException e) {
          LOG.error("A table could not be asked; it is asked again", e);
        }
      }
    }
  }

  private static ConnectException failure(ConnectException cause) {
    return new ConnectException("The records could not be had", cause);
  }
}
