package dev.ksqlconnect.standin.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stand-in's sink task. What the database refuses it tries again, whatever the reason, and then
 * record by record, if it may report those that stay bad. Records that are not what the
 * configuration asks for, and a database that is away, make it fail.
 */
public final class JdbcSinkTask extends SinkTask {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSinkTask.class);

  private @Nullable SinkConfig config;
  private @Nullable ErrantRecordReporter reporter;
  private @Nullable SinkWriter writer;
  private int remainingRetries;

  @Override
  public String version() {
    return "stand-in";
  }

  @Override
  public void start(Map<String, String> properties) {
    config = new SinkConfig(properties);
    config.refuseUnknown();
    if (!(Dialects.of(config.url()) instanceof PostgresDialect)) {
      throw JdbcConfig.notKnown("this database as a sink; use PostgreSQL");
    }
    writer = new SinkWriter(config);
    remainingRetries = config.getInt("max.retries");
    reporter = context.errantRecordReporter();
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    try {
      writer.write(records);
    } catch (UnfitTableException e) {
      if (reporter == null) {
        throw e;
      }
      writeOneByOne(records);
    } catch (SQLException e) {
      if (remainingRetries > 0) {
        remainingRetries--;
        startOver();
        LOG.warn("The database refused {} records; they are tried again", records.size());
        context.timeout(config.getInt("retry.backoff.ms"));
        throw new RetriableException(readable(e));
      }
      if (reporter == null) {
        throw new ConnectException(readable(e));
      }
      writeOneByOne(records);
    }
    remainingRetries = config.getInt("max.retries");
  }

  private void writeOneByOne(Collection<SinkRecord> records) {
    startOver();
    for (SinkRecord record : records) {
      try {
        writer.write(List.of(record));
      } catch (UnfitTableException e) {
        giveUp(record, e);
      } catch (SQLException e) {
        giveUp(record, readable(e));
      }
    }
  }

  private void giveUp(SinkRecord record, Exception reason) {
    // Connect waits for it before it commits the offset.
    Future<Void> unused = reporter.report(record, reason);
    writer.close();
  }

  /** With a new connection, and nothing remembered of the tables. */
  private void startOver() {
    writer.close();
    writer = new SinkWriter(config);
  }

  /** The database's messages may quote the row. */
  private SQLException readable(SQLException e) {
    return config.getBoolean("trim.sensitive.log")
        ? new SQLException("The database's message is withheld", e.getSQLState())
        : e;
  }

  @Override
  public void stop() {
    // After a start that failed there is no writer, and this throws, as the real one does.
    writer.close();
  }
}
