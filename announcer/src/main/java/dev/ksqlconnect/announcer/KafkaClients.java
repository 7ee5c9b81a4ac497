package dev.ksqlconnect.announcer;

import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;

/** Makes Kafka clients inside a plugin. */
final class KafkaClients {
  private KafkaClients() {}

  /**
   * Makes a client with Kafka's own class loader as the context class loader: what the worker's
   * properties name (login modules, callback handlers) is on the worker's class path, and another
   * plugin's copy of it would not fit.
   */
  static <T> T make(Supplier<T> client) {
    Thread thread = Thread.currentThread();
    ClassLoader saved = thread.getContextClassLoader();
    thread.setContextClassLoader(CommonClientConfigs.class.getClassLoader());
    try {
      return client.get();
    } finally {
      thread.setContextClassLoader(saved);
    }
  }
}
