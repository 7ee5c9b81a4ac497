package dev.ksqlconnect.standin.elasticsearch;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Says what is wrong with a configuration; connects, if nothing is as far as can be seen here. */
final class SinkValidation {
  private final Map<String, String> properties;
  private final Map<String, ConfigValue> values = new LinkedHashMap<>();

  SinkValidation(Map<String, String> properties) {
    this.properties = properties;
  }

  Config validate() {
    List<ConfigValue> all = SinkConfig.CONFIG_DEF.validate(properties);
    all.forEach(value -> values.put(value.name(), value));
    if (isFine()) {
      SinkConfig config = new SinkConfig(properties);
      checkTogether(config);
      if (isFine()) {
        refuseUnknown(config);
      }
      if (isFine()) {
        connect(config);
      }
    }
    return new Config(all);
  }

  private boolean isFine() {
    return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private void checkTogether(SinkConfig config) {
    if ((config.user() == null) != (config.password() == null)) {
      error("One without the other", "connection.username", "connection.password");
    }
    for (String what : List.of("key.ignore", "schema.ignore")) {
      if (config.getBoolean(what) && !config.getList("topic." + what).isEmpty()) {
        error("For all topics and for some", what, "topic." + what);
      }
    }
    if (config.getLong("linger.ms") > config.getLong("flush.timeout.ms")) {
      error("Lingers longer than a flush may take", "linger.ms", "flush.timeout.ms");
    }
    long inFlight = (long) config.getInt("batch.size") * config.getInt("max.in.flight.requests");
    if (config.getInt("max.buffered.records") < inFlight) {
      error(
          "More in flight than may be buffered",
          "max.buffered.records",
          "batch.size",
          "max.in.flight.requests");
    }
  }

  private void refuseUnknown(SinkConfig config) {
    try {
      config.refuseUnknown();
    } catch (ConfigException e) {
      SinkConfig.CONFIG_DEF.names().stream()
          .filter(key -> e.getMessage().contains(" " + key + ":"))
          .forEach(key -> error(e.getMessage(), key));
    }
  }

  private void connect(SinkConfig config) {
    try {
      ServerConnection.Answer answer = new ServerConnection(config).send("GET", "/", null);
      boolean isElasticsearch =
          answer.status() == 200 && answer.body().at("/version/number").isTextual();
      // Somebody who may write need not be somebody who may ask for that.
      if (!isElasticsearch && answer.status() != 403) {
        cannotConnect(config, "Not as Elasticsearch answers: " + answer);
      }
    } catch (IOException e) {
      cannotConnect(config, "Elasticsearch cannot be reached: " + e);
    } catch (IllegalArgumentException e) {
      error("Not a URL of Elasticsearch: " + e.getMessage(), "connection.url");
    }
  }

  private void cannotConnect(SinkConfig config, String why) {
    error(why, "connection.url");
    if (config.user() != null) {
      error(why, "connection.username", "connection.password");
    }
  }

  private void error(String message, String... keys) {
    Arrays.stream(keys).forEach(key -> values.get(key).addErrorMessage(message));
  }
}
