package dev.accrue.notify;

import dev.accrue.api.notification.NotificationEvent;

/// A notice in words.
final class NoticeText {

  private static final int MAX_DETAIL = 2_000;

  private NoticeText() {}

  /// In a line, without the detail.
  static String summary(Notice notice) {
    Notice.Subject subject = notice.subject();
    if (subject == null) {
      return "This is a test of the channel %s of team %s"
          .formatted(notice.channel(), notice.team());
    }
    return "%s of team %s %s, at optimizer step %d of %d"
        .formatted(
            subject.name().replaceAll("\\p{Cntrl}", " "),
            notice.team(),
            what(notice.event()),
            subject.optimizerStep(),
            subject.totalOptimizerSteps());
  }

  /// What there is to say beside the summary, cut where it is long.
  static String detail(Notice notice) {
    String detail = notice.detail();
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }

  private static String what(NotificationEvent event) {
    return switch (event) {
      case STARTED -> "has started";
      case SUCCEEDED -> "has succeeded";
      case FAILED -> "has failed";
      case CANCELED -> "was canceled";
      case PREEMPTED -> "is being preempted";
      case STALLED -> "has stalled";
      case THRESHOLD -> "has met a threshold";
      case TEST -> "is a test";
    };
  }
}
