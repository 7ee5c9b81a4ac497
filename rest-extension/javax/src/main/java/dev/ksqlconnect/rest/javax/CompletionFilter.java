package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.Completion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.stream.Collectors;
import javax.annotation.Priority;
import javax.ws.rs.Priorities;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.core.Configuration;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.PathSegment;

/**
 * Completes configurations on their way to Connect. It comes after authentication, so that nothing
 * is read of a request that is refused; what it does not complete passes as it came.
 */
@Priority(Priorities.USER)
public class CompletionFilter implements ContainerRequestFilter {
  /** In bytes. Connect could not store a longer configuration; what it says to one is its own. */
  private static final int LONGEST = 2 * 1024 * 1024;

  private final Completion completion;

  /** As the worker makes it. */
  public CompletionFilter(@Context Configuration configuration) {
    this.completion = Adapter.completion(configuration);
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    List<String> path =
        request.getUriInfo().getPathSegments().stream()
            .map(PathSegment::getPath)
            .collect(Collectors.toList());
    if (!completion.concerns(request.getMethod(), path)) {
      return;
    }
    InputStream entity = request.getEntityStream();
    byte[] body = entity.readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      request.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(body), entity));
      return;
    }
    byte[] completed = completion.complete(request.getMethod(), path, body);
    request.setEntityStream(new ByteArrayInputStream(completed == null ? body : completed));
  }
}
