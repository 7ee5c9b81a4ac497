package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker's basic authentication covers our endpoints, too. */
class AuthenticationIT {
  private static final String BASIC =
      "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension";

  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void nothing_is_answered_without_credentials(KafkaLine line) throws IOException {
    try (Stack stack = new Stack(AuthenticationIT.class, line)) {
      Path jaas = credentials(stack.folder());
      // Listed before and behind ours: the order makes no difference.
      for (String extensions :
          List.of(BASIC + "," + Stack.EXTENSION, Stack.EXTENSION + "," + BASIC)) {
        Worker worker =
            stack.addWorker(
                builder ->
                    builder
                        .with("rest.extension.classes", extensions)
                        .javaOption("-Djava.security.auth.login.config=" + jaas));
        for (String path :
            List.of(
                "/connectors/x/schema",
                "/connectors/x/topics/y/schema",
                "/connectors/x/y/schema",
                "/connectors/x/delegate-config",
                "/connectors/x/ddl",
                "/connectors/x/topics?expand=schema",
                "/topic-announcements/health",
                "/topic-announcements")) {
          assertThat(worker.rest().get(path).status()).as(path).isEqualTo(401);
          assertThat(worker.rest().get(path, "Authorization", basic("wrong")).status())
              .as(path)
              .isEqualTo(401);
          assertThat(worker.rest().get(path, "Authorization", basic("right")).status())
              .as(path)
              .isNotEqualTo(401);
        }
        assertThat(
                worker.rest().get("/topic-announcements", "Accept", "text/event-stream").status())
            .isEqualTo(401);
        Rest.Reply allowed =
            Stack.await(
                "the catalog",
                worker,
                "/topic-announcements",
                List.of("Authorization", basic("right")),
                reply -> reply.status() == 200);
        assertThat(allowed.json().path("topics")).isEmpty();
        worker.kill();
      }
    }
  }

  private static Path credentials(Path folder) throws IOException {
    Path users = folder.resolve("users.properties");
    Files.writeString(users, "admin=right\n");
    Path jaas = folder.resolve("jaas.conf");
    Files.writeString(
        jaas,
        "KafkaConnect {\n"
            + "  org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule"
            + " required file=\""
            + users
            + "\";\n};\n");
    return jaas;
  }

  private static String basic(String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
  }
}
