package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.ActiveTopics;
import dev.ksqlconnect.rest.Answer;
import dev.ksqlconnect.rest.Completion;
import dev.ksqlconnect.rest.Endpoints;
import dev.ksqlconnect.rest.EventStreams;
import javax.ws.rs.core.Configurable;
import javax.ws.rs.core.Configuration;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.apache.kafka.connect.runtime.Herder;

/** Puts the endpoints on a worker. */
public final class Adapter {
  private Adapter() {}

  /** Called by the extension, by this name. */
  public static void mount(
      Configurable<?> worker, Endpoints endpoints, EventStreams streams, Completion completion) {
    // Classes, and what they need as properties: of an instance Jersey warns that it is no
    // provider.
    worker.property(Endpoints.class.getName(), endpoints);
    worker.property(EventStreams.class.getName(), streams);
    worker.property(Completion.class.getName(), completion);
    worker.register(ConnectorSchemaResource.class);
    worker.register(TopicSchemaResource.class);
    worker.register(KlipTopicSchemaResource.class);
    worker.register(DelegateConfigResource.class);
    worker.register(DdlResource.class);
    worker.register(AnnouncementsResource.class);
    worker.register(ExpandTopicsFilter.class);
    worker.register(CompletionFilter.class);
  }

  static Endpoints endpoints(Configuration configuration) {
    return (Endpoints) configuration.getProperty(Endpoints.class.getName());
  }

  static EventStreams streams(Configuration configuration) {
    return (EventStreams) configuration.getProperty(EventStreams.class.getName());
  }

  static Completion completion(Configuration configuration) {
    return (Completion) configuration.getProperty(Completion.class.getName());
  }

  /**
   * What Connect counts as a connector's topics. {@code Herder} is no public API; the same method
   * is there in 3.9 and in 4.3, and this is the one place that relies on it.
   */
  static ActiveTopics activeTopics(Herder herder) {
    return connector -> herder.connectorActiveTopics(connector).topics();
  }

  static Response response(Answer answer) {
    Response.ResponseBuilder response =
        Response.status(answer.status()).type(MediaType.valueOf(answer.type()));
    if (answer.body().length > 0) {
      response.entity(answer.body());
    }
    answer.headers().forEach(response::header);
    return response.build();
  }
}
