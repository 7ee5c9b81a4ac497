package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.keyed;
import static dev.ksqlconnect.jdbc.Given.plan;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanJsonTest {
  private static JsonNode json(KsqlJdbcSourceConfig config, TableFacts... tables) {
    return json(config, config.all(), tables);
  }

  private static JsonNode json(
      KsqlJdbcSourceConfig config, Map<String, String> written, TableFacts... tables) {
    return PlanJson.of(
        plan(config, tables),
        "shop",
        "com.example.Jdbc",
        "10.9",
        new InstalledSource().config(),
        KsqlJdbcSourceConnector.secretsOf(config.all()),
        written);
  }

  @Test
  void it_says_what_each_delegate_is_given_and_why() throws Exception {
    JsonNode json =
        json(
            config("key", "users:name", "poll.linger.ms", "7"),
            table("log", "line"),
            table("notes", "id serial", "tags array"),
            keyed(table("order_lines", "order_id", "line_no serial"), "order_id", "line_no"),
            table("users", "*id serial", "name", "updated_at timestamp"));

    assertThat(json)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {
                      "connector": "shop",
                      "delegate": {"class": "com.example.Jdbc", "version": "10.9"},
                      "config": {
                        "connection.url": "jdbc:postgresql://db/shop",
                        "connector.class": "com.example.Jdbc",
                        "name": "shop",
                        "numeric.mapping": "best_fit",
                        "poll.interval.ms": "1000",
                        "poll.linger.ms": "7",
                        "schema.pattern": "public",
                        "table.poll.interval.ms": "10000",
                        "topic.prefix": "shop-"
                      },
                      "derived": [
                        "mode", "numeric.mapping", "poll.interval.ms", "schema.pattern", "table.poll.interval.ms",
                        "table.whitelist", "topic.prefix"
                      ],
                      "delegates": [
                        {
                          "name": "incrementing of public",
                          "tables": 2,
                          "config": {
                            "connection.url": "jdbc:postgresql://db/shop",
                            "connector.class": "com.example.Jdbc",
                            "mode": "incrementing",
                            "name": "shop",
                            "numeric.mapping": "best_fit",
                        "poll.interval.ms": "1000",
                            "poll.linger.ms": "7",
                            "schema.pattern": "public",
                            "table.poll.interval.ms": "10000",
                            "table.whitelist": "notes,order_lines",
                            "topic.prefix": "shop-"
                          },
                          "derived": [
                            "mode", "numeric.mapping", "poll.interval.ms", "schema.pattern", "table.poll.interval.ms",
                            "table.whitelist", "topic.prefix"
                          ]
                        },
                        {
                          "name": "timestamp+incrementing of public",
                          "tables": 1,
                          "config": {
                            "connection.url": "jdbc:postgresql://db/shop",
                            "connector.class": "com.example.Jdbc",
                            "incrementing.column.name": "id",
                            "mode": "timestamp+incrementing",
                            "name": "shop",
                            "numeric.mapping": "best_fit",
                        "poll.interval.ms": "1000",
                            "poll.linger.ms": "7",
                            "schema.pattern": "public",
                            "table.poll.interval.ms": "10000",
                            "table.whitelist": "users",
                            "timestamp.column.name": "updated_at",
                            "topic.prefix": "shop-"
                          },
                          "derived": [
                            "incrementing.column.name", "mode", "numeric.mapping", "poll.interval.ms",
                            "schema.pattern", "table.poll.interval.ms", "table.whitelist",
                            "timestamp.column.name", "topic.prefix"
                          ]
                        }
                      ],
                      "tables": [
                        {"table": "public.notes", "topic": "shop-notes",
                         "mode": "incrementing", "columns": ["id"],
                         "why": "it has a number that is counted up: its new rows are found, \
                    changes of old ones are not",
                         "key": [], "keyFrom": "the table has no primary key",
                         "delegate": "incrementing of public", "doubtful": ["tags"]},
                        {"table": "public.order_lines", "topic": "shop-order_lines",
                         "mode": "incrementing", "columns": ["line_no"],
                         "why": "it has a number that is counted up: its new rows are found, \
                    changes of old ones are not",
                         "key": ["order_id", "line_no"], "keyFrom": "primary key",
                         "delegate": "incrementing of public"},
                        {"table": "public.users", "topic": "shop-users",
                         "mode": "timestamp+incrementing", "columns": ["updated_at", "id"],
                         "why": "it has the time of a row's last change and a number that is \
                    counted up",
                         "key": ["name"], "keyFrom": "key",
                         "delegate": "timestamp+incrementing of public"}
                      ],
                      "leftOut": [
                        {"table": "public.log",
                         "why": "it has no NOT NULL timestamp that is called like one of \
                    timestamp.column.patterns, and no NOT NULL column that the database counts up. \
                    Name the timestamp of a row's last change in timestamp.column.patterns, or add \
                    log to bulk.tables to read it whole, again and again; validate.non.null=false\
                     takes columns that may be null, as those of views are"}
                      ]
                    }
                    """));
  }

  @ParameterizedTest
  @CsvSource({
    "connection.url, jdbc:postgresql://db/shop?password=CANARY",
    "connection.url, jdbc:mysql://app:CANARY@db/shop",
    "connection.url, jdbc:oracle:thin:app/CANARY@db:1521:shop",
    "connection.url, jdbc:sqlserver://db;password={CANARY}",
    "connection.password, CANARY",
    "connection.sslpassword, CANARY",
    // Only the delegate's definition says that this one is a password.
    "query.masked, SELECT CANARY",
    "transforms.x.api.key, CANARY"
  })
  void no_secret_leaves(String key, String value) {
    JsonNode json =
        json(
            config(key, value, "numeric.mapping", "as CANARY says", "mode", "bulk"),
            table("users", "id"));

    assertThat(json.path("config").path(key).isTextual()).isTrue();
    assertThat(json.path("config").path(key).asText()).doesNotContain("CANARY");
    if (!key.equals("query.masked")) {
      // A secret is hidden wherever it stands.
      assertThat(json.path("config").path("numeric.mapping").asText()).doesNotContain("CANARY");
    }
  }

  @Test
  void what_the_delegate_does_not_know_is_not_shown() {
    String key = "value.converter.schema.registry.url";
    JsonNode json = json(config(key, "https://u:CANARY@sr:8081"), table("users", "*id serial"));

    assertThat(json.path("config").path(key).asText()).isEqualTo("[hidden]");
    assertThat(json.toString()).doesNotContain("CANARY");
  }

  @Test
  void what_comes_from_a_config_provider_is_shown_as_it_was_written() {
    KsqlJdbcSourceConfig resolved =
        config(
            "connection.url", "jdbc:postgresql://db/shop?user=CANARY&password=CANARY",
            "connection.user", "CANARY",
            "numeric.mapping", "none");
    Map<String, String> written = resolved.all();
    written.put("connection.url", "jdbc:postgresql://${v:db}/shop?user=${v:u}&password=${v:p}");
    written.put("connection.user", "${v:u}");

    JsonNode json = json(resolved, written, table("users", "*id serial"));

    assertThat(json.toString()).doesNotContain("CANARY");
    assertThat(json.path("config").path("connection.url").asText())
        .isEqualTo("jdbc:postgresql://${v:db}/shop");
    assertThat(json.path("config").path("connection.user").asText()).isEqualTo("${v:u}");
    assertThat(json.path("config").path("numeric.mapping").asText()).isEqualTo("none");
  }

  @Test
  void a_short_secret_cannot_be_told_from_what_is_left_of_other_values() {
    JsonNode json =
        json(
            config("connection.password", "a", "numeric.mapping", "none"),
            table("users", "updated_at timestamp", "*id serial"));

    assertThat(json.path("config").path("numeric.mapping").asText()).isEqualTo("none");
    assertThat(json.path("config").path("table.whitelist").asText()).isEqualTo("users");
    assertThat(json.path("config").path("connection.password").asText()).isEqualTo("[hidden]");
  }
}
