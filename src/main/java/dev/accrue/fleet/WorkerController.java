package dev.accrue.fleet;

import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.WorkerRegistered;
import dev.accrue.api.worker.WorkerTelemetry;
import dev.accrue.team.WorkerPrincipal;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What worker agents say.
@RestController
@RequestMapping("/worker/v1/workers")
class WorkerController {

  private final Registration registration;
  private final Heartbeats heartbeats;
  private final DeviceTelemetry deviceTelemetry;

  WorkerController(
      Registration registration, Heartbeats heartbeats, DeviceTelemetry deviceTelemetry) {
    this.deviceTelemetry = deviceTelemetry;
    this.registration = registration;
    this.heartbeats = heartbeats;
  }

  @PostMapping
  WorkerRegistered register(@RequestBody @Valid RegisterWorker worker, WorkerPrincipal sender) {
    return registration.register(worker, sender.tokenId());
  }

  @PostMapping("/{workerId}/telemetry")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void record(@PathVariable UUID workerId, @RequestBody @Valid WorkerTelemetry telemetry) {
    deviceTelemetry.record(workerId, telemetry);
  }

  @PostMapping("/{workerId}/heartbeat")
  HeartbeatReply beat(@PathVariable UUID workerId, @RequestBody @Valid Heartbeat heartbeat) {
    return heartbeats.beat(workerId, heartbeat);
  }
}
