package dev.ksqlconnect.rest.javax;

import javax.inject.Inject;
import javax.ws.rs.Path;
import javax.ws.rs.core.Configuration;
import javax.ws.rs.core.Context;
import org.apache.kafka.connect.runtime.Herder;

/** One topic of a connector, under the path that KLIP-7 gives it. */
@Path("/connectors/{connector}/{topic}/schema")
public class KlipTopicSchemaResource extends TopicSchemaResource {
  /** As the worker makes it. */
  @Inject
  public KlipTopicSchemaResource(@Context Configuration configuration, Herder herder) {
    super(configuration, herder);
  }
}
