package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.Answer;
import dev.ksqlconnect.rest.Endpoints;
import java.util.List;
import java.util.Map;
import javax.ws.rs.HttpMethod;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerResponseContext;
import javax.ws.rs.container.ContainerResponseFilter;
import javax.ws.rs.core.Configuration;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.PathSegment;

/**
 * Adds the schemas to Connect's own {@code GET /connectors/{connector}/topics} where {@code
 * expand=schema} asks for them. Everything else passes untouched.
 */
public class ExpandTopicsFilter implements ContainerResponseFilter {
  private final Endpoints endpoints;

  /** As the worker makes it. */
  public ExpandTopicsFilter(@Context Configuration configuration) {
    this.endpoints = Adapter.endpoints(configuration);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    List<PathSegment> path = request.getUriInfo().getPathSegments();
    if (path.size() != 3
        || !path.get(0).getPath().equals("connectors")
        || !path.get(2).getPath().equals("topics")
        || !request.getMethod().equals(HttpMethod.GET)
        || response.getStatus() != 200
        || !(response.getEntity() instanceof Map)
        || !wantsSchemas(request)) {
      return;
    }
    Answer answer =
        endpoints.topicsWithSchemas(
            path.get(1).getPath(),
            response.getEntity(),
            request.getHeaderString(HttpHeaders.IF_NONE_MATCH));
    response.setStatus(answer.status());
    response.setEntity(answer.body(), null, MediaType.APPLICATION_JSON_TYPE);
    answer.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
  }

  private static boolean wantsSchemas(ContainerRequestContext request) {
    return request.getUriInfo().getQueryParameters().getOrDefault("expand", List.of()).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .anyMatch("schema"::equals);
  }
}
