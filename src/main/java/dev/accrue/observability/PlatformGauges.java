package dev.accrue.observability;

import dev.accrue.fleet.FleetProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Metrics of the platform as a whole, as of the last look.
@Component
public class PlatformGauges {

  /// Workers send telemetry every 15 seconds.
  private static final Duration TELEMETRY_AGE = Duration.ofMinutes(1);

  private static final Duration MISSED_FOR = Duration.ofDays(1);

  private final FiguresStore store;
  private final FleetProperties fleet;
  private final Clock clock;
  private final AtomicLong databaseBytes = new AtomicLong();

  private final MultiGauge waiting;
  private final MultiGauge oldest;
  private final MultiGauge running;
  private final MultiGauge samples;
  private final MultiGauge devices;
  private final MultiGauge utilization;
  private final MultiGauge memory;
  private final MultiGauge workers;

  PlatformGauges(FiguresStore store, FleetProperties fleet, Clock clock, MeterRegistry registry) {
    this.store = store;
    this.fleet = fleet;
    this.clock = clock;
    waiting = gauge(registry, "queue.jobs", null, "Jobs that wait and are not held");
    oldest = gauge(registry, "queue.oldest", "seconds", "How long the oldest of them has waited");
    running = gauge(registry, "attempts.running", null, "Attempts that have not ended");
    samples =
        gauge(registry, "training.samples.per.second", null, "Samples that running jobs train");
    devices = gauge(registry, "devices", null, "Devices of workers that are there");
    utilization = gauge(registry, "device.utilization", "ratio", "Mean of a worker's devices");
    memory = gauge(registry, "device.memory", "bytes", "Memory in use on a worker's devices");
    workers = gauge(registry, "workers", null, "Workers; silent ones for a day");
    Gauge.builder("accrue.database.size", databaseBytes, AtomicLong::get)
        .baseUnit("bytes")
        .description("The database, indexes included")
        .register(registry);
  }

  private static MultiGauge gauge(
      MeterRegistry registry, String name, @Nullable String unit, String description) {
    return MultiGauge.builder("accrue." + name)
        .baseUnit(unit)
        .description(description)
        .register(registry);
  }

  /// Looks.
  @Scheduled(fixedDelayString = "${accrue.observability.interval:15s}")
  public void refresh() {
    Instant now = clock.instant();
    Instant silentSince = fleet.silentSince(now);
    List<TeamFigures> teams = store.teams(now);
    ofTeams(waiting, teams, TeamFigures::waiting);
    ofTeams(oldest, teams, TeamFigures::oldestSeconds);
    ofTeams(running, teams, TeamFigures::running);
    ofTeams(samples, teams, TeamFigures::samplesPerSecond);
    ofDevices(store.devices(silentSince, now.minus(TELEMETRY_AGE)));
    workers.register(
        store.workers(silentSince, now.minus(MISSED_FOR)).entrySet().stream()
            .map(state -> Row.of(Tags.of("state", state.getKey()), state.getValue()))
            .toList(),
        true);
    databaseBytes.set(store.databaseBytes());
  }

  private static void ofTeams(
      MultiGauge gauge, List<TeamFigures> teams, ToDoubleFunction<TeamFigures> value) {
    gauge.register(
        teams.stream()
            .map(it -> Row.of(Tags.of("team", it.team()), value.applyAsDouble(it)))
            .toList(),
        true);
  }

  private void ofDevices(List<DeviceFigures> all) {
    devices.register(all.stream().flatMap(PlatformGauges::byState).toList(), true);
    utilization.register(
        all.stream()
            .filter(it -> it.utilization() != null)
            .map(it -> Row.of(tags(it), it.utilization()))
            .toList(),
        true);
    memory.register(all.stream().map(it -> Row.of(tags(it), it.memoryBytes())).toList(), true);
  }

  private static Stream<Row<?>> byState(DeviceFigures figures) {
    return Stream.of(
        Row.of(tags(figures).and("state", "free"), figures.free()),
        Row.of(tags(figures).and("state", "held"), figures.held()),
        Row.of(tags(figures).and("state", "broken"), figures.broken()));
  }

  private static Tags tags(DeviceFigures figures) {
    return Tags.of("worker", figures.worker(), "kind", figures.kind());
  }
}
