package dev.ksqlconnect.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * Any other driver, behind {@code counting:jdbc:…} in place of {@code jdbc:}, which writes down
 * what it is asked for.
 */
public final class CountingDriver implements Driver {
  private static final String PREFIX = "jdbc:counting:";

  /** The metadata calls and statements since this was last cleared. */
  static final List<String> CALLS = new ArrayList<>();

  static String url(String url) {
    return PREFIX + url;
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Connection connection = DriverManager.getConnection(url.substring(PREFIX.length()), properties);
    return counting(Connection.class, connection);
  }

  private static <T> T counting(Class<T> type, T counted) {
    return type.cast(
        Proxy.newProxyInstance(
            CountingDriver.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer;
              try {
                answer = method.invoke(counted, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (answer instanceof ResultSet) {
                CALLS.add(method.getName());
              }
              if (answer instanceof DatabaseMetaData metadata) {
                return counting(DatabaseMetaData.class, metadata);
              }
              return answer instanceof PreparedStatement statement
                  ? counting(PreparedStatement.class, statement)
                  : answer;
            }));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("counting");
  }
}
