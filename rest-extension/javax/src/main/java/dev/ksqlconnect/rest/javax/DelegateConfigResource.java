package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.Endpoints;
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
import org.jspecify.annotations.Nullable;

/** What a wrapper gives its delegate. */
@Path("/connectors/{connector}/delegate-config")
@Produces(MediaType.APPLICATION_JSON)
public class DelegateConfigResource {
  private final Endpoints endpoints;

  /** As the worker makes it. */
  public DelegateConfigResource(@Context Configuration configuration) {
    this.endpoints = Adapter.endpoints(configuration);
  }

  /** Answers with the plan that the running connector has published. */
  @GET
  public Response get(
      @PathParam("connector") String connector,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    return Adapter.response(endpoints.delegateConfig(connector, ifNoneMatch));
  }
}
