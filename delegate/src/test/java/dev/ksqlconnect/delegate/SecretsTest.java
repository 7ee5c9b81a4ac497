package dev.ksqlconnect.delegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final ConfigDef NOTHING_DEFINED = new ConfigDef();

  private static Secrets secrets(String... more) {
    return Secrets.of(Map.of("db.password", "hunter2"), NOTHING_DEFINED, List.of(more));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection.password",
        "sslpassword",
        "trustStorePassword",
        "pwd",
        "ssl.key.passphrase",
        "client.secret",
        "accessToken",
        "aws.secret.access.key",
        "sasl.jaas.config",
        "basic.auth.credentials",
        "private.key",
        "apiKey",
        "schema.registry.basic.auth.user.info"
      })
  void names_tell_secrets(String name) {
    assertThat(Secrets.isSecretName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection.url",
        "key.converter",
        "tables",
        "jdbc.credentials.provider.class",
        "user",
        "primary.key",
        "author",
        "passthrough",
        "key"
      })
  void other_names_do_not(String name) {
    assertThat(Secrets.isSecretName(name)).isFalse();
  }

  @Test
  void a_key_defined_as_a_password_is_one_whatever_its_name() {
    ConfigDef definition =
        new ConfigDef()
            .define("plain.name", ConfigDef.Type.PASSWORD, "", ConfigDef.Importance.LOW, "");

    assertThat(Secrets.of(Map.of("plain.name", "hunter2"), definition, List.of()).hideIn("hunter2"))
        .isEqualTo("[hidden]");
  }

  @Test
  void a_secret_that_holds_another_is_hidden_whole() {
    assertThat(secrets("hunter2-and-more").hideIn("a hunter2-and-more b hunter2"))
        .isEqualTo("a [hidden] b [hidden]");
  }

  @Test
  void an_exception_without_a_secret_is_left_as_it_is() {
    Exception exception = new IllegalStateException("nothing");

    assertThat(secrets().<Exception>hideIn(exception)).isSameAs(exception);
  }

  @Test
  void no_stack_trace_shows_a_secret_of_the_cause() {
    SQLException root = new SQLException("for jdbc:x?password=hunter2", "08001", 7);
    Exception hidden = secrets().hideIn(new RetriableException("again", new Exception(root)));

    StringWriter trace = new StringWriter();
    hidden.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("hunter2").contains("SecretsTest");
    assertThat(hidden).isInstanceOf(RetriableException.class).hasMessage("again");
    assertThat(hidden.getCause().getCause())
        .isInstanceOfSatisfying(
            SQLException.class, sql -> assertThat(sql.getSQLState()).isEqualTo("08001"));
  }

  @Test
  void a_lost_connection_is_still_told_from_a_wrong_statement() {
    for (SQLException lost :
        List.of(
            new SQLTransientException("hunter2", "X"),
            new SQLRecoverableException("hunter2", "X"),
            new SQLNonTransientConnectionException("hunter2", "X"))) {
      Exception hidden = secrets().hideIn(lost);

      assertThat(hidden).isExactlyInstanceOf(lost.getClass()).hasMessage("[hidden]");
    }
  }

  @Test
  void an_unknown_exception_keeps_its_name_in_the_message() {
    Exception hidden = secrets().hideIn(new UnsupportedOperationException("hunter2"));

    assertThat(hidden)
        .isInstanceOf(ConnectException.class)
        .hasMessage("java.lang.UnsupportedOperationException: [hidden]");
  }
}
