package dev.ksqlconnect.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the delegate is given, and why: which tables, in which mode, to which topics, with which
 * keys.
 *
 * <p>Made by a pure function of the user's configuration and what the database says of itself.
 * Where a user would be told of a mistake when submitting, the plan holds a {@linkplain #problems()
 * problem}; a connector that runs already goes on with what is right about it.
 */
final class SourcePlan {
  private final Map<String, String> delegateConfig;
  private final Set<String> derived;
  private final String mode;
  private final String whyMode;
  private final List<TablePlan> tables;
  private final List<LeftOut> leftOut;
  private final List<Problem> problems;

  /**
   * A plan, as {@link SourcePlanner} makes it.
   *
   * @param derived the keys of {@code delegateConfig} that the user has not set
   */
  SourcePlan(
      Map<String, String> delegateConfig,
      Set<String> derived,
      String mode,
      String whyMode,
      List<TablePlan> tables,
      List<LeftOut> leftOut,
      List<Problem> problems) {
    this.delegateConfig = Map.copyOf(delegateConfig);
    this.derived = Set.copyOf(derived);
    this.mode = mode;
    this.whyMode = whyMode;
    this.tables = List.copyOf(tables);
    this.leftOut = List.copyOf(leftOut);
    this.problems = List.copyOf(problems);
  }

  /** A table that is read. */
  static final class TablePlan {
    private final TableName table;
    private final String topic;
    private final List<String> key;
    private final boolean keyIsUsers;

    TablePlan(TableName table, String topic, List<String> key, boolean keyIsUsers) {
      this.table = table;
      this.topic = topic;
      this.key = List.copyOf(key);
      this.keyIsUsers = keyIsUsers;
    }

    TableName table() {
      return table;
    }

    String topic() {
      return topic;
    }

    /** The columns of the record's key, in its order; empty for none. */
    List<String> key() {
      return key;
    }

    /** Whether the user named the key's columns, and not the database. */
    boolean keyIsUsers() {
      return keyIsUsers;
    }

    String whyKey() {
      return keyIsUsers ? "key" : key.isEmpty() ? "the table has no primary key" : "primary key";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof TablePlan
          && table.equals(((TablePlan) other).table)
          && topic.equals(((TablePlan) other).topic)
          && key.equals(((TablePlan) other).key)
          && keyIsUsers == ((TablePlan) other).keyIsUsers;
    }

    @Override
    public int hashCode() {
      return Objects.hash(table, topic, key, keyIsUsers);
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
    public boolean equals(Object other) {
      return other instanceof LeftOut
          && table.equals(((LeftOut) other).table)
          && why.equals(((LeftOut) other).why);
    }

    @Override
    public int hashCode() {
      return Objects.hash(table, why);
    }
  }

  /** What the delegate is given; secrets included. */
  Map<String, String> delegateConfig() {
    return delegateConfig;
  }

  /** The keys of {@link #delegateConfig} that the user has not set. */
  Set<String> derived() {
    return derived;
  }

  String mode() {
    return mode;
  }

  String whyMode() {
    return whyMode;
  }

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

  /** Whether there is nothing that a delegate could be given to read. */
  boolean readsNothing() {
    return tables.isEmpty() && derived.contains(KsqlJdbcSourceConfig.TABLE_WHITELIST);
  }

  /** Whether a delegate that runs by the other plan runs by this one, too. */
  boolean runsAs(@Nullable SourcePlan other) {
    return other != null
        && delegateConfig.equals(other.delegateConfig)
        && tables.equals(other.tables);
  }

  /**
   * Whether there is more to say than of the other plan, by which a delegate runs in the same way.
   */
  boolean saysMoreThan(SourcePlan other) {
    return !leftOut.equals(other.leftOut);
  }
}
