package dev.ksqlconnect.announcer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;

/** The headers that make a record a CloudEvent 1.0, in the binary mode of its Kafka binding. */
final class CloudEvents {
  private CloudEvents() {}

  /**
   * Adds the headers.
   *
   * @param cluster the Connect cluster in which the event arose
   * @param type the event's type
   * @param subject what it is about
   */
  static void addTo(Headers headers, String cluster, String type, String subject) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("ce_specversion", "1.0");
    attributes.put("ce_id", UUID.randomUUID().toString());
    attributes.put("ce_source", "/connect/" + uriSegment(cluster));
    attributes.put("ce_type", type);
    attributes.put("ce_time", Instant.now().toString());
    attributes.put("ce_subject", subject);
    attributes.put("content-type", "application/json");
    attributes.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
  }

  private static String uriSegment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
