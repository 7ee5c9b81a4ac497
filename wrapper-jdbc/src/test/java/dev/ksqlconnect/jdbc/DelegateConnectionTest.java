package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelegateConnectionTest {
  private static final String URL = "jdbc:postgresql://db/shop?user=app&password=s3cret";

  @Test
  void a_secret_of_the_url_is_given_as_a_property_beside_it() {
    assertThat(DelegateConnection.apart(Map.of("connection.url", URL, "mode", "bulk")))
        .isEqualTo(
            Map.of(
                "connection.url", "jdbc:postgresql://db/shop?user=app",
                "connection.password", "s3cret",
                "mode", "bulk"));
  }

  @Test
  void the_url_counts_more_than_what_is_said_beside_it() {
    assertThat(
            DelegateConnection.apart(Map.of("connection.url", URL, "connection.password", "other")))
        .containsEntry("connection.password", "s3cret");
  }

  @Test
  void a_configuration_without_a_url_stays_as_it_is() {
    assertThat(DelegateConnection.apart(Map.of("mode", "bulk"))).isEqualTo(Map.of("mode", "bulk"));
    assertThat(DelegateConnection.together(Map.of("mode", "bulk"), Map.of()))
        .isEqualTo(Map.of("mode", "bulk"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        URL,
        "jdbc:mysql://app:s3cret@db/shop",
        "jdbc:oracle:thin:app/s3cret@db:1521:shop",
        "jdbc:sqlserver://db;user=app;password=s3cret",
        "jdbc:sqlite:shop.db"
      })
  void what_connect_stores_is_what_the_user_wrote(String url) {
    for (Map<String, String> written :
        List.of(
            Map.of("connection.url", url),
            Map.of("connection.url", url, "connection.password", "p", "connection.user", "u"))) {
      Map<String, String> ofTask = new HashMap<>(DelegateConnection.apart(written));
      ofTask.put("tables", "\"users\"");

      Map<String, String> stored = DelegateConnection.together(ofTask, written);

      assertThat(stored).hasSize(written.size() + 1).containsAllEntriesOf(written);
      // So that the task, which takes them apart again, gives its delegate the same.
      assertThat(DelegateConnection.apart(stored)).isEqualTo(ofTask);
    }
  }

  @Test
  void a_driver_is_given_what_begins_with_connection_but_is_not_the_delegates() {
    assertThat(
            DelegateConnection.driverProperties(
                Map.of(
                    "connection.url", "jdbc:x",
                    "connection.attempts", "3",
                    "connection.backoff.ms", "1",
                    "connection.user", "app",
                    "connection.ssl.mode", "full",
                    "mode", "bulk")))
        .isEqualTo(Map.of("user", "app", "ssl.mode", "full"));
  }
}
