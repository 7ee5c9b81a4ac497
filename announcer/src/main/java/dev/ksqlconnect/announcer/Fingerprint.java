package dev.ksqlconnect.announcer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Tells whether two announcements of a topic say the same to whoever reads the topic.
 *
 * <p>What counts: the schemas of key and value, field by field, in order, with names, types,
 * parameters, defaults and what may be null; the converters in force; the primary key; how the user
 * wants the topic to appear in KSQL. What does not: documentation, a schema's own version number,
 * the order of a schema's parameters, and all that says where and when.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** 32 hexadecimal digits, of the fields of an announcement that count. */
  static String of(ObjectNode announcement) {
    StringBuilder canonical = new StringBuilder();
    for (String side : List.of("key", "value")) {
      JsonNode json = announcement.path(side);
      canonical.append(side).append('=');
      appendSchema(canonical, json.path("schema"));
      append(canonical, json.path("converter"));
      append(canonical, json.path("format"));
    }
    for (String field : List.of("primaryKey", "ksql.as", "ksql.name")) {
      canonical.append(field).append('=');
      append(canonical, announcement.path(field));
    }
    byte[] digest = sha256().digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      hex.append(String.format("%02x", digest[i]));
    }
    return hex.toString();
  }

  private static void appendSchema(StringBuilder canonical, JsonNode schema) {
    appendMembers(
        canonical,
        schema,
        Set.of("doc", "version"),
        (member, value) -> {
          switch (member) {
            case "items":
            case "keys":
            case "values":
              appendSchema(canonical, value);
              break;
            case "fields":
              value.forEach(field -> appendSchema(canonical, field));
              break;
            default:
              append(canonical, value);
          }
        });
  }

  private static void append(StringBuilder canonical, JsonNode node) {
    if (node.isArray()) {
      canonical.append('[');
      node.forEach(item -> append(canonical, item));
      canonical.append(']');
    } else {
      appendMembers(canonical, node, Set.of(), (member, value) -> append(canonical, value));
    }
  }

  /** Appends an object's members, sorted: the order that counts, that of fields, is an array's. */
  private static void appendMembers(
      StringBuilder canonical,
      JsonNode node,
      Set<String> uncounted,
      BiConsumer<String, JsonNode> appendMember) {
    if (!node.isObject()) {
      canonical.append(node).append(',');
      return;
    }
    Map<String, JsonNode> members = new TreeMap<>();
    node.fields().forEachRemaining(member -> members.put(member.getKey(), member.getValue()));
    members.keySet().removeAll(uncounted);
    canonical.append('{');
    members.forEach(
        (member, value) -> {
          canonical.append(TextNode.valueOf(member)).append(':');
          appendMember.accept(member, value);
        });
    canonical.append('}');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
