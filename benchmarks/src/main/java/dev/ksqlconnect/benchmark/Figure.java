package dev.ksqlconnect.benchmark;

/**
 * A figure that is to be held.
 *
 * @param what what is measured
 * @param wanted what it is to be
 * @param measured what it is
 */
record Figure(String what, String wanted, String measured, Verdict verdict) {
  /** Whether a figure is held. */
  enum Verdict {
    HELD("yes"),
    MISSED("**no**"),
    /** What is wanted lies where the median may be: the machine was too noisy to tell. */
    UNDECIDED("too noisy to tell");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  Figure(String what, String wanted, String measured, boolean isHeld) {
    this(what, wanted, measured, isHeld ? Verdict.HELD : Verdict.MISSED);
  }

  /** A median that is to be no less. */
  static Figure atLeast(String what, double least, String unit, Numbers measured) {
    Numbers.Range median = measured.medianRange();
    return new Figure(
        what,
        "≥ " + Numbers.text(least) + unit,
        measured.withCertainty() + unit,
        median.low() >= least
            ? Verdict.HELD
            : median.high() < least ? Verdict.MISSED : Verdict.UNDECIDED);
  }

  /** A median that is to be no more. */
  static Figure atMost(String what, double most, String unit, Numbers measured) {
    Numbers.Range median = measured.medianRange();
    return new Figure(
        what,
        "≤ " + Numbers.text(most) + unit,
        measured.withCertainty() + unit,
        median.high() <= most
            ? Verdict.HELD
            : median.low() > most ? Verdict.MISSED : Verdict.UNDECIDED);
  }
}
