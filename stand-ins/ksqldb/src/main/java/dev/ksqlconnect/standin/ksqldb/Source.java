package dev.ksqlconnect.standin.ksqldb;

import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stream or table in the metastore.
 *
 * @param table whether it is a table
 * @param source whether it was made by CREATE SOURCE
 * @param columns in their order, those of the key first
 * @param keyFormat in upper case
 * @param valueFormat in upper case
 * @param statement the statement that made it, as ksqlDB writes it
 */
public record Source(
    String name,
    boolean table,
    boolean source,
    List<Column> columns,
    String topic,
    String keyFormat,
    String valueFormat,
    String statement) {
  static Source of(KsqlStatement create, Formats formats, String statement) {
    return new Source(
        create.name(),
        create.isTable(),
        create.isSource(),
        create.columns(),
        create.properties().get("KAFKA_TOPIC"),
        formats.key(),
        formats.value(),
        statement);
  }

  List<Column> key() {
    return columns.stream().filter(Column::isKey).toList();
  }

  List<Column> value() {
    return columns.stream().filter(column -> !column.isKey()).toList();
  }

  String type() {
    return table ? "TABLE" : "STREAM";
  }

  /** The columns as ksqlDB's messages have them. */
  String schema() {
    return columns.stream().map(Column::inSchema).collect(Collectors.joining(", "));
  }

  /** The topic as ksqlDB's messages have it. */
  String topicAndFormats() {
    boolean unwrapped = key().size() == 1 && List.of("JSON", "JSON_SR", "AVRO").contains(keyFormat);
    return "KsqlTopic{kafkaTopicName='"
        + topic
        + "', keyFormat=KeyFormat{format=FormatInfo{format="
        + keyFormat
        + ", properties={}}, features=["
        + (unwrapped ? "UNWRAP_SINGLES" : "")
        + "], window=Optional.empty}, valueFormat=ValueFormat{format=FormatInfo{format="
        + valueFormat
        + ", properties={}}, features=[]}}";
  }
}
