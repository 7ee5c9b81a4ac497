package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Worker;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real Debezium with AnnounceTopics as the last of its transforms. */
class DebeziumIT {
  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = new Stack(DebeziumIT.class, KafkaLine.V4_3);
    stack
        .database()
        .execute(
            "CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT NOT NULL, born DATE);"
                + "INSERT INTO users (name) VALUES ('ann')");
    stack.addWorker(
        worker ->
            worker.pluginPath(
                stack.bundle(), Project.root().resolve("system-tests/target/debezium")));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static Map<String, String> config(String transforms) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    config.put("plugin.name", "pgoutput");
    config.put("publication.autocreate.mode", "filtered");
    config.put("slot.drop.on.stop", "true");
    config.put("database.hostname", "127.0.0.1");
    config.put("database.port", String.valueOf(stack.database().port()));
    config.put("database.user", "postgres");
    config.put("database.password", "any");
    config.put("database.dbname", "postgres");
    config.put("table.include.list", "public.users");
    config.put("transforms", transforms);
    config.put("transforms.announce.type", "dev.ksqlconnect.smt.AnnounceTopics");
    config.put("transforms.flat.type", "io.debezium.transforms.ExtractNewRecordState");
    config.put("transforms.key.type", "dev.ksqlconnect.smt.PrimaryKey");
    config.put("transforms.key.fields", "id");
    config.put("transforms.announce.fields", "id");
    return config;
  }

  private static void create(String name, String transforms) {
    Map<String, String> config = config(transforms);
    config.put("topic.prefix", name);
    config.put("slot.name", name);
    config.put("publication.name", name);
    stack.create(name, config);
    stack.awaitRecords(name + ".public.users", 1);
  }

  @Test
  void what_it_really_writes_is_announced_as_it_is() {
    create("raw", "announce");

    JsonNode schema = Stack.awaitVersion(stack.worker(), "raw", "raw.public.users", 1);

    assertThat(schema.at("/value/schema/name").asText()).endsWith(".Envelope");
    assertThat(schema.path("columns"))
        .extracting(column -> column.path("name").asText())
        .contains("before", "after", "op");
    assertThat(schema.at("/key/schema/type").asText()).isEqualTo("struct");
    assertThat(schema.path("primaryKey")).extracting(JsonNode::asText).containsExactly("id");
  }

  @Test
  void the_transforms_before_it_are_seen_and_the_key_is_a_scalar() {
    create("flat", "flat,key,announce");
    stack.database().execute("INSERT INTO users (name) VALUES ('bob')");
    stack.awaitRecords("flat.public.users", 2);

    JsonNode schema = Stack.awaitVersion(stack.worker(), "flat", "flat.public.users", 1);

    assertThat(schema.path("columns"))
        .extracting(column -> column.path("name").asText())
        .containsExactly("id", "name", "born");
    assertThat(schema.at("/columns/2/logicalType").asText()).isEqualTo("io.debezium.time.Date");
    assertThat(schema.at("/key/schema/type").asText()).isEqualTo("int32");
    assertThat(schema.path("primaryKey")).extracting(JsonNode::asText).containsExactly("id");
    assertThat(stack.topics().records("flat.public.users"))
        .extracting(ConsumerRecord::key)
        .contains("1", "2");
  }

  @Test
  void a_topic_nobody_announced_is_listed_with_what_to_add() {
    create("silent", "flat");

    Worker worker = stack.worker();
    JsonNode schema =
        Stack.await(
                "the topic to be active",
                worker,
                "/connectors/silent/topics/silent.public.users/schema",
                reply -> reply.status() == 200)
            .json();

    assertThat(schema.path("announced").asBoolean(true)).isFalse();
    assertThat(schema.path("hint").asText())
        .contains("transforms=flat,announce")
        .contains("transforms.announce.type=dev.ksqlconnect.smt.AnnounceTopics");
  }
}
