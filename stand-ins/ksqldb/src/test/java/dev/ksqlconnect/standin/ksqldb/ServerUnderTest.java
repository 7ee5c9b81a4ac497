package dev.ksqlconnect.standin.ksqldb;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The ksqlDB that the contract is checked on: the stand-in, or a real one with its broker. */
final class ServerUnderTest implements AutoCloseable {
  private final KsqlDbStandIn standIn;
  private final Admin admin;
  private final Http http;

  private ServerUnderTest(KsqlDbStandIn standIn, Admin admin, String url) {
    this.standIn = standIn;
    this.admin = admin;
    this.http = new Http(url);
  }

  static ServerUnderTest start() {
    String url = System.getProperty("ksqldb.url", "");
    if (url.isEmpty()) {
      KsqlDbStandIn standIn = KsqlDbStandIn.start();
      standIn.topicsFrom(topic -> false);
      return new ServerUnderTest(standIn, null, standIn.url());
    }
    String broker = System.getProperty("ksqldb.bootstrap", "");
    if (broker.isEmpty()) {
      throw new IllegalStateException(
          "Beside ksqldb.url, ksqldb.bootstrap has to name the broker, such as localhost:9092");
    }
    return new ServerUnderTest(null, Admin.create(Map.of("bootstrap.servers", broker)), url);
  }

  Http.Reply get(String path) {
    return http.get(path);
  }

  Http.Reply ksql(String statements) {
    return http.ksql(statements);
  }

  void createTopics(Collection<String> topics) {
    if (standIn != null) {
      topics.forEach(topic -> standIn.addTopic(topic, 1));
      return;
    }
    Set<NewTopic> wanted =
        topics.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).collect(Collectors.toSet());
    try {
      admin.createTopics(wanted).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Topics that are not there any more are left out. */
  void deleteTopics(Collection<String> topics) {
    for (String topic : topics) {
      if (standIn != null) {
        standIn.removeTopic(topic);
      } else {
        delete(topic);
      }
    }
  }

  private void delete(String topic) {
    try {
      admin.deleteTopics(Set.of(topic)).all().get();
    } catch (InterruptedException | ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    if (standIn != null) {
      standIn.close();
    } else {
      admin.close();
    }
  }
}
