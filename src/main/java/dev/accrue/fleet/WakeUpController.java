package dev.accrue.fleet;

import dev.accrue.api.worker.WakeUp;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Where workers wait for work between heartbeats. A held request keeps its virtual thread and no
/// connection to the database.
@RestController
@RequestMapping("/worker/v1/workers/{workerId}/wake-up")
class WakeUpController {

  static final int LONGEST_WAIT_MILLIS = 10_000;

  private final WakeUps wakeUps;

  WakeUpController(WakeUps wakeUps) {
    this.wakeUps = wakeUps;
  }

  @GetMapping
  WakeUp await(
      @PathVariable UUID workerId,
      @RequestParam UUID incarnation,
      @RequestParam @Min(1) @Max(LONGEST_WAIT_MILLIS) int waitMillis)
      throws InterruptedException {
    return new WakeUp(wakeUps.await(workerId, incarnation, Duration.ofMillis(waitMillis)));
  }
}
