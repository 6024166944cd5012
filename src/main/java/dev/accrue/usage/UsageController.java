package dev.accrue.usage;

import dev.accrue.api.usage.UsageReport;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What teams used.
@RestController
class UsageController {

  private final UsageReports reports;

  UsageController(UsageReports reports) {
    this.reports = reports;
  }

  /// Device-hours of the caller's teams, for administrators of all, in a stretch of time: useful,
  /// wasted and idle. Without `from` since the beginning of the month, by UTC, without `to` until
  /// now. With `Accept: text/csv` as a table.
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE,
            schema = @Schema(implementation = UsageReport.class)),
        @Content(mediaType = UsageTable.TEXT_CSV, schema = @Schema(type = "string"))
      })
  @GetMapping(
      path = "/api/v1/usage",
      produces = {MediaType.APPLICATION_JSON_VALUE, UsageTable.TEXT_CSV})
  UsageReport usage(
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(defaultValue = "team") @Size(min = 1, max = 4) List<String> groupBy,
      Caller caller) {
    return reports.report(caller, from, to, groupBy);
  }
}
