package dev.accrue.training.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Curves in one picture, as SVG. The vertical axis is logarithmic.
///
/// @param across what the horizontal axis shows
/// @param up what the vertical axis shows
record Plot(String title, String across, String up, List<Line> lines) {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 50;

  /// One curve, without points that are not finite or not above 0.
  ///
  /// @param style attributes of the line, such as `stroke="#0072b2"`
  record Line(String label, String style, List<Double> x, List<Double> y) {}

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, svg());
  }

  private String svg() {
    double right = all(true).max().orElse(1);
    int low = (int) Math.floor(Math.log10(all(false).min().orElse(0.1)));
    int high = (int) Math.ceil(Math.log10(all(false).max().orElse(1)));
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
            .formatted(WIDTH, HEIGHT, LEFT, title, WIDTH / 2, HEIGHT - 10, across, HEIGHT / 2, up));
    for (int power = low; power <= high; power++) {
      int y = (int) Math.round(vertical(Math.pow(10, power), low, high));
      svg.append(
          """
          <path d="M%d %dH%d" stroke="#ddd"/><text x="%d" y="%d" text-anchor="end">%s</text>
          """
              .formatted(LEFT, y, WIDTH - RIGHT, LEFT - 6, y + 4, "1e" + power));
    }
    for (int tick = 0; tick <= 4; tick++) {
      double value = right * tick / 4;
      svg.append(
          "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n"
              .formatted(horizontal(value, right), HEIGHT - BOTTOM + 18, value));
    }
    for (int index = 0; index < lines.size(); index++) {
      svg.append(line(lines.get(index), index, right, low, high));
    }
    return svg.append("</svg>\n").toString();
  }

  private DoubleStream all(boolean horizontal) {
    return lines.stream()
        .flatMapToDouble(line ->
            shown(line).mapToDouble(index -> horizontal ? line.x().get(index) : line.y().get(index)));
  }

  private static IntStream shown(Line line) {
    return IntStream.range(0, line.y().size())
        .filter(index -> Double.isFinite(line.y().get(index)) && line.y().get(index) > 0);
  }

  private static double horizontal(double x, double right) {
    return LEFT + x / right * (WIDTH - LEFT - RIGHT);
  }

  private static double vertical(double y, int low, int high) {
    double share = (Math.log10(y) - low) / Math.max(1, high - low);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private static String line(Line line, int index, double right, int low, int high) {
    String points =
        shown(line)
            .mapToObj(place ->
                String.format(
                    Locale.ROOT,
                    "%.1f,%.1f",
                    horizontal(line.x().get(place), right),
                    vertical(line.y().get(place), low, high)))
            .collect(Collectors.joining(" "));
    int y = TOP + 16 * index + 10;
    int x = WIDTH - 300;
    return """
    <polyline fill="none" stroke-width="1.5" %s points="%s"/>
    <path d="M%d %dh24" stroke-width="2" %s/><text x="%d" y="%d">%s</text>
    """
        .formatted(line.style(), points, x, y - 4, line.style(), x + 30, y, line.label());
  }
}
