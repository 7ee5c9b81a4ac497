package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.Endpoints;
import javax.ws.rs.Path;

/** One topic of a connector, under the path that KLIP-7 gives it. */
@Path("/connectors/{connector}/{topic}/schema")
public class KlipTopicSchemaResource extends TopicSchemaResource {
  KlipTopicSchemaResource(Endpoints endpoints) {
    super(endpoints);
  }
}
