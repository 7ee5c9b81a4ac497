package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatienceTest {
  private static final Patience SHORT = new Patience(1);

  private SilentServer silent;

  @BeforeEach
  void start() throws IOException {
    silent = SilentServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    silent.close();
  }

  @Test
  void a_postgresql_that_never_answers_is_given_up() {
    assertThatThrownBy(
            () -> Reading.of(SHORT, "jdbc:postgresql://localhost:" + silent.port() + "/shop"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void a_mariadb_that_never_answers_is_given_up() {
    assertThatThrownBy(
            () -> Reading.of(SHORT, "jdbc:mariadb://localhost:" + silent.port() + "/shop"))
        .isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:mysql://db/shop, socketTimeout, 1000",
    "JDBC:SQLServer://db;databaseName=shop, socketTimeout, 1000",
    "jdbc:oracle:thin:@db/shop, oracle.jdbc.ReadTimeout, 1000",
    "jdbc:db2://db/shop, blockingReadConnectionTimeout, 1",
    "jdbc:h2:mem:shop, ,"
  })
  void each_driver_is_told_under_a_name_it_knows(String url, String name, String value) {
    Properties properties = new Properties();
    SHORT.addTo(properties, url);

    if (name == null) {
      assertThat(properties).isEmpty(); // it refuses names that it does not know
    } else {
      assertThat(properties).containsEntry(name, value);
    }
  }

  @Test
  void what_the_user_says_counts_more() {
    Properties beside = new Properties();
    beside.setProperty("SocketTimeout", "5");
    SHORT.addTo(beside, "jdbc:postgresql://db/shop");
    Properties none = new Properties();
    SHORT.addTo(none, "jdbc:mysql://db/shop?connectTimeout=9&sockettimeout=8");

    assertThat(beside).containsOnlyKeys("SocketTimeout");
    assertThat(none).isEmpty();
  }

  private static Connection connection(int networkTimeout, List<Object> set) {
    return (Connection)
        Proxy.newProxyInstance(
            PatienceTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (networkTimeout < 0) {
                throw new SQLFeatureNotSupportedException();
              }
              if (method.getName().equals("getNetworkTimeout")) {
                return networkTimeout;
              }
              set.add(arguments[1]);
              return null;
            });
  }

  @Test
  void a_connection_is_given_a_limit_that_has_none_or_a_longer_one() {
    List<Object> set = new ArrayList<>();
    SHORT.setOn(connection(0, set));
    SHORT.setOn(connection(5_000, set));
    SHORT.setOn(connection(500, set));

    assertThat(set).containsExactly(1_000, 1_000);
  }

  @Test
  void a_driver_that_knows_no_limit_is_taken_as_it_is() {
    List<Object> set = new ArrayList<>();
    SHORT.setOn(connection(-1, set));

    assertThat(set).isEmpty();
  }
}
