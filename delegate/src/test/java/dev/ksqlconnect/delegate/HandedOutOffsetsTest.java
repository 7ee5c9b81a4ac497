package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

/** Where a delegate goes on that is started again within its task. */
class HandedOutOffsetsTest {
  private final HandedOutOffsets handedOut = new HandedOutOffsets();

  /** What Connect has stored: that the first row of every table has been read. */
  private final OffsetStorageReader stored =
      new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          return Map.of("row", 1L);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
          partitions.forEach(partition -> offsets.put(partition, offset(partition)));
          return offsets;
        }
      };

  private static Map<String, String> table(String name) {
    return Map.of("table", name);
  }

  private static SourceRecord row(Map<String, String> partition, long row) {
    return new SourceRecord(partition, Map.of("row", row), "topic", null, null);
  }

  @Test
  void it_goes_on_after_the_last_row_of_each_table_that_was_handed_out() {
    Map<String, String> users = table("users");
    handedOut.add(List.of(row(users, 2), row(users, 3), row(table("pages"), 7), row(users, 4)));
    handedOut.add(List.of(row(table("pages"), 8)));

    OffsetStorageReader reader = handedOut.before(stored);

    assertThat(reader.offset(table("users"))).isEqualTo(Map.of("row", 4L));
    assertThat(reader.offsets(List.of(table("users"), table("pages"), table("reviews"))))
        .isEqualTo(
            Map.of(
                table("users"), Map.of("row", 4L),
                table("pages"), Map.of("row", 8L),
                table("reviews"), Map.of("row", 1L)));
  }

  @Test
  void a_table_of_which_nothing_was_handed_out_goes_on_at_what_is_stored() {
    assertThat(handedOut.before(stored).offset(table("users"))).isEqualTo(Map.of("row", 1L));
  }

  @Test
  void records_without_offsets_are_none_to_go_on_after() {
    handedOut.add(List.of(new SourceRecord(null, null, "topic", null, null)));
    handedOut.add(List.of(new SourceRecord(table("users"), null, "topic", null, null)));

    assertThat(handedOut.before(stored).offset(table("users"))).isEqualTo(Map.of("row", 1L));
  }
}
