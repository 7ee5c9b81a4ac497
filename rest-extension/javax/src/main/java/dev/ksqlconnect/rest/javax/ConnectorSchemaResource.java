package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.Endpoints;
import javax.inject.Inject;
import javax.ws.rs.GET;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Configuration;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.apache.kafka.connect.runtime.Herder;
import org.jspecify.annotations.Nullable;

/** Every topic of a connector. */
@Path("/connectors/{connector}/schema")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectorSchemaResource {
  private final Endpoints endpoints;
  private final Herder herder;

  /** As the worker makes it. */
  @Inject
  public ConnectorSchemaResource(@Context Configuration configuration, Herder herder) {
    this.endpoints = Adapter.endpoints(configuration);
    this.herder = herder;
  }

  /** Answers with all of a connector's topics. */
  @GET
  public Response get(
      @PathParam("connector") String connector,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    return Adapter.response(
        endpoints.connectorSchema(connector, Adapter.activeTopics(herder), ifNoneMatch));
  }
}
