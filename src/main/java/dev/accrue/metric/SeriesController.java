package dev.accrue.metric;

import dev.accrue.api.job.CurveView;
import dev.accrue.api.job.XAxis;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.job.Jobs;
import dev.accrue.team.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
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
@RequestMapping("/api/v1")
class SeriesController {

  static final int MAX_BUCKETS = 10_000;

  private static final int MAX_SERIES = 100;
  private static final int MAX_JOBS = 100;
  private static final int MAX_BUCKETS_OF_AN_ANSWER = 100_000;

  private final Jobs jobs;
  private final CurveStore store;
  private final CurveReader curves;

  SeriesController(Jobs jobs, CurveStore store, CurveReader curves) {
    this.jobs = jobs;
    this.store = store;
    this.curves = curves;
  }

  /// Some of the job's curves, or the first hundred by name.
  ///
  /// @param from where the part begins that is read, counted as `x` says
  /// @param to where it ends, included
  /// @param buckets at most so many for each curve
  @GetMapping("/jobs/{id}/series")
  List<CurveView> jobSeries(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(required = false) @Size(max = MAX_SERIES)
          @Nullable List<@Pattern(regexp = SeriesPoints.NAME) String> names,
      @RequestParam(defaultValue = "OPTIMIZER_STEP") XAxis x,
      @RequestParam(required = false) @PositiveOrZero @Nullable Long from,
      @RequestParam(required = false) @PositiveOrZero @Nullable Long to,
      @RequestParam(defaultValue = "500") @Min(1) @Max(MAX_BUCKETS) int buckets) {
    jobs.requireVisible(caller, id);
    List<String> wanted = names == null ? store.findNames(id, MAX_SERIES) : names;
    return read(new CurveQuery(List.of(id), wanted, x, from, to, buckets));
  }

  /// The same curves of several jobs, in the order of the jobs. A job without such a curve has none
  /// in the answer.
  @GetMapping("/series")
  List<CurveView> compareSeries(
      Caller caller,
      @RequestParam("jobs") @NotEmpty @Size(max = MAX_JOBS) List<@NotNull UUID> ids,
      @RequestParam @NotEmpty @Size(max = MAX_SERIES)
          List<@Pattern(regexp = SeriesPoints.NAME) String> names,
      @RequestParam(defaultValue = "OPTIMIZER_STEP") XAxis x,
      @RequestParam(required = false) @PositiveOrZero @Nullable Long from,
      @RequestParam(required = false) @PositiveOrZero @Nullable Long to,
      @RequestParam(defaultValue = "200") @Min(1) @Max(MAX_BUCKETS) int buckets) {
    List<UUID> distinct = ids.stream().distinct().toList();
    jobs.requireAllVisible(caller, distinct);
    return read(new CurveQuery(distinct, names, x, from, to, buckets));
  }

  private List<CurveView> read(CurveQuery query) {
    if (query.first() > query.last()) {
      throw PointRules.refusal(
          "from %d is after to %d; swap them".formatted(query.first(), query.last()));
    }
    long most = (long) query.jobIds().size() * query.names().size() * query.buckets();
    if (most > MAX_BUCKETS_OF_AN_ANSWER) {
      throw PointRules.refusal(
          "%d jobs with %d series of %d buckets are %d buckets, an answer has at most %d; ask for fewer buckets"
              .formatted(
                  query.jobIds().size(),
                  query.names().size(),
                  query.buckets(),
                  most,
                  MAX_BUCKETS_OF_AN_ANSWER));
    }
    return curves.read(query);
  }
}
