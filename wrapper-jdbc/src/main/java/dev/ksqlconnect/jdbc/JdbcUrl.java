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
  private static final Pattern PARAMETER =
      Pattern.compile("([?&;:,(]\\s*)([A-Za-z][\\w.-]*)=(\\{[^}]*}|[^&;,)]*)");

  /** What stands between {@code //} and the host, or between {@code thin:} and it. */
  private static final Pattern USER_INFO =
      Pattern.compile("(?<=//)([^/?;@:]*):([^/?;]*)@|(?<=:thin:)([^/@]*)/(.*?)@(?=//|[\\w(])");

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
    Matcher parameter = PARAMETER.matcher(url);
    int copied = 0;
    int from = 0;
    while (parameter.find(from)) {
      from = parameter.end();
      String name = parameter.group(2);
      if (!Secrets.isSecretName(name)) {
        continue;
      }
      String raw = parameter.group(3);
      boolean inQuery = parameter.group(1).charAt(0) == '?' || parameter.group(1).charAt(0) == '&';
      addSecret(name, raw, inQuery ? decode(raw) : unbraced(raw), properties, secrets);
      rest.append(url, copied, parameter.start());
      copied = parameter.end();
      boolean first = parameter.group(1).charAt(0) == '?';
      boolean more = copied < url.length();
      if (first && more && url.charAt(copied) == '&') {
        rest.append('?');
        copied++;
      } else if (parameter.group(1).charAt(0) == ':' && more && url.charAt(copied) == ';') {
        rest.append(':');
        copied++;
      } else if (parameter.group(1).charAt(0) == '(') {
        rest.append('(');
        copied += more && url.charAt(copied) == ',' ? 1 : 0;
      }
    }
    return rest.append(url.substring(copied)).toString();
  }

  private static void addSecret(
      String name, String raw, String value, Map<String, String> properties, List<String> secrets) {
    properties.put(name, value);
    secrets.add(raw);
    secrets.add(value);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a stray %, which drivers take as it is
    }
  }

  private static String unbraced(String text) {
    return text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
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
