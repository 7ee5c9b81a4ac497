package dev.ksqlconnect.standin.ksqldb;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a request gets.
 *
 * @param status the HTTP status; of no meaning for what is no answer
 * @param body the answer's text
 */
record Reply(Kind kind, int status, String body) {
  enum Kind {
    ANSWER,
    /** The connection is reset. */
    RESET,
    /** Bytes that are no HTTP. */
    GARBAGE,
    /** Nothing, ever. */
    NOTHING
  }

  static Reply json(int status, JsonNode body) {
    return text(status, body.toString());
  }

  static Reply text(int status, String body) {
    return new Reply(Kind.ANSWER, status, body);
  }

  static Reply refused(RefusedException refused) {
    return json(refused.errorCode() / 100, Answers.error(refused));
  }

  static Reply none(Kind kind) {
    return new Reply(kind, 0, "");
  }
}
