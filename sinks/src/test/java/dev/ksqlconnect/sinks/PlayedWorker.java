package dev.ksqlconnect.sinks;

import dev.ksqlconnect.announcer.AnnouncementsLog;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.util.HashMap;
import java.util.Map;

/** A worker with a ksqlDB and announcements, neither of which is real. */
final class PlayedWorker implements AutoCloseable {
  private static final String URL = "ksql.connect.ksql.url";

  final KsqlDbStandIn ksql = KsqlDbStandIn.start().withSchemaRegistry();
  final AnnouncementsLog log = new AnnouncementsLog("topic-id").read();

  private Sources sources;

  PlayedWorker() {
    has();
  }

  /** Its properties, beside where ksqlDB is, which a value for that overrides. */
  void has(String... properties) {
    Map<String, String> all = map(URL, ksql.url());
    all.putAll(map(properties));
    opens(all);
  }

  /** Its properties name no ksqlDB. */
  void hasNoKsql() {
    opens(Map.of());
  }

  private void opens(Map<String, String> properties) {
    sources = new Sources(properties, log.catalog());
    sources.open();
  }

  /** A table of ksqlDB on the topic of its name. */
  void table(String name, String columns, String keyFormat, String valueFormat) {
    make("TABLE", name, name, columns, keyFormat, valueFormat);
  }

  /** A table with keys in KAFKA and values in JSON. */
  void table(String name, String columns) {
    table(name, columns, "KAFKA", "JSON");
  }

  /** A stream of ksqlDB on the topic of its name. */
  void stream(String name, String columns, String keyFormat, String valueFormat) {
    make("STREAM", name, name, columns, keyFormat, valueFormat);
  }

  void stream(String name, String columns) {
    stream(name, columns, "KAFKA", "JSON");
  }

  /** A table or stream on any topic. */
  void make(
      String kind,
      String name,
      String topic,
      String columns,
      String keyFormat,
      String valueFormat) {
    ksql.run(
        String.format(
            "CREATE %s %s (%s) WITH (KAFKA_TOPIC='%s', KEY_FORMAT='%s', VALUE_FORMAT='%s');",
            kind, name, columns, topic, keyFormat, valueFormat));
  }

  /** What is filled in for a configuration. */
  Map<String, String> additions(Map<String, String> config) {
    return new SinkCompletion(sources).additions(config);
  }

  /** A configuration with what is filled in. */
  Map<String, String> completed(Map<String, String> config) {
    Map<String, String> completed = new HashMap<>(config);
    completed.putAll(additions(config));
    return completed;
  }

  /** Keys and values by turns. */
  static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Override
  public void close() {
    sources.close();
    ksql.close();
  }
}
