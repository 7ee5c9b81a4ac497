package dev.ksqlconnect.standin.jdbc;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits in each poll until a table is due, be that as long as it may, and answers with the rows of
 * one table; a table that cannot be asked is asked again, whatever the reason.
 */
public final class OldJdbcSourceTask extends TableTask {
  private static final Logger LOG = LoggerFactory.getLogger(OldJdbcSourceTask.class);
  private static final long LONGEST_SLEEP_MS = 100;
  private static final int EMPTY_ROUNDS = 3;

  private volatile boolean stopped;

  @Override
  ConfigDef keys() {
    return SourceConfig.OLD_CONFIG_DEF;
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    int empty = 0;
    while (!stopped && empty < EMPTY_ROUNDS * queries().size()) {
      TableQuery next =
          queries().stream().min(Comparator.comparingLong(TableQuery::nanosUntilDue)).orElseThrow();
      long millis = next.nanosUntilDue() / 1_000_000;
      if (millis > 0) {
        Thread.sleep(Math.min(millis, LONGEST_SLEEP_MS));
        continue;
      }
      try {
        List<SourceRecord> records = ask(next);
        if (!records.isEmpty()) {
          return records;
        }
        empty++;
      } catch (SQLException e) {
        LOG.error("A table could not be asked; it is asked again", e);
        return null;
      }
    }
    return null;
  }

  @Override
  public void stop() {
    stopped = true;
    super.stop();
  }
}
