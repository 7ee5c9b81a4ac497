package dev.ksqlconnect.announcer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a wrapper knows of a topic beside its records. A wrapper with transforms leaves announcing
 * to the last of them, which learns this from {@link Wanted#originOf}.
 */
public final class TopicOrigin {
  private final @Nullable String table;
  private final List<String> primaryKey;
  private final KsqlHints ksql;
  private final @Nullable Map<String, String> converters;

  /**
   * An origin.
   *
   * @param table the table the rows come from; null if there is none
   * @param primaryKey the columns of the record's key, in the key's order; empty if there is none
   * @param converters as {@link TopicDescription#convertersOf} picks them; null if they are not
   *     known
   */
  public TopicOrigin(
      @Nullable String table,
      List<String> primaryKey,
      KsqlHints ksql,
      @Nullable Map<String, String> converters) {
    this.table = table;
    this.primaryKey = List.copyOf(primaryKey);
    this.ksql = ksql;
    this.converters = converters;
  }

  public @Nullable String table() {
    return table;
  }

  public List<String> primaryKey() {
    return primaryKey;
  }

  public KsqlHints ksql() {
    return ksql;
  }

  public @Nullable Map<String, String> converters() {
    return converters;
  }
}
