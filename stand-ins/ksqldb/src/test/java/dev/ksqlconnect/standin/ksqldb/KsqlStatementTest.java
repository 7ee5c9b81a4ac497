package dev.ksqlconnect.standin.ksqldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Column;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Kind;
import dev.ksqlconnect.standin.ksqldb.KsqlStatement.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KsqlStatementTest {
  private static final String WITH = " WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON');";

  @Test
  void reads_all_that_a_create_can_say() {
    KsqlStatement create =
        the(
            "CREATE OR REPLACE SOURCE TABLE IF NOT EXISTS `shop-users` (id INT PRIMARY KEY,"
                + " `Full Name` VARCHAR) WITH (kafka_topic='it''s', 'KEY_FORMAT'='kafka',"
                + " `VALUE_FORMAT`='JSON', PARTITIONS=2);");

    assertThat(create.kind()).isEqualTo(Kind.CREATE);
    assertThat(create.isTable()).isTrue();
    assertThat(create.isSource()).isTrue();
    assertThat(create.isOrReplace()).isTrue();
    assertThat(create.ifNotExists()).isTrue();
    assertThat(create.name()).isEqualTo("shop-users");
    assertThat(create.columns())
        .containsExactly(
            new Column("ID", new KsqlType.Scalar("INTEGER"), Role.PRIMARY_KEY),
            new Column("Full Name", new KsqlType.Scalar("STRING"), Role.VALUE));
    assertThat(create.properties())
        .containsEntry("KAFKA_TOPIC", "it's")
        .containsEntry("KEY_FORMAT", "kafka")
        .containsEntry("VALUE_FORMAT", "JSON")
        .containsEntry("PARTITIONS", "2")
        .hasSize(4);
  }

  @Test
  void a_plain_create_says_nothing_of_it() {
    KsqlStatement create = the("create stream s (k varchar key)" + WITH);

    assertThat(create.isTable()).isFalse();
    assertThat(create.isSource()).isFalse();
    assertThat(create.isOrReplace()).isFalse();
    assertThat(create.ifNotExists()).isFalse();
    assertThat(create.columns().get(0).role()).isEqualTo(Role.KEY);
  }

  @Test
  void reads_the_other_kinds() {
    List<KsqlStatement> statements =
        KsqlStatement.parse(
            "DESCRIBE users;\nSHOW TABLES;LIST STREAMS; DROP TABLE IF EXISTS `u`; DROP STREAM s;");

    assertThat(statements)
        .extracting(KsqlStatement::kind)
        .containsExactly(Kind.DESCRIBE, Kind.SHOW, Kind.SHOW, Kind.DROP, Kind.DROP);
    assertThat(statements)
        .extracting(KsqlStatement::text)
        .containsExactly(
            "DESCRIBE users;",
            "SHOW TABLES;",
            "LIST STREAMS;",
            "DROP TABLE IF EXISTS `u`;",
            "DROP STREAM s;");
    assertThat(statements)
        .extracting(KsqlStatement::isTable)
        .containsExactly(false, true, false, true, false);
    assertThat(statements.get(0).name()).isEqualTo("USERS");
    assertThat(statements.get(3).name()).isEqualTo("u");
    assertThat(statements.get(3).ifExists()).isTrue();
    assertThat(statements.get(4).ifExists()).isFalse();
    assertThatThrownBy(() -> statements.get(1).name()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void no_text_is_no_statement() {
    assertThat(KsqlStatement.parse(" \n\t")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | INTEGER",
        "INTEGER | INTEGER",
        "BIGINT | BIGINT",
        "VARCHAR | STRING",
        "STRING | STRING",
        "BOOLEAN | BOOLEAN",
        "DOUBLE | DOUBLE",
        "BYTES | BYTES",
        "DATE | DATE",
        "TIME | TIME",
        "TIMESTAMP | TIMESTAMP",
        "DECIMAL(10,2) | DECIMAL(10, 2)",
        "decimal ( 38 , 0 ) | DECIMAL(38, 0)",
        "ARRAY<INT> | ARRAY<INTEGER>",
        "MAP<VARCHAR,ARRAY<DOUBLE>> | MAP<STRING, ARRAY<DOUBLE>>",
        "STRUCT<a INT, `b` STRUCT<`GROUP` VARCHAR>> | STRUCT<A INTEGER, `b` STRUCT<`GROUP` STRING>>",
        "ARRAY<STRUCT<x DECIMAL(5,1)>> | ARRAY<STRUCT<X DECIMAL(5, 1)>>"
      })
  void reads_every_type(String written, String kept) {
    assertThat(column(written).type().sql()).isEqualTo(kept);
  }

  @Test
  void a_nested_type_has_its_structure() {
    KsqlType type = column("MAP<VARCHAR, STRUCT<a DECIMAL(5,1)>>").type();

    assertThat(type)
        .isEqualTo(
            new KsqlType.Map(
                new KsqlType.Scalar("STRING"),
                new KsqlType.Struct(List.of(new KsqlType.Field("A", new KsqlType.Decimal(5, 1))))));
    assertThat(type.base()).isEqualTo("MAP");
  }

  @Test
  void quoted_names_are_kept_as_they_are() {
    KsqlStatement create =
        the(
            "CREATE STREAM s (`select` INT, \"dq\" INT, `a``b` INT, `c;--d` INT, key INT, 1st INT)"
                + WITH);

    assertThat(create.columns())
        .extracting(Column::name)
        .containsExactly("select", "dq", "a`b", "c;--d", "KEY", "1ST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"table", "from", "VALUES", "at", "properties", "decimal", "view", "size", "query"})
  void reserved_words_need_quotes(String word) {
    assertThatThrownBy(() -> KsqlStatement.parse("CREATE STREAM s (" + word + " INT)" + WITH))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("line 1:18: Syntax Error\n\"" + word + "\" is a reserved keyword");
    assertThat(the("CREATE STREAM s (`" + word + "` INT)" + WITH).columns()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"date", "time", "timestamp", "key", "value", "type", "order", "user", "if"})
  void many_words_of_sql_do_not(String word) {
    assertThat(the("CREATE STREAM s (" + word + " INT)" + WITH).columns()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "TEXT", "UUID", "ARRAY", "MAP", "STRUCT", "NUMERIC"})
  void types_that_do_not_exist_are_refused(String type) {
    assertThatThrownBy(() -> column(type))
        .isInstanceOf(RefusedException.class)
        .hasMessage("Failed to prepare statement: Cannot resolve unknown type: " + type);
  }

  @Test
  void a_statement_that_cannot_be_prepared_is_quoted_alone() {
    String good = "CREATE STREAM a (v INT)" + WITH;
    String bad = "CREATE STREAM b (v INT, V INT)" + WITH;

    assertThatThrownBy(() -> KsqlStatement.parse(good + " " + bad))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.errorCode()).isEqualTo(40001);
              assertThat(refused.statementText()).isEqualTo(bad);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE STREAM s (v INT) WITH (VALUE_FORMAT='JSON');",
        "CREATE STREAM s (v INT) WITH (KAFKA_TOPIC='t', NO_SUCH='x');",
        "CREATE STREAM s (v INT, v VARCHAR) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v DECIMAL(5,6)) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v INT PRIMARY KEY) WITH (KAFKA_TOPIC='t');",
        "CREATE TABLE s (v INT KEY) WITH (KAFKA_TOPIC='t');",
        "CREATE TABLE `a.b` (v INT PRIMARY KEY) WITH (KAFKA_TOPIC='t');",
        "CREATE TABLE `a b` (v INT PRIMARY KEY) WITH (KAFKA_TOPIC='t');",
        "DESCRIBE `é`;"
      })
  void what_ksqldb_refuses_is_refused(String text) {
    assertThatThrownBy(() -> KsqlStatement.parse(text)).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW STREAMS",
        "SHOW STREAMS EXTENDED;",
        "SHOW TOPICS;",
        "SELECT * FROM users;",
        "INSERT INTO s VALUES (1);",
        ";",
        "-- a comment\nSHOW STREAMS;",
        "/* a comment */ SHOW STREAMS;",
        "DESCRIBE s EXTENDED;",
        "DESCRIBE TABLES;",
        "DESCRIBE CONNECTOR c;",
        "DESCRIBE ${s};",
        "DESCRIBE é;",
        "DESCRIBE ``;",
        "DESCRIBE `s;",
        "DESCRIBE `a\nb`;",
        "DROP STREAM s DELETE TOPIC;",
        "CREATE STREAM s AS SELECT * FROM t;",
        "CREATE STREAM s () WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v INT,) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v INT)",
        "CREATE STREAM s (v INT);",
        "CREATE STREAM s (v INT) WITH ();",
        "CREATE STREAM s (v INT WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v INT NOT NULL) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v INT HEADERS) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v VARCHAR(10)) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v DECIMAL) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v DECIMAL(10)) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v DECIMAL(0,0)) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v DECIMAL(5,-1)) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v STRUCT<>) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v STRUCT<a INT, A INT>) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v MAP<INT>) WITH (KAFKA_TOPIC='t');",
        "CREATE STREAM s (v INT) WITH (KAFKA_TOPIC='t);",
        "CREATE STREAM s (v INT) WITH (KAFKA_TOPIC=t);",
        "CREATE STREAM s (v INT) WITH (KAFKA_TOPIC='t', kafka_topic='u');",
        "CREATE STREAM IF EXISTS s (v INT) WITH (KAFKA_TOPIC='t');"
      })
  void what_is_not_known_is_not_understood(String text) {
    assertThatThrownBy(() -> KsqlStatement.parse(text)).isInstanceOf(NotUnderstoodException.class);
  }

  private static Column column(String type) {
    return the("CREATE STREAM s (c " + type + ")" + WITH).columns().get(0);
  }

  private static KsqlStatement the(String text) {
    List<KsqlStatement> statements = KsqlStatement.parse(text);
    assertThat(statements).hasSize(1);
    return statements.get(0);
  }
}
