package dev.ksqlconnect.smt;

import org.apache.kafka.common.config.ConfigException;

/**
 * Reads names and the separators between them from the value of a configuration key. A name that
 * holds a separator, or begins or ends with a space, is put in double quotes, with a quote inside
 * written twice.
 */
public final class NameScanner {
  private final String key;
  private final String text;
  private final String separators;
  private final String grammar;
  private int at;

  /**
   * A scanner at the start of a text.
   *
   * @param key the configuration key, for the message
   * @param separators the characters that end a name which is not quoted
   * @param grammar says how the text is to be written, for the message
   */
  public NameScanner(String key, String text, String separators, String grammar) {
    this.key = key;
    this.text = text;
    this.separators = separators + '"';
    this.grammar = grammar;
  }

  /** A name, and whether it was quoted. */
  public static final class Name {
    private final String text;
    private final boolean quoted;

    Name(String text, boolean quoted) {
      this.text = text;
      this.quoted = quoted;
    }

    public String text() {
      return text;
    }

    public boolean isQuoted() {
      return quoted;
    }
  }

  /**
   * Reads a name and the spaces around it.
   *
   * @throws ConfigException if there is none
   */
  public Name name() {
    skipSpaces();
    boolean quoted = accept('"');
    String name = quoted ? quoted() : plain();
    if (name.isEmpty()) {
      throw wrong("a name is missing at position " + (at + 1));
    }
    skipSpaces();
    return new Name(name, quoted);
  }

  private String quoted() {
    StringBuilder name = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        name.append(c);
      } else if (accept('"')) {
        name.append('"');
      } else {
        return name.toString();
      }
    }
    throw wrong("a closing quote is missing");
  }

  private String plain() {
    int start = at;
    while (at < text.length() && separators.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at).trim();
  }

  /** Goes over a separator if it is the next character, and answers whether it was. */
  public boolean accept(char separator) {
    if (at < text.length() && text.charAt(at) == separator) {
      at++;
      return true;
    }
    return false;
  }

  /** The same for a mark before a name, which may have spaces before it. */
  public boolean acceptMark(char mark) {
    skipSpaces();
    return accept(mark);
  }

  /** Whether nothing is left but spaces. */
  public boolean isAtEnd() {
    skipSpaces();
    return at == text.length();
  }

  /**
   * Asks that nothing is left.
   *
   * @throws ConfigException if something is
   */
  public void expectEnd() {
    if (!isAtEnd()) {
      throw wrong("'" + text.charAt(at) + "' was not expected at position " + (at + 1));
    }
  }

  /** What is read so far, from a position on. */
  public String readSince(int position) {
    return text.substring(position, at).trim();
  }

  public int position() {
    return at;
  }

  /** Says what is wrong with the text and how to write it. */
  public ConfigException wrong(String what) {
    return new ConfigException(key, text, what + ". " + grammar);
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
