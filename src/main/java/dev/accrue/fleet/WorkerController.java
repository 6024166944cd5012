package dev.accrue.fleet;

import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.WorkerRegistered;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What worker agents say.
@RestController
@RequestMapping("/worker/v1/workers")
class WorkerController {

  private final Registration registration;
  private final Heartbeats heartbeats;

  WorkerController(Registration registration, Heartbeats heartbeats) {
    this.registration = registration;
    this.heartbeats = heartbeats;
  }

  @PostMapping
  WorkerRegistered register(@RequestBody @Valid RegisterWorker worker) {
    return registration.register(worker);
  }

  @PostMapping("/{workerId}/heartbeat")
  HeartbeatReply beat(@PathVariable UUID workerId, @RequestBody @Valid Heartbeat heartbeat) {
    return heartbeats.beat(workerId, heartbeat);
  }
}
