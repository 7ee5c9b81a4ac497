package dev.ksqlconnect.rest;

import dev.ksqlconnect.announcer.KnownConverter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is filled in on a source wrapper's submission: converters whose records KSQL can read, where
 * neither the connector nor the worker has such. Immutable.
 */
final class SourceConverters {
  private static final Set<String> CLASS_NAMES =
      Set.of(
          "dev.ksqlconnect.jdbc.KsqlJdbcSourceConnector",
          "KsqlJdbcSourceConnector",
          "KsqlJdbcSource");

  private static final String KEY = "key.converter";
  private static final String VALUE = "value.converter";

  /** JSON without schemas, and with decimals as numbers, since KSQL reads no other ones. */
  private static final Map<String, String> READABLE =
      Map.of(
          "",
          KnownConverter.JSON.className(),
          "." + KnownConverter.SCHEMAS_ENABLE,
          "false",
          ".decimal.format",
          "NUMERIC");

  private final Map<String, String> worker;

  SourceConverters(Map<String, String> worker) {
    this.worker = new HashMap<>(worker);
  }

  /** Whether a connector of this class, by its name or alias, is completed here. */
  static boolean concerns(String connectorClass) {
    return CLASS_NAMES.contains(connectorClass);
  }

  /**
   * What has to be added to a configuration.
   *
   * @param present what is stored of the connector; empty if it is new. One that is there already
   *     and has been writing with the worker's converters goes on with them: its topics are not to
   *     change in the middle.
   * @return by key; nothing that the user has set
   */
  Map<String, String> additions(Map<String, String> config, Map<String, String> present) {
    Map<String, String> additions = new TreeMap<>();
    for (String converter : List.of(KEY, VALUE)) {
      boolean isNew = present.isEmpty() || present.containsKey(converter);
      if (isNew && !config.containsKey(converter) && !isReadable(converter)) {
        READABLE.forEach((key, value) -> additions.put(converter + key, value));
      }
    }
    additions.keySet().removeAll(config.keySet());
    return additions;
  }

  /** Whether KSQL reads what the worker's converter writes; one that is not known may be. */
  private boolean isReadable(String converter) {
    String className = worker.get(converter);
    KnownConverter known = KnownConverter.of(className);
    if (known == null) {
      return className != null;
    }
    Map<String, String> properties = new HashMap<>();
    String prefix = converter + ".";
    worker.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          }
        });
    String format = known.format(properties);
    // A row is a struct, which no format of a single column holds; a key may be a single column.
    return format != null && (converter.equals(KEY) || !format.equals("KAFKA"));
  }
}
