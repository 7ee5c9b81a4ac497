package dev.ksqlconnect.ddl;

import static dev.ksqlconnect.ddl.ConnectTypes.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ksqlconnect.announcer.AnnouncementsLog;
import org.junit.jupiter.api.Test;

class StatementsTest {
  private final AnnouncementsLog log = new AnnouncementsLog("log");
  private final Statements statements = new Statements(log.catalog());

  private void announce(String connector, String topic, String... columns) {
    Announced.topic(connector, topic).value(texts(columns), Written.JSON).writeTo(log);
  }

  private TopicDdl the(String connector, String topic) {
    return statements.ofConnector(connector).get(topic);
  }

  @Test
  void nothing_is_made_of_nothing() {
    assertThat(statements.all()).isEmpty();
  }

  @Test
  void each_topic_has_its_statement_by_connector() {
    announce("shop", "users", "a");
    announce("shop", "orders", "a");
    announce("crm", "leads", "a");

    assertThat(statements.all()).containsOnlyKeys("shop", "crm");
    assertThat(statements.ofConnector("shop")).containsOnlyKeys("users", "orders");
  }

  @Test
  void a_connector_that_announced_nothing_has_no_statements() {
    announce("shop", "users", "a");

    assertThat(statements.ofConnector("crm")).isEmpty();
  }

  @Test
  void a_changed_topic_has_another_statement() {
    announce("shop", "users", "a");
    statements.all();
    announce("shop", "users", "a", "b");

    assertThat(the("shop", "users").statement()).contains("`B` VARCHAR");
  }

  @Test
  void an_unchanged_topic_is_not_gone_through_again() {
    announce("shop", "users", "a");

    assertThat(the("shop", "users")).isSameAs(the("shop", "users"));
  }

  @Test
  void a_retired_topic_has_no_statement() {
    announce("shop", "users", "a");
    log.retire("shop", "users");

    assertThat(statements.all()).isEmpty();
  }

  @Test
  void two_topics_of_one_name_are_both_refused() {
    announce("shop", "a.b", "a");
    announce("crm", "a-b", "a");

    assertThat(the("shop", "a.b").refusal())
        .isEqualTo("Topic a-b of connector crm would be called A_B in ksqlDB, too.");
    assertThat(the("crm", "a-b").refusal())
        .isEqualTo("Topic a.b of connector shop would be called A_B in ksqlDB, too.");
  }

  @Test
  void a_clash_is_mended_by_the_connectors_name() {
    announce("shop", "a.b", "a");
    announce("crm", "a-b", "a");

    assertThat(the("shop", "a.b").remedy()).containsExactly("ksql.name=shop_${topic}");
  }

  @Test
  void a_clash_within_a_connector_is_not_mended_by_its_name() {
    announce("shop", "a.b", "a");
    announce("shop", "a-b", "a");

    assertThat(the("shop", "a.b").refusal()).contains("of the same connector");
    assertThat(the("shop", "a.b").remedy()).isEmpty();
  }

  @Test
  void a_clash_is_over_when_the_other_connector_is_deleted() {
    announce("shop", "a.b", "a");
    announce("crm", "a-b", "a");
    statements.all();
    log.retire("crm", "a-b");

    assertThat(the("shop", "a.b").name()).isEqualTo("A_B");
  }

  @Test
  void other_topics_do_not_suffer_from_a_clash() {
    announce("shop", "a.b", "a");
    announce("crm", "a-b", "a");
    announce("crm", "c", "a");

    assertThat(the("crm", "c").name()).isEqualTo("C");
  }

  @Test
  void a_refused_topic_takes_no_name() {
    announce("shop", "a.b", "a");
    Announced.topic("crm", "a-b").value(null, Written.JSON).writeTo(log);

    assertThat(the("shop", "a.b").name()).isEqualTo("A_B");
  }

  @Test
  void two_connectors_may_write_one_topic_alike() {
    announce("shop", "users", "a");
    announce("crm", "users", "a");

    assertThat(the("shop", "users").statement()).isEqualTo(the("crm", "users").statement());
  }

  @Test
  void two_connectors_that_write_one_topic_otherwise_are_both_refused() {
    announce("shop", "users", "a");
    announce("crm", "users", "b");

    assertThat(the("shop", "users").refusal())
        .isEqualTo("Connectors shop and crm both write to this topic, and not alike.");
    assertThat(the("crm", "users").refusal())
        .isEqualTo("Connectors crm and shop both write to this topic, and not alike.");
  }

  @Test
  void of_three_with_one_name_the_two_alike_name_the_third() {
    announce("shop", "users", "a");
    announce("crm", "users", "a");
    announce("erp", "Users", "a");

    assertThat(the("shop", "users").refusal()).contains("Topic Users of connector erp");
    assertThat(the("crm", "users").refusal()).contains("Topic Users of connector erp");
    assertThat(the("erp", "Users").refusal()).contains("Topic users of connector crm");
  }
}
