package dev.accrue.blob;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Counts the bytes of blobs that this server takes and gives.
@Component
class BlobMeter {

  private final Counter written;
  private final Counter read;

  BlobMeter(MeterRegistry registry) {
    this.written = counter(registry, "accrue.blob.written", "Bytes of blobs that were stored");
    this.read = counter(registry, "accrue.blob.read", "Bytes of blobs that were read");
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).baseUnit("bytes").description(description).register(registry);
  }

  void wrote(long bytes) {
    written.increment((double) bytes);
  }

  void read(long bytes) {
    read.increment((double) bytes);
  }
}
