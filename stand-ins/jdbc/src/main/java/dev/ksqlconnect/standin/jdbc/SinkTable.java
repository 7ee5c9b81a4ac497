package dev.ksqlconnect.standin.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table that a topic's records go to: in a schema, and with a catalog if one was named. */
record SinkTable(@Nullable String catalog, @Nullable String schema, String name) {
  private static final String PART = "(?:\"([^\"]*)\"|([^\".]+))";
  private static final Pattern PARTS = Pattern.compile(PART);
  private static final Pattern NAME = Pattern.compile(PART + "(?:\\." + PART + ")*");
  private static final int LONGEST = 63;

  /**
   * The table for a topic, after {@code table.name.format}. Dots outside of double quotes separate
   * catalog, schema and name; of more than three parts all but the first two are ignored. A name
   * alone is one of the current schema.
   *
   * @throws IllegalArgumentException if the name cannot be read so
   */
  static SinkTable of(SinkConfig config, String topic, @Nullable String currentSchema) {
    String text = config.getString("table.name.format").replace("${topic}", topic);
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("Not the name of a table: " + text);
    }
    List<String> parts = new ArrayList<>();
    for (Matcher part = PARTS.matcher(text); part.find(); ) {
      parts.add(part.group(1) == null ? part.group(2) : part.group(1));
    }
    return switch (parts.size()) {
      case 1 -> new SinkTable(null, currentSchema, stored(config, parts.get(0)));
      case 3 -> new SinkTable(parts.get(0), parts.get(1), stored(config, parts.get(2)));
      default -> new SinkTable(null, parts.get(0), stored(config, parts.get(1)));
    };
  }

  /** As PostgreSQL stores it. */
  private static String stored(SinkConfig config, String name) {
    String cut = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return config.quotes() ? cut : cut.toLowerCase(Locale.ROOT);
  }

  /** As it stands in SQL. */
  String sql(SinkConfig config) {
    return Stream.of(catalog, schema, name)
        .filter(part -> part != null)
        .map(config::quoted)
        .collect(Collectors.joining("."));
  }
}
