package dev.accrue.metric;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobView;
import dev.accrue.job.Jobs;
import dev.accrue.live.EventWriter;
import dev.accrue.live.LiveRounds;
import dev.accrue.metric.LiveStore.NewPoint;
import dev.accrue.team.Caller;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One reader's stream. The job is read before its events and points, so when it has ended they are
/// all there, and it is sent last.
final class LiveStream implements LiveRounds.News {

  private static final int EVENTS_AT_ONCE = 500;

  private final Caller caller;
  private final UUID jobId;
  private final Jobs jobs;
  private final LiveStore store;
  private final EventWriter writer;
  private LiveCursor cursor;
  private @Nullable JobView sent;

  LiveStream(
      Caller caller,
      UUID jobId,
      Jobs jobs,
      LiveStore store,
      EventWriter writer,
      LiveCursor cursor) {
    this.caller = caller;
    this.jobId = jobId;
    this.jobs = jobs;
    this.store = store;
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
    for (List<NewPoint> points = store.findPointsAfter(jobId, cursor);
        !points.isEmpty();
        points = store.findPointsAfter(jobId, cursor)) {
      SeriesColumns columns = new SeriesColumns();
      points.forEach(it -> columns.add(it.point()));
      NewPoint last = points.getLast();
      cursor = cursor.withPoints(last.attemptNumber(), last.sequence());
      writer.send("points", cursor.encode(), columns.views());
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
