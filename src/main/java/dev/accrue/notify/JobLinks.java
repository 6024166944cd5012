package dev.accrue.notify;

import java.net.URI;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Where people find a job in the dashboard.
@Component
class JobLinks {

  private final NotificationProperties properties;

  JobLinks(NotificationProperties properties) {
    this.properties = properties;
  }

  /// Empty for tests, and where the operator did not say where the dashboard is.
  Optional<String> find(Notice notice) {
    URI dashboard = properties.dashboardUrl();
    Notice.Subject subject = notice.subject();
    return dashboard == null || subject == null
        ? Optional.empty()
        : Optional.of(dashboard.toString().replaceAll("/+$", "") + "/jobs/" + subject.jobId());
  }
}
