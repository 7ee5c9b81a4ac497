package dev.ksqlconnect.standin.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** What the configurations of the source and of the sink have in common. */
abstract class JdbcConfig extends AbstractConfig {
  private final ConfigDef definition;

  JdbcConfig(ConfigDef definition, Map<String, String> properties) {
    super(definition, properties, false);
    this.definition = definition;
  }

  /** The keys, types and defaults that were recorded from a real connector, in a resource. */
  static ConfigDef recorded(String resource) {
    ConfigDef definition = new ConfigDef();
    try (InputStream file = JdbcConfig.class.getResourceAsStream(resource)) {
      for (JsonNode key : new ObjectMapper().readTree(file)) {
        // The one class is the real connector's own.
        String type = key.get("type").asText().replace("CLASS", "STRING");
        definition.define(
            key.get("name").asText(),
            ConfigDef.Type.valueOf(type),
            defaultValue(key),
            validator(key),
            ConfigDef.Importance.MEDIUM,
            "As the real connector's.",
            key.get("group").asText(),
            1,
            ConfigDef.Width.MEDIUM,
            key.get("name").asText());
      }
      return definition;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object defaultValue(JsonNode key) {
    if (key.path("required").asBoolean()) {
      return ConfigDef.NO_DEFAULT_VALUE;
    }
    return key.get("type").asText().equals("PASSWORD")
        ? new Password("")
        : key.get("default_value").textValue();
  }

  private static ConfigDef.@Nullable Validator validator(JsonNode key) {
    if (key.has("min")) {
      return ConfigDef.Range.atLeast(key.get("min").asInt());
    }
    if (key.has("values")) {
      // Either all in lower case or all in upper case.
      List<String> values = new ArrayList<>();
      key.get("values").forEach(value -> values.add(value.asText()));
      key.get("values").forEach(value -> values.add(value.asText().toUpperCase(Locale.ROOT)));
      return ConfigDef.ValidString.in(values.toArray(new String[0]));
    }
    return key.path("not_empty").asBoolean() ? new ConfigDef.NonEmptyString() : null;
  }

  /**
   * Refuses what would be followed differently than by the real connector.
   *
   * @throws ConnectException if one of the keys does not have its default
   */
  void refuseAllButDefaults(List<String> keys) {
    Map<String, Object> defaults = definition.defaultValues();
    for (String key : keys) {
      if (knows(key) && !Objects.equals(get(key), defaults.get(key))) {
        throw notKnown(key + "; leave it out");
      }
    }
  }

  /** What is to be thrown for something that the stand-in does not know how to follow. */
  static ConnectException notKnown(String what) {
    return new ConnectException(
        "This is a stand-in for the JDBC connector and does not know "
            + what
            + ", or install the real connector");
  }

  /** Whether there is such a key at all. */
  boolean knows(String key) {
    return definition.names().contains(key);
  }

  String url() {
    return getString("connection.url");
  }

  /** What the driver is given: user, password, and what else begins with {@code connection.}. */
  Properties driverProperties() {
    Properties properties = new Properties();
    originalsWithPrefix("connection.")
        .forEach(
            (name, value) -> {
              if (!definition.names().contains("connection." + name)) {
                properties.setProperty(name, String.valueOf(value));
              }
            });
    if (getString("connection.user") != null) {
      properties.setProperty("user", getString("connection.user"));
    }
    if (!getPassword("connection.password").value().isEmpty()) {
      properties.setProperty("password", getPassword("connection.password").value());
    }
    return properties;
  }
}
