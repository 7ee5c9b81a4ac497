package dev.ksqlconnect.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is answered to a request: a status, headers and a body. */
public final class Answer {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String JSON_TYPE = "application/json";

  private final int status;
  private final String type;
  private final byte[] body;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private Answer(int status, String type, byte[] body) {
    this.status = status;
    this.type = type;
    this.body = body;
  }

  /**
   * A successful answer in JSON, or 304 without a body if the client has it already.
   *
   * @param ifNoneMatch the request's header of that name; null if there was none
   */
  static Answer of(JsonNode json, @Nullable String ifNoneMatch) {
    return of(JSON_TYPE, bytes(json), ifNoneMatch);
  }

  /** The same in another media type. */
  static Answer of(String type, byte[] body, @Nullable String ifNoneMatch) {
    String etag = '"' + hash(body) + '"';
    Answer answer =
        ifNoneMatch != null && matches(ifNoneMatch, etag)
            ? new Answer(304, type, new byte[0])
            : new Answer(200, type, body);
    answer.headers.put("ETag", etag);
    // Some paths answer in several types, and caches must not mistake one for the other.
    answer.headers.put("Vary", "Accept");
    return answer;
  }

  /** An answer that is true for the moment only. */
  static Answer uncached(int status, JsonNode json) {
    Answer answer = new Answer(status, JSON_TYPE, bytes(json));
    answer.headers.put("Cache-Control", "no-store");
    return answer;
  }

  /** An error in Connect's own shape. */
  static Answer error(ApiException error) {
    ObjectNode json = JSON.createObjectNode();
    json.put("error_code", error.status());
    json.put("message", error.getMessage());
    Answer answer = new Answer(error.status(), JSON_TYPE, bytes(json));
    if (error.retryAfterSeconds() > 0) {
      answer.headers.put("Retry-After", String.valueOf(error.retryAfterSeconds()));
    }
    return answer;
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 15));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static boolean matches(String ifNoneMatch, String etag) {
    return Arrays.stream(ifNoneMatch.split(",", -1))
        .map(String::trim)
        .map(known -> known.startsWith("W/") ? known.substring(2) : known)
        .anyMatch(known -> known.equals("*") || known.equals(etag));
  }

  public int status() {
    return status;
  }

  /** The media type of the body. */
  public String type() {
    return type;
  }

  /** The body; empty for a 304. Not to be changed. */
  public byte[] body() {
    return body;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
