package dev.ksqlconnect.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.harness.Broker;
import dev.ksqlconnect.harness.Certificate;
import dev.ksqlconnect.harness.KafkaLine;
import dev.ksqlconnect.harness.Rest;
import dev.ksqlconnect.harness.Worker;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * TLS to Kafka and to ksqlDB, whose certificates are for localhost and no other name. ksqlDB asks
 * for its clients' certificates as well.
 */
class TlsIT {
  @ParameterizedTest
  @EnumSource(KafkaLine.class)
  void all_parts_use_tls_and_a_host_of_another_name_is_refused(
      KafkaLine line, @TempDir Path folder) {
    Certificate certificate = Certificate.of("localhost", folder);
    try (Stack stack = new Stack(TlsIT.class, line, Broker.encrypted(certificate));
        KsqlDbStandIn ksql =
            KsqlDbStandIn.startMutualTls(certificate.store(), Certificate.PASSWORD)) {
      ksql.topicsFrom(stack.existingTopics());
      String url = ksql.url().replace("127.0.0.1", "localhost");
      stack
          .database()
          .execute(
              "CREATE TABLE users (id SERIAL PRIMARY KEY,"
                  + " updated_at TIMESTAMPTZ NOT NULL DEFAULT now());"
                  + "INSERT INTO users DEFAULT VALUES");
      Worker worker =
          stack.addWorker(
              builder ->
                  encrypted(builder, certificate, stack.broker().tlsBootstrapServers())
                      .with("ksql.connect.ksql.url", url)
                      .with(certificate.trusted("ksql.connect.ksql."))
                      .with(certificate.shown("ksql.connect.ksql.")));

      Map<String, String> registrar =
          new HashMap<>(Map.of("connector.class", "KsqlDdlSink", "ksql.url", url));
      assertThat(worker.rest().create("untrusting", registrar).body())
          .contains("ksql.url: There is no TLS with", "set ksql.ssl.truststore.location");
      registrar.putAll(certificate.trusted("ksql."));
      assertThat(worker.rest().create("nobody", registrar).body())
          .contains("ksql.url: There is no TLS with", "set ksql.ssl.keystore.location");
      registrar.putAll(certificate.shown("ksql."));
      Map<String, String> elsewhere = new HashMap<>(registrar);
      elsewhere.put("ksql.url", ksql.url());
      assertThat(worker.rest().create("elsewhere", elsewhere).body())
          .contains("127.0.0.1", "name the host in ksql.url as the certificate does");
      assertThat(ksql.statements()).isEmpty();

      stack.create("ddl", registrar);
      stack.create("shop", stack.jdbc());
      Registrations.await(worker, "shop", "shop-users", "REGISTERED");
      Rest.Reply sink =
          worker
              .rest()
              .create(
                  "copy",
                  Map.of(
                      "connector.class",
                      "KsqlJdbcSink",
                      "connection.url",
                      stack.database().url(),
                      "sources",
                      "shop_users"));
      assertThat(sink.status()).as(sink.toString()).isEqualTo(201);

      String byAddress = stack.broker().tlsBootstrapServers().replace("localhost", "127.0.0.1");
      assertThatThrownBy(
              () -> stack.addWorker(builder -> encrypted(builder, certificate, byAddress)))
          .hasMessageContaining("ended with status");
      assertThat(stack.folder().resolve("workers/worker-2.log"))
          .content()
          .contains("No subject alternative names matching IP address 127.0.0.1 found");
    }
  }

  private static Worker.Builder encrypted(
      Worker.Builder worker, Certificate certificate, String bootstrapServers) {
    for (String prefix : List.of("", "producer.", "consumer.", "admin.")) {
      worker.with(prefix + "security.protocol", "SSL").with(certificate.trusted(prefix));
    }
    return worker.with("bootstrap.servers", bootstrapServers);
  }
}
