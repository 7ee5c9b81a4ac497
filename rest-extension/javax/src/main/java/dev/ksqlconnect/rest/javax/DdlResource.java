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

/** The KSQL statements for a connector's topics. */
@Path("/connectors/{connector}/ddl")
public class DdlResource {
  private final Endpoints endpoints;
  private final Herder herder;

  /** As the worker makes it. */
  @Inject
  public DdlResource(@Context Configuration configuration, Herder herder) {
    this.endpoints = Adapter.endpoints(configuration);
    this.herder = herder;
  }

  /** Answers with each topic's statement and what became of it. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response get(
      @PathParam("connector") String connector,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    return Adapter.response(endpoints.ddl(connector, Adapter.activeTopics(herder), ifNoneMatch));
  }

  /** Answers with the statements as a script. */
  @GET
  @Produces("application/sql;qs=0.5")
  public Response script(
      @PathParam("connector") String connector,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    return Adapter.response(
        endpoints.ddlScript(connector, Adapter.activeTopics(herder), ifNoneMatch));
  }
}
