package dev.accrue.metric;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobView;
import dev.accrue.job.Jobs;
import dev.accrue.live.EventWriter;
import dev.accrue.live.LiveRounds;
import dev.accrue.metric.LivePoints.Page;
import dev.accrue.team.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One reader's stream. The job is read before its events and points, so when it has ended they are
/// all there, and it is sent last.
final class LiveStream implements LiveRounds.News {

  private static final int EVENTS_AT_ONCE = 500;

  private final Caller caller;
  private final UUID jobId;
  private final Jobs jobs;
  private final LivePoints livePoints;
  private final EventWriter writer;
  private LiveCursor cursor;
  private @Nullable JobView sent;

  LiveStream(
      Caller caller,
      UUID jobId,
      Jobs jobs,
      LivePoints livePoints,
      EventWriter writer,
      LiveCursor cursor) {
    this.caller = caller;
    this.jobId = jobId;
    this.jobs = jobs;
    this.livePoints = livePoints;
    this.writer = writer;
    this.cursor = cursor;
  }

  @Override
  public boolean send() throws IOException {
    JobView job = jobs.fetch(caller, jobId);
    sendPoints();
    sendEvents();
    if (!job.equals(sent)) {
      writer.send("job", cursor.encode(), job);
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
        writer.send("points", cursor.encode(), page.get().points());
      }
    }
  }

  private void sendEvents() throws IOException {
    for (List<JobEventView> events = events(); !events.isEmpty(); events = events()) {
      for (JobEventView event : events) {
        cursor = cursor.withEvent(event.id());
        writer.send("event", cursor.encode(), event);
      }
    }
  }

  private List<JobEventView> events() {
    return jobs.eventsAfter(caller, jobId, cursor.eventId(), EVENTS_AT_ONCE);
  }
}
