package dev.ksqlconnect.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes records as ksqlDB does. */
final class KsqlRecords implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;

  KsqlRecords(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** An INT in the format KAFKA. */
  static byte[] kafka(int key) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(key).array();
  }

  /** Text in the format KAFKA, or anything in the format JSON. */
  static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  /** Writes a record, and waits until it is there; a null value is a row that is gone. */
  void send(String topic, byte[] key, String value) {
    try {
      producer.send(record(topic, key, value)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Writes one of many records; {@link #flush} waits for all of them. */
  @SuppressWarnings("FutureReturnValueIgnored") // flush() waits, and who reads them counts them.
  void sendSoon(String topic, byte[] key, String value) {
    producer.send(record(topic, key, value));
  }

  void flush() {
    producer.flush();
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, byte[] key, String value) {
    return new ProducerRecord<>(topic, key, value == null ? null : text(value));
  }

  @Override
  public void close() {
    producer.close();
  }
}
