package dev.accrue.metric;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobView;
import dev.accrue.job.Jobs;
import dev.accrue.metric.LivePoints.Page;
import dev.accrue.team.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One reader's stream, in rounds: each waits for a signal, sends what is new, and lets the rest of
/// the round pass. The job is read before its events and points, so when it has ended they are all
/// there, and it is sent last.
final class LiveStream {

  private static final int EVENTS_AT_ONCE = 500;

  private final Caller caller;
  private final UUID jobId;
  private final Jobs jobs;
  private final LivePoints livePoints;
  private final EventWriter writer;
  private final Pace pace;
  private LiveCursor cursor;
  private @Nullable JobView sent;

  /// The times of a stream.
  ///
  /// @param round at most one message of points comes in each
  /// @param heartbeat silence after which a comment says that the stream lives
  /// @param lifetime after it the reader comes back, and with that shows again who it is
  record Pace(Duration round, Duration heartbeat, Duration lifetime) {

    static final Pace USUAL =
        new Pace(Duration.ofMillis(200), Duration.ofSeconds(15), Duration.ofMinutes(30));
  }

  LiveStream(
      Caller caller,
      UUID jobId,
      Jobs jobs,
      LivePoints livePoints,
      EventWriter writer,
      Pace pace,
      LiveCursor cursor) {
    this.caller = caller;
    this.jobId = jobId;
    this.jobs = jobs;
    this.livePoints = livePoints;
    this.writer = writer;
    this.pace = pace;
    this.cursor = cursor;
  }

  /// Returns when the job's end was sent, or the reader or its time is over.
  void run(LiveReader reader) throws IOException, InterruptedException {
    long end = System.nanoTime() + pace.lifetime().toNanos();
    writer.comment("open");
    boolean terminal = sendNews();
    while (!terminal && !reader.hasEnded() && System.nanoTime() < end) {
      reader.pause(pace.round());
      if (reader.awaitSignal(pace.heartbeat())) {
        terminal = sendNews();
      } else {
        writer.comment("still here");
      }
    }
  }

  private boolean sendNews() throws IOException {
    JobView job = jobs.fetch(caller, jobId);
    sendPoints();
    sendEvents();
    if (!job.equals(sent)) {
      writer.send("job", cursor, job);
      sent = job;
    }
    return job.state().terminal();
  }

  private void sendPoints() throws IOException {
    for (Optional<Page> page = livePoints.findAfter(jobId, cursor);
        page.isPresent();
        page = livePoints.findAfter(jobId, cursor)) {
      cursor = page.get().cursor();
      if (!page.get().points().isEmpty()) {
        writer.send("points", cursor, page.get().points());
      }
    }
  }

  private void sendEvents() throws IOException {
    for (List<JobEventView> events = events(); !events.isEmpty(); events = events()) {
      for (JobEventView event : events) {
        cursor = cursor.withEvent(event.id());
        writer.send("event", cursor, event);
      }
    }
  }

  private List<JobEventView> events() {
    return jobs.eventsAfter(caller, jobId, cursor.eventId(), EVENTS_AT_ONCE);
  }
}
