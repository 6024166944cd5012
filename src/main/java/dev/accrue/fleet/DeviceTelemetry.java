package dev.accrue.fleet;

import dev.accrue.api.fleet.TelemetryView;
import dev.accrue.api.worker.DeviceSample;
import dev.accrue.api.worker.WorkerTelemetry;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes, keeps for a while and shows how devices are. All times are this server's.
@Component
public class DeviceTelemetry {

  /// Samples of one device in an answer.
  static final int MAX_SAMPLES = 360;

  private static final Duration DEFAULT_SPAN = Duration.ofHours(1);

  private final TelemetryStore store;
  private final WorkerStore workers;
  private final TelemetryProperties properties;
  private final Clock clock;

  DeviceTelemetry(
      TelemetryStore store, WorkerStore workers, TelemetryProperties properties, Clock clock) {
    this.store = store;
    this.workers = workers;
    this.properties = properties;
    this.clock = clock;
  }

  @Transactional
  void record(UUID workerId, WorkerTelemetry telemetry) {
    long distinct = telemetry.samples().stream().map(DeviceSample::ordinal).distinct().count();
    if (distinct < telemetry.samples().size()) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "two of the %d samples are of the same device; send one of each"
              .formatted(telemetry.samples().size()));
    }
    if (!workers.isCurrent(workerId, telemetry.incarnation())) {
      throw workers.refusal(workerId, telemetry.incarnation());
    }
    store.insert(workerId, telemetry.samples(), clock.instant());
  }

  TelemetryView read(UUID workerId, @Nullable Instant from, @Nullable Instant to) {
    if (!workers.exists(workerId)) {
      throw WorkerStore.unknown(workerId);
    }
    Instant now = clock.instant();
    Instant oldest = now.minus(properties.retention());
    Instant end = Objects.requireNonNullElse(to, now);
    Instant start = from == null ? earlier(end) : from;
    if (!start.isBefore(end)) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "from is %s and to is %s; give a from before to".formatted(start, end));
    }
    // Nothing is older, and nothing newer than now.
    Instant first = start.isBefore(oldest) ? oldest : start;
    Instant last = end.isAfter(now) ? now : end;
    long bucketSeconds = bucketSeconds(first, last);
    return new TelemetryView(
        workerId, first, last, bucketSeconds, store.read(workerId, first, last, bucketSeconds));
  }

  private static Instant earlier(Instant end) {
    return end.isAfter(Instant.EPOCH.plus(DEFAULT_SPAN)) ? end.minus(DEFAULT_SPAN) : Instant.EPOCH;
  }

  /// The finest multiple of what is kept with which no device has too many samples.
  private static long bucketSeconds(Instant first, Instant last) {
    long span = Math.max(0, Duration.between(first, last).toSeconds());
    long least = TelemetryStore.GRID_SECONDS;
    long buckets = Math.ceilDiv(span, MAX_SAMPLES - 1L);
    return Math.max(1, Math.ceilDiv(buckets, least)) * least;
  }

  /// Deletes what is too old, a bounded number of rows at a time.
  @Scheduled(fixedDelayString = "PT1M")
  public void forget() {
    store.deleteBefore(clock.instant().minus(properties.retention()));
  }
}
