package dev.accrue.metric;

import dev.accrue.api.job.CurveFormat;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.job.Jobs;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Curves as files, streamed.
@RestController
class CurveExportController {

  private final Jobs jobs;
  private final CurveStore store;
  private final CurvePoints points;

  CurveExportController(Jobs jobs, CurveStore store, CurvePoints points) {
    this.jobs = jobs;
    this.store = store;
    this.points = points;
  }

  /// Every point of some of the job's curves, or of all.
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
        @Content(mediaType = "application/jsonl", schema = @Schema(type = "string")),
        @Content(
            mediaType = "application/vnd.apache.parquet",
            schema = @Schema(type = "string", format = "binary")),
        @Content(
            mediaType = "application/octet-stream",
            schema = @Schema(type = "string", format = "binary"))
      })
  @GetMapping("/api/v1/jobs/{id}/series/export")
  void exportSeries(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "CSV") CurveFormat format,
      @RequestParam(required = false) @Size(max = PointIngest.MAX_SERIES_OF_A_JOB)
          @Nullable List<@Pattern(regexp = SeriesPoints.NAME) String> names,
      HttpServletResponse response)
      throws IOException {
    jobs.requireVisible(caller, id);
    List<String> wanted =
        names == null ? store.findNames(id, PointIngest.MAX_SERIES_OF_A_JOB) : names;
    List<Curve> curves = Curve.of(store.findStretches(List.of(id), wanted));
    response.setContentType(format.mediaType());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(fileName(id, format)).build().toString());
    // Not closed when something fails, or a part would look like the whole.
    OutputStream out = new BufferedOutputStream(response.getOutputStream(), 1 << 16);
    PointWriter writer = PointWriter.of(format, out);
    points.write(curves, writer);
    writer.finish();
    out.flush();
  }

  /// TensorBoard looks for `tfevents` in names.
  private static String fileName(UUID id, CurveFormat format) {
    return "curves-%s.%s".formatted(id, format.extension());
  }
}
