package dev.accrue.metric;

import dev.accrue.job.Jobs;
import dev.accrue.live.EventWriter;
import dev.accrue.live.LiveReader;
import dev.accrue.live.LiveReaders;
import dev.accrue.live.LiveRounds;
import dev.accrue.signal.Signal;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// A job as it happens. Each stream keeps its request's virtual thread, so writing to a slow reader
/// holds up nobody else and takes no connection to the database.
@RestController
@RequestMapping("/api/v1/jobs/{id}/live")
class LiveController {

  private static final Logger log = LoggerFactory.getLogger(LiveController.class);

  private static final Set<Signal> SIGNALS = Set.of(Signal.JOB, Signal.POINT);

  private final Jobs jobs;
  private final LiveStore store;
  private final LivePoints points;
  private final LiveReaders readers;
  private final JsonMapper json;

  LiveController(
      Jobs jobs, LiveStore store, LivePoints points, LiveReaders readers, JsonMapper json) {
    this.jobs = jobs;
    this.store = store;
    this.points = points;
    this.readers = readers;
    this.json = json;
  }

  /// Server-sent events: `job` (a `JobView`) whenever it changes, `event` (a `JobEventView`) and
  /// `points` (`SeriesView[]` of what is new). Goes on after `Last-Event-ID`, or begins with the
  /// present state. Ends once the job's end was sent.
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string")))
  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void jobLive(
      Caller caller,
      @PathVariable UUID id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    jobs.requireVisible(caller, id);
    try (LiveReader reader = readers.open(caller.userId(), id, SIGNALS)) {
      LiveCursor cursor = LiveCursor.decode(lastEventId).orElseGet(() -> store.newest(id));
      EventWriter writer = EventWriter.begin(response, json);
      LiveStream stream = new LiveStream(caller, id, jobs, points, writer, cursor);
      LiveRounds.USUAL.run(request, reader, writer, stream);
    } catch (IOException e) {
      log.debug("A live reader of job {} went away", id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
