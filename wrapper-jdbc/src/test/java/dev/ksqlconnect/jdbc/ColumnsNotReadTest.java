package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ColumnsNotReadTest {
  private final List<String> named = new ArrayList<>();

  private ColumnsNotRead of(String... doubtful) {
    TaskTopics topics =
        TaskTopics.of(
            List.of(
                new SourcePlan.TablePlan(
                    new TableName(null, "public", "users"),
                    "shop-users",
                    TableMode.bulk(""),
                    TableKey.ofUser(List.of("id")),
                    List.of(doubtful),
                    Map.of(),
                    "bulk")));
    return new ColumnsNotRead(topics, named::add);
  }

  private static Schema row(String... columns) {
    SchemaBuilder schema = SchemaBuilder.struct();
    for (String column : columns) {
      schema.field(column, Schema.STRING_SCHEMA);
    }
    return schema.build();
  }

  private static SourceRecord record(String topic, Schema schema) {
    return new SourceRecord(Map.of(), Map.of(), topic, schema, null);
  }

  @Test
  void columns_that_are_not_in_the_records_are_named_with_what_to_do() {
    of("tags", "address").see(List.of(record("shop-users", row("id"))));

    assertThat(named)
        .containsExactly(
            "Columns of table public.users are not in the records of topic shop-users, since the"
                + " delegate does not read their types: tags, address. Read them as text through a"
                + " view, with table.types=TABLE,VIEW.");
  }

  @Test
  void they_are_named_once_however_many_schemas_come() {
    ColumnsNotRead columns = of("tags");

    columns.see(List.of(record("shop-users", row("id")), record("shop-users", row("id"))));
    columns.see(List.of(record("shop-users", row("id", "name"))));

    assertThat(named).hasSize(1);
  }

  @Test
  void one_more_that_is_missing_is_named_again() {
    ColumnsNotRead columns = of("tags", "address");

    columns.see(List.of(record("shop-users", row("id", "tags"))));
    columns.see(List.of(record("shop-users", row("id"))));

    assertThat(named).hasSize(2);
    assertThat(named.get(0)).contains("types: address.");
    assertThat(named.get(1)).contains("types: tags, address.");
  }

  @Test
  void a_column_that_the_delegate_reads_though_not_every_delegate_would_is_not_named() {
    of("tags").see(List.of(record("shop-users", row("id", "tags"))));

    assertThat(named).isEmpty();
  }

  @Test
  void records_that_are_no_rows_and_those_of_other_topics_say_nothing_of_columns() {
    ColumnsNotRead columns = of("tags");

    columns.see(List.of(record("shop-users", null), record("shop-users", Schema.STRING_SCHEMA)));
    columns.see(List.of(record("other", row("id"))));

    assertThat(named).isEmpty();
  }
}
