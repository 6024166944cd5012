package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.job.Jobs;
import dev.accrue.log.LogTables.AttemptLog;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Whole logs as plain text, written as they are read.
@RestController
class LogDownloadController {

  private static final Logger LOG = LoggerFactory.getLogger(LogDownloadController.class);
  private static final String PLAIN_TEXT = "text/plain;charset=UTF-8";
  private static final int MAX_ATTEMPTS = 1_000;

  private final Jobs jobs;
  private final LogPages pages;
  private final LogTables tables;

  LogDownloadController(Jobs jobs, LogPages pages, LogTables tables) {
    this.jobs = jobs;
    this.pages = pages;
    this.tables = tables;
  }

  /// The whole log of one attempt as plain text, or of all attempts after each other: instant,
  /// level and text of each line.
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")))
  @GetMapping(path = "/api/v1/jobs/{id}/logs/download", produces = PLAIN_TEXT)
  void downloadJobLogs(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(required = false) @Min(1) @Nullable Integer attempt,
      HttpServletResponse response)
      throws IOException {
    List<AttemptLog> logs;
    if (attempt == null) {
      jobs.requireVisible(caller, id);
      logs = tables.find(id, null, MAX_ATTEMPTS).reversed();
    } else {
      logs = Optional.of(attempt).flatMap(it -> pages.find(caller, id, it)).stream().toList();
    }
    response.setContentType(PLAIN_TEXT);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename("%s.log".formatted(id)).build().toString());
    try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
      for (AttemptLog log : logs) {
        if (attempt == null) {
          out.write("=== attempt %d\n".formatted(log.attemptNumber()));
        }
        write(log, out);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("A reader of the log of job {} went away", id, e);
    }
  }

  private void write(AttemptLog log, Writer out) {
    tables.forward(
        log.attemptId(),
        1,
        LogLevel.DEBUG,
        line -> {
          try {
            out.write(plain(line));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return true;
        });
  }

  private static String plain(LogLineView line) {
    String level = line.level().name();
    return line.at() + " " + level + " ".repeat(6 - level.length()) + line.text() + "\n";
  }
}
