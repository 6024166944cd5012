package dev.accrue.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Curves in one picture, as SVG.
///
/// @param across what the horizontal axis shows
/// @param up what the vertical axis shows
/// @param horizontal from the first power of ten below the values, or from 0
/// @param vertical likewise
public record Plot(
    String title, String across, String up, Scale horizontal, Scale vertical, List<Line> lines) {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 50;

  /// How an axis is divided. A logarithmic one leaves out points that are not above 0.
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /// One curve, without points that are not finite.
  ///
  /// @param style attributes of the line, such as `stroke="#0072b2"`
  @SuppressWarnings("ArrayRecordComponent") // made once, drawn once
  public record Line(String label, String style, double[] x, double[] y) {}

  /// A plot whose vertical axis is logarithmic.
  public Plot(String title, String across, String up, List<Line> lines) {
    this(title, across, up, Scale.LINEAR, Scale.LOGARITHMIC, lines);
  }

  /// Writes the picture, and the directory where there is none.
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, svg());
  }

  private String svg() {
    Axis across = Axis.of(horizontal, all(true), LEFT, WIDTH - RIGHT);
    Axis up = Axis.of(vertical, all(false), HEIGHT - BOTTOM, TOP);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" \
        font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="20" font-size="14">%s</text>
        <text x="%d" y="%d" text-anchor="middle">%s</text>
        <text transform="translate(14 %d) rotate(-90)" text-anchor="middle">%s</text>
        """
            .formatted(
                WIDTH,
                HEIGHT,
                LEFT,
                title,
                WIDTH / 2,
                HEIGHT - 10,
                this.across,
                HEIGHT / 2,
                this.up));
    for (double value : up.ticks()) {
      long y = Math.round(up.at(value));
      svg.append(
          """
          <path d="M%d %dH%d" stroke="#ddd"/><text x="%d" y="%d" text-anchor="end">%s</text>
          """
              .formatted(LEFT, y, WIDTH - RIGHT, LEFT - 6, y + 4, up.label(value)));
    }
    for (double value : across.ticks()) {
      svg.append(
          "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n"
              .formatted(across.at(value), HEIGHT - BOTTOM + 18, across.label(value)));
    }
    lines.forEach(line -> svg.append(curve(line, across, up)));
    svg.append(
        """
        <rect x="%d" y="%d" width="280" height="%d" fill="white" fill-opacity="0.8"/>
        """
            .formatted(WIDTH - 305, TOP - 2, 16 * lines.size() + 4));
    for (int index = 0; index < lines.size(); index++) {
      svg.append(label(lines.get(index), index));
    }
    return svg.append("</svg>\n").toString();
  }

  private DoubleStream all(boolean across) {
    return lines.stream()
        .flatMapToDouble(
            line -> shown(line).mapToDouble(index -> across ? line.x()[index] : line.y()[index]));
  }

  private IntStream shown(Line line) {
    return IntStream.range(0, line.y().length)
        .filter(index -> shows(horizontal, line.x()[index]) && shows(vertical, line.y()[index]));
  }

  private static boolean shows(Scale scale, double value) {
    return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
  }

  private String curve(Line line, Axis across, Axis up) {
    String points =
        shown(line)
            .mapToObj(place ->
                String.format(
                    Locale.ROOT, "%.1f,%.1f", across.at(line.x()[place]), up.at(line.y()[place])))
            .collect(Collectors.joining(" "));
    return """
    <g stroke-width="1.5"><polyline fill="none" %s points="%s"/></g>
    """
        .formatted(line.style(), points);
  }

  private static String label(Line line, int index) {
    int y = TOP + 16 * index + 10;
    int x = WIDTH - 300;
    return """
    <g stroke-width="2"><path d="M%d %dh24" %s/></g><text x="%d" y="%d">%s</text>
    """
        .formatted(x, y - 4, line.style(), x + 30, y, line.label());
  }

  /// Where values lie in the picture. Ends at whole powers of ten, or at 0 and at the largest
  /// value.
  private record Axis(Scale scale, double low, double high, int start, int end) {

    private static Axis of(Scale scale, DoubleStream values, int start, int end) {
      DoubleSummaryStatistics range = values.summaryStatistics();
      if (range.getCount() == 0) {
        return new Axis(Scale.LINEAR, 0, 1, start, end);
      }
      if (scale == Scale.LINEAR) {
        return new Axis(scale, 0, Math.max(range.getMax(), 1e-9), start, end);
      }
      double low = Math.floor(Math.log10(range.getMin()));
      double high = Math.max(low + 1, Math.ceil(Math.log10(range.getMax())));
      return new Axis(scale, low, high, start, end);
    }

    private double at(double value) {
      double place = scale == Scale.LOGARITHMIC ? Math.log10(value) : value;
      return start + (place - low) / (high - low) * (end - start);
    }

    private double[] ticks() {
      return scale == Scale.LOGARITHMIC
          ? DoubleStream.iterate(low, power -> power <= high, power -> power + 1)
              .map(power -> Math.pow(10, power))
              .toArray()
          : IntStream.rangeClosed(0, 4).mapToDouble(tick -> high * tick / 4).toArray();
    }

    private String label(double value) {
      return scale == Scale.LOGARITHMIC
          ? "1e%d".formatted(Math.round(Math.log10(value)))
          : String.format(Locale.ROOT, high < 10 ? "%.1f" : "%.0f", value);
    }
  }
}
