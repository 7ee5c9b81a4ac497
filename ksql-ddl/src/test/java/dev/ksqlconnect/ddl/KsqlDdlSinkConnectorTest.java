package dev.ksqlconnect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ksqlconnect.standin.ksqldb.KsqlDbStandIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to a registrar's configuration before it is stored. */
class KsqlDdlSinkConnectorTest {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private static Map<String, String> config(String url) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "ddl");
    config.put("connector.class", "KsqlDdlSink");
    config.put("topics", "connect-announcements");
    config.put("key.converter", BYTES);
    config.put("value.converter", BYTES);
    config.put("ksql.url", url);
    return config;
  }

  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new HashMap<>();
    for (ConfigValue value : new KsqlDdlSinkConnector().validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }

  @Test
  void a_registrar_for_a_server_that_answers_is_fine() {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      assertThat(errors(config(ksql.url()))).isEmpty();
    }
  }

  @Test
  void a_slash_at_the_end_of_the_url_does_no_harm() {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      assertThat(errors(config(ksql.url() + "/"))).isEmpty();
    }
  }

  @Test
  void a_server_that_is_starting_will_do() {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      ksql.startingUp(true);

      assertThat(errors(config(ksql.url()))).isEmpty();
    }
  }

  @Test
  void a_server_that_is_away_is_named_with_what_to_do() {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      ksql.away(true);

      assertThat(errors(config(ksql.url())).get("ksql.url"))
          .singleElement()
          .asString()
          .startsWith("ksql.url: ")
          .contains(ksql.url(), "start ksqlDB");
    }
  }

  @Test
  void one_server_of_several_that_answers_will_do() {
    try (KsqlDbStandIn away = KsqlDbStandIn.start();
        KsqlDbStandIn ksql = KsqlDbStandIn.start()) {
      away.away(true);

      assertThat(errors(config(away.url() + "," + ksql.url()))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8088, must be http",
    "ftp://localhost, must be http",
    "http://, no URL",
    "http://local host, no URL",
    "http://localhost/?x=1, must be http",
    "'', at least one"
  })
  void what_is_no_url_is_said_to_be_none(String url, String message) {
    assertThat(String.join(" ", errors(config(url)).get("ksql.url"))).contains("ksql.url", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ann:canary@localhost:8088",
        "http://ann:canary@1@localhost:8088",
        "http://ann:canary@ksql_db:8088",
        "ann:canary@localhost:8088",
        "http://localhost:1,http://ann:canary@localhost:8088"
      })
  void a_user_in_the_url_is_refused_and_not_repeated(String url) {
    assertThat(String.join(" ", errors(config(url)).get("ksql.url")))
        .contains("ksql.basic.auth.username")
        .doesNotContain("canary");
  }

  @Test
  void the_url_is_needed() {
    Map<String, String> config = config("");
    config.remove("ksql.url");

    assertThat(String.join(" ", errors(config).get("ksql.url"))).contains("ksql.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key.converter", "value.converter"})
  void another_converter_is_refused(String converter) {
    Map<String, String> config = config("http://localhost:1");
    config.put(converter, "org.apache.kafka.connect.json.JsonConverter");

    assertThat(String.join(" ", errors(config).get(converter))).contains(converter, BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key.converter", "value.converter"})
  void a_missing_converter_tells_of_the_line_that_fills_it_in(String converter) {
    Map<String, String> config = config("http://localhost:1");
    config.remove(converter);

    assertThat(String.join(" ", errors(config).get(converter)))
        .contains(converter, BYTES, "rest.extension.classes");
  }

  @Test
  void a_user_without_a_password_is_refused() {
    Map<String, String> config = config("http://localhost:1");
    config.put("ksql.basic.auth.username", "ann");

    assertThat(errors(config)).containsOnlyKeys("ksql.basic.auth.password");
  }

  @Test
  void a_user_that_ksqldb_does_not_know_is_refused() {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start().requireBasicAuth("ann", "right")) {
      Map<String, String> config = config(ksql.url());
      config.put("ksql.basic.auth.username", "ann");
      config.put("ksql.basic.auth.password", "canary");

      assertThat(String.join(" ", errors(config).get("ksql.basic.auth.username")))
          .contains("401")
          .doesNotContain("canary");
    }
  }

  @Test
  void a_user_that_ksqldb_knows_is_let_in() {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.start().requireBasicAuth("ann", "right: ö")) {
      Map<String, String> config = config(ksql.url());
      config.put("ksql.basic.auth.username", "ann");
      config.put("ksql.basic.auth.password", "right: ö");

      assertThat(errors(config)).isEmpty();
    }
  }

  @Test
  void a_server_is_trusted_with_the_truststore_that_knows_it(@TempDir Path folder)
      throws Exception {
    Path keystore = keystore(folder, "localhost");
    try (KsqlDbStandIn ksql = KsqlDbStandIn.startTls(keystore, "changeit")) {
      Map<String, String> config = config(ksql.url().replace("127.0.0.1", "localhost"));
      config.put("ksql.ssl.truststore.location", keystore.toString());
      config.put("ksql.ssl.truststore.password", "changeit");
      config.put("ksql.ssl.truststore.type", "PKCS12");

      assertThat(errors(config)).isEmpty();
    }
  }

  @Test
  void a_server_that_nobody_vouches_for_is_refused(@TempDir Path folder) throws Exception {
    try (KsqlDbStandIn ksql = KsqlDbStandIn.startTls(keystore(folder, "localhost"), "changeit")) {
      assertThat(
              String.join(
                  " ",
                  errors(config(ksql.url().replace("127.0.0.1", "localhost"))).get("ksql.url")))
          .contains("certification path", "set ksql.ssl.truststore.location");
    }
  }

  @Test
  void a_server_of_another_name_is_refused(@TempDir Path folder) throws Exception {
    Path keystore = keystore(folder, "elsewhere.example");
    try (KsqlDbStandIn ksql = KsqlDbStandIn.startTls(keystore, "changeit")) {
      Map<String, String> config = config(ksql.url().replace("127.0.0.1", "localhost"));
      config.put("ksql.ssl.truststore.location", keystore.toString());
      config.put("ksql.ssl.truststore.password", "changeit");
      config.put("ksql.ssl.truststore.type", "PKCS12");

      assertThat(String.join(" ", errors(config).get("ksql.url")))
          .contains("localhost", "name the host in ksql.url as the certificate does");
    }
  }

  @Test
  void an_answer_without_end_is_not_held() throws Exception {
    HttpServer endless =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicLong sent = new AtomicLong();
    endless.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[65_536];
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(piece);
              sent.addAndGet(piece.length);
            }
          }
        });
    endless.start();
    try {
      assertThat(
              String.join(
                  " ",
                  errors(config("http://127.0.0.1:" + endless.getAddress().getPort()))
                      .get("ksql.url")))
          .contains("longer than 16777216 bytes");
      assertThat(sent.get()).isLessThan(64 * 1024 * 1024);
    } finally {
      endless.stop(0);
    }
  }

  @Test
  void a_truststore_that_is_not_there_is_named(@TempDir Path folder) {
    Map<String, String> config = config("https://localhost:1");
    config.put("ksql.ssl.truststore.location", folder.resolve("none.p12").toString());

    assertThat(errors(config)).containsOnlyKeys("ksql.ssl.truststore.location");
  }

  private static Path keystore(Path folder, String host) throws IOException, InterruptedException {
    Path keystore = folder.resolve("server.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "server", "-keyalg", "RSA", "-validity", "30"));
    command.addAll(List.of("-dname", "CN=" + host, "-ext", "SAN=dns:" + host));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", "changeit"));
    command.addAll(List.of("-keystore", keystore.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = keytool.getInputStream()) {
      String said = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(keytool.waitFor()).as(said).isZero();
    }
    return keystore;
  }

  @Test
  void there_is_one_task_however_many_there_may_be() {
    KsqlDdlSinkConnector connector = new KsqlDdlSinkConnector();
    connector.start(config("http://localhost:1"));

    assertThat(connector.taskConfigs(7)).hasSize(1);
  }
}
