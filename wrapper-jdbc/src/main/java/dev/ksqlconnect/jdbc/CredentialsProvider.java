package dev.ksqlconnect.jdbc;

import dev.ksqlconnect.delegate.DelegatePlugin;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What the user has the delegate ask for user and password: a class beside it, of an interface of
 * its own, JdbcCredentialsProvider, which is therefore called by reflection.
 */
final class CredentialsProvider {
  static final String CLASS = "jdbc.credentials.provider.class";
  private static final String PREFIX = "jdbc.credentials.provider.";

  private CredentialsProvider() {}

  /**
   * Adds what the provider says to what a driver is given, where the user says nothing else.
   *
   * @param config the delegate's configuration; may name no provider
   * @throws ConfigException if the provider cannot be made or does not answer
   */
  static void addTo(Properties properties, Map<String, String> config, DelegatePlugin<?> plugin) {
    String className = config.get(CLASS);
    if (className == null || className.isBlank()) {
      return;
    }
    try {
      Class<?> type = Class.forName(className.trim(), true, plugin.classLoader());
      Object provider = type.getDeclaredConstructor().newInstance();
      if (provider instanceof Configurable) {
        Map<String, Object> given = new HashMap<>(config);
        config.forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX) && !key.equals(CLASS)) {
                given.put(key.substring(PREFIX.length()), value);
              }
            });
        ((Configurable) provider).configure(given);
      }
      Object credentials = type.getMethod("getJdbcCredentials").invoke(provider);
      put(properties, "user", credentials, "getUsername");
      put(properties, "password", credentials, "getPassword");
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new ConfigException(
          CLASS,
          className,
          "it cannot be asked for the user and the password ("
              + e
              + "). It must be a class beside "
              + plugin.className()
              + ", with a public constructor and getJdbcCredentials()");
    }
  }

  private static void put(
      Properties properties, String name, @Nullable Object credentials, String getter)
      throws ReflectiveOperationException {
    if (credentials == null || properties.containsKey(name)) {
      return;
    }
    Method method = credentials.getClass().getMethod(getter);
    method.setAccessible(true); // the class may not be public, as its interface is
    Object value = method.invoke(credentials);
    if (value != null) {
      properties.setProperty(name, value.toString());
    }
  }
}
