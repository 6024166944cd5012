package dev.accrue.fleet;

import dev.accrue.api.fleet.TelemetryView;
import dev.accrue.api.fleet.WorkerView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.team.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The fleet, as everybody who is signed in may see it.
@RestController
@RequestMapping("/api/v1/workers")
class FleetController {

  private final FleetOverview overview;
  private final DeviceTelemetry telemetry;

  FleetController(FleetOverview overview, DeviceTelemetry telemetry) {
    this.telemetry = telemetry;
    this.overview = overview;
  }

  /// All workers with their devices, by name: which are busy is for everybody to see, with which
  /// job for its team.
  @Sparse
  @Sorted({"name", "lastHeartbeatAt"})
  @GetMapping
  List<WorkerView> workers(Caller caller) {
    return overview.workers(caller.teamIds());
  }

  /// How the worker's devices were.
  ///
  /// @param from by default an hour before `to`
  /// @param to by default now
  @GetMapping("/{workerId}/telemetry")
  TelemetryView telemetry(
      Caller caller,
      @PathVariable UUID workerId,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to) {
    return telemetry.read(workerId, from, to);
  }
}
