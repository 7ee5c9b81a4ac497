package dev.ksqlconnect.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Plays, behind {@code jdbc:recorded:name}, the metadata that {@code recorded/name.json} holds. Of
 * the rows there it answers those that a call asks for by catalog, schema, table and type.
 */
public final class RecordedDriver implements Driver {
  private static final String PREFIX = "jdbc:recorded:";

  /** What drivers call the columns of getColumns that are read by name. */
  private static final String AUTO_INCREMENT = "IS_AUTOINCREMENT";

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    String file = "/recorded/" + url.substring(PREFIX.length()) + ".json";
    try (InputStream in = RecordedDriver.class.getResourceAsStream(file)) {
      return new Player(new ObjectMapper().readTree(in)).connection();
    } catch (IOException e) {
      throw new SQLException(file, e);
    }
  }

  private static final class Player {
    private final JsonNode recorded;
    private final String escape;

    Player(JsonNode recorded) {
      this.recorded = recorded;
      this.escape = recorded.get("connection").get("searchStringEscape").asText();
    }

    Connection connection() {
      return proxy(
          Connection.class,
          (name, arguments) ->
              switch (name) {
                case "getMetaData" -> metadata();
                case "getCatalog" -> text(recorded.get("connection").get("catalog"));
                case "getSchema" -> text(recorded.get("connection").get("schema"));
                case "prepareStatement" -> statement((String) arguments[0]);
                case "getNetworkTimeout" -> 0;
                case "isClosed" -> false;
                case "setNetworkTimeout", "close" -> null;
                default -> throw new UnsupportedOperationException(name);
              });
    }

    private DatabaseMetaData metadata() {
      return proxy(
          DatabaseMetaData.class,
          (name, arguments) ->
              switch (name) {
                case "getDatabaseProductName" -> text(recorded.get("connection").get("product"));
                case "getSearchStringEscape" -> escape;
                case "getTableTypes" -> rows("getTableTypes", row -> true);
                case "getTables" ->
                    rows(
                        "getTables",
                        row ->
                            is(row, 1, arguments[0])
                                && like(row, 2, arguments[1])
                                && like(row, 3, arguments[2])
                                && Set.of((Object[]) arguments[3]).contains(text(row.get(3))));
                case "getColumns" ->
                    rows(
                        "getColumns",
                        row ->
                            is(row, 1, arguments[0])
                                && like(row, 2, arguments[1])
                                && like(row, 3, arguments[2]));
                case "getPrimaryKeys", "getIndexInfo" ->
                    rows(
                        name,
                        row ->
                            is(row, 1, arguments[0])
                                && is(row, 2, arguments[1])
                                && row.get(2).asText().equals(arguments[2]));
                default -> throw new UnsupportedOperationException(name);
              });
    }

    /** The answer to a statement: the rows under a table's name that is read in it. */
    private PreparedStatement statement(String sql) {
      List<Object> parameters = new ArrayList<>();
      return proxy(
          PreparedStatement.class,
          (name, arguments) ->
              switch (name) {
                case "setString" -> {
                  parameters.add(arguments[1]);
                  yield null;
                }
                case "executeQuery" -> {
                  for (JsonNode query : recorded.get("queries")) {
                    if (sql.contains(query.get("reads").asText())) {
                      yield resultSet(
                          query.get("rows"),
                          row -> {
                            for (int i = 0; i < parameters.size(); i++) {
                              if (!row.get(i).asText().equals(parameters.get(i))) {
                                return false;
                              }
                            }
                            return true;
                          },
                          parameters.size());
                    }
                  }
                  throw new SQLException("not recorded: " + sql);
                }
                case "close" -> null;
                default -> throw new UnsupportedOperationException(name);
              });
    }

    private interface Filter {
      boolean takes(JsonNode row);
    }

    private ResultSet rows(String call, Filter filter) {
      return resultSet(recorded.get(call), filter, 0);
    }

    private static ResultSet resultSet(JsonNode recorded, Filter filter, int hidden) {
      List<JsonNode> rows = new ArrayList<>();
      recorded.forEach(
          row -> {
            if (filter.takes(row)) {
              rows.add(row);
            }
          });
      int[] at = {-1};
      return proxy(
          ResultSet.class,
          (name, arguments) -> {
            if (name.equals("next")) {
              return ++at[0] < rows.size();
            } else if (name.equals("close")) {
              return null;
            }
            JsonNode row = rows.get(at[0]);
            // A row of getColumns ends with what it says to this.
            JsonNode value =
                AUTO_INCREMENT.equals(arguments[0])
                    ? row.get(row.size() - 1)
                    : row.get((Integer) arguments[0] - 1 + hidden);
            return switch (name) {
              case "getString" -> text(value);
              case "getInt" -> value.asInt();
              case "getShort" -> (short) value.asInt();
              case "getBoolean" -> value.asInt() != 0 || value.asBoolean();
              default -> throw new UnsupportedOperationException(name);
            };
          });
    }

    private static boolean is(JsonNode row, int column, Object wanted) {
      return wanted == null || wanted.equals(text(row.get(column - 1)));
    }

    private boolean like(JsonNode row, int column, Object pattern) {
      if (pattern == null) {
        return true;
      }
      StringBuilder regex = new StringBuilder();
      String like = (String) pattern;
      for (int i = 0; i < like.length(); i++) {
        String c = like.substring(i, i + 1);
        if (c.equals(escape)) {
          regex.append(Pattern.quote(like.substring(++i, i + 1)));
        } else {
          regex.append(c.equals("%") ? ".*" : c.equals("_") ? "." : Pattern.quote(c));
        }
      }
      String text = text(row.get(column - 1));
      return text != null && text.matches(regex.toString());
    }

    private static String text(JsonNode value) {
      return value == null || value.isNull() ? null : value.asText();
    }
  }

  private interface Answers {
    Object to(String method, Object[] arguments) throws SQLException;
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            RecordedDriver.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.to(method.getName(), arguments)));
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
    return Logger.getLogger("recorded");
  }
}
