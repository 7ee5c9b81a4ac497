package dev.ksqlconnect.rest.javax;

import dev.ksqlconnect.rest.Answer;
import dev.ksqlconnect.rest.Endpoints;
import dev.ksqlconnect.rest.EventStreams;
import java.io.IOException;
import javax.ws.rs.GET;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Configuration;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.glassfish.jersey.server.ChunkedOutput;
import org.jspecify.annotations.Nullable;

/** The whole catalog, once or as it changes. */
@Path("/topic-announcements")
public class AnnouncementsResource {
  private static final String EVENT_STREAM = "text/event-stream";

  private final Endpoints endpoints;
  private final EventStreams streams;

  /** As the worker makes it. */
  public AnnouncementsResource(@Context Configuration configuration) {
    this.endpoints = Adapter.endpoints(configuration);
    this.streams = Adapter.streams(configuration);
  }

  /** Answers with the catalog. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response get(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    return Adapter.response(endpoints.catalog(ifNoneMatch));
  }

  /** Answers whether topics can be announced; not cached. */
  @GET
  @Path("/health")
  @Produces(MediaType.APPLICATION_JSON)
  public Response health() {
    return Adapter.response(endpoints.health());
  }

  /**
   * Streams the catalog's changes. Jersey's own output is used because nothing else streams on a
   * worker: its support for server-sent events is not there, and a StreamingOutput is held back
   * until its end.
   */
  @GET
  @Produces(EVENT_STREAM + ";qs=0.5")
  public Response listen(@HeaderParam("Last-Event-ID") @Nullable String lastEventId) {
    Answer refused = streams.refuse();
    if (refused != null) {
      return Adapter.response(refused);
    }
    ChunkedOutput<byte[]> output = new ChunkedOutput<>(byte[].class);
    refused = streams.open(lastEventId, new Output(output));
    if (refused != null) {
      return Adapter.response(refused);
    }
    return Response.ok(output, EVENT_STREAM)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        // Reverse proxies of nginx's kind hold a response back without it.
        .header("X-Accel-Buffering", "no")
        .build();
  }

  private static final class Output implements EventStreams.Sink {
    private final ChunkedOutput<byte[]> output;

    Output(ChunkedOutput<byte[]> output) {
      this.output = output;
    }

    @Override
    public void write(byte[] events) throws IOException {
      if (output.isClosed()) {
        throw new IOException("closed");
      }
      output.write(events);
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
