package dev.ksqlconnect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '`',
      value = {
        // PostgreSQL
        "jdbc:postgresql://h:1/d?user=u&password=s3cret"
            + " -> jdbc:postgresql://h:1/d?user=u -> password=s3cret",
        "jdbc:postgresql://h/d?password=s3cret&user=u"
            + " -> jdbc:postgresql://h/d?user=u -> password=s3cret",
        "jdbc:postgresql://h/d?password=s3cret -> jdbc:postgresql://h/d -> password=s3cret",
        "jdbc:postgresql://h/d?password=s3%26c+ret&ssl=true&sslpassword=x"
            + " -> jdbc:postgresql://h/d?ssl=true -> password=s3&c ret|sslpassword=x",
        "jdbc:postgresql://h/d?user=u&password=s,3;c)r(e=t&ssl=true"
            + " -> jdbc:postgresql://h/d?user=u&ssl=true -> password=s,3;c)r(e=t",
        "jdbc:postgresql://h/d?password=100% -> jdbc:postgresql://h/d -> password=100%",
        // MySQL
        "jdbc:mysql://u:s3cret@h:3306/d?useSSL=true"
            + " -> jdbc:mysql://h:3306/d?useSSL=true -> user=u|password=s3cret",
        "jdbc:mysql://u:s3@cr%2Fet@h/d -> jdbc:mysql://h/d -> user=u|password=s3@cr/et",
        "jdbc:mysql://(host=h,port=1,user=u,password=s3cret)/d"
            + " -> jdbc:mysql://(host=h,port=1,user=u)/d -> password=s3cret",
        "jdbc:mysql://(password=s3cret,host=h)/d -> jdbc:mysql://(host=h)/d -> password=s3cret",
        "jdbc:mysql://address=(host=h)(password=s3&c;ret)/d"
            + " -> jdbc:mysql://address=(host=h)()/d -> password=s3&c;ret",
        // Oracle
        "jdbc:oracle:thin:scott/s3cret@//h:1521/s"
            + " -> jdbc:oracle:thin:@//h:1521/s -> user=scott|password=s3cret",
        "jdbc:oracle:thin:scott/s3/cret@h:1521:s"
            + " -> jdbc:oracle:thin:@h:1521:s -> user=scott|password=s3/cret",
        "jdbc:oracle:thin:scott/s3cret@(DESCRIPTION=(ADDRESS=(HOST=h)))"
            + " -> jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=h))) -> user=scott|password=s3cret",
        "jdbc:oracle:thin:scott/\"s3@cret\"@h:1521:s"
            + " -> jdbc:oracle:thin:@h:1521:s -> user=scott|password=\"s3@cret\"",
        // SQL Server
        "jdbc:sqlserver://h:1;user=u;password=s3cret;encrypt=true"
            + " -> jdbc:sqlserver://h:1;user=u;encrypt=true -> password=s3cret",
        "jdbc:sqlserver://h:1;password=s3,c&r)e?t;encrypt=true"
            + " -> jdbc:sqlserver://h:1;encrypt=true -> password=s3,c&r)e?t",
        "jdbc:sqlserver://h:1;password={s3;c}}ret};encrypt=true"
            + " -> jdbc:sqlserver://h:1;encrypt=true -> password=s3;c}ret",
        "jdbc:sqlserver://h:1;trustStorePassword=a;accessToken=b"
            + " -> jdbc:sqlserver://h:1 -> trustStorePassword=a|accessToken=b",
        // H2, DB2, Firebird, Teradata
        "jdbc:h2:mem:d;USER=sa;PASSWORD=s3cret -> jdbc:h2:mem:d;USER=sa -> PASSWORD=s3cret",
        "jdbc:db2://h:1/d:user=u;password=s3cret; -> jdbc:db2://h:1/d:user=u; -> password=s3cret",
        "jdbc:db2://h:1/d:password=s3cret;user=u; -> jdbc:db2://h:1/d:user=u; -> password=s3cret",
        "jdbc:firebirdsql://h/d?user=u;password=s3cret"
            + " -> jdbc:firebirdsql://h/d?user=u -> password=s3cret",
        "jdbc:firebirdsql://h/d?password=s3cret;user=u"
            + " -> jdbc:firebirdsql://h/d?user=u -> password=s3cret",
        "jdbc:teradata://h/DATABASE=d,USER=u,PASSWORD=s3cret"
            + " -> jdbc:teradata://h/DATABASE=d,USER=u -> PASSWORD=s3cret",
      })
  void secrets_are_taken_out_of_every_databases_form(
      String url, String withoutSecrets, String takenOut) {
    JdbcUrl parsed = JdbcUrl.parse(url);

    assertThat(parsed.withoutSecrets()).isEqualTo(withoutSecrets);
    Map<String, String> expected = new LinkedHashMap<>();
    for (String property : takenOut.split("\\|", -1)) {
      int equals = property.indexOf('=');
      expected.put(property.substring(0, equals), property.substring(equals + 1));
    }
    assertThat(parsed.properties()).isEqualTo(expected);
    expected.remove("user");
    assertThat(parsed.secrets()).containsAll(expected.values());
  }

  @Test
  void a_secret_is_known_as_it_stands_in_the_url_too() {
    assertThat(JdbcUrl.parse("jdbc:postgresql://h/d?password=a%26b").secrets())
        .contains("a%26b", "a&b");
    assertThat(JdbcUrl.parse("jdbc:sqlserver://h;password={a;b}").secrets())
        .contains("{a;b}", "a;b");
    assertThat(JdbcUrl.parse("jdbc:oracle:thin:u/\"a@b\"@h:1:s").secrets())
        .contains("\"a@b\"", "a@b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite:/var/lib/shop.db",
        "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1;MODE=Oracle",
        "jdbc:oracle:thin:@//db:1521/shop",
        "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db)(PORT=1521)))",
        "jdbc:mysql://app@db:3306/shop?passwordCharacterEncoding=utf8&connectionAttributes=a:b,c:d",
        "jdbc:postgresql://a:1,b:2/shop?user=app@tenant&options=-c%20x=1",
        "jdbc:sqlserver://db\\instance:1433;databaseName=shop;user=app@tenant",
        "jdbc:",
        ""
      })
  void a_url_without_a_secret_stays_as_it_is(String url) {
    JdbcUrl parsed = JdbcUrl.parse(url);

    assertThat(parsed.withoutSecrets()).isEqualTo(url);
    assertThat(parsed.properties()).isEmpty();
    assertThat(parsed.secrets()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "jdbc:postgresql://h:1/d?user=u&password=p -> jdbc:postgresql://h:1/d",
        "jdbc:mysql://u:p@h/d?a=b -> jdbc:mysql://h/d",
        "jdbc:sqlserver://h:1;user=u;password=p -> jdbc:sqlserver://h:1",
        "jdbc:oracle:thin:u/p@(DESCRIPTION=(HOST=h)) -> jdbc:oracle:thin:@",
        "jdbc:sqlite:shop.db -> jdbc:sqlite:shop.db",
      })
  void it_is_shown_without_any_parameter(String url, String shown) {
    assertThat(JdbcUrl.shown(url)).isEqualTo(shown);
  }
}
