package dev.accrue.checkpoint;

import dev.accrue.api.job.JobView;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.fleet.BrokenDownloads;
import dev.accrue.job.Jobs;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Sends checkpoints as files that other programs open.
@RestController
class ExportController {

  private final Jobs jobs;
  private final CheckpointStore store;
  private final Exports exports;
  private final Semaphore room;

  ExportController(Jobs jobs, CheckpointStore store, Exports exports, ExportProperties properties) {
    this.jobs = jobs;
    this.store = store;
    this.exports = exports;
    this.room = new Semaphore(properties.maxExports());
  }

  /// A checkpoint as a file: `safetensors` of the weights, of their moving averages or of
  /// everything, or `torchscript`, the program with its weights, which `torch.jit.load` opens.
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @GetMapping("/api/v1/jobs/{id}/checkpoints/{checkpointId}/export")
  void exportCheckpoint(
      @PathVariable UUID id,
      @PathVariable UUID checkpointId,
      @RequestParam(defaultValue = "safetensors")
          @Pattern(
              regexp = "safetensors|torchscript",
              message = "is neither safetensors nor torchscript")
          String format,
      @RequestParam(defaultValue = "weights")
          @Pattern(regexp = "weights|ema|all", message = "is not weights, ema or all")
          String content,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    JobView job = jobs.fetch(caller, id);
    CheckpointManifest manifest =
        store
            .find(id, checkpointId)
            .orElseThrow(() ->
                new ProblemException(
                    ProblemCode.NOT_FOUND,
                    "job %s has no checkpoint %s; it may have been replaced by a newer one"
                        .formatted(id, checkpointId)));
    Exports.Format kind = Exports.Format.valueOf(format.toUpperCase(Locale.ROOT));
    ExportedTensors.Content which =
        ExportedTensors.Content.valueOf(content.toUpperCase(Locale.ROOT));
    if (!room.tryAcquire()) {
      throw new ProblemException(
          ProblemCode.TOO_MANY_REQUESTS,
          "this server sends as many exports as it may; try again in a minute");
    }
    try (CheckpointExport export = exports.open(job, checkpointId, manifest, kind, which)) {
      String name =
          "%s-%d%s.%s"
              .formatted(
                  job.name().replaceAll("[^A-Za-z0-9._-]", "_"),
                  manifest.optimizerStep(),
                  which == ExportedTensors.Content.WEIGHTS ? "" : "-" + content,
                  kind.ending());
      send(export, name, request, response);
    } finally {
      room.release();
    }
  }

  /// The reader sees by the length that a file which broke off is not all.
  private static void send(
      CheckpointExport export,
      String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    response.setContentLengthLong(export.sizeBytes());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(name).build().toString());
    try {
      export.writeTo(response.getOutputStream());
    } catch (IOException | RuntimeException e) {
      if (response.isCommitted()) {
        BrokenDownloads.mark(request);
      } else {
        response.reset();
      }
      throw e;
    }
  }
}
