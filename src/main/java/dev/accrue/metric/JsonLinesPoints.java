package dev.accrue.metric;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Points as JSON lines. Names of series need no escapes; what JSON cannot say of a number is one
/// of the strings `NaN`, `Infinity` and `-Infinity`.
final class JsonLinesPoints implements PointWriter {

  private final OutputStream out;

  JsonLinesPoints(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(String series, Point point) throws IOException {
    String value = Double.toString(point.value());
    String line =
        """
        {"series":"%s","optimizerStep":%d,"samplesSeen":%d,"atMillis":%d,"value":%s}
        """
            .formatted(
                series,
                point.optimizerStep(),
                point.samplesSeen(),
                point.atMillis(),
                Double.isFinite(point.value()) ? value : '"' + value + '"');
    out.write(line.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void finish() {
    // The last line was the end.
  }
}
