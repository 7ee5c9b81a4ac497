package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KsqlJdbcSourceConnectorTest {
  private final KsqlJdbcSourceConnector connector = new KsqlJdbcSourceConnector();
  private final Worker worker = new Worker();
  private ShopDatabase database;

  /** What a connector sees of its worker, on which nothing has been read yet. */
  private static final class Worker implements SourceConnectorContext, OffsetStorageReader {
    final AtomicInteger reconfigurations = new AtomicInteger();
    final List<Exception> errors = new CopyOnWriteArrayList<>();

    @Override
    public void requestTaskReconfiguration() {
      reconfigurations.incrementAndGet();
    }

    @Override
    public void raiseError(Exception e) {
      errors.add(e);
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return this;
    }

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      return null;
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      return new HashMap<>();
    }
  }

  @BeforeEach
  void open() throws SQLException {
    database = new ShopDatabase();
  }

  @AfterEach
  void close() throws SQLException {
    connector.stop();
    database.close();
  }

  /** All at once, so that no look finds the table without its key. */
  private void createTable(String name) throws SQLException {
    database.execute(
        "CREATE TABLE unfinished (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
        "ALTER TABLE unfinished RENAME TO " + name);
  }

  private void start(String... more) {
    connector.initialize(worker);
    Map<String, String> properties = database.properties(more);
    properties.put("tables", "SHOP_*");
    properties.put("table.poll.interval.ms", "1");
    connector.start(properties);
  }

  @Test
  void a_task_is_given_what_the_user_wrote_and_the_topics_of_its_own_tables() throws SQLException {
    createTable("shop_orders");
    createTable("shop_users");
    start("announce", "false");

    List<Map<String, String>> tasks = connector.taskConfigs(2);

    assertThat(tasks).hasSize(2);
    assertThat(tasks.get(0))
        .containsEntry("tables", "\"SHOP_ORDERS\"")
        .containsEntry("connector.class", "KsqlJdbcSource")
        .containsEntry("connection.url", database.url())
        .doesNotContainKey("connection.password")
        .containsEntry("ksql.connect.connector", "shop")
        .containsEntry("ksql.connect.announces", "false")
        .extractingByKey("ksql.connect.topics")
        .asString()
        .contains("shop-SHOP_ORDERS", "ID")
        .doesNotContain("USERS");
  }

  @Test
  void a_task_is_told_what_is_announced_of_the_connectors_own_converters() throws SQLException {
    createTable("shop_users");
    start(
        "value.converter",
        "io.confluent.connect.avro.AvroConverter",
        "value.converter.schemas.enable",
        "false",
        "value.converter.basic.auth.user.info",
        "app:secret");

    assertThat(connector.taskConfigs(1).get(0))
        .extractingByKey("ksql.connect.converters")
        .isEqualTo(
            "{\"value.converter\":\"io.confluent.connect.avro.AvroConverter\","
                + "\"value.converter.schemas.enable\":\"false\"}");
  }

  @Test
  void with_transforms_the_task_leaves_announcing_to_the_last_of_them() throws SQLException {
    createTable("shop_users");
    start("transforms", "a");

    assertThat(connector.taskConfigs(1).get(0)).containsEntry("ksql.connect.announces", "false");
  }

  @Test
  void a_new_table_has_the_worker_ask_for_tasks_exactly_once() throws Exception {
    createTable("shop_users");
    start();
    assertThat(connector.taskConfigs(9)).hasSize(1);

    createTable("shop_orders");
    await("the worker is asked to ask again").until(() -> worker.reconfigurations.get() > 0);
    assertThat(connector.taskConfigs(9)).hasSize(2);
    createTable("shop_refunds");
    await("the worker is asked for the next table").until(() -> worker.reconfigurations.get() > 1);

    assertThat(worker.reconfigurations).hasValue(2);
    assertThat(worker.errors).isEmpty();
  }

  @Test
  void without_a_table_there_is_no_task_until_there_is_one() throws SQLException {
    start();
    assertThat(connector.taskConfigs(1)).isEmpty();

    createTable("shop_users");
    await("the worker is asked to ask again").until(() -> worker.reconfigurations.get() > 0);

    assertThat(connector.taskConfigs(1)).hasSize(1);
  }

  /** Connect does not stop a connector that has failed, not even when it is deleted. */
  @Test
  void a_connector_whose_delegate_has_failed_looks_at_its_database_no_longer() throws Exception {
    createTable("shop_users");
    start();
    assertThat(connector.taskConfigs(1)).hasSize(1);

    connector.delegateFailed(new ConnectException("lasting"));

    assertThat(worker.errors).singleElement().asString().contains("lasting");
    await("the supervisor is gone")
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("ksql-jdbc-supervisor-shop")));
  }

  @Test
  void a_refused_login_fails_the_connector_without_telling_the_password() {
    String bare = database.url().substring(0, database.url().indexOf(';'));
    start("connection.url", bare + ";user=app;password=hunter2");

    await("the connector fails").until(() -> !worker.errors.isEmpty());

    assertThat(worker.errors).singleElement().asString().contains("Wrong user name or password");
    assertThat(worker.errors).singleElement().asString().doesNotContain("hunter2");
    assertThat(connector.taskConfigs(1)).isEmpty();
  }
}
