package dev.ksqlconnect.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured on its own. */
enum Part {
  SMT,
  ANNOUNCER,
  THROUGHPUT,
  REGISTRATION,
  REST;

  /**
   * The part of a name.
   *
   * @throws IllegalArgumentException if there is none; the message says which there are
   */
  static Part of(String name) {
    return Arrays.stream(values())
        .filter(part -> part.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no part '"
                        + name
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Part::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Measures, and answers what was seen. */
  Report measure(Options options, Progress progress) throws Exception {
    Report report = new Report(this, options);
    Measuring measuring =
        switch (this) {
          case SMT -> new KeyPart();
          case ANNOUNCER -> new AnnouncerPart();
          case THROUGHPUT -> new ThroughputPart();
          case REGISTRATION -> new RegistrationPart();
          case REST -> new RestPart();
        };
    measuring.measure(options, progress, report);
    return report;
  }

  /** As it is said on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
