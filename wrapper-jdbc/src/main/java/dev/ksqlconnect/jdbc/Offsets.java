package dev.ksqlconnect.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** What the offsets that the delegate has stored tell of how a table has been read. */
final class Offsets {
  private Offsets() {}

  /** The modes in which tables have been read, of those that have been. */
  static Map<TableName, String> modes(OffsetStorageReader reader, Collection<TableName> tables) {
    Map<Map<String, String>, TableName> partitions = new LinkedHashMap<>();
    tables.forEach(table -> partitions.put(oldPartition(table), table));
    // What is under the present one counts.
    tables.forEach(table -> partitions.put(partition(table), table));
    Map<Map<String, String>, Map<String, Object>> offsets =
        reader.offsets(new ArrayList<>(partitions.keySet()));
    Map<TableName, String> modes = new HashMap<>();
    partitions.forEach(
        (partition, table) -> {
          String mode = mode(offsets.get(partition));
          if (mode != null) {
            modes.put(table, mode);
          }
        });
    return modes;
  }

  /**
   * As Confluent's connector has written it since 5.2, in the form it calls protocol 1. A HashMap,
   * as there: Connect looks a partition up by its bytes in JSON, and so by the order of its
   * members, which in a Map.of is another one in each process.
   */
  private static Map<String, String> partition(TableName table) {
    Map<String, String> partition = new HashMap<>();
    partition.put("protocol", "1");
    partition.put("table", table.toString());
    return partition;
  }

  /** As it wrote it before that; it still goes on from there, and so does the mode. */
  private static Map<String, String> oldPartition(TableName table) {
    Map<String, String> partition = new HashMap<>();
    partition.put("table", table.name());
    return partition;
  }

  private static @Nullable String mode(@Nullable Map<String, Object> offset) {
    if (offset == null) {
      return null;
    }
    boolean timestamp = offset.get("timestamp") != null;
    boolean incrementing = offset.get("incrementing") != null;
    if (timestamp && incrementing) {
      return KsqlJdbcSourceConfig.MODE_TIMESTAMP_INCREMENTING;
    }
    return timestamp
        ? KsqlJdbcSourceConfig.MODE_TIMESTAMP
        : incrementing ? KsqlJdbcSourceConfig.MODE_INCREMENTING : null;
  }
}
