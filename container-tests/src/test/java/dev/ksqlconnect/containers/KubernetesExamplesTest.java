package dev.ksqlconnect.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.ksqlconnect.harness.Project;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connect.KafkaConnectSpec;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example for Strimzi, against the operator's own classes. */
class KubernetesExamplesTest {
  /** Takes no property that a class does not know; the classes themselves keep such aside. */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  private static final Map<String, Class<?>> KINDS =
      Map.of("KafkaConnect", KafkaConnect.class, "KafkaConnector", KafkaConnector.class);

  private static List<JsonNode> resources() throws IOException {
    return STRICT
        .readerFor(JsonNode.class)
        .<JsonNode>readValues(Project.root().resolve("docs/kubernetes/strimzi.yaml").toFile())
        .readAll();
  }

  @Test
  void strimzi_knows_every_property() throws IOException {
    for (JsonNode resource : resources()) {
      STRICT.treeToValue(resource, KINDS.get(resource.path("kind").asText()));
    }
    assertThat(resources())
        .extracting(resource -> resource.path("kind").asText())
        .containsExactly("KafkaConnect", "KafkaConnector", "KafkaConnector");
  }

  @Test
  void strimzi_passes_every_key_of_the_worker_on() throws IOException {
    KafkaConnect connect = STRICT.treeToValue(resources().get(0), KafkaConnect.class);
    List<String> refused = List.of(KafkaConnectSpec.FORBIDDEN_PREFIXES.split(", *", -1));

    assertThat(
            connect.getSpec().getConfig().keySet().stream()
                .filter(key -> refused.stream().anyMatch(key::startsWith))
                .collect(Collectors.toList()))
        .isEmpty();
    assertThat(refused).as("why the image sets rest.extension.classes").contains("rest.");
  }
}
