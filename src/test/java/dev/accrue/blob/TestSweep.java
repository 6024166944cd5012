package dev.accrue.blob;

import java.time.Duration;
import org.springframework.boot.test.context.TestComponent;

/// The sweep, for tests of those who name blobs.
@TestComponent
public class TestSweep {

  private final BlobSweep sweep;
  private final BlobProperties properties;

  TestSweep(BlobSweep sweep, BlobProperties properties) {
    this.sweep = sweep;
    this.properties = properties;
  }

  /// As it comes by every few minutes.
  public void sweepAll() {
    sweep.sweepAll();
  }

  /// How long what nothing names is kept.
  public Duration grace() {
    return properties.grace();
  }
}
