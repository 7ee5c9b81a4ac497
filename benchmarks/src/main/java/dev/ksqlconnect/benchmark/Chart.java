package dev.ksqlconnect.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars in groups, each with where 95 % of its measurements lie.
 *
 * @param name of its file
 * @param unit what the bars' height means
 * @param logarithmic whether equal heights mean equal ratios
 * @param groups what stands below
 * @param series the bars of one colour, one for each group
 */
record Chart(
    String name,
    String title,
    String unit,
    boolean logarithmic,
    List<String> groups,
    List<Series> series) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 64;
  private static final int BOTTOM = 46;
  private static final String[] COLOURS = {"#2f6fb3", "#d98e32", "#8a5fa8", "#4d9960"};

  /** Bars of one colour. */
  record Series(String name, List<Double> values, List<Double> lows, List<Double> highs) {
    static Series of(String name) {
      return new Series(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(Numbers numbers) {
      add(numbers.median(), numbers.low(), numbers.high());
    }

    void add(double value, double low, double high) {
      values.add(value);
      lows.add(low);
      highs.add(high);
    }

    /** A bar without spread. */
    void add(double value) {
      add(value, value, value);
    }
  }

  /** The chart as a picture. */
  String svg() {
    double top =
        series.stream().flatMap(s -> s.highs().stream()).mapToDouble(v -> v).max().orElse(1);
    double bottom =
        series.stream().flatMap(s -> s.lows().stream()).mapToDouble(v -> v).min().orElse(0);
    Scale scale = logarithmic ? Scale.logarithmic(bottom, top) : Scale.linear(top);
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT);
    line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, HEIGHT);
    line(
        svg,
        "<text x=\"%d\" y=\"20\" font-size=\"14\" font-weight=\"bold\">%s</text>",
        LEFT,
        escaped(title));
    legend(svg);
    for (double mark : scale.marks()) {
      double y = y(scale, mark);
      line(
          svg,
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
          LEFT,
          WIDTH - RIGHT,
          y,
          y);
      line(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 6,
          y + 4,
          Scale.text(mark));
    }
    double groupWidth = (double) (WIDTH - LEFT - RIGHT) / groups.size();
    double barWidth = groupWidth * 0.8 / series.size();
    for (int g = 0; g < groups.size(); g++) {
      double begin = LEFT + groupWidth * (g + 0.1);
      for (int s = 0; s < series.size(); s++) {
        bar(svg, scale, series.get(s), g, begin + s * barWidth, barWidth, COLOURS[s]);
      }
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          LEFT + groupWidth * (g + 0.5),
          HEIGHT - BOTTOM + 18,
          escaped(groups.get(g)));
    }
    line(svg, "</svg>");
    return svg.toString();
  }

  private void legend(StringBuilder svg) {
    int x = LEFT;
    line(svg, "<text x=\"6\" y=\"%d\">%s</text>", TOP - 12, escaped(unit));
    for (int s = 0; s < series.size(); s++) {
      String name = series.get(s).name();
      line(svg, "<rect x=\"%d\" y=\"30\" width=\"11\" height=\"11\" fill=\"%s\"/>", x, COLOURS[s]);
      line(svg, "<text x=\"%d\" y=\"40\">%s</text>", x + 16, escaped(name));
      x += 36 + name.length() * 7;
    }
  }

  private static void bar(
      StringBuilder svg,
      Scale scale,
      Series series,
      int group,
      double x,
      double width,
      String colour) {
    double value = series.values().get(group);
    if (Double.isNaN(value)) {
      return;
    }
    double y = y(scale, value);
    line(
        svg,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x,
        y,
        width * 0.94,
        HEIGHT - BOTTOM - y,
        colour);
    double high = y(scale, series.highs().get(group));
    line(
        svg,
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#333\"/>",
        x + width * 0.47,
        x + width * 0.47,
        high,
        y(scale, series.lows().get(group)));
    line(
        svg,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"10\">%s</text>",
        x + width * 0.47,
        high - 3,
        Numbers.text(value));
  }

  private static double y(Scale scale, double value) {
    return HEIGHT - BOTTOM - scale.part(value) * (HEIGHT - BOTTOM - TOP);
  }

  /** Where on the axis a value is. */
  private record Scale(boolean logarithmic, double bottom, double top) {
    static Scale linear(double top) {
      double step = step(top);
      return new Scale(false, 0, step * Math.ceil(top / step));
    }

    static Scale logarithmic(double bottom, double top) {
      return new Scale(
          true,
          Math.pow(10, Math.floor(Math.log10(bottom))),
          Math.pow(10, Math.ceil(Math.log10(top))));
    }

    private static double step(double top) {
      double power = Math.pow(10, Math.floor(Math.log10(top)));
      double leading = top / power;
      return leading > 5 ? power * 2 : leading > 2 ? power : power / 2;
    }

    /** From 0 at the bottom to 1 at the top. */
    double part(double value) {
      return logarithmic
          ? Math.max(0, Math.log(value / bottom) / Math.log(top / bottom))
          : value / top;
    }

    List<Double> marks() {
      List<Double> marks = new ArrayList<>();
      if (logarithmic) {
        for (double mark = bottom; mark <= top * 1.001; mark *= 10) {
          marks.add(mark);
        }
      } else {
        double step = step(top);
        for (int i = 0; i * step <= top * 1.001; i++) {
          marks.add(i * step);
        }
      }
      return marks;
    }

    static String text(double mark) {
      return mark >= 1_000
          ? String.format(Locale.ROOT, "%,.0f", mark)
          : String.format(Locale.ROOT, "%.3f", mark).replaceAll("\\.?0+$", "");
    }
  }

  private static void line(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
