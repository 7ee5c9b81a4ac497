package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL, taken apart as far as its secrets go.
 *
 * <p>Every database has its own form: {@code ?password=…&} (PostgreSQL, MySQL), {@code ;password=…}
 * (SQL Server, H2), {@code :password=…;} (DB2), {@code (password=…)} (MySQL), {@code //user:…@host}
 * (MySQL), {@code thin:user/…@} (Oracle). A secret is taken out of all of them and given to the
 * driver as a property instead, where nothing that logs the URL shows it.
 */
final class JdbcUrl {
  private static final Pattern NAME = Pattern.compile("([?&;:,(])\\s*([A-Za-z][\\w.-]*)=");

  // A value ends where its kind of list goes on. Any other separator may be a character of it: a
  // password cut short is a wrong one, and its rest would stay behind in the URL.

  /** Up to the next &amp;, or to a semicolon where that is what stands between parameters. */
  private static final Pattern VALUE_IN_QUERY =
      Pattern.compile("[^&;]*+(?:;(?!\\s*[A-Za-z][\\w.-]*=)[^&;]*+)*+");

  /** In braces, with a closing brace inside written twice, or up to the next semicolon. */
  private static final Pattern VALUE_OF_PROPERTY =
      Pattern.compile("\\{[^}]*+(?:}}[^}]*+)*+}(?=;|$)|[^;]*");

  private static final Pattern VALUE_IN_BRACKETS = Pattern.compile("[^,)]*");

  /** What stands between {@code //} and the host, or between {@code thin:} and it. */
  private static final Pattern USER_INFO =
      Pattern.compile(
          "(?<=//)([^/?;@:]*):([^/?;]*)@|(?<=:thin:)([^/@]*)/(\"[^\"]*\"|.*?)@(?=//|[\\w(])");

  private final String withoutSecrets;
  private final Map<String, String> properties;
  private final List<String> secrets;

  private JdbcUrl(String withoutSecrets, Map<String, String> properties, List<String> secrets) {
    this.withoutSecrets = withoutSecrets;
    this.properties = properties;
    this.secrets = secrets;
  }

  /** Takes a URL apart; what it cannot make out stays in it. */
  static JdbcUrl parse(String url) {
    Map<String, String> properties = new LinkedHashMap<>();
    List<String> secrets = new ArrayList<>();
    String rest = takeUserInfo(url, properties, secrets);
    rest = takeParameters(rest, properties, secrets);
    return new JdbcUrl(rest, properties, secrets);
  }

  private static String takeUserInfo(
      String url, Map<String, String> properties, List<String> secrets) {
    Matcher info = USER_INFO.matcher(url);
    if (!info.find()) {
      return url;
    }
    boolean oracle = info.group(3) != null;
    String user = oracle ? info.group(3) : info.group(1);
    String password = oracle ? info.group(4) : info.group(2);
    if (!user.isEmpty()) {
      properties.put("user", oracle ? user : decode(user));
    }
    addSecret("password", password, oracle ? password : decode(password), properties, secrets);
    // Oracle's thin URL keeps its @.
    return url.substring(0, info.start()) + (oracle ? "@" : "") + url.substring(info.end());
  }

  private static String takeParameters(
      String url, Map<String, String> properties, List<String> secrets) {
    StringBuilder rest = new StringBuilder();
    Matcher parameter = NAME.matcher(url);
    int copied = 0;
    int from = 0;
    while (parameter.find(from)) {
      char before = parameter.group(1).charAt(0);
      String name = parameter.group(2);
      boolean inQuery = before == '?' || before == '&';
      boolean inBrackets = before == '(' || before == ',';
      Matcher value =
          (inQuery ? VALUE_IN_QUERY : inBrackets ? VALUE_IN_BRACKETS : VALUE_OF_PROPERTY)
              .matcher(url)
              .region(parameter.end(), url.length());
      String raw = value.lookingAt() ? value.group() : "";
      from = parameter.end() + raw.length();
      if (!Secrets.isSecretName(name)) {
        continue;
      }
      addSecret(
          name, raw, inQuery ? decode(raw) : inBrackets ? raw : unbraced(raw), properties, secrets);
      rest.append(url, copied, parameter.start());
      copied = from;
      char after = copied < url.length() ? url.charAt(copied) : 0;
      // What opens the list still does.
      if ((before == '?' && (after == '&' || after == ';')) || (before == ':' && after == ';')) {
        rest.append(before);
        copied++;
      } else if (before == '(') {
        rest.append(before);
        copied += after == ',' ? 1 : 0;
      }
    }
    return rest.append(url.substring(copied)).toString();
  }

  private static void addSecret(
      String name, String raw, String value, Map<String, String> properties, List<String> secrets) {
    properties.put(name, value);
    secrets.add(raw);
    secrets.add(value);
    secrets.add(unquoted(value));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a stray %, which drivers take as it is
    }
  }

  private static String unbraced(String text) {
    return text.length() > 1 && text.startsWith("{") && text.endsWith("}")
        ? text.substring(1, text.length() - 1).replace("}}", "}")
        : text;
  }

  /** A driver may show without its quotes what was given to it in quotes (Oracle). */
  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /**
   * The URL without its secrets, as it can be given to a driver together with {@link #properties}.
   */
  String withoutSecrets() {
    return withoutSecrets;
  }

  /** What was taken out of the URL, under the names that the driver knows as properties. */
  Map<String, String> properties() {
    return properties;
  }

  /** The secret values, as they stand in the URL and as the driver takes them. */
  List<String> secrets() {
    return secrets;
  }

  /** The URL as it may be shown: without any of its parameters. */
  static String shown(String url) {
    String rest = parse(url).withoutSecrets();
    int end = rest.length();
    for (char c : new char[] {'?', ';', '('}) {
      int at = rest.indexOf(c);
      end = at < 0 ? end : Math.min(end, at);
    }
    return rest.substring(0, end);
  }
}
