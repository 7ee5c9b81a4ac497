package dev.ksqlconnect.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.harness.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mistake in {@code bad-configurations.txt}, with just the errors that are told of it, each
 * on its key.
 */
class BadConfigurationsIT {
  @TempDir static Path folder;
  private static Database database;

  /** One of the file's paragraphs. */
  record Bad(String title, Map<String, String> config, Map<String, List<String>> errors) {
    @Override
    public String toString() {
      return title;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    database = Database.start(folder.resolve("postgres"));
    Path access = folder.resolve("postgres/data/pg_hba.conf");
    Files.writeString(
        access, "host all app 127.0.0.1/32 scram-sha-256\n" + Files.readString(access));
    database.execute(
        """
        CREATE ROLE app LOGIN PASSWORD 'right';
        SELECT pg_reload_conf();
        CREATE TABLE users (id serial PRIMARY KEY, name text, updated_at timestamptz NOT NULL);
        CREATE TABLE orders (nr serial PRIMARY KEY, total numeric);
        CREATE TABLE log (line text);
        CREATE TABLE "Prices" (id serial PRIMARY KEY);
        CREATE TABLE "PRICES" (id serial PRIMARY KEY);
        CREATE TABLE "order lines" (id serial PRIMARY KEY);
        CREATE VIEW people AS SELECT * FROM users;
        CREATE SCHEMA sales;
        CREATE TABLE sales.users (id serial PRIMARY KEY);
        CREATE SCHEMA nothing;
        CREATE SCHEMA notes;
        CREATE TABLE notes.one (line text);
        CREATE TABLE notes.two (line text)
        """);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  /**
   * A paragraph is a title, lines {@code key = value}, and an error in two lines: {@code => key}
   * and the message.
   */
  static Stream<Bad> bad() throws IOException {
    List<Bad> all = new ArrayList<>();
    try (InputStream file =
        BadConfigurationsIT.class.getResourceAsStream("bad-configurations.txt")) {
      String text = new String(file.readAllBytes(), UTF_8);
      for (String paragraph : text.strip().split("\n\n+", -1)) {
        if (!paragraph.startsWith("##")) {
          all.add(parsed(paragraph));
        }
      }
    }
    return all.stream();
  }

  private static Bad parsed(String paragraph) {
    String[] lines = paragraph.split("\n", -1);
    Bad bad = new Bad(lines[0], new TreeMap<>(), new TreeMap<>());
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].startsWith("=> ")) {
        bad.errors
            .computeIfAbsent(lines[i].substring(3), key -> new ArrayList<>())
            .add(lines[++i].trim());
      } else {
        String[] parts = lines[i].split(" *= *", 2);
        bad.config.put(parts[0], parts[1]);
      }
    }
    return bad;
  }

  private static String withPort(String text) {
    return text.replace("${port}", String.valueOf(database.port()));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void a_mistake_is_told_on_the_keys_it_concerns_with_what_was_seen_and_what_to_write(Bad bad) {
    Map<String, String> config =
        Given.properties(
            "connection.url", database.url(), "delegate.class", InstalledSource.class.getName());
    bad.config.forEach(
        (key, value) -> config.put(key, value.equals("(null)") ? null : withPort(value)));
    config.values().removeIf("(none)"::equals);

    Map<String, List<String>> told = new TreeMap<>();
    for (ConfigValue value : new KsqlJdbcSourceConnector().validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        told.put(value.name(), value.errorMessages());
      }
    }

    Map<String, List<String>> expected = new TreeMap<>();
    bad.errors.forEach(
        (key, messages) ->
            expected.put(key, messages.stream().map(BadConfigurationsIT::withPort).toList()));
    assertThat(told).isEqualTo(expected);
  }
}
