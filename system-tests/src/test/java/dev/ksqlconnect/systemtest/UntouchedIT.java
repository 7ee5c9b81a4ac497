package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Project;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connect's own endpoints are what they are without the extension, byte for byte. */
class UntouchedIT {
  private static final List<String> READS =
      List.of(
          "/",
          "/health",
          "/connectors",
          "/connectors?expand=status&expand=info",
          "/connectors/plain",
          "/connectors/plain/config",
          "/connectors/plain/status",
          "/connectors/plain/tasks",
          "/connectors/plain/tasks-config",
          "/connectors/plain/tasks/0/status",
          "/connectors/plain/topics",
          "/connectors/plain/offsets",
          "/connectors/nope",
          "/connectors/nope/config",
          "/connectors/nope/status",
          "/connectors/nope/tasks",
          "/connectors/nope/topics",
          "/connectors/nope/offsets",
          "/connectors/plain/nothing",
          "/connectors/plain/topics/nothing",
          "/connector-plugins?connectorsOnly=true",
          "/admin/loggers/org.apache.kafka.connect.runtime.WorkerConnector",
          "/nothing");

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void every_builtin_endpoint_answers_as_without_the_extension(KafkaLine line) {
    try (Stack stack = new Stack(UntouchedIT.class, line)) {
      stack.database().execute("CREATE TABLE plain (id SERIAL PRIMARY KEY)");
      // Two clusters with the same plugins, one without the extension.
      Worker with = stack.addWorker(worker -> ofCluster(worker, "with"));
      Worker without =
          stack.addWorker(
              worker -> ofCluster(worker, "without").with("rest.extension.classes", ""));

      List<Rest.Reply> answersWith = story(with, stack);
      List<Rest.Reply> answersWithout = story(without, stack);

      assertThat(answersWith).hasSameSizeAs(answersWithout);
      for (int i = 0; i < answersWith.size(); i++) {
        assertThat(comparable(answersWith.get(i), with))
            .isEqualTo(comparable(answersWithout.get(i), without));
      }
    }
  }

  private static Worker.Builder ofCluster(Worker.Builder worker, String name) {
    return worker
        .with("group.id", name)
        .with("config.storage.topic", name + "-configs")
        .with("offset.storage.topic", name + "-offsets")
        .with("status.storage.topic", name + "-status");
  }

  /** Everything one does with Connect's own endpoints; what they answered. */
  private static List<Rest.Reply> story(Worker worker, Stack stack) {
    Rest rest = worker.rest();
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", Project.jdbcClass());
    config.put("connection.url", stack.database().url());
    config.put("mode", "bulk");
    config.put("table.whitelist", "plain");
    config.put("topic.prefix", "untouched.");
    List<Rest.Reply> replies = new ArrayList<>();
    replies.add(rest.put("/connector-plugins/" + Project.jdbcClass() + "/config/validate", config));
    replies.add(rest.create("plain", config));
    Stack.await(
        "the task to run",
        worker,
        "/connectors/plain/status",
        reply -> reply.body().contains("\"tasks\":[{") && !reply.body().contains("UNASSIGNED"));
    for (String path : READS) {
      replies.add(rest.get(path));
    }
    replies.add(rest.create("plain", config));
    replies.add(rest.create("bad", Map.of("connector.class", "no.such.Class")));
    config.put("poll.interval.ms", "60000");
    replies.add(rest.put("/connectors/plain/config", config));
    replies.add(rest.put("/connectors/plain/topics/reset"));
    replies.add(rest.put("/connectors/plain/pause"));
    Stack.await(
        "the task to pause",
        worker,
        "/connectors/plain/status",
        reply -> reply.json().at("/tasks/0/state").asText().equals("PAUSED"));
    replies.add(rest.put("/connectors/plain/resume"));
    replies.add(rest.delete("/connectors/plain"));
    replies.add(rest.delete("/connectors/plain"));
    return replies;
  }

  /** Without what differs between any two workers: names of topics, ports, times. */
  private static String comparable(Rest.Reply reply, Worker worker) {
    return (reply.status() + " " + reply.headers() + " " + reply.body())
        .replace(worker.url().replace("http://", ""), "worker")
        .replaceAll("date=[^,]*, [^,]*,", "date,")
        .replaceAll("\"last_modified\":\\d+", "\"last_modified\"")
        .replaceAll("content-length=\\d+", "content-length");
  }
}
