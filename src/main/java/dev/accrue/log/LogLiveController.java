package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.live.EventWriter;
import dev.accrue.live.LiveReader;
import dev.accrue.live.LiveReaders;
import dev.accrue.live.LiveRounds;
import dev.accrue.log.LogTables.AttemptLog;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// A log as it comes.
@RestController
class LogLiveController {

  private static final Logger log = LoggerFactory.getLogger(LogLiveController.class);
  private static final Pattern LINE_NUMBER = Pattern.compile("\\d{1,18}");

  private final LogPages pages;
  private final LogTables tables;
  private final LogProperties properties;
  private final LiveReaders readers;
  private final Clock clock;
  private final JsonMapper json;

  LogLiveController(
      LogPages pages,
      LogTables tables,
      LogProperties properties,
      LiveReaders readers,
      Clock clock,
      JsonMapper json) {
    this.pages = pages;
    this.tables = tables;
    this.properties = properties;
    this.readers = readers;
    this.clock = clock;
    this.json = json;
  }

  /// Server-sent events of one attempt, by default the newest: `lines` (`LogLineView[]`) as they
  /// come, and `end` (a `LogSummary`) when none comes any more. Begins after the line `after`, or
  /// goes on after `Last-Event-ID`, which is a line's number.
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string")))
  @GetMapping(path = "/api/v1/jobs/{id}/logs/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void jobLogsLive(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(required = false) @Min(1) @Nullable Integer attempt,
      @RequestParam(defaultValue = "0") @Min(0) long after,
      @RequestParam(defaultValue = "DEBUG") LogLevel level,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    AttemptLog followed =
        pages
            .find(caller, id, attempt)
            .orElseThrow(() ->
                new ProblemException(
                    ProblemCode.NOT_FOUND,
                    "job %s has no attempt yet; its lines come with one".formatted(id)));
    long begin =
        lastEventId != null && LINE_NUMBER.matcher(lastEventId).matches()
            ? Long.parseLong(lastEventId)
            : after;
    try (LiveReader reader = readers.open(caller.userId(), id, Set.of(Signal.LOG))) {
      EventWriter writer = EventWriter.begin(response, json);
      LogFollow follow =
          new LogFollow(tables, () -> progress(id, followed.attemptNumber()), level, writer, begin);
      LiveRounds.USUAL.run(request, reader, writer, follow);
    } catch (IOException e) {
      log.debug("A reader of the log of job {} went away", id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LogFollow.Progress progress(UUID jobId, int attemptNumber) {
    AttemptLog now = tables.find(jobId, attemptNumber, 1).getFirst();
    return new LogFollow.Progress(
        now, now.summary().complete() || now.summary().full() || endedLongAgo(now.endedAt()));
  }

  private boolean endedLongAgo(@Nullable Instant endedAt) {
    return endedAt != null && endedAt.isBefore(clock.instant().minus(properties.grace()));
  }
}
