package dev.ksqlconnect.standin.ksqldb;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP side: who may ask, and what the paths are. */
final class Frontend implements ResponseDefinitionTransformerV2 {
  private final Engine engine;
  private final Shutdown shutdown;
  private final List<String> surprises;
  private volatile boolean startingUp;
  private volatile String kafkaClusterId = "a3NxbGRiX3N0YW5kX2lu";
  private volatile @Nullable String authorization;

  Frontend(Engine engine, Shutdown shutdown, List<String> surprises) {
    this.engine = engine;
    this.shutdown = shutdown;
    this.surprises = surprises;
  }

  void startingUp(boolean startingUp) {
    this.startingUp = startingUp;
  }

  void onKafka(String clusterId) {
    kafkaClusterId = clusterId;
  }

  void requireAuthorization(String header) {
    authorization = header;
  }

  @Override
  public String getName() {
    return "ksqldb";
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    Request request = event.getRequest();
    Reply reply;
    try {
      reply = reply(request);
    } catch (RuntimeException e) {
      String surprise = request.getMethod() + " " + request.getUrl() + ": " + e.getMessage();
      surprises.add(e instanceof NotUnderstoodException ? surprise : surprise + " " + e);
      reply = Reply.text(500, "The stand-in does not know what ksqlDB says to this: " + surprise);
    }
    return response(reply);
  }

  private Reply reply(Request request) {
    if (startingUp) {
      return Reply.refused(
          RefusedException.plain(50302, "KSQL is not yet ready to serve requests."));
    }
    String wanted = authorization;
    if (wanted != null && !wanted.equals(request.getHeader("Authorization"))) {
      return Reply.refused(RefusedException.plain(40100, "Unauthorized"));
    }
    String asked = request.getMethod() + " " + request.getUrl();
    if (asked.equals("GET /info")) {
      return Reply.json(200, Answers.info(kafkaClusterId));
    }
    if (asked.equals("GET /healthcheck")) {
      return Reply.json(200, Answers.health());
    }
    if (asked.equals("POST /ksql")) {
      checkHeader(request, "Accept");
      checkHeader(request, "Content-Type");
      return engine.post(request.getBodyAsString());
    }
    throw new NotUnderstoodException("No such path is known");
  }

  /** ksqlDB answers 406 to some, and what it makes of others is not known. */
  private static void checkHeader(Request request, String name) {
    String value = request.getHeader(name);
    if (value != null
        && !value.contains("application/json")
        && !value.contains("application/vnd.ksql.v1+json")
        && !value.contains("*/*")) {
      throw new NotUnderstoodException(name + ": " + value);
    }
  }

  private ResponseDefinition response(Reply reply) {
    ResponseDefinitionBuilder response = new ResponseDefinitionBuilder();
    switch (reply.kind()) {
      case ANSWER -> {
        response
            .withStatus(reply.status())
            .withHeader("Content-Type", "application/json")
            .withBody(reply.body());
        if (reply.status() == 401) {
          response.withHeader("WWW-Authenticate", "Basic realm=\"KSQL\"");
        }
      }
      case NOTHING -> {
        shutdown.await();
        response.withFault(Fault.CONNECTION_RESET_BY_PEER);
      }
      case RESET -> response.withFault(Fault.CONNECTION_RESET_BY_PEER);
      case GARBAGE -> response.withFault(Fault.RANDOM_DATA_THEN_CLOSE);
    }
    return response.build();
  }
}
