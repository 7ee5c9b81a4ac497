package dev.ksqlconnect.delegate;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one of a connector's delegates is to do. Immutable. */
public final class DelegateWork {
  private final Map<String, String> config;
  private final int parts;

  /**
   * A delegate's work.
   *
   * @param config what it is given
   * @param parts into how many its work can be divided: its tables, say. Connect's tasks are shared
   *     out by it.
   */
  public DelegateWork(Map<String, String> config, int parts) {
    // A value may be null, as in JSON.
    this.config = Collections.unmodifiableMap(new HashMap<>(config));
    this.parts = parts;
  }

  Map<String, String> config() {
    return config;
  }

  int parts() {
    return parts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DelegateWork
        && config.equals(((DelegateWork) other).config)
        && parts == ((DelegateWork) other).parts;
  }

  @Override
  public int hashCode() {
    return Objects.hash(config, parts);
  }
}
