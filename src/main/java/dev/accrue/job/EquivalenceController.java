package dev.accrue.job;

import dev.accrue.api.job.EquivalenceView;
import dev.accrue.team.Caller;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Comparisons of accumulated gradients with full batches.
@RestController
@RequestMapping(path = "/api/v1/jobs/{id}/equivalence", produces = MediaType.APPLICATION_JSON_VALUE)
class EquivalenceController {

  private final EquivalenceRequests requests;

  EquivalenceController(EquivalenceRequests requests) {
    this.requests = requests;
  }

  /// Asks the job to compare its next window's accumulated gradient with that of its full batch.
  /// Asking again before it is done is the same request. A job that has ended is answered 409.
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  EquivalenceView checkEquivalence(@PathVariable UUID id, Caller caller) {
    return requests.request(caller, id);
  }

  /// The newest request, and its result once there is one.
  @GetMapping
  EquivalenceView equivalence(@PathVariable UUID id, Caller caller) {
    return requests.fetch(caller, id);
  }
}
