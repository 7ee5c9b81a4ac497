package dev.ksqlconnect.delegate;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** A delegate's configuration as it may be shown to anyone: without secrets. */
public final class ShownConfig {
  /** Connect's own keys that hold no secret. */
  private static final List<String> FRAMEWORKS =
      List.of(
          "name",
          "connector.class",
          "tasks.max",
          "topics",
          "topics.regex",
          "key.converter",
          "key.converter.decimal.format",
          "key.converter.schemas.enable",
          "value.converter",
          "value.converter.decimal.format",
          "value.converter.schemas.enable",
          "errors.tolerance",
          "errors.deadletterqueue.topic.name");

  private ShownConfig() {}

  /**
   * Spells a configuration.
   *
   * @param given what the delegate is given
   * @param derived the keys of it that the wrapper has worked out, which hold no secrets
   * @param definition the delegate's, which says what of its keys are passwords. What it does not
   *     know is given to it too (a driver's own properties, say) but not shown.
   * @param written the connector's configuration as the user wrote it: what stands there for a
   *     config provider is shown in place of what it provides
   * @param parts for keys whose values may hold secrets beside others: shows the others
   */
  public static SortedMap<String, String> of(
      Map<String, String> given,
      String delegateClass,
      Set<String> derived,
      ConfigDef definition,
      Secrets secrets,
      Map<String, String> written,
      Map<String, UnaryOperator<String>> parts) {
    Set<String> known = new HashSet<>(definition.names());
    known.addAll(FRAMEWORKS);
    SortedMap<String, String> shown = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (derived.contains(key)) {
            shown.put(key, value);
          } else if (!known.contains(key) || Secrets.isSecret(key, definition)) {
            shown.put(key, Secrets.HIDDEN);
          } else {
            UnaryOperator<String> part = parts.getOrDefault(key, UnaryOperator.identity());
            shown.put(key, shown(value, secrets, written.get(key), part));
          }
        });
    shown.put("connector.class", delegateClass);
    return shown;
  }

  private static String shown(
      @Nullable String value, Secrets secrets, @Nullable String raw, UnaryOperator<String> part) {
    String text = raw != null && raw.contains("${") ? raw : value;
    if (text == null) {
      return "";
    }
    String shown = part.apply(text);
    // A secret replaced within a longer text could be told from what is left of that.
    return secrets.hideIn(shown).equals(shown) ? shown : Secrets.HIDDEN;
  }
}
