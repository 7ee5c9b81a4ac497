package dev.ksqlconnect.standin.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/** Writes records, those of one call in one transaction; remembers what columns the tables have. */
final class SinkWriter implements AutoCloseable {
  private final SinkConfig config;
  private final Connections connections;
  private final TableStructures structures;

  SinkWriter(SinkConfig config) {
    this.config = config;
    this.connections = new Connections(config);
    this.structures = new TableStructures(config);
  }

  /**
   * Writes all of them or none. (Tables and columns that were made stay.)
   *
   * @throws SQLException if the database refuses something
   * @throws UnfitTableException if a table lacks what a record needs
   * @throws org.apache.kafka.connect.errors.ConnectException if a record is not what the
   *     configuration asks for, or the database cannot be reached
   */
  void write(Collection<SinkRecord> records) throws SQLException {
    Connection connection = connections.get();
    connection.setAutoCommit(false);
    String schema = connection.getSchema();
    Map<SinkTable, TableWriter> writers = new HashMap<>();
    try {
      for (SinkRecord record : records) {
        SinkTable table = SinkTable.of(config, record.topic(), schema);
        TableWriter writer = writers.get(table);
        if (writer == null) {
          writer = new TableWriter(config, connection, table, structures);
          writers.put(table, writer);
        }
        writer.add(record);
      }
      for (TableWriter writer : writers.values()) {
        writer.finish();
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
