package dev.ksqlconnect.ddl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The KSQL statement for an announced topic, or why there is none. Immutable. */
public final class TopicDdl {
  private final String connector;
  private final String topic;
  private final long recordsCountFrom;
  private final @Nullable KsqlSource source;
  private final @Nullable String statement;
  private final List<String> warnings;
  private final @Nullable String refusal;
  private final List<String> remedy;

  private TopicDdl(
      String connector,
      String topic,
      long recordsCountFrom,
      @Nullable KsqlSource source,
      List<String> warnings,
      @Nullable String refusal,
      List<String> remedy) {
    this.connector = connector;
    this.topic = topic;
    this.recordsCountFrom = recordsCountFrom;
    this.source = source;
    this.statement = source == null ? null : source.create();
    this.warnings = List.copyOf(warnings);
    this.refusal = refusal;
    this.remedy = List.copyOf(remedy);
  }

  /**
   * Makes the statement. A pure function of the announcement.
   *
   * @param announcement as it stands in the announcements topic
   */
  public static TopicDdl of(JsonNode announcement) {
    String connector = announcement.path("connector").asText();
    String topic = announcement.path("topic").asText();
    StatementMaker maker = new StatementMaker(announcement);
    try {
      return new TopicDdl(
          connector,
          topic,
          recordsCountFrom(announcement),
          maker.make(),
          maker.warnings(),
          null,
          List.of());
    } catch (RefusedException e) {
      return new TopicDdl(connector, topic, 0, null, List.of(), e.reason(), e.remedy());
    }
  }

  private static long recordsCountFrom(JsonNode announcement) {
    boolean isRegistered =
        new Side("key.converter", announcement.path("key")).isRegistered()
            || new Side("value.converter", announcement.path("value")).isRegistered();
    if (!isRegistered) {
      return 0;
    }
    try {
      return Instant.parse(announcement.path("changedAt").asText()).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /** A topic of whose announcement nothing can be made. */
  static TopicDdl unreadable(String connector, String topic, String reason) {
    return new TopicDdl(connector, topic, 0, null, List.of(), reason, List.of());
  }

  /** The same topic, not to be registered after all. */
  TopicDdl refused(String reason, String... remedyLines) {
    return new TopicDdl(
        connector, topic, recordsCountFrom, null, List.of(), reason, List.of(remedyLines));
  }

  public String connector() {
    return connector;
  }

  public String topic() {
    return topic;
  }

  /**
   * From what time on records tell that the topic can be registered, in milliseconds since 1970; 0
   * if all do. With a schema registry only those do that were written as the announcement says: one
   * of another format has left no schema there, and ksqlDB would make up its own.
   */
  long recordsCountFrom() {
    return recordsCountFrom;
  }

  /** The stream or table; null if the topic is refused. */
  @Nullable KsqlSource source() {
    return source;
  }

  /** The name in ksqlDB, without quotes; null if the topic is refused. */
  public @Nullable String name() {
    return source == null ? null : source.name();
  }

  /** The statement; null if the topic is refused. */
  public @Nullable String statement() {
    return statement;
  }

  /** What the statement leaves out, or what to know of it, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Why there is no statement; null if there is one. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** Lines of the connector's configuration that mend what is refused; empty if none would. */
  public List<String> remedy() {
    return remedy;
  }

  /** Whether another one has the same statement. */
  boolean hasStatementOf(TopicDdl other) {
    return this == other || Objects.equals(statement, other.statement);
  }

  /** Whether another one says the same in all. */
  boolean saysTheSameAs(TopicDdl other) {
    return this == other
        || (hasStatementOf(other)
            && warnings.equals(other.warnings)
            && Objects.equals(refusal, other.refusal)
            && remedy.equals(other.remedy));
  }

  @Override
  public String toString() {
    return "Topic " + topic + " of connector " + connector;
  }
}
