package dev.accrue.metric;

import dev.accrue.api.job.SeriesView;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.job.Jobs;
import dev.accrue.team.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Curves over HTTP.
@RestController
@RequestMapping("/api/v1/jobs/{id}/series")
class SeriesController {

  private static final int MAX_SERIES = 100;

  private final Jobs jobs;
  private final CurveStore curves;

  SeriesController(Jobs jobs, CurveStore curves) {
    this.jobs = jobs;
    this.curves = curves;
  }

  /// Some of the job's curves, or the first hundred by name.
  @GetMapping
  List<SeriesView> jobSeries(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(required = false) @Size(max = MAX_SERIES)
          @Nullable List<@Pattern(regexp = SeriesPoints.NAME) String> names,
      @RequestParam(defaultValue = "2000") @Min(1) @Max(10_000) int maxPoints) {
    jobs.requireVisible(caller, id);
    return curves.read(id, names == null ? curves.findNames(id, MAX_SERIES) : names, maxPoints);
  }
}
