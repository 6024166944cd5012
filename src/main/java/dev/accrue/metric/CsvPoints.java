package dev.accrue.metric;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Points as comma-separated values (RFC 4180). Names of series need no quotes.
final class CsvPoints implements PointWriter {

  private final OutputStream out;

  CsvPoints(OutputStream out) throws IOException {
    this.out = out;
    line("series,optimizer_step,samples_seen,at_millis,value");
  }

  @Override
  public void write(String series, Point point) throws IOException {
    line(
        series
            + ','
            + point.optimizerStep()
            + ','
            + point.samplesSeen()
            + ','
            + point.atMillis()
            + ','
            + point.value());
  }

  @Override
  public void finish() {
    // The last line was the end.
  }

  private void line(String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
