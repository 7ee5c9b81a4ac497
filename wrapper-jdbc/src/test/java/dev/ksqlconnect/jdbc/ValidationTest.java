package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
  private ShopDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = new ShopDatabase();
    database.execute(
        "CREATE TABLE users (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name VARCHAR,"
            + " updated_at TIMESTAMP NOT NULL)");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private static Map<String, ConfigValue> validated(Map<String, String> properties) {
    Config config = new KsqlJdbcSourceConnector().validate(properties);
    Map<String, ConfigValue> values = new TreeMap<>();
    config.configValues().forEach(value -> values.put(value.name(), value));
    return values;
  }

  private Map<String, List<String>> errors(String... more) {
    Map<String, List<String>> errors = new TreeMap<>();
    validated(database.properties(more))
        .forEach(
            (key, value) -> {
              if (!value.errorMessages().isEmpty()) {
                errors.put(key, value.errorMessages());
              }
            });
    return errors;
  }

  @Test
  void a_url_is_enough() {
    assertThat(errors()).isEmpty();
  }

  @Test
  void every_key_has_a_value_whether_the_delegate_was_asked_or_not() {
    List<String> keys = List.copyOf(new KsqlJdbcSourceConnector().config().names());

    assertThat(validated(database.properties())).containsKeys(keys.toArray(String[]::new));
    assertThat(validated(database.properties("mode", "no such")))
        .containsKeys(keys.toArray(String[]::new));
  }

  @Test
  void what_is_derived_is_shown_and_no_secret_is() {
    Map<String, ConfigValue> values = validated(database.properties());

    assertThat(values.get("table.whitelist").value()).isEqualTo("USERS");
    assertThat(values.get("timestamp.column.name").value()).isEqualTo("UPDATED_AT");
    assertThat(values.get("poll.interval.ms").value()).isEqualTo("1000");
    assertThat(values.get("connection.url").value().toString()).startsWith("jdbc:h2:mem:shop");
    assertThat(values.get("connection.password").value()).hasToString("[hidden]");
    assertThat(values.values())
        .noneMatch(value -> String.valueOf(value.value()).contains("s3cret"));
  }

  @Test
  void a_value_that_is_no_url_is_not_repeated() {
    assertThat(errors("connection.url", "postgresql://app:s3cret@db/shop"))
        .isEqualTo(
            Map.of(
                "connection.url",
                List.of(
                    "connection.url must be a JDBC URL, such as"
                        + " jdbc:postgresql://host/database?user=app")));
  }

  @Test
  void a_key_with_the_value_null_is_as_one_that_is_not_set() {
    assertThat(errors("tables", null, "key", null, "announce", null, "batch.max.rows", null))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mode           | hourly        | must be one of auto, timestamp+incrementing",
        "tables         | a..b          | a name is missing at position 3",
        "key            | id,id         | 'id' is listed twice",
        "tables         | orders        | There is no table orders. There are: USERS.",
        "key            | nr            | Table USERS has no column nr for its key. There are: ID,",
        "delegate.class | no.Such       | no.Such is not installed on this worker.",
        "connection.url | jdbc:nowhere: | no JDBC driver for it is installed",
        "batch.max.rows | many          | Invalid value many",
        "announce.timeout.ms | -1       | must be at least 0",
      })
  void a_mistake_is_told_on_its_own_key_and_on_no_other(String key, String value, String message) {
    assertThat(errors(key, value))
        .containsOnlyKeys(key)
        .extractingByKey(key)
        .satisfies(errors -> assertThat(errors).singleElement().asString().contains(message));
  }

  @Test
  void the_database_is_named_with_what_it_says_and_without_a_secret() {
    String bare = database.url().substring(0, database.url().indexOf(';'));

    assertThat(errors("connection.url", bare + ";user=app;password=hunter2").get("connection.url"))
        .singleElement()
        .asString()
        .startsWith(
            "connection.url: The database "
                + bare
                + " could not be read: Wrong user name or password")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "table.whitelist, tables",
    "timestamp.column.name, mode",
    "incrementing.column.name, mode",
    "poll.linger.ms, poll.linger.ms",
    "connection.url, connection.url"
  })
  void what_the_delegate_says_is_told_on_the_key_that_the_user_can_change(
      String refused, String toldOn) {
    assertThat(errors(InstalledSource.REFUSES, refused))
        .containsOnlyKeys(toldOn)
        .extractingByKey(toldOn)
        .satisfies(errors -> assertThat(errors).singleElement().asString().contains("is not for"));
  }

  @Test
  void on_a_key_that_the_user_has_set_the_delegate_is_heard_as_it_is() {
    assertThat(
            errors(
                "timestamp.column.name",
                "UPDATED_AT",
                InstalledSource.REFUSES,
                "timestamp.column.name"))
        .containsOnlyKeys("timestamp.column.name");
  }

  @Test
  void what_the_delegate_says_is_told_without_a_secret() {
    // The delegate is given the URL's password beside it, and says it.
    assertThat(errors(InstalledSource.REFUSES, "mode").get("mode"))
        .containsExactly("mode: [hidden] is not for timestamp+incrementing");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "dev.ksqlconnect.smt.AnnounceTopics, -",
        "AnnounceTopics, -",
        "org.example.Route, transforms",
        "-, transforms"
      })
  void the_last_transform_has_to_announce(String type, String wrong) {
    Map<String, List<String>> errors =
        errors("transforms", "first,last", "transforms.last.type", type);

    assertThat(errors.keySet()).isEqualTo(wrong == null ? Set.of() : Set.of(wrong));
    if (wrong != null) {
      assertThat(errors.get(wrong).get(0)).contains("transforms=first,last,announce");
    }
  }
}
