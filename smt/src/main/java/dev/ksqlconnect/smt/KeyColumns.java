package dev.ksqlconnect.smt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    return text.isBlank() ? NONE : new Parser(key, text).parse();
  }

  /** For a {@code ConfigDef}: only what {@link #parse} understands is valid. */
  public static ConfigDef.Validator validator() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> parse(key, value == null ? "" : value.toString()),
        () -> "name:column,column;name:column");
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

  private static final class Parser {
    private final String key;
    private final String text;
    private int at;

    Parser(String key, String text) {
      this.key = key;
      this.text = text;
    }

    KeyColumns parse() {
      Map<String, List<String>> byName = new LinkedHashMap<>();
      List<String> forAll = List.of();
      do {
        skipSpaces();
        if (at == text.length()) {
          break; // after a last semicolon
        }
        List<String> names = list();
        if (accept(':')) {
          if (names.size() > 1) {
            throw wrong("a ':' follows one name, not a list");
          }
          if (byName.put(names.get(0), list()) != null) {
            throw wrong("'" + names.get(0) + "' is named twice");
          }
        } else if (forAll.isEmpty()) {
          forAll = names;
        } else {
          throw wrong("columns for all are named twice");
        }
      } while (accept(';'));
      if (at < text.length()) {
        throw wrong("'" + text.charAt(at) + "' was not expected at position " + (at + 1));
      }
      return new KeyColumns(byName, forAll);
    }

    private List<String> list() {
      List<String> names = new ArrayList<>();
      do {
        String name = name();
        if (names.contains(name)) {
          throw wrong("'" + name + "' is listed twice");
        }
        names.add(name);
      } while (accept(','));
      return List.copyOf(names);
    }

    private String name() {
      skipSpaces();
      String name = accept('"') ? quoted() : plain();
      if (name.isEmpty()) {
        throw wrong("a name is missing at position " + (at + 1));
      }
      skipSpaces();
      return name;
    }

    private String quoted() {
      StringBuilder name = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c != '"') {
          name.append(c);
        } else if (!accept('"')) {
          return name.toString();
        } else {
          name.append('"');
        }
      }
      throw wrong("a closing quote is missing");
    }

    private String plain() {
      int start = at;
      while (at < text.length() && ":;,\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at).trim();
    }

    private void skipSpaces() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean accept(char c) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private ConfigException wrong(String what) {
      return new ConfigException(
          key,
          text,
          what + ". Write name:column for each name, columns separated by ',', names by ';'");
    }
  }
}
