package dev.ksqlconnect.smt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which columns make up the key, by name of topic or table: {@code
 * users:id;order_lines:order_id,line_no}, or {@code id} alone, for all.
 *
 * <p>A name that holds one of {@code : ; , "} or begins or ends with a space is put in double
 * quotes, with a quote inside written twice. Names are compared exactly.
 */
public final class KeyColumns {
  /** Nothing is said of any key. */
  public static final KeyColumns NONE = new KeyColumns(Map.of(), List.of());

  private final Map<String, List<String>> byName;
  private final List<String> forAll;

  private KeyColumns(Map<String, List<String>> byName, List<String> forAll) {
    this.byName = byName;
    this.forAll = forAll;
  }

  /** The same columns for whatever is not named otherwise. */
  public KeyColumns otherwise(List<String> columns) {
    return new KeyColumns(byName, List.copyOf(columns));
  }

  /**
   * Reads what a user wrote.
   *
   * @param key the configuration key, for the message
   * @throws ConfigException if it does not follow the grammar
   */
  public static KeyColumns parse(String key, String text) {
    NameScanner scanner =
        new NameScanner(
            key,
            text,
            ":;,",
            "Write name:column for each name, columns separated by ',', names by ';'");
    Map<String, List<String>> byName = new LinkedHashMap<>();
    List<String> forAll = List.of();
    while (!scanner.isAtEnd()) {
      List<String> names = list(scanner);
      if (scanner.accept(':')) {
        if (names.size() > 1) {
          throw scanner.wrong("a ':' follows one name, not a list");
        }
        if (byName.put(names.get(0), list(scanner)) != null) {
          throw scanner.wrong("'" + names.get(0) + "' is named twice");
        }
      } else if (forAll.isEmpty()) {
        forAll = names;
      } else {
        throw scanner.wrong("columns for all are named twice");
      }
      if (!scanner.accept(';')) {
        scanner.expectEnd();
      }
    }
    return new KeyColumns(byName, forAll);
  }

  private static List<String> list(NameScanner scanner) {
    List<String> names = new ArrayList<>();
    do {
      String name = scanner.name().text();
      if (names.contains(name)) {
        throw scanner.wrong("'" + name + "' is listed twice");
      }
      names.add(name);
    } while (scanner.accept(','));
    return List.copyOf(names);
  }

  /** For a {@code ConfigDef}: only what {@link #parse} understands is valid. */
  public static ConfigDef.Validator validator() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> parse(key, value == null ? "" : value.toString()),
        () -> "name:column,column;name:column");
  }

  /** For a {@code ConfigDef}, where columns are a list of their own: each has a name and is new. */
  public static ConfigDef.Validator listValidator() {
    return ConfigDef.LambdaValidator.with(
        KeyColumns::validateList, () -> "column,column, none twice");
  }

  private static void validateList(String key, @Nullable Object value) {
    List<?> columns = value == null ? List.of() : (List<?>) value;
    Set<Object> seen = new HashSet<>();
    for (Object column : columns) {
      if (column.equals("")) {
        throw new ConfigException(key, value, "a name is missing. Write column,column");
      }
      if (!seen.add(column)) {
        throw new ConfigException(
            key, value, "'" + column + "' is listed twice. Name each column once");
      }
    }
  }

  /**
   * The columns for a name, in the key's order; null if nothing is said of it.
   *
   * @param names what the thing may be called, the most telling first
   */
  public @Nullable List<String> of(String... names) {
    for (String name : names) {
      List<String> columns = byName.get(name);
      if (columns != null) {
        return columns;
      }
    }
    return forAll.isEmpty() ? null : forAll;
  }

  /** The names something is said of. */
  public List<String> names() {
    return new ArrayList<>(byName.keySet());
  }

  public boolean isEmpty() {
    return byName.isEmpty() && forAll.isEmpty();
  }
}
