package dev.ksqlconnect.jdbc;

import static dev.ksqlconnect.jdbc.Given.config;
import static dev.ksqlconnect.jdbc.Given.database;
import static dev.ksqlconnect.jdbc.Given.planOf;
import static dev.ksqlconnect.jdbc.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {
  private static final TableFacts USERS = table("users", "*id serial", "updated_at timestamp");
  private static final TableFacts ORDERS = table("orders", "*nr serial", "updated_at timestamp");
  private static final TableFacts LOG = table("log", "line");

  /** The tables are looked at again at once. */
  private final KsqlJdbcSourceConfig config = config("table.poll.interval.ms", "1");

  private final Hands hands = new Hands();
  private Supervisor supervisor = new Supervisor(config, hands);

  /** A connector that writes down what it is told. */
  private final class Hands implements Supervisor.Connector {
    volatile Callable<DatabaseFacts> facts = () -> database(config, USERS);
    volatile Map<TableName, String> modesSoFar = Map.of();
    volatile RuntimeException failsToRun;
    volatile Runnable whileRunning = () -> {};
    final List<Set<TableName>> askedForModes = new CopyOnWriteArrayList<>();
    final AtomicInteger reads = new AtomicInteger();
    final List<SourcePlan> run = new CopyOnWriteArrayList<>();
    final List<Boolean> anew = new CopyOnWriteArrayList<>();
    final List<SourcePlan> published = new CopyOnWriteArrayList<>();
    final List<Exception> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger comparisons = new AtomicInteger();
    final AtomicInteger stops = new AtomicInteger();

    @Override
    public DatabaseFacts readDatabase() throws SQLException {
      reads.incrementAndGet();
      try {
        return facts.call();
      } catch (SQLException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new SQLException("interrupted", e);
      }
    }

    @Override
    public Map<TableName, String> modesSoFar(Collection<TableName> tables) {
      askedForModes.add(new TreeSet<>(tables));
      return modesSoFar;
    }

    @Override
    public Set<String> delegateKeys() {
      return Given.DELEGATE_KEYS;
    }

    @Override
    public void run(SourcePlan plan, boolean startAnew) {
      anew.add(startAnew);
      RuntimeException failure = failsToRun;
      failsToRun = null;
      if (failure != null) {
        throw failure;
      }
      run.add(plan);
      whileRunning.run();
    }

    @Override
    public void publish(SourcePlan plan) {
      published.add(plan);
    }

    @Override
    public void compareTasks() {
      comparisons.incrementAndGet();
    }

    @Override
    public void stopDelegates() {
      stops.incrementAndGet();
    }

    @Override
    public void fail(Exception failure) {
      failures.add(failure);
    }

    /** The tables that were to be read, one entry for each time the delegates were run. */
    List<String> tablesRun() {
      return run.stream()
          .map(
              plan ->
                  plan.tables().stream()
                      .map(table -> table.table().name())
                      .collect(Collectors.joining(",")))
          .toList();
    }

    /** The mode of a table, one entry for each time the delegates were run. */
    List<String> modesRun(TableFacts table) {
      return run.stream().map(plan -> planOf(table.name().name(), plan).mode().mode()).toList();
    }
  }

  @AfterEach
  void stop() {
    supervisor.stop();
  }

  private static Callable<DatabaseFacts> failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  private static SQLException away() {
    return new SQLException("connection refused", "08001");
  }

  private void awaitRuns(int runs) {
    await("the delegate is run " + runs + " times").until(() -> hands.run.size() >= runs);
  }

  /** So that something would have happened if anything did. */
  private void awaitMoreReads() {
    int reads = hands.reads.get();
    await("the database is read again").until(() -> hands.reads.get() >= reads + 5);
  }

  @Test
  void while_nothing_changes_the_delegate_is_run_once() {
    supervisor.start();

    assertThat(supervisor.awaitFirstAttempt()).isTrue();
    awaitMoreReads();

    assertThat(hands.tablesRun()).containsExactly("users");
    assertThat(hands.failures).isEmpty();
  }

  @Test
  void while_nothing_changes_connects_tasks_are_seen_to() {
    supervisor.start();
    awaitRuns(1);
    int comparisons = hands.comparisons.get();

    awaitMoreReads();

    assertThat(hands.comparisons).hasValueGreaterThan(comparisons);
  }

  @Test
  void a_new_table_has_the_delegate_run_anew_once() {
    supervisor.start();
    awaitRuns(1);

    hands.facts = () -> database(config, ORDERS, USERS);
    awaitRuns(2);
    awaitMoreReads();

    assertThat(hands.tablesRun()).containsExactly("users", "orders,users");
    assertThat(hands.anew).as("those that run as they should go on").containsOnly(false);
    assertThat(hands.stops).as("it is replaced, not stopped in between").hasValue(0);
  }

  @Test
  void a_key_that_changes_has_the_delegate_run_anew_too() {
    supervisor.start();
    awaitRuns(1);

    hands.facts = () -> database(config, table("users", "id serial", "updated_at timestamp"));
    awaitRuns(2);

    assertThat(hands.run.get(0).tables().get(0).key().columns()).containsExactly("id");
    assertThat(hands.run.get(1).tables().get(0).key().columns()).isEmpty();
  }

  @Test
  void a_new_table_that_does_not_fit_is_made_known_and_the_delegate_left_alone() {
    supervisor.start();
    awaitRuns(1);

    hands.facts = () -> database(config, LOG, USERS);
    await("the new plan is published").until(() -> !hands.published.isEmpty());
    awaitMoreReads();

    assertThat(hands.published)
        .singleElement()
        .satisfies(
            plan ->
                assertThat(plan.leftOut())
                    .extracting(left -> left.table().name())
                    .containsExactly("log"));
    assertThat(hands.tablesRun()).containsExactly("users");
  }

  @Test
  void a_column_that_decides_another_mode_does_not_change_that_of_a_table_that_is_read() {
    hands.facts = () -> database(config, table("users", "*id serial"));
    supervisor.start();
    awaitRuns(1);

    hands.facts = () -> database(config, ORDERS, USERS);
    awaitRuns(2);

    assertThat(hands.modesRun(USERS)).containsExactly("incrementing", "incrementing");
    assertThat(planOf("orders", hands.run.get(1)).mode().mode())
        .isEqualTo("timestamp+incrementing");
  }

  @Test
  void a_mode_whose_columns_go_is_given_up_for_the_best_that_is_left() {
    supervisor.start();
    awaitRuns(1);

    hands.facts = () -> database(config, table("users", "*id serial"));
    awaitRuns(2);

    assertThat(hands.modesRun(USERS)).containsExactly("timestamp+incrementing", "incrementing");
  }

  @Test
  void a_table_that_was_read_whole_is_read_in_a_better_mode_once_it_allows_one() {
    KsqlJdbcSourceConfig bulk = config("table.poll.interval.ms", "1", "bulk.tables", "*");
    supervisor = new Supervisor(bulk, hands);
    hands.facts = () -> database(bulk, LOG);
    supervisor.start();
    awaitRuns(1);

    hands.facts = () -> database(bulk, table("log", "line", "updated_at timestamp"));
    awaitRuns(2);

    assertThat(hands.modesRun(LOG)).containsExactly("bulk", "timestamp");
  }

  @Test
  void tables_that_were_read_before_are_read_on_in_their_mode() {
    hands.modesSoFar = Map.of(USERS.name(), "incrementing");
    supervisor.start();
    awaitRuns(1);

    assertThat(hands.modesRun(USERS)).containsExactly("incrementing");
  }

  @Test
  void offsets_are_asked_for_once_for_each_table() {
    supervisor.start();
    awaitRuns(1);
    hands.facts = () -> database(config, ORDERS, USERS);
    awaitRuns(2);
    awaitMoreReads();

    assertThat(hands.askedForModes).containsExactly(Set.of(USERS.name()), Set.of(ORDERS.name()));
  }

  @Test
  void a_table_that_comes_back_is_one_that_may_have_been_read_before() {
    supervisor.start();
    awaitRuns(1);
    hands.facts = () -> database(config, ORDERS);
    awaitRuns(2);
    hands.modesSoFar = Map.of(USERS.name(), "incrementing");
    hands.facts = () -> database(config, USERS);
    awaitRuns(3);

    assertThat(planOf("users", hands.run.get(2)).mode().mode()).isEqualTo("incrementing");
  }

  @Test
  void a_database_that_is_away_at_first_is_waited_out() {
    hands.facts = failing(away());
    supervisor.start();

    assertThat(supervisor.awaitFirstAttempt()).as("there is a plan").isFalse();
    hands.facts = () -> database(config, USERS);
    awaitRuns(1);
    awaitMoreReads();

    assertThat(hands.tablesRun()).containsExactly("users");
    assertThat(supervisor.awaitFirstAttempt()).as("there is a plan").isTrue();
    assertThat(hands.failures).isEmpty();
  }

  @Test
  void a_database_that_goes_away_and_comes_back_unchanged_leaves_the_delegate_alone() {
    supervisor.start();
    awaitRuns(1);

    CountDownLatch seen = new CountDownLatch(1);
    hands.facts =
        () -> {
          seen.countDown();
          throw away();
        };
    await("the database is seen to be away").until(() -> seen.getCount() == 0);
    hands.facts = () -> database(config, USERS);
    awaitMoreReads();

    assertThat(hands.tablesRun()).containsExactly("users");
    assertThat(hands.failures).isEmpty();
    assertThat(hands.stops).hasValue(0);
  }

  @Test
  void what_does_not_pass_fails_a_connector_that_has_not_run_yet() {
    SQLException refused = new SQLException("wrong password", "28P01");
    hands.facts = failing(refused);
    supervisor.start();

    await("the connector fails").until(() -> !hands.failures.isEmpty());
    await("the delegate is stopped").until(() -> hands.stops.get() > 0);

    assertThat(hands.failures)
        .singleElement()
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e).hasCause(refused));
    assertThat(hands.reads).hasValue(1);
  }

  @Test
  void a_driver_that_lacks_a_class_fails_the_connector() {
    NoClassDefFoundError lacking = new NoClassDefFoundError("com/example/Codec");
    hands.facts =
        () -> {
          throw lacking;
        };
    supervisor.start();

    await("the connector fails").until(() -> !hands.failures.isEmpty());

    assertThat(hands.failures).singleElement().satisfies(e -> assertThat(e).hasCause(lacking));
  }

  @Test
  void what_does_not_pass_is_waited_out_by_a_connector_that_runs() {
    supervisor.start();
    awaitRuns(1);

    CountDownLatch seen = new CountDownLatch(1);
    hands.facts =
        () -> {
          seen.countDown();
          throw new SQLException("permission denied", "42501");
        };
    await("the database is seen to refuse").until(() -> seen.getCount() == 0);
    hands.facts = () -> database(config, ORDERS, USERS);
    awaitRuns(2);

    assertThat(hands.failures).isEmpty();
    assertThat(hands.stops).hasValue(0);
  }

  @Test
  void a_delegate_that_cannot_be_started_for_now_is_started_later() {
    hands.failsToRun = new ConnectException("no connection", away());
    supervisor.start();
    awaitRuns(1);

    assertThat(hands.tablesRun()).containsExactly("users");
    assertThat(hands.failures).isEmpty();
  }

  @Test
  void a_delegate_that_fails_in_passing_is_run_anew_though_nothing_changed() {
    supervisor.start();
    awaitRuns(1);

    supervisor.startAgain(new ConnectException("lost", away()));
    awaitRuns(2);
    awaitMoreReads();

    assertThat(hands.tablesRun()).containsExactly("users", "users");
    assertThat(hands.anew).containsExactly(false, true);
  }

  @Test
  void a_delegate_that_fails_while_it_is_being_started_is_run_anew_too() {
    hands.whileRunning =
        () -> {
          hands.whileRunning = () -> {};
          supervisor.startAgain(new ConnectException("lost", away()));
        };
    supervisor.start();

    awaitRuns(2);

    assertThat(hands.anew).containsExactly(false, true);
  }

  @Test
  void delegates_that_cannot_be_run_anew_for_now_are_run_anew_later() {
    supervisor.start();
    awaitRuns(1);

    hands.failsToRun = new ConnectException("no connection", away());
    supervisor.startAgain(new ConnectException("lost", away()));
    awaitRuns(2);

    assertThat(hands.anew).containsExactly(false, true, true);
  }

  @Test
  void to_stop_ends_the_wait_for_the_next_look() {
    supervisor = new Supervisor(config("table.poll.interval.ms", "3600000"), hands);
    supervisor.start();
    awaitRuns(1);

    supervisor.stop();

    assertThat(hands.stops).as("the delegate is stopped when stop returns").hasValue(1);
    assertThat(hands.reads).hasValue(1);
  }

  @Test
  void to_stop_ends_a_look_that_can_be_interrupted_and_is_no_failure() {
    CountDownLatch hanging = new CountDownLatch(1);
    hands.facts =
        () -> {
          hanging.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("not reached");
        };
    supervisor.start();
    await("the database is being read").until(() -> hanging.getCount() == 0);

    supervisor.stop();

    assertThat(hands.stops).as("the delegate is stopped when stop returns").hasValue(1);
    assertThat(hands.failures).isEmpty();
  }
}
