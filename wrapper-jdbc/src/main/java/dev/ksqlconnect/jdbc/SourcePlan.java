package dev.ksqlconnect.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the delegates are given, and why: which tables, in which modes, to which topics, with which
 * keys.
 *
 * <p>Made by a pure function of the user's configuration and what the database says of itself.
 * Where a user would be told of a mistake when submitting, the plan holds a {@linkplain #problems()
 * problem}; a connector that runs already goes on with what is right about it.
 */
final class SourcePlan {
  private final List<DelegatePlan> delegates;
  private final List<TablePlan> tables;
  private final List<LeftOut> leftOut;
  private final List<Problem> problems;

  /** A plan, as {@link SourcePlanner} makes it. */
  SourcePlan(
      List<DelegatePlan> delegates,
      List<TablePlan> tables,
      List<LeftOut> leftOut,
      List<Problem> problems) {
    this.delegates = List.copyOf(delegates);
    this.tables = List.copyOf(tables);
    this.leftOut = List.copyOf(leftOut);
    this.problems = List.copyOf(problems);
  }

  /** One of the delegates. */
  static final class DelegatePlan {
    private final String name;
    private final Map<String, String> config;
    private final Set<String> derived;
    private final int tables;

    /**
     * A delegate.
     *
     * @param name tells it from the others, also after the plan has changed
     * @param derived the keys of {@code config} that the user has not set
     * @param tables how many it reads
     */
    DelegatePlan(String name, Map<String, String> config, Set<String> derived, int tables) {
      this.name = name;
      this.config = Map.copyOf(config);
      this.derived = Set.copyOf(derived);
      this.tables = tables;
    }

    String name() {
      return name;
    }

    /** What it is given; secrets included. */
    Map<String, String> config() {
      return config;
    }

    /** The keys of {@link #config} that the user has not set. */
    Set<String> derived() {
      return derived;
    }

    int tables() {
      return tables;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof DelegatePlan
          && name.equals(((DelegatePlan) other).name)
          && config.equals(((DelegatePlan) other).config);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, config);
    }
  }

  /** A table that is read. */
  static final class TablePlan {
    private final TableName table;
    private final String topic;
    private final TableMode mode;
    private final TableKey key;
    private final List<String> doubtful;
    private final Map<String, String> bestFit;
    private final String delegate;

    /**
     * A table.
     *
     * @param doubtful the columns of types that the delegate may not read
     * @param bestFit see {@link #bestFit()}
     * @param delegate the name of the one that reads it
     */
    TablePlan(
        TableName table,
        String topic,
        TableMode mode,
        TableKey key,
        List<String> doubtful,
        Map<String, String> bestFit,
        String delegate) {
      this.table = table;
      this.topic = topic;
      this.mode = mode;
      this.key = key;
      this.doubtful = List.copyOf(doubtful);
      this.bestFit = Map.copyOf(bestFit);
      this.delegate = delegate;
    }

    TableName table() {
      return table;
    }

    String topic() {
      return topic;
    }

    TableMode mode() {
      return mode;
    }

    TableKey key() {
      return key;
    }

    /** The columns of types that the delegate may leave out of the records. */
    List<String> doubtful() {
      return doubtful;
    }

    /**
     * Where numbers are read by best fit: all columns, each with the type that its numbers get, or
     * an empty text for one that is no such number. Else empty.
     */
    Map<String, String> bestFit() {
      return bestFit;
    }

    String delegate() {
      return delegate;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TablePlan
          && table.equals(((TablePlan) other).table)
          && topic.equals(((TablePlan) other).topic)
          && mode.equals(((TablePlan) other).mode)
          && key.equals(((TablePlan) other).key)
          && doubtful.equals(((TablePlan) other).doubtful)
          && bestFit.equals(((TablePlan) other).bestFit)
          && delegate.equals(((TablePlan) other).delegate);
    }

    @Override
    public int hashCode() {
      return Objects.hash(table, topic, mode, key, doubtful, bestFit, delegate);
    }
  }

  /** A table that was chosen and cannot be read. */
  static final class LeftOut {
    private final TableName table;
    private final String why;

    LeftOut(TableName table, String why) {
      this.table = table;
      this.why = why;
    }

    TableName table() {
      return table;
    }

    String why() {
      return why;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof LeftOut
          && table.equals(((LeftOut) other).table)
          && why.equals(((LeftOut) other).why);
    }

    @Override
    public int hashCode() {
      return Objects.hash(table, why);
    }
  }

  /** Empty if there is nothing that a delegate could be given to read. */
  List<DelegatePlan> delegates() {
    return delegates;
  }

  /** By their names; empty where the delegate is given a query that has no key. */
  List<TablePlan> tables() {
    return tables;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }

  /** What a user who submits this is told. */
  List<Problem> problems() {
    return problems;
  }

  /** Whether delegates that run by the other plan run by this one, too. */
  boolean runsAs(@Nullable SourcePlan other) {
    return other != null && delegates.equals(other.delegates) && tables.equals(other.tables);
  }

  /**
   * Whether there is more to say than of the other plan, by which delegates run in the same way.
   */
  boolean saysMoreThan(SourcePlan other) {
    return !leftOut.equals(other.leftOut);
  }
}
