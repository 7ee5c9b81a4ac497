package dev.ksqlconnect.standin.ksqldb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Carries statements out, one request at a time or several at once. */
final class Engine {
  /** The connection is lost before there is an answer. */
  private static final class LostException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final KafkaTopics topics;
  private final Troubles troubles;
  private final Shutdown shutdown;

  private volatile boolean registry;
  private volatile Duration perCreate = Duration.ZERO;
  private volatile Duration perDescribe = Duration.ZERO;

  // Guarded by this, from here on.
  private final Metastore metastore;
  private final List<String> statements = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private boolean writing;
  private long sequence;
  private int inProgress;
  private int mostAtOnce;

  Engine(KafkaTopics topics, Troubles troubles, Shutdown shutdown) {
    this.topics = topics;
    this.troubles = troubles;
    this.shutdown = shutdown;
    this.metastore = new Metastore(topics);
  }

  void allowRegistryFormats() {
    registry = true;
  }

  void delay(Duration create, Duration describe) {
    perCreate = create;
    perDescribe = describe;
  }

  synchronized List<String> statements() {
    return List.copyOf(statements);
  }

  synchronized List<String> changes() {
    return List.copyOf(changes);
  }

  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  synchronized Optional<Source> source(String name) {
    return Optional.ofNullable(metastore.source(name));
  }

  synchronized Set<String> names() {
    Set<String> names = new TreeSet<>();
    metastore.sources().forEach(source -> names.add(source.name()));
    return names;
  }

  synchronized void forget() {
    metastore.clear();
    sequence = 0;
  }

  /**
   * Answers a request to /ksql.
   *
   * @throws NotUnderstoodException if it is not known what a real server would answer
   */
  Reply post(String body) {
    String text = statementsOf(body);
    List<KsqlStatement> parsed = List.of();
    RuntimeException wrong = null;
    try {
      parsed = KsqlStatement.parse(text);
    } catch (RefusedException | NotUnderstoodException e) {
      wrong = e;
    }
    record(text, parsed, wrong != null);
    Reply trouble = troubles.of(text);
    if (trouble != null) {
      return trouble;
    }
    begin();
    try {
      if (wrong != null) {
        throw wrong;
      }
      check(parsed);
      ArrayNode answers = Answers.JSON.createArrayNode();
      for (KsqlStatement statement : parsed) {
        answers.add(run(statement));
      }
      return Reply.json(200, answers);
    } catch (RefusedException e) {
      return Reply.refused(e);
    } catch (LostException e) {
      return Reply.none(Reply.Kind.RESET);
    } finally {
      end();
    }
  }

  private static String statementsOf(String body) {
    JsonNode request;
    try {
      request = Answers.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new NotUnderstoodException("Not JSON: " + body);
    }
    if (!request.path("ksql").isTextual()) {
      throw new NotUnderstoodException("No \"ksql\": " + body);
    }
    if (!request.path("streamsProperties").isEmpty()
        || !request.path("sessionVariables").isEmpty()) {
      throw new NotUnderstoodException("Properties or variables: " + body);
    }
    return request.get("ksql").textValue();
  }

  private synchronized void record(String text, List<KsqlStatement> parsed, boolean unreadable) {
    if (unreadable) {
      statements.add(text);
    }
    parsed.forEach(statement -> statements.add(statement.text()));
  }

  private synchronized void begin() {
    inProgress++;
    mostAtOnce = Math.max(mostAtOnce, inProgress);
  }

  private synchronized void end() {
    inProgress--;
  }

  /** If one is wrong, none is carried out: so all are tried first where it leaves no trace. */
  private synchronized void check(List<KsqlStatement> parsed) {
    Metastore sandbox = metastore.copy();
    for (KsqlStatement statement : parsed) {
      if (statement.kind() == Kind.DESCRIBE) {
        sandbox.described(statement);
      } else if (statement.kind() != Kind.SHOW) {
        sandbox.apply(statement, registry);
      }
    }
  }

  private ObjectNode run(KsqlStatement statement) {
    ObjectNode read = read(statement);
    if (read != null) {
      pass(perDescribe);
      return read;
    }
    startWriting(statement);
    ObjectNode answer;
    try {
      pass(perCreate);
      answer = write(statement);
    } finally {
      stopWriting();
    }
    if (statement.kind() == Kind.CREATE && troubles.drops()) {
      throw new LostException();
    }
    return answer;
  }

  /** The answer to what changes nothing, or null. */
  private synchronized @Nullable ObjectNode read(KsqlStatement statement) {
    if (statement.kind() == Kind.DESCRIBE) {
      Source source = metastore.described(statement);
      return Answers.described(statement, source, topics.partitions(source.topic()));
    }
    if (statement.kind() == Kind.SHOW) {
      return Answers.listed(statement, metastore.sources());
    }
    return metastore.onlyWarns(statement) ? Answers.exists(statement) : null;
  }

  /** Statements that write exclude one another, as they do on a real server. */
  private synchronized void startWriting(KsqlStatement statement) {
    boolean fenced = statement.kind() == Kind.CREATE && troubles.fences();
    if (fenced || writing) {
      throw RefusedException.failed(
          "Producer with transactionalId 'default_' and ProducerIdAndEpoch(producerId=1, epoch="
              + statements.size()
              + ") has been fenced by another producer with the same transactionalId",
          statement.text());
    }
    writing = true;
  }

  private synchronized void stopWriting() {
    writing = false;
  }

  private synchronized ObjectNode write(KsqlStatement statement) {
    Source source = metastore.apply(statement, registry);
    long number = sequence;
    sequence += 2;
    if (statement.kind() == Kind.DROP) {
      if (source != null) {
        changes.add(statement.text());
      }
      return Answers.dropped(statement, source, number);
    }
    changes.add(statement.text());
    return Answers.created(statement, Objects.requireNonNull(source), number);
  }

  /** A server that goes away has not carried out what it was about to. */
  private void pass(Duration time) {
    if (!time.isZero() && !shutdown.pass(time)) {
      throw new LostException();
    }
  }
}
