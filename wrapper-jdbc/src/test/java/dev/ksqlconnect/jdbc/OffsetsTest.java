package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffsetsTest {
  /** Finds offsets as Connect does: by the partition's bytes in JSON. */
  private static final class Stored implements OffsetStorageReader {
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> offsetsByPartition = new TreeMap<>();

    Stored with(String partition, String offset) {
      offsetsByPartition.put(partition, offset);
      return this;
    }

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      try {
        String offset = offsetsByPartition.get(json.writeValueAsString(partition));
        return offset == null ? null : json.readerForMapOf(Object.class).readValue(offset);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, offset(partition)));
      return offsets;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"incrementing\":2}                                        | incrementing",
        "{\"timestamp\":1,\"timestamp_nanos\":2}                     | timestamp",
        "{\"timestamp\":1,\"timestamp_nanos\":2,\"incrementing\":3}  | timestamp+incrementing",
        "{\"timestamp\":null,\"incrementing\":3}                     | incrementing",
        "{}                                                          |",
        "null                                                        |",
      })
  void an_offset_tells_the_mode_that_a_table_was_read_in(String offset, String mode) {
    TableName users = table("users").name();
    Stored stored = new Stored().with("{\"protocol\":\"1\",\"table\":\"public.users\"}", offset);

    assertThat(Offsets.modes(stored, List.of(users)))
        .isEqualTo(mode == null ? Map.of() : Map.of(users, mode));
  }

  @Test
  void what_an_old_release_stored_counts_until_there_is_something_newer() {
    TableName users = table("users").name();
    Stored stored = new Stored().with("{\"table\":\"users\"}", "{\"incrementing\":2}");
    assertThat(Offsets.modes(stored, List.of(users))).isEqualTo(Map.of(users, "incrementing"));

    stored.with("{\"protocol\":\"1\",\"table\":\"public.users\"}", "{\"timestamp\":2}");
    assertThat(Offsets.modes(stored, List.of(users))).isEqualTo(Map.of(users, "timestamp"));
  }

  @Test
  void each_table_has_its_own_and_those_never_read_have_none() {
    TableName orders = table("sales.Order Lines").name();
    TableName inCatalog = new TableName("shop", null, "log");
    Stored stored =
        new Stored()
            .with("{\"protocol\":\"1\",\"table\":\"sales.Order Lines\"}", "{\"incrementing\":2}")
            .with("{\"protocol\":\"1\",\"table\":\"shop.log\"}", "{\"timestamp\":2}")
            .with("{\"protocol\":\"1\",\"table\":\"users\"}", "{\"incrementing\":2}");

    assertThat(Offsets.modes(stored, List.of(orders, inCatalog, table("users").name())))
        .isEqualTo(Map.of(orders, "incrementing", inCatalog, "timestamp"));
  }
}
