package dev.accrue.notify;

import dev.accrue.api.notification.NotificationEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a webhook gets, as docs/notifications.md describes it.
///
/// @param id the same at each attempt
/// @param job null for tests
/// @param threshold null but for thresholds
record WebhookBody(
    UUID id,
    NotificationEvent event,
    Instant happenedAt,
    String team,
    String channel,
    @Nullable Job job,
    @Nullable Threshold threshold,
    String detail) {

  /// @param url null where the server does not know its dashboard's address
  record Job(
      UUID id, String name, long optimizerStep, long totalOptimizerSteps, @Nullable String url) {}

  /// @param value as text where JSON has no number for it: `Infinity`, `-Infinity`
  record Threshold(String rule, double value) {}

  static WebhookBody of(Notice notice, @Nullable String link) {
    Notice.Subject subject = notice.subject();
    Notice.Crossing crossing = notice.crossing();
    return new WebhookBody(
        notice.id(),
        notice.event(),
        notice.happenedAt(),
        notice.team(),
        notice.channel(),
        subject == null
            ? null
            : new Job(
                subject.jobId(),
                subject.name(),
                subject.optimizerStep(),
                subject.totalOptimizerSteps(),
                link),
        crossing == null ? null : new Threshold(crossing.threshold(), crossing.value()),
        notice.detail());
  }
}
