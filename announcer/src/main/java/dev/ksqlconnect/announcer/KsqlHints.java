package dev.ksqlconnect.announcer;

import java.util.Locale;

/**
 * How a user wants a connector's topics to appear in KSQL; carried in each announcement for whoever
 * registers them.
 */
public final class KsqlHints {
  /** What is said when nothing is said. */
  public static final KsqlHints DEFAULT = new KsqlHints("auto", "${topic}");

  private final String as;
  private final String name;

  /**
   * The hints.
   *
   * @param as {@code auto}, {@code table}, {@code source-table} or {@code stream}, in any case;
   *     {@code auto} makes a table of a topic with a key, else a stream
   * @param name a template, in which {@code ${topic}} stands for the topic's name
   */
  public KsqlHints(String as, String name) {
    this.as = as.toLowerCase(Locale.ROOT);
    this.name = name;
  }

  /** Whether it says nothing. */
  public boolean isDefault() {
    return as.equals(DEFAULT.as) && name.equals(DEFAULT.name);
  }

  public String as() {
    return as;
  }

  public String name() {
    return name;
  }
}
