package dev.ksqlconnect.delegate;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The secret values of one connector's configuration, and how they are kept out of what others see:
 * messages, stack traces, published configurations.
 */
public final class Secrets {
  /** What stands in the place of a secret; the word Connect itself uses. */
  public static final String HIDDEN = Password.HIDDEN;

  /** For a configuration without secrets. */
  public static final Secrets NONE = new Secrets(List.of());

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "pass(word|wd|phrase)?$|pwd$|secret|token|credential|jaas|private.?key|api.?key"
              + "|access.?key|(^|[._-])auth([._-]|$)|user.?info");

  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /**
   * Gathers the secrets of a configuration: the values of the keys that {@code definition} types as
   * PASSWORD, of those whose names say that they hold a secret, and {@code more}.
   *
   * @param config a connector's configuration, with config providers resolved
   * @param definition what defines the keys; one it does not know is judged by its name
   * @param more further secret values, found where a key as a whole is none (a URL, say)
   */
  public static Secrets of(
      Map<String, String> config, ConfigDef definition, Collection<String> more) {
    List<String> values = new ArrayList<>(more);
    config.forEach(
        (key, value) -> {
          if (isSecret(key, definition)) {
            values.add(value);
          }
        });
    values.removeIf(value -> value == null || value.isBlank() || value.equals(HIDDEN));
    // The longest first: a secret that holds another one is hidden whole.
    values.sort(Comparator.comparingInt(String::length).reversed());
    return values.isEmpty() ? NONE : new Secrets(List.copyOf(values));
  }

  /** Whether the value of a key must not be shown. */
  public static boolean isSecret(String key, ConfigDef definition) {
    ConfigDef.ConfigKey defined = definition.configKeys().get(key);
    return (defined != null && defined.type == ConfigDef.Type.PASSWORD) || isSecretName(key);
  }

  /** Whether the name of a configuration key or URL parameter says that its value is a secret. */
  public static boolean isSecretName(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return !lowerCase.endsWith(".class") && SECRET_NAME.matcher(lowerCase).find();
  }

  /** Hides each secret that stands in a text. */
  public String hideIn(String text) {
    String hidden = text;
    for (String value : values) {
      hidden = hidden.replace(value, HIDDEN);
    }
    return hidden;
  }

  /**
   * Answers the exception itself where none of its messages holds a secret, else a copy that says
   * the same with the secrets hidden, and has the same stack traces.
   *
   * @param <E> the type to throw; a copy that would not be of the type thrown is a {@link
   *     ConnectException}
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  <E extends Exception> E hideIn(Exception exception) {
    return (E) (holdsSecret(exception) ? copy(exception) : exception);
  }

  private boolean holdsSecret(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null && values.stream().anyMatch(message::contains)) {
        return true;
      }
      for (Throwable suppressed : t.getSuppressed()) {
        if (holdsSecret(suppressed)) {
          return true;
        }
      }
    }
    return false;
  }

  private Exception copy(Throwable original) {
    Throwable cause = original.getCause() == null ? null : copy(original.getCause());
    String message = hideIn(String.valueOf(original.getMessage()));
    Exception copy;
    if (original instanceof ConfigException) {
      copy = new ConfigException(message);
      copy.initCause(cause);
    } else if (original instanceof RetriableException
        || original instanceof org.apache.kafka.common.errors.RetriableException) {
      copy = new RetriableException(message, cause);
    } else if (original instanceof SQLException) {
      copy = copy((SQLException) original, message, cause);
    } else if (original instanceof ConnectException) {
      copy = new ConnectException(message, cause);
    } else {
      copy = new ConnectException(original.getClass().getName() + ": " + message, cause);
    }
    copy.setStackTrace(original.getStackTrace());
    return copy;
  }

  /** The state and the kind tell a lost connection from a wrong statement. */
  private static SQLException copy(
      SQLException original, String message, @Nullable Throwable cause) {
    String state = original.getSQLState();
    int code = original.getErrorCode();
    if (original instanceof SQLTransientException) {
      return new SQLTransientException(message, state, code, cause);
    }
    if (original instanceof SQLRecoverableException) {
      return new SQLRecoverableException(message, state, code, cause);
    }
    if (original instanceof SQLNonTransientConnectionException) {
      return new SQLNonTransientConnectionException(message, state, code, cause);
    }
    return new SQLException(message, state, code, cause);
  }
}
