package dev.ksqlconnect.sinks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a delegate is to be given, worked out step by step from a sink's configuration and what its
 * topics hold. What the user has set stays as it is. Used by one thread.
 */
public final class SinkPlan {
  private final KsqlSinkConfig given;
  private final DescribedTopics topics;
  private final Set<String> delegateKeys;
  private final Map<String, String> config;
  private final Map<String, String> why = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * The plan before anything has been worked out.
   *
   * @param delegateKeys the keys that the delegate knows; others are not worked out for it
   */
  SinkPlan(KsqlSinkConfig given, DescribedTopics topics, Set<String> delegateKeys) {
    this.given = given;
    this.topics = topics;
    this.delegateKeys = delegateKeys;
    this.config = given.passedOn();
  }

  /** Something about a configuration that does not go. */
  static final class Problem {
    final List<String> keys;
    final String message;

    Problem(List<String> keys, String message) {
      this.keys = keys;
      this.message = message;
    }
  }

  /** The configuration as the user wrote it, with what was filled in. */
  public KsqlSinkConfig given() {
    return given;
  }

  /** What is known of the topics; those of which nothing is are not among them. */
  public DescribedTopics topics() {
    return topics;
  }

  /** The topics as Connect finds them; empty where they are given by a pattern. */
  public List<String> topicNames() {
    return given.list(KsqlSinkConfig.TOPICS);
  }

  /** Gives the delegate a value, unless the user has, or it does not know the key. */
  public void derive(String key, String value, String reason) {
    if (!given.has(key) && delegateKeys.contains(key)) {
      config.put(key, value);
      why.put(key, reason);
    }
  }

  /** What the delegate is given for a key so far; "" if it is left to its own default. */
  public String value(String key) {
    return config.getOrDefault(key, "").trim();
  }

  /**
   * Says that something does not go.
   *
   * @param message what was seen and what to write; holds no secret
   * @param keys those that have part in it
   */
  public void problem(String message, String... keys) {
    problems.add(new Problem(List.of(keys), message));
  }

  List<Problem> problems() {
    return problems;
  }

  Map<String, String> delegateConfig() {
    return new TreeMap<>(config);
  }

  /** Why, by key that has been worked out. */
  Map<String, String> why() {
    return why;
  }
}
