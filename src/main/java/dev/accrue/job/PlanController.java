package dev.accrue.job;

import dev.accrue.api.job.PlanView;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// Specs tried out.
@RestController
class PlanController {

  private final JobPlans plans;

  PlanController(JobPlans plans) {
    this.plans = plans;
  }

  /// Says what a spec would come to if it were submitted now: its windows, learning rate, memory
  /// and place in the queue. Nothing is kept. A spec that `POST /api/v1/jobs` refuses for a field
  /// is refused here too; uploaded modules are not tried out.
  @PostMapping(
      path = "/api/v1/plans",
      consumes = {
        MediaType.APPLICATION_JSON_VALUE,
        SpecMedia.YAML,
        SpecMedia.OLD_YAML,
        SpecMedia.TEXT_YAML
      },
      produces = MediaType.APPLICATION_JSON_VALUE)
  PlanView planJob(
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestHeader("Content-Type") MediaType contentType,
      Caller caller) {
    return plans.plan(caller, body == null ? new byte[0] : body, SpecMedia.format(contentType));
  }
}
