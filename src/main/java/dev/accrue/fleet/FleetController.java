package dev.accrue.fleet;

import dev.accrue.api.fleet.WorkerView;
import dev.accrue.team.Caller;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The fleet, as everybody who is signed in may see it.
@RestController
@RequestMapping("/api/v1/workers")
class FleetController {

  private final FleetOverview overview;

  FleetController(FleetOverview overview) {
    this.overview = overview;
  }

  @GetMapping
  List<WorkerView> workers(Caller caller) {
    return overview.workers(caller.teamIds());
  }
}
