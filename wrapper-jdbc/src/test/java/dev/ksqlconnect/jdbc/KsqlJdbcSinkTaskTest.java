package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.jdbc.InstalledSink.InstalledTask;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the JDBC sink's task is given, and what becomes of its failures. */
class KsqlJdbcSinkTaskTest {
  private static final SinkRecord USER =
      new SinkRecord("users", 0, null, 1, null, Map.of("NAME", "Ada"), 0);

  private final KsqlJdbcSinkTask task = new KsqlJdbcSinkTask();
  private final List<Object> timeouts = new ArrayList<>();

  @BeforeEach
  void start() {
    InstalledTask.RECORDS.clear();
    InstalledTask.CALLS.clear();
    InstalledTask.failure = null;
    task.initialize(
        (SinkTaskContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("timeout")) {
                    timeouts.add(args[0]);
                  }
                  return null;
                }));
    Map<String, String> config = new HashMap<>();
    config.put("name", "sink");
    config.put("connection.url", "jdbc:postgresql://db/shop?password=hunter2");
    config.put("pk.mode", "record_key");
    config.put("pk.fields", "ID");
    config.put("delete.enabled", "true");
    config.put("ksql.connect.delegate.class", InstalledSink.class.getName());
    config.put(
        "ksql.connect.sources.described",
        """
        {"users":{"kind":"table","source":null,"valueFormat":"JSON","key":{"ID":"INT"},\
        "value":{"NAME":"VARCHAR"}}}""");
    task.start(config);
  }

  @Test
  void the_delegate_gets_records_with_schemas_and_no_secret_in_its_url() {
    task.put(List.of(USER));

    assertThat(InstalledTask.RECORDS)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(((Struct) record.key()).getInt32("ID")).isEqualTo(1);
              assertThat(((Struct) record.value()).getString("NAME")).isEqualTo("Ada");
            });
    assertThat(InstalledTask.config)
        .containsEntry("connection.url", "jdbc:postgresql://db/shop")
        .containsEntry("connection.password", "hunter2");
  }

  @Test
  void a_topic_that_is_not_known_is_handed_on_as_it_is() {
    SinkRecord unknown = new SinkRecord("unknown", 0, null, 1, null, "x", 0);

    task.put(List.of(unknown));

    assertThat(InstalledTask.RECORDS).containsExactly(unknown);
  }

  @Test
  void what_comes_back_after_a_delete_is_given_in_a_call_of_its_own() {
    SinkRecord deleted = new SinkRecord("users", 0, null, 1, null, null, 1);

    task.put(List.of(USER, deleted, USER));

    assertThat(InstalledTask.CALLS).containsExactly(2, 1);
  }

  @Test
  void a_database_that_is_away_is_waited_for() {
    InstalledTask.failure = "08001";

    assertThatThrownBy(() -> task.put(List.of(USER))).isInstanceOf(RetriableException.class);
    assertThat(timeouts).containsExactly(3_000L);

    InstalledTask.failure = null;
    task.put(List.of(USER));
    assertThat(InstalledTask.RECORDS).hasSize(1);
  }

  @Test
  void any_other_failure_is_one_and_shows_no_secret() {
    InstalledTask.failure = "22001";

    assertThatThrownBy(() -> task.put(List.of(USER)))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("refused with [hidden]");
    assertThat(timeouts).isEmpty();
  }
}
