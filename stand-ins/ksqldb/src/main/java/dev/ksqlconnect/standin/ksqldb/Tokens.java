package dev.ksqlconnect.standin.ksqldb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words, literals and signs of a text. */
final class Tokens {
  enum Kind {
    /** A keyword or a name that is not quoted. */
    WORD,
    /** A name in backticks or double quotes; the text is what they mean. */
    QUOTED,
    /** A text in single quotes; the text is what they mean. */
    STRING,
    NUMBER,
    SIGN,
    END
  }

  /** Lines and columns count from 1, offsets into the text from 0. */
  record Token(Kind kind, String text, int line, int column, int start, int end) {
    boolean is(String wordOrSign) {
      return (kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(wordOrSign))
          || (kind == Kind.SIGN && text.equals(wordOrSign));
    }
  }

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Tokens(String text) {
    this.text = text;
  }

  /**
   * All of them, and one at the end that says that it is the end.
   *
   * @throws NotUnderstoodException for comments, variables and whatever else has no place in a
   *     statement
   */
  static List<Token> of(String text) {
    return new Tokens(text).all();
  }

  private List<Token> all() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = ++at;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '`' || c == '"') {
        quoted(c, Kind.QUOTED);
      } else if (c == '\'') {
        quoted(c, Kind.STRING);
      } else if (isWordPart(c)) {
        word();
      } else if ("(),;<>=".indexOf(c) >= 0) {
        add(Kind.SIGN, String.valueOf(c), at + 1);
      } else {
        throw notUnderstood("'" + c + "'");
      }
    }
    add(Kind.END, "<EOF>", at);
    return tokens;
  }

  private void word() {
    int end = at;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    String word = text.substring(at, end);
    boolean number = word.chars().allMatch(c -> c >= '0' && c <= '9');
    add(number ? Kind.NUMBER : Kind.WORD, word, end);
  }

  private void quoted(char quote, Kind kind) {
    StringBuilder meaning = new StringBuilder();
    int end = at + 1;
    while (true) {
      if (end >= text.length()) {
        throw notUnderstood("a " + quote + " that nothing closes");
      }
      char c = text.charAt(end++);
      if (c == quote) {
        if (end >= text.length() || text.charAt(end) != quote) {
          break;
        }
        end++;
      }
      meaning.append(c);
    }
    String raw = text.substring(at, end);
    if (raw.indexOf('\n') >= 0) {
      throw notUnderstood("a line's end within quotes");
    }
    add(kind, meaning.toString(), end);
  }

  private void add(Kind kind, String meaning, int end) {
    tokens.add(new Token(kind, meaning, line, at - lineStart + 1, at, end));
    at = end;
  }

  private NotUnderstoodException notUnderstood(String what) {
    return new NotUnderstoodException(
        "Not understood: " + what + " at " + line + ":" + (at - lineStart + 1) + " of: " + text);
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
