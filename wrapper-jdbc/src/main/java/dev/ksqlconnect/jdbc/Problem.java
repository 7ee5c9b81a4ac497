package dev.ksqlconnect.jdbc;

import java.util.List;
import java.util.Objects;

/** Something about a configuration that does not go, and the keys that have part in it. */
final class Problem {
  private final List<String> keys;
  private final String message;

  /**
   * A problem.
   *
   * @param message says what was seen and what to write; holds no secret
   */
  Problem(String message, String... keys) {
    this.message = message;
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }

  String message() {
    return message;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Problem
        && keys.equals(((Problem) other).keys)
        && message.equals(((Problem) other).message);
  }

  @Override
  public int hashCode() {
    return Objects.hash(keys, message);
  }

  @Override
  public String toString() {
    return message;
  }
}
