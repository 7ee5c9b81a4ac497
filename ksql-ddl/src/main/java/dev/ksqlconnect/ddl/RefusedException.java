package dev.ksqlconnect.ddl;

import java.util.List;

/** KSQL could not read a topic. Says why, and which configuration would mend it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> remedy;

  /**
   * A refusal.
   *
   * @param reason a sentence
   * @param remedy lines of a connector's configuration; none where none would help
   */
  RefusedException(String reason, String... remedy) {
    super(reason, null, false, false);
    this.remedy = List.of(remedy);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  List<String> remedy() {
    return remedy;
  }
}
